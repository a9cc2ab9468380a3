-- Tranches are added, never changed; at commit, no year of an envelope is below zero.
CREATE FUNCTION envelopes_tranche_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'tranches are never changed or deleted: record a movement' USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER tranche_append_only BEFORE UPDATE OR DELETE ON envelopes_tranche
    FOR EACH ROW EXECUTE FUNCTION envelopes_tranche_refuse_change();
CREATE TRIGGER tranche_never_emptied BEFORE TRUNCATE ON envelopes_tranche
    FOR EACH STATEMENT EXECUTE FUNCTION envelopes_tranche_refuse_change();

CREATE FUNCTION envelopes_tranche_not_negative() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(amount_cents) FROM envelopes_tranche
        WHERE envelope_id = NEW.envelope_id AND fiscal_year_id = NEW.fiscal_year_id) < 0 THEN
        RAISE EXCEPTION 'envelope % has less than nothing in %', NEW.envelope_id, NEW.fiscal_year_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'tranche_not_negative';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER tranche_not_negative AFTER INSERT ON envelopes_tranche
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION envelopes_tranche_not_negative();
