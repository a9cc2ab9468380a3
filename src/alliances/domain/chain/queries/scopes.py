"""Which rows of each room belong to one thing of the journey: a condition per room, or None for « nothing »."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from alliances.domain.chain.queries.links import Kind
from alliances.domain.envelopes.tree import tree_below


@dataclass(frozen=True)
class Scope:
    """Conditions on Envelope, Alliance, LocalPlan, Priority, Call and Application."""

    envelope: Q | None
    alliance: Q | None
    local_plan: Q | None
    priority: Q | None
    call: Q | None
    application: Q | None


def scope_of(kind: Kind, row: Any) -> Scope:
    """Raises KeyError for a kind nothing flows from."""
    if kind == Kind.TERRITORY:
        return _territory(row)
    if kind == Kind.ENVELOPE:
        return _envelopes(tree_below(row.pk), row)
    if kind == Kind.ALLIANCE:
        return _alliance(row)
    paths = _PATHS[kind]
    return Scope(*(Q(**{path: row.pk}) if path else None for path in paths))


# Envelope, Alliance, LocalPlan, Priority, Call, Application: the ORM path that leads to the thing.
_PATHS: dict[Kind, tuple[str | None, ...]] = {
    Kind.ARTICLE: (
        "measure__plan__law__articles",
        "plan__law__articles",
        "alliance__plan__law__articles",
        "local_plan__alliance__plan__law__articles",
        "alliance__plan__law__articles",
        "call__alliance__plan__law__articles",
    ),
    Kind.PLAN: (
        "measure__plan", "plan", "alliance__plan", "local_plan__alliance__plan", "alliance__plan",
        "call__alliance__plan",
    ),
    Kind.MEASURE: (
        "measure",
        "envelope__measure",
        "alliance__envelope__measure",
        "local_plan__alliance__envelope__measure",
        "envelope__measure",
        "call__envelope__measure",
    ),
    Kind.GOAL: (
        None,
        "local_plans__priorities__goals",
        "priorities__goals",
        "goals",
        "priorities__goals",
        "priority__goals",
    ),
    Kind.LOCAL_PLAN: (None, "local_plans", "pk", "local_plan", "priorities__local_plan", "priority__local_plan"),
    Kind.PRIORITY: (None, None, None, None, "priorities", "priority"),
    Kind.CALL: (None, None, None, None, None, "call"),
    Kind.ORGANISATION: (None, "mandataire", None, None, None, "organisation"),
}  # fmt: skip


def _territory(territory: Any) -> Scope:
    """What is in the territory; for the Alliance and the calls, also those of a wider territory that covers it."""

    def within(lookup: str) -> Q:
        return Q(**{f"{lookup}__path__startswith": territory.path})

    covering = Q(territory__path__in=territory.lineage_paths())
    return Scope(
        within("territory"),
        within("territory") | covering,
        within("territory"),
        within("local_plan__territory"),
        within("territory") | covering,
        within("call__territory"),
    )


def _envelopes(tree: list[int], row: Any) -> Scope:
    return Scope(
        Q(pk__in=tree),
        Q(envelope=row),
        None,
        None,
        Q(envelope__in=tree),
        Q(call__envelope__in=tree),
    )


def _alliance(alliance: Any) -> Scope:
    return Scope(
        Q(pk__in=tree_below(alliance.envelope_id)),
        None,
        Q(alliance=alliance),
        Q(local_plan__alliance=alliance),
        Q(alliance=alliance),
        Q(call__alliance=alliance),
    )
