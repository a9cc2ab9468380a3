-- The course of a grant: which payment may begin, which report ends it, and an end that leaves no dollar behind.
-- Errors are check violations (23514) that name a constraint.

CREATE FUNCTION grants_refuse(p_constraint text, p_message text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', p_message USING ERRCODE = 'check_violation', CONSTRAINT = p_constraint;
END $$;

-- A payment begins and moves on while its agreement runs, once the report that its instalment awaits is accepted.
CREATE FUNCTION grants_payment_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_grant grants_grant;
    v_awaits text;
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
    SELECT awaits INTO v_awaits FROM grants_instalment WHERE id = NEW.instalment_id;
    IF v_awaits <> 'nothing' AND NOT EXISTS (
        SELECT 1 FROM grants_report WHERE grant_id = NEW.grant_id AND kind = v_awaits AND state = 'accepted'
    ) THEN
        PERFORM grants_refuse('payment_waits_for_its_report',
            format('instalment %s awaits its %s report', NEW.instalment_id, v_awaits));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payment_in_time BEFORE INSERT OR UPDATE ON grants_payment
    FOR EACH ROW EXECUTE FUNCTION grants_payment_in_time();

-- A final report is accepted after the last payment; what was accepted never changes.
CREATE FUNCTION grants_report_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_grant grants_grant;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'accepted' AND NEW IS DISTINCT FROM OLD THEN
        PERFORM grants_refuse('report_accepted_stays', format('report %s is accepted', OLD.id));
    END IF;
    IF NEW.state <> 'accepted' OR NEW.kind <> 'final' OR (TG_OP = 'UPDATE' AND OLD.state = 'accepted') THEN
        RETURN NEW;
    END IF;
    SELECT * INTO v_grant FROM grants_grant WHERE id = NEW.grant_id FOR SHARE;
    IF v_grant.payments_ended_on IS NULL AND EXISTS (
        SELECT 1 FROM grants_instalment i WHERE i.grant_id = NEW.grant_id AND i.awaits <> 'final'
            AND NOT EXISTS (SELECT 1 FROM grants_payment p WHERE p.instalment_id = i.id AND p.state = 'paid')
    ) THEN
        PERFORM grants_refuse('final_report_comes_last', format('grant %s has instalments to pay', NEW.grant_id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER report_in_time BEFORE INSERT OR UPDATE ON grants_report
    FOR EACH ROW EXECUTE FUNCTION grants_report_in_time();

-- At commit: payments that ended leave nothing committed, a closed grant leaves nothing paid and unexplained either.
CREATE FUNCTION grants_ends_empty() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM grants_payment WHERE grant_id = NEW.id AND state IN ('requested', 'approved')) THEN
        PERFORM grants_refuse('grant_ends_without_waiting_payment', format('a payment of grant %s waits', NEW.id));
    END IF;
    IF EXISTS (
        SELECT 1 FROM ledger_ledgeraccount
        WHERE balance_cents <> 0
          AND (id = NEW.committed_account_id OR (NEW.state = 'closed' AND id = NEW.paid_account_id))
    ) THEN
        PERFORM grants_refuse('grant_ends_empty', format('grant %s ends with money left', NEW.id));
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER grant_ends_empty AFTER UPDATE OF state, payments_ended_on ON grants_grant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state = 'closed' OR NEW.payments_ended_on IS NOT NULL)
    EXECUTE FUNCTION grants_ends_empty();
