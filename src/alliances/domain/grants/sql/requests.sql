-- What an organisation asked never changes, nor does the answer to it. Errors are check violations that name a constraint.
CREATE FUNCTION grants_request_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'asked'
       OR (NEW.grant_id, NEW.before, NEW.after, NEW.reason, NEW.asked_by_id)
          IS DISTINCT FROM (OLD.grant_id, OLD.before, OLD.after, OLD.reason, OLD.asked_by_id) THEN
        PERFORM grants_refuse('amendment_request_stays', format('request %s says what it says', OLD.id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER request_stays BEFORE UPDATE OR DELETE ON grants_amendmentrequest
    FOR EACH ROW EXECUTE FUNCTION grants_request_stays();

CREATE FUNCTION grants_request_of_its_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.amendment_id IS NOT NULL
       AND NEW.grant_id <> (SELECT grant_id FROM grants_amendment WHERE id = NEW.amendment_id) THEN
        PERFORM grants_refuse('amendment_request_of_its_grant', format('request %s is of another grant', NEW.id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER request_of_its_grant BEFORE INSERT OR UPDATE ON grants_amendmentrequest
    FOR EACH ROW EXECUTE FUNCTION grants_request_of_its_grant();
