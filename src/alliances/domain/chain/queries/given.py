"""What PostgreSQL refuses today may stand from before, or from a day its triggers were off: it is named here."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from alliances.domain.applications import queries as applications
from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.common.checked import Checked
from alliances.domain.people.roles import GIVEN_BY_TWO, Role

STANDING = (
    ApplicationState.SENT,
    ApplicationState.RECOMMENDED,
    ApplicationState.GRANTED,
    ApplicationState.DECLINED,
)


def check_roles() -> Checked:
    """Every role that binds money was confirmed by a second person, but those of the first two officers.

    A fictitious person holds hers by the demonstration: never where real money moves.
    """
    rows = _asked(
        """
        WITH held AS (
            SELECT role.id, role.role, account.email, account.person_id, person.is_fictitious, EXISTS (
                SELECT 1 FROM people_invitation given
                WHERE given.accepted_by_id = role.account_id AND given.role = role.role
                    AND given.confirmed_by_id IS NOT NULL
                    AND (given.territory_id, given.organisation_id)
                        IS NOT DISTINCT FROM (role.territory_id, role.organisation_id)
            ) AS confirmed
            FROM people_roleassignment role
            JOIN people_account account ON account.id = role.account_id
            JOIN people_person person ON person.id = account.person_id
            WHERE role.role = ANY (%s)
        ), first_officers AS (
            SELECT person_id FROM held WHERE role = %s AND NOT is_fictitious
            GROUP BY person_id ORDER BY min(id) LIMIT 2
        )
        SELECT id, role, email, NOT confirmed AND CASE
            WHEN is_fictitious THEN EXISTS (
                SELECT 1 FROM ledger_transfer transfer JOIN ledger_book book ON book.id = transfer.book_id
                WHERE NOT book.is_fictitious
            )
            ELSE role <> %s OR person_id NOT IN (SELECT person_id FROM first_officers)
        END
        FROM held ORDER BY id
        """,
        [sorted(GIVEN_BY_TWO), Role.MINISTRY_OFFICER, Role.MINISTRY_OFFICER],
    )
    sentence = _(
        "Rôle nᵒ %(id)s (%(role)s, %(email)s) : personne ne l’a confirmé, et il engage de l’argent public. "
        "Mettez-y fin, puis redonnez-le à deux."
    )
    found = [
        sentence % {"id": pk, "role": Role(role).label, "email": email}
        for pk, role, email, bad in rows
        if bad
    ]
    return Checked(_("rôles donnés à deux"), len(rows), tuple(found))


def check_sent_words() -> Checked:
    """What stands in a sent file is, word for word, what its receipt proves. Reopened, it may differ.

    A file taken over in mid-plan has no sending, and nothing to compare with.
    """
    rows = Application.objects.filter(state__in=STANDING, submissions__isnull=False).distinct().order_by("pk")
    found, count = [], 0
    for row in rows.select_related("form_version__form").iterator(chunk_size=500):
        count += 1
        if applications.digest_of(applications.snapshot(row)) != row.digest:
            found.append(
                _("Demande %(number)s : ce qui y est inscrit n’est plus ce que prouve son reçu.")
                % {"number": row.number}
            )
    return Checked(_("demandes égales à leur reçu"), count, tuple(found))


def check_closings() -> Checked:
    """An opened call closes when it was announced, or when its last postponement, with its reason, says."""
    rows = _asked(
        """
        SELECT call.id, call.closes_at IS DISTINCT FROM coalesce(
            (SELECT after FROM calls_closingchange WHERE call_id = call.id ORDER BY id DESC LIMIT 1),
            (SELECT kept.closes_at FROM calls_callevent kept
             WHERE kept.pgh_obj_id = call.id AND (kept.pgh_created_at <= call.opens_at OR kept.pgh_id = (
                SELECT min(pgh_id) FROM calls_callevent WHERE pgh_obj_id = call.id AND state <> 'draft'
             )) ORDER BY kept.pgh_id DESC LIMIT 1)
        )
        FROM calls_call call WHERE call.state <> 'draft' AND call.opens_at <= now() ORDER BY call.id
        """
    )
    sentence = _("Appel nᵒ %(id)s : sa fermeture a changé sans report annoncé. Comparez avec une sauvegarde.")
    found = [sentence % {"id": pk} for pk, is_other in rows if is_other]
    return Checked(_("fermetures d’appels annoncées"), len(rows), tuple(found))


def _asked(query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()
