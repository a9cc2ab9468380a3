"""First obstacles, looked for before any calculation: negative amounts, codes used twice, a wrong unit."""

from collections import Counter
from collections.abc import Iterable, Sequence

from alliances.engine.allocation.errors import Infeasible, ProblemError, Reason
from alliances.engine.allocation.problems import (
    BoundedProblem,
    CriteriaProblem,
    CriterionKind,
    Rules,
)
from alliances.engine.numbers import Exact, as_fraction

ADJUSTMENT = "adjustment"
ADDITIVE_BASE = "additive_base"
_RESERVED = frozenset({ADJUSTMENT, ADDITIVE_BASE})


def is_negative(value: Exact | None) -> bool:
    """Whether a number is below zero; a missing one is not."""
    if value is None:
        return False
    return value < 0 if isinstance(value, int) else as_fraction(value) < 0


def holds_a_negative(column: Sequence[Exact | None]) -> bool:
    """Whether any value is below zero; a column of plain integers takes one pass in C."""
    if set(map(type, column)) == {int}:
        return min(column) < 0  # type: ignore[type-var, operator]
    return any(map(is_negative, column))


def check_criteria_problem(problem: CriteriaProblem) -> None:
    """Raise ProblemError for what cannot be read, Infeasible for negatives, duplicates and a wrong unit."""
    _check_shape(problem)
    refuse_negatives(_negatives(problem))
    refuse_duplicates([criterion.code for criterion in problem.criteria])
    refuse_duplicates([recipient.code for recipient in problem.recipients])
    for amount in (
        problem.envelope,
        problem.base,
        *(s.amount for s in problem.set_asides if s.amount),
    ):
        refuse_unit_mismatch(amount, problem.unit)


def check_bounded_problem(problem: BoundedProblem) -> None:
    """The same for a bounded problem."""
    check_unit(problem.unit)
    negatives = [
        claim.code
        for claim in problem.claims
        if is_negative(claim.weight) or claim.lower < 0 or is_negative(claim.upper)
    ]
    refuse_negatives((["envelope"] if problem.envelope < 0 else []) + negatives)
    refuse_duplicates([claim.code for claim in problem.claims])
    refuse_unit_mismatch(problem.envelope, problem.unit)


def check_unit(unit: int) -> None:
    if unit < 1:
        raise ProblemError("unit", "a number of cents above zero")


def refuse_negatives(codes: Sequence[str]) -> None:
    if codes:
        raise Infeasible(Reason.NEGATIVE_INPUT, codes=tuple(sorted(set(codes))))


def refuse_duplicates(codes: Iterable[str]) -> None:
    twice = tuple(sorted(code for code, count in Counter(codes).items() if count > 1))
    if twice:
        raise Infeasible(Reason.DUPLICATE_CODE, codes=twice)


def refuse_unit_mismatch(amount: int, unit: int) -> None:
    if amount % unit:
        raise Infeasible(Reason.UNIT_MISMATCH, remainder=amount % unit)


def _check_shape(problem: CriteriaProblem) -> None:
    check_unit(problem.unit)
    if not problem.criteria:
        raise ProblemError("criteria", "at least one criterion")
    for k, criterion in enumerate(problem.criteria):
        if criterion.code in _RESERVED:
            raise ProblemError(
                f"criteria[{k}].code",
                f"a code other than {criterion.code!r}, which is reserved",
            )
    for k, aside in enumerate(problem.set_asides):
        if (aside.amount is None) == (aside.share is None):
            raise ProblemError(f"set_asides[{k}]", "either an amount in cents or a share")
    loss = problem.rules.max_loss
    if loss is not None and as_fraction(loss) > 1:
        raise ProblemError("rules.max_loss", "a share between 0 and 1 (0.05 for 5 %)")
    for code in problem.dual or ():
        if code not in {criterion.code for criterion in problem.criteria}:
            raise ProblemError(f"dual.{code}", "the code of a criterion")


def _negatives(problem: CriteriaProblem) -> list[str]:
    """Whatever is below zero: names of fields, codes of criteria, set-asides and territories."""
    fields = {"envelope": problem.envelope, "base": problem.base} | _rule_values(problem.rules)
    named = [name for name, value in fields.items() if is_negative(value)]
    named += [criterion.code for criterion in problem.criteria if is_negative(criterion.weight)]
    named += [code for code, weight in (problem.dual or {}).items() if is_negative(weight)]
    named += [s.code for s in problem.set_asides if is_negative(s.amount) or is_negative(s.share)]
    return named + _recipients_below_zero(problem)


def _rule_values(rules: Rules) -> dict[str, Exact | None]:
    return {
        "rules.floor": rules.floor,
        "rules.cap": rules.cap,
        "rules.max_loss": rules.max_loss,
        "rules.max_gain": rules.max_gain,
    }


def _recipients_below_zero(problem: CriteriaProblem) -> list[str]:
    """Codes of the recipients with a negative number, by columns: that is the quick way to find none."""
    recipients = problem.recipients
    columns: list[list[Exact | None]] = [
        [r.lower for r in recipients],
        [r.upper for r in recipients],
        [r.paid for r in recipients],
        [r.previous for r in recipients],
        [r.multiplier for r in recipients],
    ]
    shares = (criterion.code for criterion in problem.criteria if criterion.kind is CriterionKind.SHARE)
    columns += [[recipient.values.get(code) for recipient in recipients] for code in shares]
    return [
        recipient.code
        for column in columns
        if holds_a_negative(column)
        for recipient, value in zip(recipients, column, strict=True)
        if is_negative(value)
    ]
