-- What was sent is what others read and judge: it changes only while the file is a draft, or reopened by the region.
-- Errors are check violations (23514) that name a constraint.

CREATE FUNCTION applications_sent_stays() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a sent application no longer changes'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'application_sent_stays';
END $$;

-- Answers, lines of the budget, results, documents.
CREATE FUNCTION applications_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_file bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' AND NEW.application_id <> OLD.application_id THEN PERFORM applications_sent_stays(); END IF;
    v_file := CASE TG_OP WHEN 'INSERT' THEN NEW.application_id ELSE OLD.application_id END;
    -- The share lock makes a writing and the sending of the same file wait for each other.
    PERFORM 1 FROM applications_application
        WHERE id = v_file AND state IN ('sent', 'recommended', 'granted', 'declined') FOR SHARE;
    IF FOUND THEN PERFORM applications_sent_stays(); END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER sent_stays BEFORE INSERT OR UPDATE OR DELETE ON applications_answer
    FOR EACH ROW EXECUTE FUNCTION applications_words_stay();
CREATE TRIGGER sent_stays BEFORE INSERT OR UPDATE OR DELETE ON applications_budgetline
    FOR EACH ROW EXECUTE FUNCTION applications_words_stay();
CREATE TRIGGER sent_stays BEFORE INSERT OR UPDATE OR DELETE ON applications_expectedresult
    FOR EACH ROW EXECUTE FUNCTION applications_words_stay();
CREATE TRIGGER sent_stays BEFORE INSERT OR UPDATE OR DELETE ON applications_attachment
    FOR EACH ROW EXECUTE FUNCTION applications_words_stay();

-- The file itself: whose it is and to which call never changes; its facts stay once sent.
CREATE FUNCTION applications_facts_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.call_id, NEW.organisation_id, NEW.started_by_id) IS DISTINCT FROM
       (OLD.call_id, OLD.organisation_id, OLD.started_by_id) THEN
        RAISE EXCEPTION 'an application stays that of its organisation, to its call'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'application_of_its_organisation';
    END IF;
    IF OLD.state IN ('sent', 'recommended', 'granted', 'declined')
       AND (NEW.form_version_id, NEW.priority_id, NEW.title, NEW.people_expected, NEW.total_cost_cents,
            NEW.requested_cents, NEW.starts_on, NEW.ends_on)
           IS DISTINCT FROM (OLD.form_version_id, OLD.priority_id, OLD.title, OLD.people_expected,
            OLD.total_cost_cents, OLD.requested_cents, OLD.starts_on, OLD.ends_on) THEN
        PERFORM applications_sent_stays();
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER facts_stay BEFORE UPDATE ON applications_application
    FOR EACH ROW EXECUTE FUNCTION applications_facts_stay();
