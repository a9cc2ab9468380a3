"""Recomputes what movements decided and what the years of envelopes add up to, beside the ledger."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from alliances.domain.common.checked import Checked
from alliances.domain.common.formats import money
from alliances.domain.envelopes.actions import digest_of_movement
from alliances.domain.envelopes.models import Envelope, Movement, Tranche
from alliances.domain.envelopes.money import received_of
from alliances.engine.fiscal_years import FiscalYear

# Each line of a movement that was made beside its entry, both ways; a line between two years posts nothing, nor does
# a pooling line whose envelope had nothing left.
POSTED = """
    WITH decided AS (
        SELECT 'movement:' || line.movement_id || ':' || line.position AS key, line.amount_cents AS cents
        FROM envelopes_movementline line JOIN envelopes_movement movement ON movement.id = line.movement_id
        WHERE movement.state = 'done' AND line.origin_id IS DISTINCT FROM line.destination_id
    ), posted AS (
        SELECT idempotency_key AS key, amount_cents AS cents FROM ledger_transfer WHERE document LIKE 'movement:%'
    )
    SELECT coalesce(decided.key, posted.key), decided.key IS NULL, decided.cents, posted.cents
    FROM decided FULL JOIN posted USING (key)
    WHERE decided.key IS NULL OR (decided.cents IS NOT NULL AND decided.cents IS DISTINCT FROM posted.cents)
    ORDER BY 1
"""


def check_movements() -> Checked:
    """Each movement still says what two people signed, and the ledger carries its lines, no other."""
    rows = list(Movement.objects.prefetch_related("lines").order_by("pk"))
    found = [
        _("Mouvement %s : son contenu ne correspond plus à l’empreinte signée.") % row.pk
        for row in rows
        if row.digest != digest_of_movement(row)
    ]
    return Checked(_("mouvements entre enveloppes"), len(rows), (*found, *_posted_otherwise()))


def _posted_otherwise() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(POSTED)
        for key, unknown, decided, posted in cursor.fetchall():
            words = {"key": key, "decided": decided, "posted": posted}
            if unknown:
                yield (
                    _(
                        "Le grand livre porte %(posted)s cents pour %(key)s, qu’aucun mouvement fait ne demande."
                    )
                    % words
                )
            elif posted is None:
                yield _("%(key)s : %(decided)s cents sont décidés, rien n’est au grand livre.") % words
            else:
                yield (
                    _("%(key)s : %(decided)s cents sont décidés, le grand livre en porte %(posted)s.") % words
                )


def check_tranches() -> Checked:
    """Both margins: the years of an envelope add up to what it received, and its parts stay within each of them."""
    rows = list(Envelope.objects.filter(tranches__isnull=False).distinct().order_by("pk"))
    received = received_of(rows)
    years = dict(Tranche.objects.order_by("envelope").values_list("envelope").annotate(Sum("amount_cents")))
    sentence = _("« %(envelope)s » : ses tranches font %(years)s, elle a reçu %(received)s.")
    found = [
        sentence % {"envelope": row, "years": money(years[row.pk]), "received": money(received[row.pk])}
        for row in rows
        if years[row.pk] != received[row.pk]
    ]
    return Checked(_("enveloppes partagées entre les exercices"), len(rows), (*found, *_parts_beyond()))


def _parts_beyond() -> Iterator[str]:
    own = _by_envelope_and_year("envelope")
    for (key, year), cents in sorted(_by_envelope_and_year("envelope__parent").items()):
        if cents > own.get((key, year), 0):
            yield _("Enveloppe %(key)s, exercice %(year)s : ses parties ont plus que sa tranche.") % {
                "key": key, "year": FiscalYear(year)
            }  # fmt: skip


def _by_envelope_and_year(whose: str) -> dict[tuple[int, int], int]:
    rows = Tranche.objects.exclude(**{whose: None}).order_by().values_list(whose, "fiscal_year")
    return {(key, year): cents for key, year, cents in rows.annotate(Sum("amount_cents"))}
