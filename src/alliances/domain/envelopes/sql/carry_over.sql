-- At commit, a carry-over that was made follows its rule: one that permits, with the approval it asks for.
CREATE FUNCTION envelopes_carry_over_follows_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM envelopes_carryoverrule rule
        WHERE rule.id = NEW.carry_over_rule_id AND (NOT rule.is_allowed OR (rule.asks_approval AND NEW.approval = ''))
    ) AND EXISTS (
        SELECT 1 FROM envelopes_movementline WHERE movement_id = NEW.id AND origin_id = destination_id
    ) THEN
        RAISE EXCEPTION 'movement % carries over against its rule', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'carry_over_follows_rule';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER carry_over_follows_rule AFTER INSERT OR UPDATE OF state ON envelopes_movement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'done' AND NEW.kind = 'carry_over')
    EXECUTE FUNCTION envelopes_carry_over_follows_rule();
