-- What an envelope is does not change once it is open: for whom, for which measure, from which fund, in which account.
-- Its money then always belongs to the decisions that moved it. Nor does the account that a fund draws on.
CREATE FUNCTION envelopes_stay_what_they_are() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_words CONSTANT text[] := ARRAY['name', 'code', 'first_year', 'last_year'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an envelope or a fund never goes away' USING ERRCODE = 'check_violation';
    END IF;
    IF to_jsonb(NEW) - v_words IS DISTINCT FROM to_jsonb(OLD) - v_words THEN
        RAISE EXCEPTION 'an envelope or a fund stays what it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER envelope_stays BEFORE UPDATE OR DELETE ON envelopes_envelope
    FOR EACH ROW EXECUTE FUNCTION envelopes_stay_what_they_are();
CREATE TRIGGER fund_stays BEFORE UPDATE OR DELETE ON envelopes_fund
    FOR EACH ROW EXECUTE FUNCTION envelopes_stay_what_they_are();

-- One source a fund: the only account of its book that goes below zero, and no fund draws on another one's.
CREATE UNIQUE INDEX envelopes_one_source_a_book ON ledger_ledgeraccount (book_id) WHERE stage = 'source';

-- No money enters an envelope by one person: an entry follows a movement or an adopted split, no longer an envelope.
CREATE FUNCTION envelopes_no_money_by_one_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'money between envelopes follows a movement or an adopted split'
        USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER transfer_follows_a_decision BEFORE INSERT ON ledger_transfer FOR EACH ROW
    WHEN (NEW.kind IN ('allocation', 'return') AND NEW.document LIKE 'envelope:%')
    EXECUTE FUNCTION envelopes_no_money_by_one_person();
