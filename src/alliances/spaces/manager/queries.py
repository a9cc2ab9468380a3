"""What a region's files show beside their own fields."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Avg, Count, Q, QuerySet

from alliances.domain.applications.models import Application
from alliances.domain.calls.models import Call, Criterion
from alliances.domain.review.models import Review, Score

SENT = ~Q(applications__state__in=["draft", "withdrawn"])


def with_received(calls: QuerySet[Call]) -> QuerySet[Call]:
    """The calls with `received`, how many applications were sent to each."""
    return calls.annotate(received=Count("applications", filter=SENT))


def with_scored(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The applications with `scored`, how many people gave their whole grid."""
    return applications.annotate(scored=Count("reviews", filter=Q(reviews__submitted_at__isnull=False)))


@dataclass(frozen=True)
class CriterionMean:
    """The mean of the points given on one criterion, over the people who scored; None before anybody did."""

    criterion: Criterion
    mean: Decimal | None


@dataclass(frozen=True)
class Scores:
    """What the committee gave: the mean by criterion, and the whole out of 100."""

    people: int
    conflicts: int
    means: list[CriterionMean]

    @property
    def whole(self) -> Decimal | None:
        """Weighted mean out of 100; None while one criterion has no points."""
        given = [line.criterion.weight * line.mean for line in self.means if line.mean is not None]
        if not self.means or len(given) < len(self.means):
            return None
        most = sum(line.criterion.weight * line.criterion.maximum for line in self.means)
        return sum(given, Decimal()) * 100 / most


def scores_of(application: Application) -> Scores:
    """Means over the complete grids; people in conflict of interest are counted apart. Three queries."""
    means = dict(
        Score.objects.filter(review__application=application, review__submitted_at__isnull=False)
        .values("criterion")
        .order_by()
        .annotate(mean=Avg("points"))
        .values_list("criterion", "mean")
    )
    counted = Review.objects.filter(application=application).aggregate(
        people=Count("pk", filter=Q(submitted_at__isnull=False)),
        conflicts=Count("pk", filter=Q(has_conflict=True)),
    )
    criteria = Criterion.objects.filter(call=application.call_id).order_by("rank")
    lines = [CriterionMean(criterion, _decimal(means.get(criterion.pk))) for criterion in criteria]
    return Scores(counted["people"], counted["conflicts"], lines)


def comments_of(application: Application) -> list[str]:
    """What the committee wrote, without names, in an order that tells nothing about who wrote what."""
    sent = application.reviews.exclude(submitted_at=None)
    whole = sent.exclude(comment="").values_list("comment", flat=True)
    by_criterion = Score.objects.filter(review__in=sent).exclude(comment="")
    said = by_criterion.values_list("criterion__label", "comment")
    return sorted([*whole, *(f"{label} – {comment}" for label, comment in said)])


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
