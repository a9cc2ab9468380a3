"""Movements shown: their list, their lines, and what the page of an envelope tells of its money."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes import rules
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import Envelope, Movement, MovementKind, MovementState
from alliances.domain.envelopes.money import came_from, pace_of, received_cents, went_elsewhere, years_of
from alliances.domain.grants.activity import paid_from
from alliances.domain.ledger.models import Transfer
from alliances.domain.ledger.queries import Columns, columns_of
from alliances.domain.people.models import Account
from alliances.spaces.ministry import carry_over, labels
from alliances.spaces.ministry.movements import offered
from alliances.spaces.ministry.queries import family_of
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def mark_of(lines: Iterable[Line]) -> str:
    """Changes as soon as one line does: what is signed is what was shown."""
    read = [
        [line.origin and line.origin.pk, line.destination and line.destination.pk, line.amount_cents, line.from_year,
         line.to_year]
        for line in lines
    ]  # fmt: skip
    return hashlib.sha256(repr(read).encode()).hexdigest()


def shown(movement: Movement) -> list[dict[str, Any]]:
    """The lines of a movement, with what the ledger really moved once it was made. Two queries."""
    lines = movement.lines.select_related("origin__territory", "destination__territory").order_by("position")
    posted = dict(
        Transfer.objects.filter(document=movement.document).values_list("idempotency_key", "amount_cents")
    )
    return [
        {"line": line, "cents": line.amount_cents or posted.get(f"{movement.document}:{line.position}")}
        for line in lines
    ]


def told_of(envelope: Envelope, reader: Account, own: Columns) -> dict[str, Any]:
    """The years of an envelope, where its money came from and went, and what its reader may move."""
    family = family_of(envelope)
    whole = sum(columns_of(family).values(), Columns())
    years = years_of(envelope, family)
    received = received_cents(envelope)
    may_move = rules.may_propose_movement(reader, [envelope])
    has_years = any(year.tranche_cents is not None for year in years)
    touched = Movement.objects.filter(Q(lines__origin=envelope) | Q(lines__destination=envelope))
    return {
        "years": years,
        "paid_years": paid_from(family),
        "pace": pace_of(
            envelope,
            received=received,
            committed=whole.committed_cents,
            paid=whole.paid_cents,
            today=timezone.localdate(),
        ),
        "flows": [
            *((_("Reçu de"), flow) for flow in came_from(envelope)),
            *((_("Donné à"), flow) for flow in went_elsewhere(envelope)),
        ],
        "movements": touched.distinct().order_by("-pk"),
        **carry_over.told(envelope),
        "may_record_rule": rules.may_record_carry_over_rule(reader, envelope),
        "may_share": may_move and not has_years and bool(rules.can_share_among_years(envelope)),
        "moves": offered(has_parts=len(family) > 1, has_years=has_years, held_cents=own.available_cents)
        if may_move
        else [],
    }


class MovementTable(Table):
    """Rows: movements with their context."""

    caption = _("Mouvements entre enveloppes")
    search: ClassVar = ("reason",)
    search_label = _("Chercher dans les raisons")
    order = "-proposed_at"
    fictitious = "is_fictitious"
    empty = _("Aucun mouvement. Chaque enveloppe offre les siens à sa page.")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "kind",
            _("Mouvement"),
            value=lambda row: f"{row.get_kind_display()} {row.pk}",
            sortable=True,
            href=lambda row: reverse("ministry_movement", args=[row.pk]),
        ),
        Column("fund", _("Fonds"), value=lambda row: row.fund.name, field="fund__name", sortable=True),
        Column("reason", _("Raison"), value=lambda row: row.reason[:120]),
        Column("proposed_at", _("Proposé le"), kind=Kind.DAY, sortable=True),
        Column("proposed_person", _("Proposé par"), value=lambda row: row.proposed_person.full_name),
        Column(
            "approved_person",
            _("Approuvé par"),
            value=lambda row: row.approved_person.full_name if row.approved_person else None,
            hole="–",
        ),
        Column("effective_on", _("Date d’effet"), kind=Kind.DAY, sortable=True),
        Column(
            "state",
            _("État"),
            kind=Kind.BADGE,
            value=lambda row: labels.MOVEMENTS[MovementState(row.state)].badge_for("ministry"),
            sortable=True,
        ),
    )
    filters: ClassVar[Sequence[ChoiceFilter]] = (
        ChoiceFilter("genre", _("Genre de mouvement"), MovementKind.choices, field="kind"),
        ChoiceFilter("etat", _("État"), MovementState.choices, field="state"),
    )
