-- The years of an Alliance make its envelope to the cent. Checked when the transaction ends, so that a whole table of
-- years can be written line by line. An Alliance without any year says nothing yet, which is allowed.

CREATE FUNCTION agreements_received(p_envelope bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(t.amount_cents), 0)::bigint
    FROM envelopes_envelope e JOIN ledger_transfer t ON t.destination_id = e.account_id AND t.kind = 'allocation'
    WHERE e.id = p_envelope
$$;

CREATE FUNCTION agreements_years_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_alliance bigint := coalesce(NEW.alliance_id, OLD.alliance_id);
    v_envelope bigint;
    v_total bigint;
    v_outside bigint;
BEGIN
    SELECT envelope_id INTO v_envelope FROM agreements_alliance WHERE id = v_alliance;
    SELECT sum(y.amount_cents), count(*) FILTER (WHERE y.fiscal_year NOT BETWEEN e.first_year AND e.last_year)
        INTO v_total, v_outside
        FROM agreements_yearamount y JOIN envelopes_envelope e ON e.id = v_envelope
        WHERE y.alliance_id = v_alliance;
    IF v_total IS NOT NULL AND (v_outside > 0 OR v_total <> agreements_received(v_envelope)) THEN
        RAISE EXCEPTION 'the years of an Alliance make % cents, its envelope holds %',
            v_total, agreements_received(v_envelope)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'alliance_years_whole';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER alliance_years_whole AFTER INSERT OR UPDATE OR DELETE ON agreements_yearamount
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION agreements_years_whole();
