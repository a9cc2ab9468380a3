"""The scored files of a call side by side, as a committee deliberates on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Prefetch, Sum

from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.calls.models import Call
from alliances.domain.people.models import Account, RoleAssignment
from alliances.domain.people.roles import Permission
from alliances.domain.review.models import Recommendation, RecommendationList, Review, Score


@dataclass(frozen=True)
class Spread:
    """Totals out of 100, one for each person who gave her whole grid."""

    totals: tuple[Fraction, ...]

    @property
    def mean(self) -> Fraction | None:
        return sum(self.totals, Fraction()) / len(self.totals) if self.totals else None

    @property
    def gap(self) -> Fraction | None:
        """Between the highest and the lowest; None for fewer than two."""
        return max(self.totals) - min(self.totals) if len(self.totals) > 1 else None


@dataclass(frozen=True)
class ScoredFile:
    """One file before its committee. `spread` is None for who must give her own scores first."""

    application: Application
    scored: int
    wanted: int
    recused: list[str]
    spread: Spread | None

    @property
    def recommendation(self) -> Recommendation | None:
        """What stands, until another list replaces it."""
        return getattr(self.application, "recommendation", None)

    @property
    def is_ready(self) -> bool:
        return self.scored >= self.wanted

    @property
    def missing(self) -> int:
        return max(self.wanted - self.scored, 0)


def total_of(scores: Iterable[Score], most: int) -> Fraction:
    """Points times weight, out of 100. `most` is what the whole grid can give."""
    return Fraction(100 * sum(score.points * score.criterion.weight for score in scores), most or 1)


def scored_files(call: Call, account: Account) -> list[ScoredFile]:
    """The files that await the committee or the council, best mean first. Seven queries whatever their number."""
    reviews = Review.objects.select_related("person").prefetch_related("scores__criterion").order_by("pk")
    awaiting = call.applications.filter(state__in=[ApplicationState.SENT, ApplicationState.RECOMMENDED])
    files = (
        awaiting.with_context()
        .select_related("recommendation")
        .prefetch_related(Prefetch("reviews", queryset=reviews))
        .order_by("sent_at", "pk")
    )
    most = sum(criterion.maximum * criterion.weight for criterion in call.criteria.all())
    roles = RoleAssignment.objects.in_force().of_person(account.person_id)
    is_member = roles.giving(Permission.SCORE, call.territory).exists()
    found = [_scored(file, call.framework.scores_per_application, most, account, is_member) for file in files]
    return sorted(found, key=lambda f: (not f.is_ready, -(f.spread.mean or 0) if f.spread else 0))


def _scored(file: Application, wanted: int, most: int, account: Account, is_member: bool) -> ScoredFile:
    reviews: list[Review] = list(file.reviews.all())
    given = [review for review in reviews if review.submitted_at]
    hers = any(review.person_id == account.person_id for review in given)
    totals = tuple(total_of(review.scores.all(), most) for review in given)
    return ScoredFile(
        application=file,
        scored=len(given),
        wanted=wanted,
        recused=sorted(review.person.full_name for review in reviews if review.has_conflict),
        spread=Spread(totals) if hers or not is_member else None,
    )


def ranks_taken(call: Call) -> list[tuple[int, str]]:
    """Each rank given in this call, with the number of its file, in order."""
    given = call.recommendations.exclude(rank=None).order_by("rank")
    return [(rank or 0, number) for rank, number in given.values_list("rank", "application__number")]


def last_rank(call: Call) -> int:
    """The last rank that a decided file of the call holds: a new list starts after it."""
    decided = call.recommendations.exclude(application__decision=None).order_by("-rank")
    return decided.filter(rank__isnull=False).values_list("rank", flat=True).first() or 0


def lists_of(call: Call) -> list[RecommendationList]:
    """The acts of the committee on this call, latest first, each with `total_cents` of what still stands of it."""
    acts = call.recommendation_lists.select_related("sitting__body", "recorded_by__person")
    totalled = acts.annotate(total_cents=Sum("recommendations__amount_cents"))
    return list(totalled.prefetch_related("recommendations").order_by("-recorded_at", "-pk"))
