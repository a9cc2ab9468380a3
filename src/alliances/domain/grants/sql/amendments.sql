-- Signed terms change by an accepted amendment and in no other way. Errors are check violations that name a constraint.

CREATE FUNCTION grants_accepted_terms(p_grant bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT after FROM grants_amendment WHERE grant_id = p_grant AND state = 'accepted' ORDER BY number DESC LIMIT 1
$$;

-- An instalment of a signed agreement becomes what the last accepted amendment says, or stays. One that somebody asked
-- to pay stays in any case. (A new one is kept in check by the sum, which must equal the amount at commit.)
CREATE FUNCTION grants_instalment_signed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_state text;
    v_said jsonb;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN RETURN NEW; END IF;
    SELECT state INTO v_state FROM grants_grant WHERE id = OLD.grant_id;
    IF v_state = 'offered' THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;
    IF EXISTS (SELECT 1 FROM grants_payment WHERE instalment_id = OLD.id AND state <> 'refused') THEN
        PERFORM grants_refuse('instalment_asked_for_stays', format('instalment %s is asked for or paid', OLD.id));
    END IF;
    v_said := grants_accepted_terms(OLD.grant_id) -> 'instalments' -> (OLD.rank - 1);
    IF TG_OP = 'DELETE' THEN
        IF grants_accepted_terms(OLD.grant_id) IS NULL OR v_said IS NOT NULL THEN
            PERFORM grants_refuse('signed_terms_stay', format('instalment %s is signed', OLD.id));
        END IF;
        RETURN OLD;
    END IF;
    IF v_said IS NULL OR (NEW.grant_id, NEW.rank) <> (OLD.grant_id, OLD.rank)
       OR (NEW.amount_cents, NEW.due_on, NEW.condition, NEW.awaits) IS DISTINCT FROM ((v_said ->> 'amount_cents')::bigint,
           (v_said ->> 'due_on')::date, (v_said ->> 'condition')::varchar, (v_said ->> 'awaits')::varchar) THEN
        PERFORM grants_refuse('signed_terms_stay', format('instalment %s is signed', OLD.id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER instalment_signed BEFORE UPDATE OR DELETE ON grants_instalment
    FOR EACH ROW EXECUTE FUNCTION grants_instalment_signed();

CREATE FUNCTION grants_agreement_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.number, NEW.decision_id, NEW.organisation_id, NEW.signed_on, NEW.signed_by_id, NEW.signed_on_paper,
        NEW.signed_for_organisation, NEW.offered_on, NEW.expires_on)
       IS DISTINCT FROM (OLD.number, OLD.decision_id, OLD.organisation_id, OLD.signed_on, OLD.signed_by_id,
        OLD.signed_on_paper, OLD.signed_for_organisation, OLD.offered_on, OLD.expires_on)
       OR NEW.state NOT IN ('signed', 'closed') THEN
        PERFORM grants_refuse('signed_terms_stay', format('agreement %s is signed', OLD.id));
    END IF;
    IF NEW.amount_cents <> OLD.amount_cents
       AND NEW.amount_cents IS DISTINCT FROM (grants_accepted_terms(OLD.id) ->> 'amount_cents')::bigint THEN
        PERFORM grants_refuse('signed_terms_stay', format('agreement %s is signed', OLD.id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER agreement_signed BEFORE UPDATE ON grants_grant
    FOR EACH ROW WHEN (OLD.state IN ('signed', 'closed')) EXECUTE FUNCTION grants_agreement_signed();

-- What an amendment says never changes, nor does its answer.
CREATE FUNCTION grants_amendment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state NOT IN ('to_authorise', 'proposed')
       OR (NEW.grant_id, NEW.number, NEW.before, NEW.after, NEW.added_cents, NEW.reason, NEW.proposed_by_id)
          IS DISTINCT FROM (OLD.grant_id, OLD.number, OLD.before, OLD.after, OLD.added_cents, OLD.reason,
                            OLD.proposed_by_id) THEN
        PERFORM grants_refuse('amendment_stays', format('amendment %s says what it says', OLD.id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER amendment_stays BEFORE UPDATE OR DELETE ON grants_amendment
    FOR EACH ROW EXECUTE FUNCTION grants_amendment_stays();
