-- At commit: a replaced allocation has one that took its place, of the same envelope, adopted in its turn.
CREATE FUNCTION envelopes_replaced_has_correction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM envelopes_scenario
                   WHERE replaces_id = NEW.id AND envelope_id = NEW.envelope_id AND adopted_at IS NOT NULL) THEN
        RAISE EXCEPTION 'allocation % is replaced by none', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_replaced_by_correction';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER allocation_replaced_by_correction AFTER INSERT OR UPDATE OF state ON envelopes_scenario
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'replaced')
    EXECUTE FUNCTION envelopes_replaced_has_correction();

-- It was adopted by two people before.
CREATE CONSTRAINT TRIGGER allocation_replaced_was_signed AFTER INSERT OR UPDATE OF state ON envelopes_scenario
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'replaced')
    EXECUTE FUNCTION envelopes_signed_by_two();
