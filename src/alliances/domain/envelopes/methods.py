"""The methods a split may follow, and what each one writes for `./run allocate`.

A kept problem is the engine's, with keys the engine does not read: `kept_back` (cents of the local part that nobody
receives), `keep_rest` (the officer chose to leave the rest of imposed amounts in the envelope), the name and the
source of a criterion, `components` (cents fixed in advance for parts that are not local), `others` (cents of every
part that is not local, those included) and, for a correction, `before` (cents each territory held) and `promised`
(cents it may not lose). Its `envelope` is what is shared out: the amounts always add up to it.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from alliances.engine.allocation import solve
from alliances.engine.money import share_of

ADJUSTMENT = "adjustment"
AMOUNT, STEP, PREVIOUS = "amount", "step", "previous"
RATE_EXCEEDS_ENVELOPE = "rate_exceeds_envelope"
PROMISED_LEFT_OUT, PROMISED_EXCEEDS_AMOUNT = "promised_left_out", "promised_exceeds_amount"
RATE_STEPS = 10_000  # a suggested rate is a multiple of 0.01 %


class Method(models.TextChoices):
    """The names are those of the kinds of problem in the engine."""

    CRITERIA = "criteria", _("Formule : des critères et leurs poids")
    IMPOSED = "imposed", _("Montants imposés : chaque montant est déjà décidé")
    INCREMENT = "increment", _("Part précédente, plus le même ajout à chacun")
    UNIFORM = "uniform", _("Même pourcentage du montant précédent")


class SplitLine(NamedTuple):
    """What one territory receives: cents, `free`, `floor`, `cap` or `imposed`, and cents by part; they add up."""

    code: str
    cents: int
    state: str
    parts: dict[str, int]


def method_of(problem: Mapping[str, Any]) -> Method:
    return Method(problem.get("kind", Method.CRITERIA))


def complete(problem: Mapping[str, Any], local_cents: int) -> dict[str, Any]:
    """The problem with what it shares out of `local_cents`, and what it keeps back: what the unit cannot place, what
    imposed amounts leave when the officer chose so, what a percentage does not use.
    """
    method = method_of(problem)
    shared = local_cents - local_cents % problem.get("unit", 1)
    if method is Method.IMPOSED and problem.get("keep_rest"):
        shared = min(local_cents, sum(line[AMOUNT] for line in problem["territories"]))
    elif method is Method.UNIFORM:
        shared = min(local_cents, _asked_by_rate(problem))
    kept_back = local_cents - shared
    whole = {**problem, "kind": method.value, "envelope": shared}
    return whole | ({"kept_back": kept_back} if kept_back else {})


def components_of(problem: Mapping[str, Any]) -> dict[str, int]:
    """Cents fixed in advance for the parts that are not local, by component."""
    return dict(problem.get("components", {}))


def kept_back_of(problem: Mapping[str, Any]) -> int:
    """Cents of the local part that stay in the envelope."""
    return problem.get("kept_back", 0)


def local_cents_of(problem: Mapping[str, Any]) -> int:
    """The local part a kept problem was written for: what it shares and what it keeps back."""
    return problem["envelope"] + kept_back_of(problem)


def answer(problem: Mapping[str, Any], *, trail: bool = False) -> dict[str, Any]:
    """The engine's answer; a percentage that asks for more than there is has none, nor a correction that would take
    back what is promised. Raises ProblemError.
    """
    found = _refused_promise(problem) or _of_method(problem, trail=trail)
    return found if found["status"] != "ok" else _kept_promises(problem, found)


def _refused_promise(problem: Mapping[str, Any]) -> dict[str, Any] | None:
    """A territory to which something is promised cannot be left out."""
    receiving = {line["code"] for line in problem["territories"]}
    left_out = sorted(set(problem.get("promised", {})) - receiving)
    if not left_out:
        return None
    return {"status": "infeasible", "reason": PROMISED_LEFT_OUT, "codes": left_out}


def _kept_promises(problem: Mapping[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """The answer, unless it gives a territory less than what is promised (the formula never does: it is its floor)."""
    short = {
        code: cents - found["cents"][code]
        for code, cents in problem.get("promised", {}).items()
        if found["cents"][code] < cents
    }
    if not short:
        return found
    words = {"codes": sorted(short), "shortfall": sum(short.values())}
    return {"status": "infeasible", "reason": PROMISED_EXCEEDS_AMOUNT, **words}


def _of_method(problem: Mapping[str, Any], *, trail: bool) -> dict[str, Any]:
    found = solve(problem, trail=trail)
    if found["status"] != "ok" or method_of(problem) is not Method.UNIFORM:
        return found
    shortfall = sum(found["cents"].values()) - problem["envelope"]
    if shortfall <= 0:
        return found
    refusal = {"status": "infeasible", "reason": RATE_EXCEEDS_ENVELOPE, "shortfall": shortfall}
    if trail:
        refusal["remedies"] = [{"kind": "lower_rate", "suggested": str(_largest_rate(problem))}]
    return refusal


def lines_of(problem: Mapping[str, Any], result: Mapping[str, Any]) -> list[SplitLine]:
    """The lines of a feasible result, with the parts each method adds up."""
    method, cents = method_of(problem), result["cents"]
    if method is Method.CRITERIA:
        states, parts = result["state"], result["decomposition"]
        return [SplitLine(code, amount, states[code], parts[code]) for code, amount in cents.items()]
    if method is Method.IMPOSED:
        return [SplitLine(code, amount, "imposed", {AMOUNT: amount}) for code, amount in cents.items()]
    step = problem["step"] if method is Method.INCREMENT else 0
    added = {STEP: step} if method is Method.INCREMENT else {}
    return [
        SplitLine(code, amount, "free", {**added, PREVIOUS: amount - step}) for code, amount in cents.items()
    ]


def previous_of(problem: Mapping[str, Any]) -> dict[str, int]:
    """The earlier amounts (cents) a problem starts from or compares with, by territory code."""
    return {line["code"]: line["prev"] for line in problem["territories"] if "prev" in line}


def _asked_by_rate(problem: Mapping[str, Any]) -> int:
    rate = max(Fraction(), Fraction(str(problem["rate"])))
    return share_of(sum(previous_of(problem).values()), rate, problem.get("unit", 1))


def _largest_rate(problem: Mapping[str, Any]) -> Fraction:
    """The largest multiple of 0.01 % of the previous amounts that the envelope can pay."""
    before = sum(previous_of(problem).values())
    return Fraction(problem["envelope"] * RATE_STEPS // before, RATE_STEPS)
