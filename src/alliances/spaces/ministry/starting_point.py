"""Where a correction starts: the settings of the adopted split, as one types them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from alliances.domain.envelopes.methods import AMOUNT, STEP, Method, components_of, method_of, previous_of
from alliances.domain.envelopes.models import Scenario
from alliances.domain.envelopes.normalising import Scale, plain_code
from alliances.domain.territories.models import Territory
from alliances.spaces.ministry.recipients import LEVEL, MIXED
from alliances.spaces.ministry.workshop_fields import PART, WRITTEN, weight_name
from alliances.ui.formats import number

Settings = dict[str, Any]


def settings_to_start_from(scenario: Scenario) -> Settings:
    """The first values of the controls. A criterion that was pasted, or whose file is withdrawn, has no control."""
    problem = scenario.problem
    own = {
        Method.CRITERIA: _criteria,
        Method.IMPOSED: _imposed,
        Method.INCREMENT: lambda problem: {STEP: problem[STEP], **_previous(problem)},
        Method.UNIFORM: lambda problem: {"rate": _percent(problem["rate"]), **_previous(problem)},
    }[method_of(problem)](problem)
    return {
        LEVEL: _level([line["code"] for line in problem["territories"]]),
        "local_percent": scenario.local_percent,
        "territories": [line["code"] for line in problem["territories"]],
        "unit": str(problem.get("unit", 1)),
        "note": scenario.note,
        **{f"{PART}_{component}": cents for component, cents in components_of(problem).items()},
        **own,
    }


def _level(codes: Sequence[str]) -> str:
    """The one level of these territories, or the mixed one. One query."""
    levels = set(Territory.objects.filter(code__in=codes).order_by().values_list("level", flat=True))
    return levels.pop() if len(levels) == 1 else MIXED


def _criteria(problem: Mapping[str, Any]) -> Settings:
    rules: Mapping[str, Any] = problem.get("rules", {})
    weights = {weight_name(code): "0" for code in ("base", "population", "low_income")}
    weights |= {weight_name(plain_code(line["code"])): line["weight"] for line in problem["criteria"]}
    shares = {name: _percent(rules[name]) for name in ("max_loss", "max_gain") if name in rules}
    amounts = {name: rules[name] for name in ("floor", "cap") if name in rules}
    multipliers = [
        f"{line['code']}; {number(Fraction(line['multiplier']), 6)}"
        for line in problem["territories"]
        if "multiplier" in line
    ]
    previous = _previous(problem) if previous_of(problem) else {}
    return {
        "scale": problem.get("scale", Scale.SHARE.value),
        **weights,
        **amounts,
        **shares,
        **previous,
        "multipliers": "\n".join(multipliers),
    }


def _imposed(problem: Mapping[str, Any]) -> Settings:
    lines = {line["code"]: line[AMOUNT] for line in problem["territories"]}
    return {"amounts": _typed(lines), "keep_rest": bool(problem.get("keep_rest"))}


def _previous(problem: Mapping[str, Any]) -> Settings:
    return {"reference": WRITTEN, "previous_lines": _typed(previous_of(problem))}


def _typed(cents: Mapping[str, int]) -> str:
    return "\n".join(f"{code}; {number(Fraction(amount, 100), 2)}" for code, amount in cents.items())


def _percent(share: str) -> str:
    return number(Fraction(share) * 100, 2)
