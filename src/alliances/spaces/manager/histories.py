"""The history at the foot of a region's files: passages, corrections of drafts, new dates, new versions."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.agreements.models import Alliance, Framework
from alliances.domain.calls.models import Call
from alliances.domain.participation.models import LocalPlan
from alliances.spaces.history import creations_of, edits_of, events_of
from alliances.spaces.manager import labels
from alliances.ui.formats import moment
from alliances.ui.history import Event

CALL_FIELDS = {
    "title": gettext_lazy("titre"),
    "purpose": gettext_lazy("texte"),
    "envelope_id": gettext_lazy("enveloppe"),
    "budget_cents": gettext_lazy("budget"),
    "opens_at": gettext_lazy("ouverture"),
    "closes_at": gettext_lazy("fermeture"),
    "form_version_id": gettext_lazy("formulaire"),
    "framework_id": gettext_lazy("cadre de gestion"),
}
PLAN_FIELDS = {
    "title": gettext_lazy("titre"),
    "equity_gender": gettext_lazy("équité, genre"),
    "equity_territory": gettext_lazy("équité, territoire"),
    "equity_groups": gettext_lazy("équité, groupes"),
}


def call_events(call: Call) -> list[Event]:
    moved = [
        Event(
            at=change.changed_at,
            what=_("Fermeture reportée au %(moment)s") % {"moment": moment(change.after)},
            who=change.changed_by.person.full_name,
            reason=change.reason,
            fictitious=change.changed_by.person.is_fictitious,
        )
        for change in call.closing_changes.select_related("changed_by__person")
    ]
    edits = [edit for edit in edits_of(call, CALL_FIELDS) if not any(_same(edit, each) for each in moved)]
    return _in_order([*events_of(call, labels.PASSAGES), *moved, *edits])


ALLIANCE_FIELDS = {
    "name": gettext_lazy("nom"),
    "mandataire_id": gettext_lazy("mandataire"),
    "protocol_number": gettext_lazy("numéro du protocole"),
    "protocol_url": gettext_lazy("document"),
    "starts_on": gettext_lazy("début"),
    "ends_on": gettext_lazy("fin"),
}


def alliance_events(alliance: Alliance) -> list[Event]:
    passages = events_of(alliance, labels.PASSAGES)
    edits = [e for e in edits_of(alliance, ALLIANCE_FIELDS) if not any(_same(e, each) for each in passages)]
    return _in_order([*passages, *_frameworks(alliance), *edits])


def _frameworks(alliance: Alliance) -> list[Event]:
    """Each version of the framework: when it was written and by whom."""
    return creations_of(
        Framework,
        lambda row: _("Cadre de gestion, version %(number)s") % {"number": row.version},
        alliance=alliance,
    )


def plan_events(plan: LocalPlan) -> list[Event]:
    return _in_order([*events_of(plan, labels.PASSAGES), *edits_of(plan, PLAN_FIELDS)])


def _same(edit: Event, other: Event) -> bool:
    """Whether both tell the same transaction: the database stamps its rows with one instant."""
    return abs((edit.at - other.at).total_seconds()) < 1


def _in_order(events: Iterable[Any]) -> list[Event]:
    return sorted(events, key=lambda event: event.at)
