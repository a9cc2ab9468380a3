-- A published version of a form is the words under which files were written: nobody changes it, not even the owner.

CREATE FUNCTION form_version_is_published(version_id bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT published_at IS NOT NULL FROM forms_formversion WHERE id = version_id), false)
$$;

CREATE FUNCTION forms_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line jsonb := to_jsonb(coalesce(OLD, NEW));
    version bigint;
BEGIN
    version := CASE TG_TABLE_NAME
        WHEN 'forms_formversion' THEN (line ->> 'id')::bigint
        WHEN 'forms_section' THEN (line ->> 'version_id')::bigint
        WHEN 'forms_question' THEN
            (SELECT version_id FROM forms_section WHERE id = (line ->> 'section_id')::bigint)
        ELSE (SELECT s.version_id FROM forms_question q JOIN forms_section s ON s.id = q.section_id
              WHERE q.id = (line ->> 'question_id')::bigint)
    END;
    IF form_version_is_published(version) THEN
        RAISE EXCEPTION 'A published version of a form never changes.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'form_published_never_changes';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER form_published_never_changes BEFORE UPDATE OR DELETE ON forms_formversion
    FOR EACH ROW EXECUTE FUNCTION forms_refuse_change();
CREATE TRIGGER form_published_never_changes BEFORE INSERT OR UPDATE OR DELETE ON forms_section
    FOR EACH ROW EXECUTE FUNCTION forms_refuse_change();
CREATE TRIGGER form_published_never_changes BEFORE INSERT OR UPDATE OR DELETE ON forms_question
    FOR EACH ROW EXECUTE FUNCTION forms_refuse_change();
CREATE TRIGGER form_published_never_changes BEFORE INSERT OR UPDATE OR DELETE ON forms_option
    FOR EACH ROW EXECUTE FUNCTION forms_refuse_change();
