-- Once the final report is accepted, nothing that comes late changes what it told, and the file ends whole. Replaces one
-- function of `course.sql`. Errors are check violations (23514) that name a constraint.

-- At commit: payments that ended leave nothing committed; a closed grant leaves nothing reserved, nothing paid and
-- unexplained, and no amendment without its answer.
CREATE OR REPLACE FUNCTION grants_ends_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM grants_payment WHERE grant_id = NEW.id AND state IN ('requested', 'approved')) THEN
        PERFORM grants_refuse('grant_ends_without_waiting_payment', format('a payment of grant %s waits', NEW.id));
    END IF;
    IF EXISTS (
        SELECT 1 FROM ledger_ledgeraccount
        WHERE balance_cents <> 0
          AND (id = NEW.committed_account_id OR (NEW.state = 'closed' AND id IN (NEW.paid_account_id,
              (SELECT reserved_account_id FROM review_decision WHERE review_decision.id = NEW.decision_id))))
    ) THEN
        PERFORM grants_refuse('grant_ends_empty', format('grant %s ends with money left', NEW.id));
    END IF;
    IF NEW.state = 'closed' AND EXISTS (
        SELECT 1 FROM grants_amendment WHERE grant_id = NEW.id AND state IN ('to_authorise', 'proposed')
    ) THEN
        PERFORM grants_refuse('grant_ends_without_open_amendment', format('an amendment of grant %s waits', NEW.id));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION grants_before_the_final_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
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

CREATE TRIGGER amendment_before_the_final_report BEFORE UPDATE OF state ON grants_amendment
    FOR EACH ROW WHEN (NEW.state = 'accepted' AND OLD.state <> 'accepted')
    EXECUTE FUNCTION grants_before_the_final_report();

CREATE TRIGGER interim_before_the_final_report BEFORE UPDATE OF state ON grants_report
    FOR EACH ROW WHEN (NEW.kind = 'interim' AND NEW.state = 'accepted' AND OLD.state <> 'accepted')
    EXECUTE FUNCTION grants_before_the_final_report();
