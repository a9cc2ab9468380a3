-- What no screen, command or mistake may do: instalments that do not make the amount of their agreement, a payment
-- that is not its instalment's. Errors are check violations (23514) that name a constraint.

CREATE FUNCTION grants_check_instalments(p_grant bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    v_agreed bigint;
    v_planned bigint;
BEGIN
    SELECT amount_cents INTO v_agreed FROM grants_grant WHERE id = p_grant;
    SELECT coalesce(sum(amount_cents), 0) INTO v_planned FROM grants_instalment WHERE grant_id = p_grant;
    IF v_agreed IS NOT NULL AND v_agreed <> v_planned THEN
        RAISE EXCEPTION 'instalments of grant % add up to % cents, the agreement says %', p_grant, v_planned, v_agreed
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instalments_make_the_amount';
    END IF;
END $$;

CREATE FUNCTION grants_grant_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM grants_check_instalments(NEW.id);
    RETURN NULL;
END $$;

CREATE FUNCTION grants_instalment_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM grants_check_instalments(OLD.grant_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM grants_check_instalments(NEW.grant_id); END IF;
    RETURN NULL;
END $$;

-- Deferred: an agreement and its instalments are written one after the other, and checked together at commit.
CREATE CONSTRAINT TRIGGER grant_adds_up AFTER INSERT OR UPDATE OF amount_cents ON grants_grant
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grants_grant_adds_up();
CREATE CONSTRAINT TRIGGER instalment_adds_up AFTER INSERT OR UPDATE OR DELETE ON grants_instalment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION grants_instalment_adds_up();

CREATE FUNCTION grants_payment_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_instalment grants_instalment;
BEGIN
    IF NEW.state = 'refused' THEN RETURN NEW; END IF;
    -- The share lock keeps the instalment from being lowered while the payment is written.
    SELECT * INTO v_instalment FROM grants_instalment WHERE id = NEW.instalment_id FOR SHARE;
    IF v_instalment.grant_id IS DISTINCT FROM NEW.grant_id OR NEW.amount_cents > v_instalment.amount_cents THEN
        RAISE EXCEPTION 'payment of % cents is not within instalment %', NEW.amount_cents, NEW.instalment_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_within_its_instalment';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER payment_fits BEFORE INSERT OR UPDATE ON grants_payment
    FOR EACH ROW EXECUTE FUNCTION grants_payment_fits();

CREATE FUNCTION grants_instalment_covers_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM grants_payment
        WHERE instalment_id = NEW.id AND state <> 'refused'
          AND (amount_cents > NEW.amount_cents OR grant_id <> NEW.grant_id)
    ) THEN
        RAISE EXCEPTION 'instalment % is paid for more than % cents', NEW.id, NEW.amount_cents
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_within_its_instalment';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER instalment_covers_payment BEFORE UPDATE ON grants_instalment
    FOR EACH ROW EXECUTE FUNCTION grants_instalment_covers_payment();
