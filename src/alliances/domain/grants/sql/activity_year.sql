-- The year of activity is one of the signed terms: replaces grants_instalment_signed of sql/amendments.sql.
CREATE OR REPLACE FUNCTION grants_instalment_signed() RETURNS trigger LANGUAGE plpgsql AS $$
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
       OR (NEW.amount_cents, NEW.due_on, NEW.condition, NEW.awaits, NEW.activity_year) IS DISTINCT FROM (
           (v_said ->> 'amount_cents')::bigint, (v_said ->> 'due_on')::date, (v_said ->> 'condition')::varchar,
           (v_said ->> 'awaits')::varchar, (v_said ->> 'activity_year')::smallint) THEN
        PERFORM grants_refuse('signed_terms_stay', format('instalment %s is signed', OLD.id));
    END IF;
    RETURN NEW;
END $$;
