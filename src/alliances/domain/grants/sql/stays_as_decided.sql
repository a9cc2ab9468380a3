-- A grant stays that of its decision, an offer what was offered, a payment what was asked for.
-- Errors are check violations (23514) that name a constraint.

-- The decision itself never changes (its own trigger); what is decided belongs to the organisation that applied.
CREATE FUNCTION grants_grant_of_its_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (NEW.decision_id, NEW.organisation_id, NEW.number, NEW.offered_by_id, NEW.committed_account_id,
            NEW.paid_account_id, NEW.justified_account_id)
           IS DISTINCT FROM (OLD.decision_id, OLD.organisation_id, OLD.number, OLD.offered_by_id,
            OLD.committed_account_id, OLD.paid_account_id, OLD.justified_account_id) THEN
            PERFORM grants_refuse('grant_of_its_decision', format('grant %s stays that of its decision', OLD.id));
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.organisation_id IS DISTINCT FROM (
        SELECT a.organisation_id FROM review_decision d
            JOIN applications_application a ON a.id = d.application_id WHERE d.id = NEW.decision_id
    ) THEN
        PERFORM grants_refuse('grant_of_its_decision', format('grant %s is of another organisation', NEW.id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER grant_of_its_decision BEFORE INSERT OR UPDATE ON grants_grant
    FOR EACH ROW EXECUTE FUNCTION grants_grant_of_its_decision();

-- At commit: the amount is the one decided, or the one of the last accepted amendment.
CREATE FUNCTION grants_amount_was_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_amount bigint;
    v_decided bigint;
BEGIN
    SELECT g.amount_cents, coalesce((grants_accepted_terms(g.id) ->> 'amount_cents')::bigint, d.amount_cents)
        INTO v_amount, v_decided
        FROM grants_grant g JOIN review_decision d ON d.id = g.decision_id WHERE g.id = NEW.id;
    IF v_amount <> v_decided THEN
        PERFORM grants_refuse('grant_amount_was_decided',
            format('grant %s is of %s cents, %s were decided', NEW.id, v_amount, v_decided));
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER grant_amount_was_decided AFTER INSERT OR UPDATE OF amount_cents ON grants_grant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grants_amount_was_decided();

-- What the organisation reads before it signs no longer changes under its eyes.
CREATE FUNCTION grants_offered_part_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD AND (SELECT state FROM grants_grant WHERE id = OLD.grant_id) = 'offered' THEN
        PERFORM grants_refuse('offered_terms_stay', format('instalment %s is offered', OLD.id));
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER offered_part_stays BEFORE UPDATE OR DELETE ON grants_instalment
    FOR EACH ROW EXECUTE FUNCTION grants_offered_part_stays();

-- A second person approves what the first one asked for, and nothing else.
CREATE FUNCTION grants_payment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.grant_id, NEW.instalment_id, NEW.amount_cents, NEW.purpose, NEW.evidence, NEW.requested_at)
       IS DISTINCT FROM (OLD.grant_id, OLD.instalment_id, OLD.amount_cents, OLD.purpose, OLD.evidence,
                         OLD.requested_at) THEN
        PERFORM grants_refuse('payment_stays_as_requested', format('payment %s is asked for', OLD.id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payment_stays_as_requested BEFORE UPDATE ON grants_payment
    FOR EACH ROW EXECUTE FUNCTION grants_payment_stays();

-- Who asked and who approved stay too, unless two persons turned out to be one: the other then exists no more.
-- (What was approved and never paid is refused, by whoever refuses it.)
CREATE FUNCTION grants_payment_keeps_its_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM people_person
        WHERE (id = OLD.requested_by_id AND NEW.requested_by_id <> OLD.requested_by_id)
           OR (id = OLD.approved_by_id AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id
               AND (NEW.state <> 'refused' OR OLD.state = 'refused'))
    ) THEN
        PERFORM grants_refuse('payment_keeps_its_people', format('payment %s has another person', OLD.id));
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER payment_keeps_its_people AFTER UPDATE ON grants_payment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.requested_by_id <> OLD.requested_by_id OR NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id)
    EXECUTE FUNCTION grants_payment_keeps_its_people();
