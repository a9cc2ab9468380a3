"""What a committee and a council counted can still be counted: presences of sittings, points of the readings."""

from django.db import connection
from django.utils.translation import gettext as _

from alliances.domain.common.checked import Checked

# Voting members, then members of each category, beside what the closed sitting said of them.
ATTENDANCE = """
    SELECT sitting.id FROM bodies_sitting sitting, LATERAL (
        SELECT count(*) FILTER (WHERE voting) AS voting, count(*) AS present
        FROM bodies_presence WHERE sitting_id = sitting.id
    ) there WHERE sitting.state = 'closed' AND (
        there.voting <> (sitting.attendance ->> 'voting')::int OR there.present <> (
            SELECT coalesce(sum((line ->> 'present')::int), 0)
            FROM jsonb_array_elements(sitting.attendance -> 'categories') line)
        OR EXISTS (
            SELECT 1 FROM jsonb_array_elements(sitting.attendance -> 'categories') line
            WHERE (line ->> 'present')::int <> (
                SELECT count(*) FROM bodies_presence
                WHERE sitting_id = sitting.id AND category = line ->> 'category')))
    ORDER BY 1
"""
# A reading that was submitted has points for each criterion of its call, within its maximum; another one has none.
POINTS = """
    SELECT review.id FROM review_review review
    JOIN applications_application application ON application.id = review.application_id
    LEFT JOIN calls_criterion criterion ON criterion.call_id = application.call_id AND review.submitted_at IS NOT NULL
    FULL JOIN review_score score ON score.review_id = review.id AND score.criterion_id = criterion.id
    WHERE review.id IS NULL OR score.points > criterion.maximum OR (criterion.id IS NOT NULL AND score.id IS NULL)
    ORDER BY 1
"""


def check_deliberations() -> Checked:
    """Closed sittings and readings."""
    with connection.cursor() as cursor:
        cursor.execute(ATTENDANCE)
        found = [
            _("Séance nᵒ %(id)s : ses présences ne sont pas celles qui ont été arrêtées.") % {"id": key}
            for (key,) in cursor.fetchall()
        ]
        cursor.execute(POINTS)
        found += [
            _("Évaluation nᵒ %(id)s : ses points ne sont pas un par critère, dans les limites de la grille.")
            % {"id": key or "?"}
            for key in dict.fromkeys(key for (key,) in cursor.fetchall())
        ]
        cursor.execute("SELECT count(*) FROM review_review")
        return Checked(_("évaluations"), cursor.fetchone()[0], tuple(found))
