-- Closing a fiscal year: one person proposes, another closes. Both functions are the only way; nothing reopens a year.

CREATE FUNCTION ledger_person_of(p_account bigint)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT person_id FROM people_account WHERE id = p_account AND is_active
$$;

CREATE FUNCTION ledger_propose_closing(p_year smallint, p_account bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Waits for the entries that are being posted in this year, and makes the next ones wait.
    PERFORM 1 FROM ledger_fiscalyear WHERE start_year = p_year AND closed_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'fiscal year % is closed or unknown', p_year USING ERRCODE = 'AL002';
    END IF;
    IF current_date <= make_date(p_year + 1, 3, 31) THEN
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

CREATE FUNCTION ledger_close_year(p_year smallint, p_account bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_year ledger_fiscalyear;
    v_person bigint := ledger_person_of(p_account);
BEGIN
    SELECT * INTO v_year FROM ledger_fiscalyear WHERE start_year = p_year AND closed_at IS NULL FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'fiscal year % is closed or unknown', p_year USING ERRCODE = 'AL002';
    END IF;
    IF v_year.closing_proposed_by_id IS NULL OR v_person IS NULL OR v_year.closing_proposed_by_id = v_person THEN
        RAISE EXCEPTION 'a year is closed by another person than the one who proposed it' USING ERRCODE = 'AL008';
    END IF;
    UPDATE ledger_fiscalyear SET closed_by_id = v_person, closed_at = clock_timestamp() WHERE start_year = p_year;
END $$;
