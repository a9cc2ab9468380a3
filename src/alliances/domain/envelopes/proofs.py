"""Recomputes what movements decided and what the years of envelopes add up to, beside the ledger."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.checked import Checked
from alliances.domain.common.formats import money
from alliances.domain.envelopes import methods
from alliances.domain.envelopes.actions import digest_of_movement
from alliances.domain.envelopes.models import (
    Component,
    Envelope,
    Movement,
    Scenario,
    ScenarioState,
    Tranche,
)
from alliances.domain.envelopes.money import between_envelopes, received_of
from alliances.domain.envelopes.standing import parts_of
from alliances.domain.ledger.models import Transfer
from alliances.engine.fiscal_years import FiscalYear

# Each line of a movement that was made beside its entry, both ways; a line between two years posts nothing, nor does
# a pooling line whose envelope had nothing left.
POSTED = """
    WITH decided AS (
        SELECT 'movement:' || line.movement_id || ':' || line.position AS key, line.amount_cents AS cents
        FROM envelopes_movementline line JOIN envelopes_movement movement ON movement.id = line.movement_id
        WHERE movement.state = 'done' AND line.origin_id IS DISTINCT FROM line.destination_id
    ), posted AS (
        SELECT transfer.idempotency_key AS key, transfer.amount_cents AS cents FROM ledger_transfer transfer
        LEFT JOIN ledger_transfer counter ON counter.reverses_id = transfer.id
        WHERE transfer.document LIKE 'movement:%' AND counter.id IS NULL
    )
    SELECT coalesce(decided.key, posted.key), decided.key IS NULL, decided.cents, posted.cents
    FROM decided FULL JOIN posted USING (key)
    WHERE decided.key IS NULL OR (decided.cents IS NOT NULL AND decided.cents IS DISTINCT FROM posted.cents)
    ORDER BY 1
"""

# What moved between envelopes, or between one and the credit of its fund, though nobody decided it. An entry follows a
# line of a movement, or a part of an adopted split; those of before ADR 22 name the envelope that they opened, and
# PostgreSQL takes no more of them.
UNDECIDED = """
    SELECT transfer.id, transfer.document, transfer.amount_cents
    FROM ledger_transfer transfer LEFT JOIN ledger_transfer counter ON counter.reverses_id = transfer.id
    WHERE transfer.kind IN ('allocation', 'return') AND counter.id IS NULL AND NOT EXISTS (
        SELECT FROM envelopes_movementline line
        JOIN envelopes_movement movement ON movement.id = line.movement_id AND movement.state = 'done'
        JOIN envelopes_fund fund ON fund.id = movement.fund_id AND fund.book_id = transfer.book_id
        LEFT JOIN envelopes_envelope origin ON origin.id = line.origin_id
        LEFT JOIN envelopes_envelope destination ON destination.id = line.destination_id
        WHERE transfer.idempotency_key = 'movement:' || movement.id || ':' || line.position
            AND transfer.document = 'movement:' || movement.id
            AND transfer.origin_id = coalesce(origin.account_id, fund.source_account_id)
            AND transfer.destination_id = coalesce(destination.account_id, fund.source_account_id)
    ) AND NOT EXISTS (
        SELECT FROM envelopes_scenario scenario
        JOIN envelopes_envelope whole ON whole.id = scenario.envelope_id
        JOIN envelopes_envelope part ON part.parent_id = whole.id
        JOIN territories_territory place ON place.id = part.territory_id
        WHERE scenario.state IN ('adopted', 'replaced') AND scenario.replaces_id IS NULL
            AND transfer.document = 'scenario:' || scenario.id
            AND transfer.idempotency_key = 'scenario:' || scenario.id || ':' || place.code || ':' || part.component
            AND (transfer.origin_id, transfer.destination_id) = (whole.account_id, part.account_id)
    ) AND NOT EXISTS (
        SELECT FROM envelopes_envelope opened JOIN envelopes_fund fund ON fund.id = opened.fund_id
        WHERE transfer.document = 'envelope:' || opened.id AND transfer.idempotency_key = transfer.document
            AND (transfer.origin_id, transfer.destination_id) = (fund.source_account_id, opened.account_id)
    ) ORDER BY transfer.id
"""


def check_entries() -> Checked:
    """Each entry between envelopes follows what two people decided; none is dated of a day to come."""
    sentence = _("Écriture %(entry)s : %(cents)s cents bougent pour %(document)s, que personne n’a décidé.")
    ahead = Transfer.objects.filter(accounting_date__gt=timezone.localdate()).order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute(UNDECIDED)
        found = [
            sentence % {"entry": entry, "document": document, "cents": cents}
            for entry, document, cents in cursor
        ]
    found += [_("Écriture %s : elle est datée d’un jour à venir.") % entry.pk for entry in ahead]
    return Checked(_("écritures entre enveloppes"), between_envelopes().count(), tuple(found))


def check_splits() -> Checked:
    """The parts of an adopted split that no criterion shared (regional, reserve…) are those of its frozen problem."""
    first = Scenario.objects.filter(state__in=[ScenarioState.ADOPTED, ScenarioState.REPLACED], replaces=None)
    rows = list(first.select_related("envelope").order_by("pk"))
    found = [
        _("Répartition %s : ses volets ne sont plus ceux de la décision signée.") % row.pk
        for row in rows
        if not _keeps_its_parts(row)
    ]
    return Checked(_("volets des répartitions"), len(rows), tuple(found))


def _keeps_its_parts(scenario: Scenario) -> bool:
    entries = Transfer.objects.filter(document=f"scenario:{scenario.pk}", reversed_by=None)
    given = entries.filter(origin=scenario.envelope.account_id).exclude(
        destination__envelope__component=Component.LOCAL
    )
    sums = given.order_by().values_list("destination__envelope__component").annotate(Sum("amount_cents"))
    others = dict(sums)
    local = methods.local_cents_of(scenario.problem)
    parts = parts_of(
        local + sum(others.values()), scenario.local_percent, methods.components_of(scenario.problem)
    )
    return (parts.local, parts.others) == (local, others)


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
