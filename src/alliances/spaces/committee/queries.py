"""What one member of a committee reads, each with a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from alliances.domain.applications.models import Application
from alliances.domain.calls.models import Criterion
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.review.models import Review, Score


def files_for(account: Account) -> QuerySet[Application]:
    """The sent files of her territories, each with her own review in `mine` (a list of one or none)."""
    own = Review.objects.filter(person=account.person_id)
    files = Application.objects.for_scoring_by(account).with_context()
    return files.prefetch_related(Prefetch("reviews", queryset=own, to_attr="mine"))


def reachable(account: Account) -> QuerySet[Application]:
    """Every sent file of her territories: her own organisation's too, whose page says why she does not score it."""
    territories = account.territories_for(Permission.SCORE)
    return Application.objects.sent().filter(within_any(territories, "call__territory")).with_context()


def my_review(account: Account, application: Application) -> Review | None:
    return Review.objects.filter(application=application, person=account.person_id).first()


def my_scores(account: Account) -> QuerySet[Review]:
    """Every declaration and reading of this person, with the points given."""
    mine = Review.objects.filter(person=account.person_id)
    return mine.select_related(
        "application__call__envelope__fund__book", "application__organisation"
    ).prefetch_related("scores__criterion")


@dataclass(frozen=True)
class Line:
    """One criterion, the points each reader gave, in the order of `Grid.readings`, and what they said of it."""

    criterion: Criterion
    points: list[int]
    comments: list[tuple["Reading", str]]

    @property
    def gap(self) -> int | None:
        """Between the most and the fewest points; None for a single reader."""
        return gap_of(self.points)


@dataclass(frozen=True)
class Reading:
    """One submitted review: who, her total, and her comment. `mine`: the reader's own."""

    name: str
    total: int
    comment: str
    mine: bool


@dataclass(frozen=True)
class Grid:
    readings: list[Reading]
    lines: list[Line]
    maximum: int

    @property
    def gap(self) -> int | None:
        return gap_of([reading.total for reading in self.readings])


def gap_of(given: list[int]) -> int | None:
    return max(given) - min(given) if len(given) > 1 else None


def weighted(scores: Iterable[Score]) -> int:
    """Points times weight, added up."""
    return sum(score.points * score.criterion.weight for score in scores)


def grid_of(application: Application, person_id: int) -> Grid:
    """Every submitted score of the file. Ask `rules.may_read_scores` before showing it."""
    reviews = list(
        application.reviews.exclude(submitted_at=None)
        .select_related("person")
        .prefetch_related("scores__criterion")
        .order_by("submitted_at", "pk")
    )
    given = {(score.review_id, score.criterion_id): score for r in reviews for score in r.scores.all()}
    readings = [
        Reading(r.person.full_name, weighted(r.scores.all()), r.comment, r.person_id == person_id)
        for r in reviews
    ]
    criteria = list(application.call.criteria.all())
    return Grid(
        readings=readings,
        lines=[_line(c, [given[r.pk, c.pk] for r in reviews], readings) for c in criteria],
        maximum=sum(c.maximum * c.weight for c in criteria),
    )


def _line(criterion: Criterion, scores: list[Score], readings: list[Reading]) -> Line:
    said = [
        (reading, score.comment) for reading, score in zip(readings, scores, strict=True) if score.comment
    ]
    return Line(criterion, [score.points for score in scores], said)
