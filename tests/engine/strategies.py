"""Drawn problems for the property tests: small enough to shrink well, awkward enough to break things."""

from hypothesis import strategies as st

from alliances.engine.allocation import (
    BoundedProblem,
    Claim,
    CriteriaProblem,
    Criterion,
    CriterionKind,
    Recipient,
    Rules,
)

UNITS = st.sampled_from([1, 1, 5, 100])
WEIGHTS = st.one_of(st.integers(0, 6), st.integers(0, 10**9))
SPANS = st.one_of(st.none(), st.integers(0, 60), st.integers(0, 10**7))


@st.composite
def feasible_problems(draw: st.DrawFn, least: int = 1, unit: int | None = None) -> BoundedProblem:
    """A bounded problem that has an answer: the envelope is drawn between all floors and all that can be given."""
    step = draw(UNITS) if unit is None else unit
    claims = []
    for rank in range(draw(st.integers(least, 7))):
        lower = draw(st.one_of(st.just(0), st.integers(0, 80))) * step
        span = draw(SPANS)
        upper = None if span is None else lower + span * step
        claims.append(Claim(f"{rank:02}", draw(WEIGHTS), lower, upper))
    if not any(claim.weight for claim in claims):
        claims[0] = Claim("00", 1, claims[0].lower, claims[0].upper)
    floors = sum(claim.lower for claim in claims)
    tops = [claim.upper if claim.weight else claim.lower for claim in claims]
    most = floors + 10**6 * step if None in tops else sum(top for top in tops if top is not None)
    envelope = draw(st.integers(floors // step, most // step)) * step
    return BoundedProblem(envelope, draw(st.permutations(claims)), step)


@st.composite
def criteria_problems(draw: st.DrawFn) -> CriteriaProblem:
    """Criteria without bounds, hence feasible: counts and decimals, an equal part at times, any unit."""
    codes = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True))
    criteria = [Criterion(code, draw(st.integers(1, 100))) for code in codes]
    if draw(st.booleans()):
        criteria.append(Criterion("e", draw(st.sampled_from(["0.5", "20", "1/3"])), CriterionKind.EQUAL))
    recipients = [
        Recipient(
            f"{rank:02}",
            {code: draw(st.one_of(st.integers(0, 5000), st.sampled_from(["0.25", "1/7"]))) for code in codes},
            previous=draw(st.one_of(st.none(), st.integers(0, 10**6))),
        )
        for rank in range(draw(st.integers(1, 6)))
    ]
    ones = dict.fromkeys(codes, 1)  # no column is zero everywhere
    recipients.append(Recipient("99", ones))
    unit = draw(UNITS)
    return CriteriaProblem(draw(st.integers(0, 10**6)) * unit, criteria, recipients, Rules(), unit=unit)
