"""From the written form of a problem (see ``documents``) to the typed one."""

from alliances.engine.allocation.checks import refuse_duplicates, refuse_negatives
from alliances.engine.allocation.errors import ProblemError
from alliances.engine.allocation.levels import TwoLevelProblem
from alliances.engine.allocation.plans import Revised
from alliances.engine.allocation.problems import (
    BoundedProblem,
    Claim,
    CriteriaProblem,
    Criterion,
    CriterionKind,
    Recipient,
    Rules,
    SetAside,
)
from alliances.engine.allocation.reader import Reader
from alliances.engine.numbers import Exact

_KINDS = {kind.value: kind for kind in CriterionKind}
_RULES = ("floor", "cap", "max_loss", "max_gain")


def bounded_problem(problem: Reader) -> BoundedProblem:
    envelope, unit = problem.cents("envelope"), problem.cents("unit", 1)
    return BoundedProblem(envelope, problem.items("territories", _claim), unit)


def _claim(territory: Reader) -> Claim:
    return Claim(
        territory.text("code"),
        territory.number("weight"),
        territory.cents("lo", 0),
        territory.cents_or_none("hi"),
    )


def criteria_problem(problem: Reader, envelope: int | None = None) -> CriteriaProblem:
    """A criteria problem; ``envelope`` is given for the second level, where none is written."""
    written = problem.cents("envelope") if envelope is None else envelope
    criteria = problem.items("criteria", _criterion)
    columns = [criterion.code for criterion in criteria if criterion.kind is CriterionKind.SHARE]
    return CriteriaProblem(
        envelope=written,
        criteria=criteria,
        recipients=problem.items("territories", lambda territory: _recipient(territory, columns)),
        rules=_rules(problem.inside_or_empty("rules")),
        set_asides=problem.items("set_asides", _set_aside, ()),
        base=problem.cents("base", 0),
        unit=problem.cents("unit", 1),
        dual=_dual(problem),
    )


def _criterion(criterion: Reader) -> Criterion:
    return Criterion(
        criterion.text("code"), criterion.number("weight"), criterion.choice("kind", _KINDS, "share")
    )


def _recipient(territory: Reader, columns: list[str]) -> Recipient:
    eligible = territory.yes_or_no("eligible", default=True)
    values = territory.inside("values") if columns else territory.inside_or_empty("values")
    wanted = columns if eligible else [code for code in columns if values.has(code)]
    return Recipient(
        code=territory.text("code"),
        values={code: values.number(code) for code in wanted},
        previous=territory.cents_or_none("prev"),
        lower=territory.cents("lo", 0),
        upper=territory.cents_or_none("hi"),
        paid=territory.cents("paid", 0),
        multiplier=territory.number("multiplier", 1),
        eligible=eligible,
    )


def _rules(rules: Reader) -> Rules:
    unknown = [name for name in rules.fields if name not in _RULES]
    if unknown:
        raise ProblemError(rules.at(unknown[0]), f"one of {', '.join(_RULES)}")
    return Rules(
        floor=rules.cents("floor", 0),
        cap=rules.cents_or_none("cap"),
        max_loss=rules.number_or_none("max_loss"),
        max_gain=rules.number_or_none("max_gain"),
    )


def _set_aside(aside: Reader) -> SetAside:
    if aside.has("amount") == aside.has("share"):
        raise ProblemError(aside.path, "either an amount in cents or a share")
    return SetAside(aside.text("code"), aside.cents_or_none("amount"), aside.number_or_none("share"))


def _dual(problem: Reader) -> dict[str, Exact] | None:
    """The second set of weights: an object code -> weight, or a list of criteria."""
    if not problem.has("dual"):
        return None
    if isinstance(problem.fields["dual"], list):
        return {criterion.code: criterion.weight for criterion in problem.items("dual", _criterion)}
    return problem.inside("dual").all_numbers()


def two_level_problem(problem: Reader) -> TwoLevelProblem:
    below = problem.inside_or_empty("bottom")
    return TwoLevelProblem(
        top=criteria_problem(problem.inside("top")),
        parts=problem.inside("split").all_numbers(),
        bottom={code: criteria_problem(below.inside(code), envelope=0) for code in below.fields},
    )


def revised(territory: Reader) -> Revised:
    return Revised(
        territory.text("code"),
        territory.number("weight"),
        territory.cents("paid"),
        territory.cents("lo", 0),
        territory.cents_or_none("hi"),
    )


def amounts_by_code(problem: Reader, name: str) -> dict[str, int]:
    """A list of ``{code, <name>: cents}`` as a mapping; negatives and codes used twice are refused."""
    pairs = problem.items("territories", lambda territory: (territory.text("code"), territory.cents(name)))
    refuse_negatives([code for code, cents in pairs if cents < 0])
    refuse_duplicates([code for code, _ in pairs])
    return dict(pairs)
