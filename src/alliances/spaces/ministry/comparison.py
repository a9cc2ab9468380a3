"""Two to four splits of one envelope side by side: what each territory gains or loses from one to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise

from alliances.domain.envelopes.criteria import Need, needs_of
from alliances.domain.envelopes.models import Envelope, Scenario, ScenarioState
from alliances.domain.territories.models import Territory
from alliances.spaces.ministry.fairness import Fairness, measured
from alliances.spaces.ministry.simulation import STATES
from alliances.ui.allocations import settings_of

FEWEST, MOST = 2, 4


@dataclass(frozen=True)
class Column:
    """One split: its settings in words, its total, and what differs from the first split, in cents.

    `moved_cents` is what goes to another territory than in the first split.
    """

    scenario: Scenario
    settings: list[tuple[str, str]]
    total_cents: int
    difference_cents: int
    moved_cents: int
    fairness: Fairness | None


@dataclass(frozen=True)
class Cell:
    """Cents of one territory in one split, and the difference with the first split; None: it receives nothing there.

    `difference_share` is a part of the amount of the first split, None where that is nothing; `state` says what decides
    when it is not the formula.
    """

    label: str
    cents: int | None
    difference_cents: int | None
    difference_share: Fraction | None
    state: str | Promise


@dataclass(frozen=True)
class Line:
    territory: Territory
    cells: list[Cell]


@dataclass(frozen=True)
class Comparison:
    columns: list[Column]
    lines: list[Line]


def comparable(envelope: Envelope) -> list[Scenario]:
    """The splits of the envelope that have an answer, those set aside last, the latest first."""
    found = envelope.scenarios.filter(result__status="ok").order_by("-created_at", "-pk")
    return sorted(found, key=lambda scenario: scenario.state == ScenarioState.REJECTED)


def compare(scenarios: Sequence[Scenario]) -> Comparison:
    """The first of `scenarios` is what the others are compared with. Three queries."""
    codes = {code for scenario in scenarios for code in scenario.result["cents"]}
    territories = Territory.objects.filter(code__in=codes).order_by("sort_key", "pk")
    lines = [Line(place, _cells(place, scenarios)) for place in territories]
    needs = {need.territory.code: need for need in needs_of(line.territory for line in lines)}
    return Comparison([_column(rank, each, lines, needs) for rank, each in enumerate(scenarios)], lines)


def _column(rank: int, scenario: Scenario, lines: Sequence[Line], needs: Mapping[str, Need]) -> Column:
    differences = [line.cells[rank].difference_cents or 0 for line in lines]
    return Column(
        scenario=scenario,
        settings=settings_of(scenario.problem),
        total_cents=sum(line.cells[rank].cents or 0 for line in lines),
        difference_cents=sum(differences),
        moved_cents=sum(max(0, difference) for difference in differences),
        fairness=measured(
            scenario.result["cents"], [needs[code] for code in scenario.result["cents"] if code in needs]
        ),
    )


def _cells(place: Territory, scenarios: Sequence[Scenario]) -> list[Cell]:
    amounts = [scenario.result["cents"].get(place.code) for scenario in scenarios]
    first = amounts[0] or 0
    differences = [None, *((amount or 0) - first for amount in amounts[1:])]
    return [
        Cell(
            label=scenario.title,
            cents=amount,
            difference_cents=difference,
            difference_share=Fraction(difference, first) if first and difference is not None else None,
            state=_held(scenario, place.code),
        )
        for scenario, amount, difference in zip(scenarios, amounts, differences, strict=True)
    ]


def _held(scenario: Scenario, code: str) -> str | Promise:
    """« Au plancher » or « Au plafond »; nothing when the formula decides."""
    state = scenario.result.get("state", {}).get(code, "free")
    return "" if state == "free" else STATES[state]
