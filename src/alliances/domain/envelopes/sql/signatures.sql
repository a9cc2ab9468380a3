-- At commit: an adopted allocation bears the signatures of two natural persons, each under the digest that stands.
CREATE FUNCTION envelopes_signed_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(DISTINCT person_id) FROM envelopes_signature
        WHERE scenario_id = NEW.id AND digest = NEW.digest) < 2 THEN
        RAISE EXCEPTION 'allocation % is not signed by two people', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'allocation_signed_by_two';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER allocation_signed_by_two AFTER INSERT OR UPDATE OF state ON envelopes_scenario
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'adopted')
    EXECUTE FUNCTION envelopes_signed_by_two();
