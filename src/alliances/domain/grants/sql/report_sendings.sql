-- Reports sent before sendings were kept, and not sent back since: what they say is what was sent.
INSERT INTO grants_reportsending (report_id, rank, number, content, digest, sent_at, sent_by_id)
SELECT report.id, 1, report.number,
    jsonb_build_object(
        'grant', held.number, 'kind', report.kind, 'activities', report.activities,
        'people_reached', report.people_reached, 'spent_cents', report.spent_cents,
        'results', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                'label', label, 'unit', unit, 'target', target, 'achieved', achieved, 'comment', comment
            ) ORDER BY rank)
            FROM grants_reportresult WHERE report_id = report.id), '[]'),
        'spending', coalesce((
            SELECT jsonb_agg(jsonb_build_object(
                'label', label, 'planned_cents', planned_cents, 'spent_cents', spent_cents,
                'from_grant_cents', from_grant_cents, 'explanation', explanation
            ) ORDER BY rank)
            FROM grants_reportspending WHERE report_id = report.id), '[]')
    ) || CASE WHEN report.rank > 1 THEN jsonb_build_object('rank', report.rank) ELSE '{}' END,
    report.digest, report.sent_at, sent.actor_id
FROM grants_report report
JOIN grants_grant held ON held.id = report.grant_id
CROSS JOIN LATERAL (
    SELECT actor_id FROM common_transitionrecord
    WHERE subject_type = 'grants.report' AND subject_id = report.id AND name = 'send'
    ORDER BY id DESC LIMIT 1
) sent
WHERE report.state IN ('sent', 'accepted');
