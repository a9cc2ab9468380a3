-- An anchor is an entry of its book: nobody publishes a digest that the chain never had.

CREATE FUNCTION ledger_anchor_is_an_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM ledger_transfer
        WHERE book_id = NEW.book_id AND number = NEW.number AND digest = NEW.digest
    ) THEN
        RAISE EXCEPTION 'entry % of book % has not this digest', NEW.number, NEW.book_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_anchor_of_the_chain BEFORE INSERT ON ledger_anchor
    FOR EACH ROW EXECUTE FUNCTION ledger_anchor_is_an_entry();
