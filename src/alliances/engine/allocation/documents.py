"""Problems and answers as plain dictionaries, ready for JSON.

A problem is ``{"kind": …, …}`` with money in integer cents and other numbers as decimal or ``p/q`` text (or
exact JSON numbers); an answer holds ``status`` ``ok`` or ``infeasible``, money as integers and exact
rationals as text.

=================
================================================================================================= kind
      fields -> answer =================
      =================================================================================================
``bounded``        envelope, unit?, territories[code, weight, lo?, hi?] -> lambda, exact, cents, state
``criteria``       envelope, unit?, criteria[code, weight, kind?], rules?, territories[code, values, prev?,
lo?, hi?,
                   paid?, multiplier?, eligible?], set_asides?[code, amount or share], base?, dual? -> also
                   weights, bounds, decomposition; set_asides and ineligible when there are any
``two_level``      top (criteria), split{part: weight}, bottom{code: criteria} -> regions, split, local
``multi_year``     totals, years[[label, cents]] -> payments
``revision``       envelope, unit?, territories[code, weight, paid, lo?, hi?] -> lambda, cents, state,
remaining ``carry_over``     allotment, spent, ratio -> unspent, carried, returned
``sensitivity``    as criteria -> state, derivative_cents_per_weight_point
``concentration``  amount, persons, rate? -> per_person_cents, gini, suits, lorenz
``index``          values, first?, last?, higher_is_need?, methods? -> minmax, score, coefficient, one per
method ``robustness``     as criteria, grid -> scenarios, infeasible, gain_share, min, max
``increment``      envelope, step, unit?, territories[code, prev] -> cents
``uniform``        rate, unit?, territories[code, prev] -> cents
``imposed``        envelope, unit?, territories[code, amount] -> cents
=================
=================================================================================================
"""

from collections.abc import Callable, Mapping
from typing import Any

from alliances.engine.allocation import answers, parsing
from alliances.engine.allocation.answers import Answer, texts
from alliances.engine.allocation.bounded import allocate_bounded
from alliances.engine.allocation.concentration import measure_concentration
from alliances.engine.allocation.criteria import allocate
from alliances.engine.allocation.errors import Infeasible
from alliances.engine.allocation.index import Normalisation, normalise, rank_tilt, score
from alliances.engine.allocation.levels import allocate_two_levels
from alliances.engine.allocation.plain import imposed, increment, uniform
from alliances.engine.allocation.plans import carry_over, revise, spread_over_years
from alliances.engine.allocation.reader import Reader
from alliances.engine.allocation.robustness import explore_weights
from alliances.engine.allocation.sensitivity import weight_derivatives

_NORMALISATIONS = {method.value: method for method in Normalisation}


def solve(problem: Mapping[str, Any], *, trail: bool = False) -> Answer:
    """Solve one written problem; ``{"kind", "input": {…}}`` is read as well as the flat form.

    The answer has exactly the keys listed above; ``trail`` adds ``trail`` to a criteria answer and
    ``remedies`` to an infeasible one. Raises ProblemError when the problem cannot be read.
    """
    whole = Reader(problem)
    kind = whole.choice("kind", {name: name for name in KINDS})
    fields = whole.inside("input") if whole.has("input") else whole
    fields.path = "problem"  # paths start at the fields of the problem, however it was wrapped
    try:
        answer = _criteria(fields, trail=trail) if kind == "criteria" else KINDS[kind](fields)
    except Infeasible as obstacle:
        return answers.of_infeasible(obstacle, trail=trail)
    return {"status": "ok", **answer}


def _bounded(problem: Reader) -> Answer:
    return answers.of_bounded(allocate_bounded(parsing.bounded_problem(problem)))


def _criteria(problem: Reader, *, trail: bool = False) -> Answer:
    allocation = allocate(parsing.criteria_problem(problem))
    answer = answers.of_criteria(allocation)
    return answer | {"trail": answers.trail_of_criteria(allocation)} if trail else answer


def _two_level(problem: Reader) -> Answer:
    return answers.of_two_levels(allocate_two_levels(parsing.two_level_problem(problem)))


def _multi_year(problem: Reader) -> Answer:
    totals = problem.inside("totals").all_cents()
    return {"payments": spread_over_years(totals, problem.pairs("years"))}


def _revision(problem: Reader) -> Answer:
    territories = problem.items("territories", parsing.revised)
    return answers.of_revision(revise(problem.cents("envelope"), territories, problem.cents("unit", 1)))


def _carry_over(problem: Reader) -> Answer:
    figures = carry_over(problem.cents("allotment"), problem.cents("spent"), problem.number("ratio"))
    return figures._asdict()


def _sensitivity(problem: Reader) -> Answer:
    allocation = allocate(parsing.criteria_problem(problem))
    derivatives = weight_derivatives(allocation)
    return {
        "state": {line.code: line.state.value for line in allocation.lines},
        "derivative_cents_per_weight_point": {code: texts(row) for code, row in derivatives.items()},
    }


def _concentration(problem: Reader) -> Answer:
    amounts = problem.inside("amount").all_cents()
    persons = problem.inside("persons").all_numbers()
    rates = problem.inside("rate").all_numbers() if problem.has("rate") else None
    return answers.of_concentration(measure_concentration(amounts, persons, rates))


def _index(problem: Reader) -> Answer:
    values = problem.inside("values").all_numbers()
    higher_is_need = problem.yes_or_no("higher_is_need", default=True)
    answer: Answer = {"minmax": texts(normalise(values, Normalisation.MIN_MAX))}
    if problem.has("higher_is_need"):
        answer["score"] = texts(score(values, higher_is_need))
    if problem.has("first") or problem.has("last"):
        first, last = problem.number("first"), problem.number("last")
        answer["coefficient"] = texts(rank_tilt(values, first, last, higher_is_need))
    for method in problem.choices("methods", _NORMALISATIONS):
        answer[method.value] = texts(normalise(values, method))
    return answer


def _robustness(problem: Reader) -> Answer:
    return answers.of_robustness(explore_weights(parsing.criteria_problem(problem), problem.cents("grid")))


def _increment(problem: Reader) -> Answer:
    previous = parsing.amounts_by_code(problem, "prev")
    unit = problem.cents("unit", 1)
    return {"cents": increment(problem.cents("envelope"), previous, problem.cents("step"), unit)}


def _uniform(problem: Reader) -> Answer:
    previous = parsing.amounts_by_code(problem, "prev")
    return {"cents": uniform(previous, problem.number("rate"), problem.cents("unit", 1))}


def _imposed(problem: Reader) -> Answer:
    amounts = parsing.amounts_by_code(problem, "amount")
    return {"cents": imposed(problem.cents("envelope"), amounts, problem.cents("unit", 1))}


KINDS: dict[str, Callable[[Reader], Answer]] = {
    "bounded": _bounded,
    "criteria": _criteria,
    "two_level": _two_level,
    "multi_year": _multi_year,
    "revision": _revision,
    "carry_over": _carry_over,
    "sensitivity": _sensitivity,
    "concentration": _concentration,
    "index": _index,
    "robustness": _robustness,
    "increment": _increment,
    "uniform": _uniform,
    "imposed": _imposed,
}
