-- Once a published call has opened, what people read to apply no longer changes: only its state and its closing move.

CREATE FUNCTION calls_call_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND OLD.opens_at <= now()
        AND (to_jsonb(NEW) - 'state' - 'closes_at') IS DISTINCT FROM (to_jsonb(OLD) - 'state' - 'closes_at')
    THEN
        RAISE EXCEPTION 'an open call no longer changes'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'call_opened';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION calls_within_opened() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_row record := coalesce(NEW, OLD);
BEGIN
    IF EXISTS (SELECT 1 FROM calls_call WHERE id = v_row.call_id AND state <> 'draft' AND opens_at <= now()) THEN
        RAISE EXCEPTION 'the grid and the priorities of an open call no longer change'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'call_opened';
    END IF;
    RETURN v_row;
END $$;

CREATE TRIGGER call_opened BEFORE UPDATE ON calls_call
    FOR EACH ROW EXECUTE FUNCTION calls_call_opened();
CREATE TRIGGER criterion_of_opened BEFORE INSERT OR UPDATE OR DELETE ON calls_criterion
    FOR EACH ROW EXECUTE FUNCTION calls_within_opened();
CREATE TRIGGER priority_of_opened BEFORE INSERT OR UPDATE OR DELETE ON calls_call_priorities
    FOR EACH ROW EXECUTE FUNCTION calls_within_opened();
