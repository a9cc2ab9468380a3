-- A role that binds public money is given by two persons: one invites, another confirms, a third accepts.
-- Errors are check violations (23514) that name a constraint.

-- The roles of `roles.GIVEN_BY_TWO` (a test compares the two lists).
CREATE FUNCTION people_given_by_two(p_role text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT p_role IN ('ministry_officer', 'regional_manager', 'council_clerk', 'payment_requester', 'payment_approver')
$$;

CREATE FUNCTION people_refuse(p_constraint text, p_message text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', p_message USING ERRCODE = 'check_violation', CONSTRAINT = p_constraint;
END $$;

-- An invitation of before this rule that nobody accepted yet waits for a second person, like the others.
UPDATE people_invitation SET needs_confirmation = true
WHERE people_given_by_two(role) AND NOT needs_confirmation AND accepted_at IS NULL;

CREATE FUNCTION people_invitation_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.needs_confirmation THEN
        PERFORM people_refuse('invitation_given_by_two', format('the role of invitation %s needs two persons', NEW.id));
    END IF;
    IF NEW.confirmed_by_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM people_account confirming JOIN people_account other
            ON other.person_id = confirming.person_id AND other.id IN (NEW.invited_by_id, NEW.accepted_by_id)
        WHERE confirming.id = NEW.confirmed_by_id AND NEW.confirmed_by_id <> NEW.invited_by_id -- has its constraint
    ) THEN
        PERFORM people_refuse('invitation_given_by_two', format('one person gives the role of invitation %s', NEW.id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER invitation_given_by_two
    BEFORE INSERT OR UPDATE OF role, needs_confirmation, invited_by_id, confirmed_by_id, accepted_by_id, accepted_at
    ON people_invitation FOR EACH ROW WHEN (people_given_by_two(NEW.role))
    EXECUTE FUNCTION people_invitation_by_two();

-- At commit: the role is the one of a confirmed invitation that this account accepted. Two other births are lawful: the
-- first two officers of an installation, whom nobody is there to invite, and the people of the demonstration.
CREATE FUNCTION people_role_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM people_invitation
        WHERE accepted_by_id = NEW.account_id AND role = NEW.role AND confirmed_by_id IS NOT NULL
          AND (territory_id, organisation_id) IS NOT DISTINCT FROM (NEW.territory_id, NEW.organisation_id)
    ) THEN RETURN NULL; END IF;
    IF EXISTS (
        SELECT 1 FROM people_account a JOIN people_person p ON p.id = a.person_id
        WHERE a.id = NEW.account_id AND p.is_fictitious
    ) THEN RETURN NULL; END IF;
    IF NEW.role = 'ministry_officer' AND 2 >= (
        SELECT count(DISTINCT a.person_id) FROM people_roleassignment r JOIN people_account a ON a.id = r.account_id
        WHERE r.role = 'ministry_officer' AND (r.valid_until IS NULL OR r.valid_until >= NEW.valid_from)
    ) THEN RETURN NULL; END IF;
    PERFORM people_refuse('role_given_by_two', format('role %s was not given by two persons', NEW.id));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER role_given_by_two
    AFTER INSERT OR UPDATE OF account_id, role, territory_id, organisation_id ON people_roleassignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (people_given_by_two(NEW.role))
    EXECUTE FUNCTION people_role_by_two();

-- A person is of the demonstration from her first day, or never.
CREATE FUNCTION people_person_stays_real() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM people_refuse('person_real_or_not', format('person %s does not change sides', OLD.id));
    RETURN NULL;
END $$;

CREATE TRIGGER person_real_or_not BEFORE UPDATE OF is_fictitious ON people_person
    FOR EACH ROW WHEN (NEW.is_fictitious <> OLD.is_fictitious) EXECUTE FUNCTION people_person_stays_real();
