-- The paper of a signature stays with it, like the rest of what was signed.
CREATE FUNCTION grants_paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM grants_refuse('signed_terms_stay', format('agreement %s is signed', OLD.id));
    RETURN NULL;
END $$;

CREATE TRIGGER paper_stays BEFORE UPDATE OF paper_id ON grants_grant
    FOR EACH ROW WHEN (OLD.state IN ('signed', 'closed') AND NEW.paper_id IS DISTINCT FROM OLD.paper_id)
    EXECUTE FUNCTION grants_paper_stays();
