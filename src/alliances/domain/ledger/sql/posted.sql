-- `ledger_post` as one question and one answer: the entry as it stands, or why not. A refusal of the ledger is an answer
-- and no error, so that the caller needs neither a savepoint around it nor a second look for the row.

CREATE FUNCTION ledger_posted(
    p_kind text, p_origin bigint, p_destination bigint, p_amount_cents bigint, p_accounting_date date, p_today date,
    p_document text, p_posted_by bigint, p_idempotency_key text, p_reverses bigint,
    OUT refusal text, OUT detail text, OUT entry ledger_transfer
) LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    v_id bigint;
BEGIN
    BEGIN
        v_id := ledger_post(p_kind, p_origin, p_destination, p_amount_cents, p_accounting_date, p_today,
            p_document, p_posted_by, p_idempotency_key, p_reverses);
    EXCEPTION WHEN OTHERS THEN
        IF SQLSTATE NOT LIKE 'AL%' THEN
            RAISE;
        END IF;
        GET STACKED DIAGNOSTICS refusal = RETURNED_SQLSTATE, detail = PG_EXCEPTION_DETAIL;
        RETURN;
    END;
    SELECT * INTO entry FROM ledger_transfer WHERE id = v_id;
END $$;
