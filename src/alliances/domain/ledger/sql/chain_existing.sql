-- Entries posted before the chain existed take their place in it, in the order in which they were posted.
-- The migrations' own role lifts the guard for this one statement, inside its transaction.
ALTER TABLE ledger_transfer DISABLE TRIGGER ledger_transfer_append_only;

UPDATE ledger_transfer entry SET book_id = account.book_id, number = placed.number
FROM ledger_ledgeraccount account,
    (SELECT transfer.id, row_number() OVER (PARTITION BY origin.book_id ORDER BY transfer.id) AS number
     FROM ledger_transfer transfer JOIN ledger_ledgeraccount origin ON origin.id = transfer.origin_id) placed
WHERE account.id = entry.origin_id AND placed.id = entry.id;

DO $$
DECLARE
    v_entry ledger_transfer;
    v_previous text;
BEGIN
    FOR v_entry IN SELECT * FROM ledger_transfer ORDER BY book_id, number LOOP
        IF v_entry.number = 1 THEN
            v_previous := repeat('0', 64);
        END IF;
        v_previous := ledger_digest(v_entry, v_previous);
        UPDATE ledger_transfer SET digest = v_previous WHERE id = v_entry.id;
    END LOOP;
END $$;

SET CONSTRAINTS ALL IMMEDIATE;  -- a table with checks still to come cannot be altered
ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_transfer_append_only;
