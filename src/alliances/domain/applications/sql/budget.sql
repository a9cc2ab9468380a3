-- A sent application has a balanced budget: costs equal revenues and the total kept on the application; exactly one
-- revenue line is what is asked for, and its amount is the amount kept on the application. Checked when the
-- transaction commits, so that lines and state may be written in any order within it.

CREATE FUNCTION application_budget_must_balance(application bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    file applications_application%ROWTYPE;
    costs bigint;
    revenues bigint;
    asked bigint;
    asking integer;
    unreadable integer;
BEGIN
    SELECT * INTO file FROM applications_application WHERE id = application FOR SHARE;
    IF NOT FOUND OR file.state IN ('draft', 'reopened', 'withdrawn') THEN
        RETURN;
    END IF;
    SELECT coalesce(sum(amount_cents) FILTER (WHERE side = 'cost'), 0),
           coalesce(sum(amount_cents) FILTER (WHERE side = 'revenue'), 0),
           coalesce(sum(amount_cents) FILTER (WHERE is_requested), 0),
           count(*) FILTER (WHERE is_requested),
           count(*) FILTER (WHERE amount_cents IS NULL)
      INTO costs, revenues, asked, asking, unreadable
      FROM applications_budgetline WHERE application_id = application;
    IF costs <> revenues OR costs IS DISTINCT FROM file.total_cost_cents OR unreadable > 0 THEN
        RAISE EXCEPTION 'The budget of a sent application balances.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'application_budget_balances';
    END IF;
    IF asking <> 1 OR asked IS DISTINCT FROM file.requested_cents OR asked <= 0 THEN
        RAISE EXCEPTION 'One revenue line is the amount requested.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'application_requested_is_a_line';
    END IF;
END $$;

CREATE FUNCTION application_check_budget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM application_budget_must_balance(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION budget_line_check_budget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM application_budget_must_balance(OLD.application_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM application_budget_must_balance(NEW.application_id);
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER application_budget_balances
    AFTER INSERT OR UPDATE OF state, total_cost_cents, requested_cents ON applications_application
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION application_check_budget();
CREATE CONSTRAINT TRIGGER application_budget_balances
    AFTER INSERT OR UPDATE OR DELETE ON applications_budgetline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION budget_line_check_budget();
