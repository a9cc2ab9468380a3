-- `pgtrigger.ignore` is a setting of a session, which any role may write: with it, the triggers that keep evidence and
-- histories would pass in silence. Nothing of the product uses it, so a statement under it is refused.
-- Errors are check violations (23514) that name a constraint.
CREATE FUNCTION chain_never_ignored() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('pgtrigger.ignore', true), '') NOT IN ('', '{}') THEN
        RAISE EXCEPTION 'the triggers of % are never ignored', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'triggers_never_ignored';
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    v_table regclass;
BEGIN
    FOR v_table IN
        SELECT DISTINCT tgrelid::regclass FROM pg_trigger
            JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND tgname LIKE 'pgtrigger\_%' AND relname NOT LIKE 'envelopes\_%'
        ORDER BY 1
    LOOP
        EXECUTE format('CREATE TRIGGER never_ignored BEFORE INSERT OR UPDATE OR DELETE ON %s
            FOR EACH STATEMENT EXECUTE FUNCTION chain_never_ignored()', v_table);
    END LOOP;
END $$;

-- Who made a version, from where. The library completes it during one request (nobody, then who signed in); what is
-- said is never taken back, and who it was is settled after a minute.
CREATE FUNCTION chain_context_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_said jsonb := jsonb_strip_nulls(OLD.metadata::jsonb);
BEGIN
    IF OLD.created_at > now() - interval '1 minute' THEN v_said := v_said - 'user'; END IF;
    IF NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at OR NOT NEW.metadata::jsonb @> v_said THEN
        RAISE EXCEPTION 'who changed what stays as it was written'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'context_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER context_stays BEFORE UPDATE ON pghistory_context
    FOR EACH ROW EXECUTE FUNCTION chain_context_stays();
