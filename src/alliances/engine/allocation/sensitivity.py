"""What one more point of weight would change: exact derivatives, valid until the next break-point."""

from fractions import Fraction

from alliances.engine.allocation.criteria import Allocation
from alliances.engine.allocation.errors import ProblemError
from alliances.engine.allocation.solver import State
from alliances.engine.allocation.weights import columns_of
from alliances.engine.numbers import as_fraction


def weight_derivatives(allocation: Allocation) -> dict[str, dict[str, Fraction]]:
    """Cents won or lost per additional point of each raw criterion weight: criterion -> code -> Fraction.

    Among the free territories F, whose amounts are Lambda * v_i with v_i = k_i * sum over c of omega_c *
    s_ic:

        d a_i / d omega_c = Lambda * k_i * s_ic - Lambda * v_i * S_Fc / V_F,

    S_Fc being the sum of k_j * s_jc over F. Territories held by a bound do not move; each row of criteria
    sums to zero. Raises ProblemError with dual weights, where the better formula may change.
    """
    problem = allocation.problem
    if problem.dual is not None:
        raise ProblemError("dual", "no dual weights: their sensitivity is not defined")
    free = [
        i
        for i, state in enumerate(allocation.settlement.states)
        if state is State.FREE and allocation.needs.weights[i]
    ]
    shares = _multiplied_shares(allocation)
    omegas = [as_fraction(criterion.weight) for criterion in problem.criteria]
    values = {
        i: sum((o * column[i] for o, column in zip(omegas, shares, strict=True)), Fraction()) for i in free
    }
    total = sum(values.values(), Fraction())
    point = _money_of_the_free(allocation, free) / total if total else Fraction()
    codes = [recipient.code for recipient in allocation.recipients]
    found: dict[str, dict[str, Fraction]] = {}
    for criterion, column in zip(problem.criteria, shares, strict=True):
        pull = sum((column[i] for i in free), Fraction()) / total if total else Fraction()
        row = dict.fromkeys(codes, Fraction())
        row |= {codes[i]: point * (column[i] - values[i] * pull) for i in free}
        found[criterion.code] = row
    return found


def _multiplied_shares(allocation: Allocation) -> list[list[Fraction]]:
    """k_i * s_ic for each criterion and recipient."""
    recipients = allocation.recipients
    multipliers = [as_fraction(recipient.multiplier) for recipient in recipients]
    return [
        [k * Fraction(x, column.total) for k, x in zip(multipliers, column.values, strict=True)]
        for column in columns_of(allocation.problem.criteria, recipients)
    ]


def _money_of_the_free(allocation: Allocation, free: list[int]) -> Fraction:
    """Exact cents that the formula shares among the free territories, the additive bases apart."""
    settlement = allocation.settlement
    needs = sum(allocation.needs.weights[i] for i in free)
    return Fraction(needs * settlement.point, settlement.scale)
