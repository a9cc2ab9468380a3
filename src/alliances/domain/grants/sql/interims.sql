-- One interim report for each instalment that awaits one, each counting from the beginning. Replaces two functions of
-- `course.sql`. Errors are check violations (23514) that name a constraint.

CREATE OR REPLACE FUNCTION grants_payment_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_grant grants_grant;
    v_instalment grants_instalment;
    v_needed bigint;
    v_accepted bigint;
BEGIN
    IF NEW.state = 'refused' OR (TG_OP = 'UPDATE' AND NEW.state = OLD.state) THEN RETURN NEW; END IF;
    -- Shared with whoever ends the grant or accepts its final report: one waits for the other.
    SELECT * INTO v_grant FROM grants_grant WHERE id = NEW.grant_id FOR SHARE;
    IF v_grant.state <> 'signed' THEN
        PERFORM grants_refuse('payment_of_a_running_grant', format('grant %s is not running', NEW.grant_id));
    END IF;
    IF v_grant.payments_ended_on IS NOT NULL THEN
        PERFORM grants_refuse('payment_before_the_end', format('payments of grant %s have ended', NEW.grant_id));
    END IF;
    SELECT * INTO v_instalment FROM grants_instalment WHERE id = NEW.instalment_id;
    IF v_instalment.awaits <> 'nothing' THEN
        SELECT count(*) INTO v_needed FROM grants_instalment
            WHERE grant_id = NEW.grant_id AND awaits = v_instalment.awaits AND rank <= v_instalment.rank;
        SELECT count(*) INTO v_accepted FROM grants_report
            WHERE grant_id = NEW.grant_id AND kind = v_instalment.awaits AND state = 'accepted';
        IF v_instalment.awaits = 'final' THEN v_needed := 1; END IF;
        IF v_accepted < v_needed THEN
            PERFORM grants_refuse('payment_waits_for_its_report',
                format('instalment %s awaits its %s report', NEW.instalment_id, v_instalment.awaits));
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION grants_report_from_the_beginning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM grants_report
        WHERE grant_id = NEW.grant_id AND id <> NEW.id AND state = 'accepted' AND spent_cents > NEW.spent_cents
    ) THEN
        PERFORM grants_refuse('report_counts_from_the_beginning',
            format('report %s says less than one accepted before', NEW.id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER report_from_the_beginning BEFORE UPDATE OF state ON grants_report
    FOR EACH ROW WHEN (NEW.state = 'accepted' AND OLD.state <> 'accepted')
    EXECUTE FUNCTION grants_report_from_the_beginning();
