"""From criteria to weights: w_i = k_i * sum over c of (omega_c / sum omega) * (x_ic / sum over j of x_jc).

Everything is brought over one common denominator, so that weights and their parts are integers. Only ratios
matter: multiplying all weights, or a whole column, by a constant changes nothing.
"""

from collections.abc import Mapping, Sequence
from math import gcd, lcm
from typing import NamedTuple

from alliances.engine.allocation.errors import Infeasible, ProblemError, Reason
from alliances.engine.allocation.problems import Criterion, CriterionKind, Recipient
from alliances.engine.numbers import Exact, to_integers


class Column(NamedTuple):
    """A criterion's values over their common denominator, and their sum. Its shares are value / total."""

    values: list[int]
    total: int


class Needs(NamedTuple):
    """What the formula sees of each recipient, before any bound.

    ``parts[c][i]`` is the part of criterion c in the weight of recipient i; ``weights[i]`` is their sum over
    c and ``total`` the sum over i. The normalised weight is ``weights[i] / total``.
    """

    criteria: tuple[str, ...]
    parts: list[list[int]]
    weights: list[int]
    total: int


def columns_of(criteria: Sequence[Criterion], recipients: Sequence[Recipient]) -> list[Column]:
    """One column per criterion. Raises ProblemError for a missing value, Infeasible for a column of zeros."""
    return [_column(criterion, recipients) for criterion in criteria]


def _column(criterion: Criterion, recipients: Sequence[Recipient]) -> Column:
    if criterion.kind is CriterionKind.EQUAL:
        return Column([1] * len(recipients), len(recipients))
    code = criterion.code
    try:
        values, _ = to_integers([recipient.values[code] for recipient in recipients])
    except KeyError:
        missing = next(recipient.code for recipient in recipients if code not in recipient.values)
        raise ProblemError(
            f"values.{code} of {missing}",
            "a value: a missing one is never taken as zero",
        ) from None
    total = sum(values)
    if not total and recipients:
        raise Infeasible(Reason.ZERO_CRITERION, criterion=code)
    return Column(values, total)


def weigh(
    criteria: Sequence[Criterion],
    recipients: Sequence[Recipient],
    dual: Mapping[str, Exact] | None = None,
) -> Needs:
    """The needs under the criteria's weights; with ``dual``, the better of two formulas for each."""
    columns = columns_of(criteria, recipients)
    multipliers, _ = to_integers([recipient.multiplier for recipient in recipients])
    formulas = [[criterion.weight for criterion in criteria]]
    if dual is not None:
        formulas.append([dual.get(criterion.code, 0) for criterion in criteria])
    return combine(
        criteria,
        columns,
        multipliers,
        [coefficients(formula, columns) for formula in formulas],
    )


def coefficients(criterion_weights: Sequence[Exact], columns: Sequence[Column]) -> tuple[list[int], int]:
    """What one unit of each column is worth, over a common denominator: (omega_c / total_c) / sum omega."""
    weights, _ = to_integers(criterion_weights)
    common = lcm(*(column.total for column in columns)) or 1
    worth = [w * (common // (column.total or 1)) for w, column in zip(weights, columns, strict=True)]
    denominator = common * sum(weights)
    shared = gcd(*worth, denominator) or 1
    return [value // shared for value in worth], denominator // shared


def combine(
    criteria: Sequence[Criterion],
    columns: Sequence[Column],
    multipliers: Sequence[int],
    formulas: Sequence[tuple[list[int], int]],
) -> Needs:
    """Parts and weights under one formula, or under the better of two for each recipient."""
    worths = _over_one_denominator(formulas)
    parts = _parts(columns, worths[0], multipliers)
    if len(worths) == 2:
        parts = _better_rows(parts, _parts(columns, worths[1], multipliers))
    weights = [sum(row) for row in zip(*parts, strict=True)]
    return Needs(tuple(criterion.code for criterion in criteria), parts, weights, sum(weights))


def _over_one_denominator(formulas: Sequence[tuple[list[int], int]]) -> list[list[int]]:
    """Make the coefficients of two formulas comparable. A formula of weight zero counts for nothing."""
    common = lcm(*(denominator or 1 for _, denominator in formulas))
    return [[value * (common // (denominator or 1)) for value in worth] for worth, denominator in formulas]


def _parts(columns: Sequence[Column], worth: Sequence[int], multipliers: Sequence[int]) -> list[list[int]]:
    if all(k == 1 for k in multipliers):
        return [[value * x for x in column.values] for column, value in zip(columns, worth, strict=True)]
    return [
        [value * x * k for x, k in zip(column.values, multipliers, strict=True)]
        for column, value in zip(columns, worth, strict=True)
    ]


def _better_rows(first: list[list[int]], second: list[list[int]]) -> list[list[int]]:
    """Row by row, the parts whose sum is larger; the first formula when both are equal."""
    pairs = zip(zip(*first, strict=True), zip(*second, strict=True), strict=True)
    rows = [a if sum(a) >= sum(b) else b for a, b in pairs]
    return [[row[c] for row in rows] for c in range(len(first))]
