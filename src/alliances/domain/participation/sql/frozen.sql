-- Adoption freezes a local plan with all it holds: only its state may still move (adopted → replaced).

CREATE FUNCTION participation_refuse(sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', sentence USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'local_plan_frozen';
END $$;

CREATE FUNCTION participation_plan_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM participation_refuse('an adopted local plan is never deleted');
    END IF;
    IF NEW.state = 'draft' OR (to_jsonb(NEW) - 'state') IS DISTINCT FROM (to_jsonb(OLD) - 'state') THEN
        PERFORM participation_refuse('an adopted local plan never changes: write its next version');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION participation_within_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_row jsonb := to_jsonb(coalesce(NEW, OLD));
    v_plan bigint;
BEGIN
    IF TG_ARGV[0] = 'plan' THEN
        v_plan := (v_row ->> 'local_plan_id')::bigint;
    ELSE
        SELECT local_plan_id INTO v_plan FROM participation_priority WHERE id = (v_row ->> 'priority_id')::bigint;
    END IF;
    IF EXISTS (SELECT 1 FROM participation_localplan WHERE id = v_plan AND state <> 'draft') THEN
        PERFORM participation_refuse('the priorities of an adopted local plan never change');
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER local_plan_frozen BEFORE UPDATE OR DELETE ON participation_localplan
    FOR EACH ROW EXECUTE FUNCTION participation_plan_frozen();
CREATE TRIGGER priority_frozen BEFORE INSERT OR UPDATE OR DELETE ON participation_priority
    FOR EACH ROW EXECUTE FUNCTION participation_within_frozen('plan');
CREATE TRIGGER priority_goals_frozen BEFORE INSERT OR UPDATE OR DELETE ON participation_priority_goals
    FOR EACH ROW EXECUTE FUNCTION participation_within_frozen('priority');
CREATE TRIGGER participation_record_frozen BEFORE INSERT OR UPDATE OR DELETE ON participation_participationrecord
    FOR EACH ROW EXECUTE FUNCTION participation_within_frozen('priority');
