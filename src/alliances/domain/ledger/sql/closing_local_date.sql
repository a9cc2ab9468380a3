CREATE OR REPLACE FUNCTION ledger_propose_closing(p_year smallint, p_account bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Waits for the entries that are being posted in this year, and makes the next ones wait.
    PERFORM 1 FROM ledger_fiscalyear WHERE start_year = p_year AND closed_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'fiscal year % is closed or unknown', p_year USING ERRCODE = 'AL002';
    END IF;
    -- A year ends at midnight in Québec, not in Greenwich.
    IF (now() AT TIME ZONE 'America/Toronto')::date <= make_date(p_year + 1, 3, 31) THEN
        RAISE EXCEPTION 'fiscal year % is not over', p_year USING ERRCODE = 'AL007';
    END IF;
    IF EXISTS (
        SELECT 1 FROM ledger_fiscalyear earlier WHERE earlier.start_year < p_year AND earlier.closed_at IS NULL
        AND EXISTS (SELECT 1 FROM ledger_transfer WHERE fiscal_year_id = earlier.start_year)
    ) THEN
        RAISE EXCEPTION 'an earlier year with entries is open' USING ERRCODE = 'AL007';
    END IF;
    UPDATE ledger_fiscalyear
    SET closing_proposed_by_id = ledger_person_of(p_account), closing_proposed_at = clock_timestamp()
    WHERE start_year = p_year;
END $$;
