-- A row that arrives already accepted obeys the same rule as one that becomes so.
CREATE OR REPLACE FUNCTION grants_before_the_final_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'accepted' THEN
        RETURN NEW;
    END IF;
    -- Shared with whoever accepts the final report: one waits for the other.
    PERFORM 1 FROM grants_grant WHERE id = NEW.grant_id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM grants_report WHERE grant_id = NEW.grant_id AND kind = 'final' AND state = 'accepted'
    ) THEN
        PERFORM grants_refuse('nothing_after_the_final_report',
            format('the final report of grant %s is accepted', NEW.grant_id));
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER amendment_before_the_final_report
    BEFORE INSERT OR UPDATE OF state ON grants_amendment
    FOR EACH ROW WHEN (NEW.state = 'accepted')
    EXECUTE FUNCTION grants_before_the_final_report();

CREATE OR REPLACE TRIGGER interim_before_the_final_report
    BEFORE INSERT OR UPDATE OF state ON grants_report
    FOR EACH ROW WHEN (NEW.kind = 'interim' AND NEW.state = 'accepted')
    EXECUTE FUNCTION grants_before_the_final_report();
