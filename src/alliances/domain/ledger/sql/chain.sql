-- The chain of each book: entries are numbered without a gap, and each carries a digest of its content, its number and
-- the digest before it. `ledger_post` writes them; `ledger.verification` recomputes them outside the database.

-- The text under the digest: JSON, keys sorted, no spaces, UTF-8, cents as integers, instants in UTC to the microsecond.
CREATE FUNCTION ledger_canonical(p ledger_transfer, p_previous text)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT '{"accounting_date":"' || to_char(p.accounting_date, 'YYYY-MM-DD')
        || '","amount_cents":' || p.amount_cents
        || ',"book":' || p.book_id
        || ',"destination":' || p.destination_id
        || ',"document":' || to_json(p.document::text)::text
        || ',"fiscal_year":' || p.fiscal_year_id
        || ',"id":' || p.id
        || ',"key":' || to_json(p.idempotency_key::text)::text
        || ',"kind":' || to_json(p.kind::text)::text
        || ',"number":' || p.number
        || ',"origin":' || p.origin_id
        || ',"posted_at":"' || to_char(p.posted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","posted_by":' || p.posted_by_id
        || ',"previous":"' || p_previous
        || '","reverses":' || coalesce(p.reverses_id::text, 'null')
        || ',"version":1}'
$$;

CREATE FUNCTION ledger_digest(p ledger_transfer, p_previous text)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(ledger_canonical(p, p_previous), 'UTF8')), 'hex')
$$;

DROP FUNCTION ledger_post(text, bigint, bigint, bigint, date, text, bigint, text, bigint);

-- `p_accounting_date` may be null: the entry is then dated `p_today`, and a repetition on a later day is still a repetition.
CREATE FUNCTION ledger_post(
    p_kind text, p_origin bigint, p_destination bigint, p_amount_cents bigint, p_accounting_date date, p_today date,
    p_document text, p_posted_by bigint, p_idempotency_key text, p_reverses bigint
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    v_new ledger_transfer;
    v_existing ledger_transfer;
    v_original ledger_transfer;
    v_origin ledger_ledgeraccount;
    v_destination ledger_ledgeraccount;
    v_previous text;
BEGIN
    IF p_amount_cents IS NULL OR p_amount_cents <= 0 THEN
        RAISE EXCEPTION 'an entry carries a positive amount' USING ERRCODE = 'AL003';
    END IF;
    -- One entry of a book at a time: its number and its digest follow those before. This lock comes first and is the only
    -- one, so that two postings never wait for each other.
    PERFORM 1 FROM ledger_book
        WHERE id = (SELECT book_id FROM ledger_ledgeraccount WHERE id = p_origin) FOR NO KEY UPDATE;

    SELECT * INTO v_existing FROM ledger_transfer WHERE idempotency_key = p_idempotency_key;
    IF FOUND THEN
        IF (v_existing.kind, v_existing.origin_id, v_existing.destination_id, v_existing.amount_cents,
            v_existing.accounting_date, v_existing.document, v_existing.reverses_id)
           IS NOT DISTINCT FROM (p_kind, p_origin, p_destination, p_amount_cents,
            coalesce(p_accounting_date, v_existing.accounting_date), p_document, p_reverses) THEN
            RETURN v_existing.id;
        END IF;
        RAISE EXCEPTION 'key % was used for another entry', p_idempotency_key USING ERRCODE = 'AL004';
    END IF;

    SELECT * INTO v_origin FROM ledger_ledgeraccount WHERE id = p_origin;
    SELECT * INTO v_destination FROM ledger_ledgeraccount WHERE id = p_destination;
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

    v_new.kind := p_kind;
    v_new.origin_id := p_origin;
    v_new.destination_id := p_destination;
    v_new.amount_cents := p_amount_cents;
    v_new.accounting_date := coalesce(p_accounting_date, p_today);
    v_new.fiscal_year_id := extract(year FROM v_new.accounting_date - interval '3 months');
    v_new.document := p_document;
    v_new.posted_by_id := p_posted_by;
    v_new.posted_at := clock_timestamp();
    v_new.idempotency_key := p_idempotency_key;
    v_new.reverses_id := p_reverses;
    v_new.book_id := v_origin.book_id;

    -- Shared with whoever closes the year: a year is not closed between this look and the end of the transaction.
    PERFORM 1 FROM ledger_fiscalyear WHERE start_year = v_new.fiscal_year_id AND closed_at IS NULL FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'fiscal year % is closed or unknown', v_new.fiscal_year_id USING ERRCODE = 'AL002';
    END IF;
    IF v_origin.stage <> 'source' AND v_origin.balance_cents < p_amount_cents THEN
        RAISE EXCEPTION 'account % holds % cents, % were asked', p_origin, v_origin.balance_cents, p_amount_cents
            USING ERRCODE = 'AL001', DETAIL = v_origin.balance_cents::text;
    END IF;

    SELECT number + 1, digest INTO v_new.number, v_previous
        FROM ledger_transfer WHERE book_id = v_new.book_id ORDER BY number DESC LIMIT 1;
    v_new.number := coalesce(v_new.number, 1);
    v_new.id := nextval(pg_get_serial_sequence('ledger_transfer', 'id'));
    v_new.digest := ledger_digest(v_new, coalesce(v_previous, repeat('0', 64)));

    UPDATE ledger_ledgeraccount SET balance_cents = balance_cents - p_amount_cents WHERE id = p_origin;
    UPDATE ledger_ledgeraccount SET balance_cents = balance_cents + p_amount_cents WHERE id = p_destination;
    INSERT INTO ledger_transfer (id, book_id, number, digest, kind, origin_id, destination_id, amount_cents,
        accounting_date, fiscal_year_id, document, posted_by_id, posted_at, idempotency_key, reverses_id)
    VALUES (v_new.id, v_new.book_id, v_new.number, v_new.digest, v_new.kind, v_new.origin_id, v_new.destination_id,
        v_new.amount_cents, v_new.accounting_date, v_new.fiscal_year_id, v_new.document, v_new.posted_by_id,
        v_new.posted_at, v_new.idempotency_key, v_new.reverses_id)
    ON CONFLICT (idempotency_key) DO NOTHING;  -- the same key at the same moment in another book
    IF NOT FOUND THEN
        RAISE EXCEPTION 'key % was used in another book', p_idempotency_key USING ERRCODE = 'AL004';
    END IF;
    RETURN v_new.id;
END $$;

-- In force even when a session says that it replays a replication (`session_replication_role`).
ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_transfer_append_only;
ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_transfer_never_emptied;
