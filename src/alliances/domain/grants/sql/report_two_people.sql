-- A report is sent by one natural person and accepted by another, whatever their accounts. The passages say who.
CREATE FUNCTION grants_report_two_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM common_transitionrecord sent
            JOIN people_account sender ON sender.id = sent.actor_id
            JOIN people_account accepter ON accepter.id = NEW.actor_id
        WHERE sent.subject_type = NEW.subject_type AND sent.subject_id = NEW.subject_id AND sent.name = 'send'
            AND sender.person_id = accepter.person_id
    ) THEN
        PERFORM grants_refuse('report_two_people', format('report %s is accepted by who sent it', NEW.subject_id));
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER report_two_people BEFORE INSERT ON common_transitionrecord
    FOR EACH ROW WHEN (NEW.subject_type = 'grants.report' AND NEW.name = 'accept')
    EXECUTE FUNCTION grants_report_two_people();
