-- At commit: an opening that entered bears the signatures of two natural persons, each under the digest that stands.
CREATE FUNCTION openings_signed_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(DISTINCT person_id) FROM openings_openingsignature
        WHERE opening_id = NEW.id AND digest = NEW.digest) < 2 THEN
        RAISE EXCEPTION 'opening % is not signed by two people', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'opening_signed_by_two';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER opening_signed_by_two AFTER INSERT OR UPDATE OF state ON openings_opening
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'adopted')
    EXECUTE FUNCTION openings_signed_by_two();

-- From the first signature on, nothing of it moves.
CREATE FUNCTION openings_signed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.alliance_id, NEW.as_of, NEW.rows, NEW.explanations, NEW.same_as, NEW.digest)
       IS DISTINCT FROM (OLD.alliance_id, OLD.as_of, OLD.rows, OLD.explanations, OLD.same_as, OLD.digest)
       OR (OLD.state = 'adopted' AND NEW.state <> 'adopted') THEN
        RAISE EXCEPTION 'opening % is signed', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'opening_signed_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER opening_signed_stays BEFORE UPDATE OR DELETE ON openings_opening
    FOR EACH ROW WHEN (OLD.digest <> '') EXECUTE FUNCTION openings_signed_stays();
