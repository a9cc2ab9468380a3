-- The only two ways to write in the ledger, and the triggers that refuse every other way, owner included.
-- Errors carry SQLSTATE class AL, which `ledger.actions` turns into sentences.

CREATE FUNCTION ledger_open_account(p_book bigint, p_stage text, p_label text, p_drawn_from bigint)
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_id bigint;
BEGIN
    IF p_drawn_from IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM ledger_ledgeraccount
        WHERE id = p_drawn_from AND book_id = p_book AND stage = 'available'
    ) THEN
        RAISE EXCEPTION 'account % is not an available account of book %', p_drawn_from, p_book USING ERRCODE = 'AL005';
    END IF;
    INSERT INTO ledger_ledgeraccount (book_id, stage, label, drawn_from_id, balance_cents)
    VALUES (p_book, p_stage, p_label, p_drawn_from, 0) RETURNING id INTO v_id;
    RETURN v_id;
END $$;

-- Which stage follows which, by kind of transfer. A reversal goes back along the entry it names.
CREATE FUNCTION ledger_movement_allowed(p_kind text, p_from text, p_to text)
RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (p_kind, p_from, p_to) IN (
        ('allocation', 'source', 'available'),
        ('allocation', 'available', 'available'),
        ('reservation', 'available', 'reserved'),
        ('release', 'reserved', 'available'),
        ('release', 'committed', 'available'),
        ('commitment', 'reserved', 'committed'),
        ('payment', 'committed', 'paid'),
        ('justification', 'paid', 'justified'),
        ('recovery', 'paid', 'available'),
        ('return', 'available', 'available'),
        ('return', 'available', 'source')
    )
$$;

CREATE FUNCTION ledger_post(
    p_kind text, p_origin bigint, p_destination bigint, p_amount_cents bigint, p_accounting_date date,
    p_document text, p_posted_by bigint, p_idempotency_key text, p_reverses bigint
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_existing ledger_transfer;
    v_original ledger_transfer;
    v_origin ledger_ledgeraccount;
    v_destination ledger_ledgeraccount;
    v_year smallint := extract(year FROM p_accounting_date - interval '3 months');
    v_id bigint;
BEGIN
    IF p_amount_cents IS NULL OR p_amount_cents <= 0 THEN
        RAISE EXCEPTION 'an entry carries a positive amount' USING ERRCODE = 'AL003';
    END IF;
    -- One fixed lock order, so that two postings never wait for each other.
    PERFORM 1 FROM ledger_ledgeraccount WHERE id IN (p_origin, p_destination) ORDER BY id FOR UPDATE;
    SELECT * INTO v_origin FROM ledger_ledgeraccount WHERE id = p_origin;
    SELECT * INTO v_destination FROM ledger_ledgeraccount WHERE id = p_destination;

    SELECT * INTO v_existing FROM ledger_transfer WHERE idempotency_key = p_idempotency_key;
    IF FOUND THEN
        IF (v_existing.kind, v_existing.origin_id, v_existing.destination_id, v_existing.amount_cents)
           = (p_kind, p_origin, p_destination, p_amount_cents) THEN
            RETURN v_existing.id;
        END IF;
        RAISE EXCEPTION 'key % was used for another entry', p_idempotency_key USING ERRCODE = 'AL004';
    END IF;

    IF v_origin.id IS NULL OR v_destination.id IS NULL OR v_origin.book_id <> v_destination.book_id THEN
        RAISE EXCEPTION 'accounts % and % are not in one book', p_origin, p_destination USING ERRCODE = 'AL003';
    END IF;
    IF p_kind = 'reversal' THEN
        SELECT * INTO v_original FROM ledger_transfer WHERE id = p_reverses;
        IF v_original.id IS NULL
           OR (v_original.origin_id, v_original.destination_id, v_original.amount_cents)
              IS DISTINCT FROM (p_destination, p_origin, p_amount_cents)
           OR v_original.kind = 'reversal' THEN
            RAISE EXCEPTION 'a reversal mirrors the entry it names' USING ERRCODE = 'AL003';
        END IF;
    ELSIF NOT ledger_movement_allowed(p_kind, v_origin.stage, v_destination.stage) THEN
        RAISE EXCEPTION '% does not go from % to %', p_kind, v_origin.stage, v_destination.stage
            USING ERRCODE = 'AL003';
    END IF;
    -- A grant's money stays with its envelope.
    IF coalesce(v_origin.drawn_from_id, v_origin.id) <> coalesce(v_destination.drawn_from_id, v_destination.id)
       AND NOT (v_origin.stage IN ('source', 'available') AND v_destination.stage IN ('source', 'available')) THEN
        RAISE EXCEPTION 'accounts % and % draw from two envelopes', p_origin, p_destination USING ERRCODE = 'AL003';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM ledger_fiscalyear WHERE start_year = v_year AND closed_at IS NULL) THEN
        RAISE EXCEPTION 'fiscal year % is closed or unknown', v_year USING ERRCODE = 'AL002';
    END IF;
    IF v_origin.stage <> 'source' AND v_origin.balance_cents < p_amount_cents THEN
        RAISE EXCEPTION 'account % holds % cents, % were asked', p_origin, v_origin.balance_cents, p_amount_cents
            USING ERRCODE = 'AL001', DETAIL = v_origin.balance_cents::text;
    END IF;

    UPDATE ledger_ledgeraccount SET balance_cents = balance_cents - p_amount_cents WHERE id = p_origin;
    UPDATE ledger_ledgeraccount SET balance_cents = balance_cents + p_amount_cents WHERE id = p_destination;
    INSERT INTO ledger_transfer (kind, origin_id, destination_id, amount_cents, accounting_date, fiscal_year_id,
        document, posted_by_id, posted_at, idempotency_key, reverses_id)
    VALUES (p_kind, p_origin, p_destination, p_amount_cents, p_accounting_date, v_year,
        p_document, p_posted_by, clock_timestamp(), p_idempotency_key, p_reverses)
    RETURNING id INTO v_id;
    RETURN v_id;
END $$;

CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger entries are never changed or deleted: post a reversal' USING ERRCODE = 'AL006';
END $$;

CREATE TRIGGER ledger_transfer_append_only BEFORE UPDATE OR DELETE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_transfer_never_emptied BEFORE TRUNCATE ON ledger_transfer
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

INSERT INTO ledger_fiscalyear (start_year) SELECT generate_series(2004, 2040);
