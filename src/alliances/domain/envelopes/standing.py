"""What a split shares out, and what a correction of an adopted one may not take back. Read from the ledger alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q

from alliances.domain.envelopes.methods import Method, method_of
from alliances.domain.envelopes.models import Component, Envelope, Scenario, ScenarioState
from alliances.domain.envelopes.money import received_of
from alliances.domain.ledger.queries import balance_cents
from alliances.engine.money import split

OTHERS = (Component.REGIONAL, Component.COMMUNITY, Component.CONCERTATION)  # parts of the whole territory


@dataclass(frozen=True)
class Standing:
    """An adopted split and what became of it, in cents by territory code, and by component for the parts of the whole
    territory. What a part received and no longer holds is promised: reserved, committed, paid, or handed down further.
    """

    scenario: Scenario
    held: Mapping[str, int]
    promised: Mapping[str, int]
    others_held: Mapping[str, int]
    others_promised: Mapping[str, int]

    @property
    def cents(self) -> int:
        return sum(self.held.values()) + sum(self.others_held.values())


def adopted_split(envelope: Envelope) -> Scenario | None:
    return envelope.scenarios.filter(state=ScenarioState.ADOPTED).first()


def standing_of(envelope: Envelope) -> Standing | None:
    """None for an envelope that is not split yet. Three queries."""
    scenario = adopted_split(envelope)
    if scenario is None:
        return None
    parts = list(
        envelope.children.filter(
            Q(component=Component.LOCAL) | Q(component__in=OTHERS, territory=envelope.territory)
        )
        .select_related("territory", "account")
        .order_by("pk")
    )
    received = received_of(parts)
    local = [part for part in parts if part.component == Component.LOCAL]
    others = [part for part in parts if part.component != Component.LOCAL]
    return Standing(
        scenario=scenario,
        held={part.territory.code: received[part.pk] for part in local},
        promised={part.territory.code: _promised(part, received[part.pk]) for part in local},
        others_held={part.component: received[part.pk] for part in others},
        others_promised={part.component: _promised(part, received[part.pk]) for part in others},
    )


def _promised(part: Envelope, received: int) -> int:
    return max(0, received - part.account.balance_cents)


def pot_cents(envelope: Envelope, standing: Standing | None) -> int:
    """What a split shares: what the envelope holds and, once split, what its parts received."""
    return balance_cents(envelope.account_id) + (standing.cents if standing else 0)


class Parts(NamedTuple):
    """What is shared cut into its components, in cents: the local part, and the others by component."""

    local: int
    others: dict[str, int]


def parts_of(pot: int, local_percent: int, components: Mapping[str, int]) -> Parts:
    """`components` come first, in cents; the rest is cut by largest remainder (ties to the local part). The local part
    is below zero when the components ask for more than there is.
    """
    rest = pot - sum(components.values())
    if rest < 0:
        return Parts(rest, dict(components))
    cut = split(rest, {"local": local_percent, "regional": 100 - local_percent})
    others = {component.value: components.get(component, 0) for component in OTHERS}
    others[Component.REGIONAL] += cut["regional"]
    return Parts(cut["local"], {component: cents for component, cents in others.items() if cents})


def corrected(problem: Mapping[str, Any], standing: Standing) -> dict[str, Any]:
    """The problem of a correction: each territory keeps at least what is promised, and what it held is kept beside."""
    promised = {code: cents for code, cents in standing.promised.items() if cents}
    lines = problem["territories"]
    if method_of(problem) is Method.CRITERIA:
        lines = [
            {**line, "lo": max(line.get("lo", 0), promised[line["code"]])}
            if line["code"] in promised
            else line
            for line in lines
        ]
    return {**problem, "territories": lines, "promised": promised, "before": dict(standing.held)}


def others_of(scenario: Scenario) -> dict[str, int] | None:
    """Cents of the parts that are not local, by component; None for a split kept before they were written with it."""
    found: dict[str, int] | None = scenario.problem.get("others")
    return found
