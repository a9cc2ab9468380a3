"""Read models of the pages on the law, the plans and the money that was published; fixed numbers of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import permissions_of
from alliances.domain.strategy.models import (
    AxisLevel,
    Goal,
    LawArticle,
    Measure,
    MeasurePlace,
    Opinion,
    Plan,
    PlanAxis,
    PlanStatus,
    ProgressNote,
    Publication,
    PublishedAmount,
    PublishedMandataire,
    Spokesperson,
)
from alliances.domain.territories.models import Level, Territory


@dataclass(frozen=True)
class AxisView:
    """An axis of a plan with its objectives and the measures that hang from it directly."""

    axis: PlanAxis
    measures: list[Measure]
    objectives: list["AxisView"]


@dataclass(frozen=True)
class AmountGroup:
    """One published amount, or several that disagree and must be read together."""

    rows: list[PublishedAmount]

    @property
    def in_conflict(self) -> bool:
        return len(self.rows) > 1


def plan_axes(plan: Plan) -> tuple[list[AxisView], list[AxisView], list[Measure]]:
    """Axes, axes of another description of the same plan, and measures tied to no axis; five queries."""
    axes = list(plan.axes.order_by("rank").prefetch_related("responsible"))
    measures = list(plan.measures.order_by("rank").prefetch_related("responsible").select_related("parent"))

    def view(axis: PlanAxis) -> AxisView:
        of_objective = axis.level == AxisLevel.OBJECTIVE
        direct = [
            measure
            for measure in measures
            if (measure.objective_id if of_objective else measure.axis_id) == axis.pk
            and (of_objective or measure.objective_id is None)
        ]
        return AxisView(axis, direct, [view(child) for child in axes if child.parent_id == axis.pk])

    tops = [axis for axis in axes if axis.parent_id is None]
    main = [view(axis) for axis in tops if axis.level != AxisLevel.OTHER_DESCRIPTION]
    other = [view(axis) for axis in tops if axis.level == AxisLevel.OTHER_DESCRIPTION]
    return main, other, [measure for measure in measures if measure.axis_id is None]


def numbered_places(plan: Plan) -> QuerySet[MeasurePlace]:
    return plan.places.select_related("axis", "objective", "measure").order_by("number")


def grouped(amounts: Iterable[PublishedAmount]) -> list[AmountGroup]:
    """Amounts in the order given, those that disagree with one another brought side by side."""
    rows = list(amounts)
    of_conflict: dict[str, list[PublishedAmount]] = {}
    for row in rows:
        of_conflict.setdefault(row.conflict or f"#{row.pk}", []).append(row)
    return [AmountGroup(together) for together in of_conflict.values()]


def amounts_of_plan(plan: Plan) -> QuerySet[PublishedAmount]:
    return plan.amounts.select_related("territory", "region").order_by("-period", "rank")


def amounts_of(territory: Territory) -> QuerySet[PublishedAmount]:
    """Amounts published for a territory and what lies inside it; for the province, only its own."""
    rows = PublishedAmount.objects.select_related("territory", "region", "plan").order_by("-period", "rank")
    if territory.level == Level.PROVINCE:
        return rows.filter(territory=territory)
    return rows & PublishedAmount.objects.within(territory)


def mandataires_of(territory: Territory) -> list[tuple[Territory, list[PublishedMandataire]]]:
    """Who sources name as mandataire here: of the territory, of those above it and, for a region, inside it."""
    rows = (
        PublishedMandataire.objects.filter(
            Q(territory__path__in=territory.lineage_paths()) | Q(territory__path__startswith=territory.path)
        )
        .select_related("territory")
        .order_by("territory__path", "rank")
    )
    if territory.level == Level.PROVINCE:
        return []
    return [(place, list(group)) for place, group in groupby(rows, key=lambda row: row.territory)]


def goals() -> QuerySet[Goal]:
    return Goal.objects.prefetch_related("wordings").order_by("number")


def measures_with_plan() -> QuerySet[Measure]:
    return Measure.objects.select_related("plan", "axis", "objective", "parent").order_by(
        "plan__starts", "rank"
    )


def articles() -> QuerySet[LawArticle]:
    return LawArticle.objects.select_related("law").order_by("number")


def regions_with_amounts(plan: Plan) -> QuerySet[Territory]:
    """The regions and nations where an amount was published under `plan`, with those amounts in `of_plan`."""
    amounts = PublishedAmount.objects.filter(plan=plan).order_by("-period", "rank")
    return (
        Territory.objects.filter(published_amounts__plan=plan)
        .exclude(level=Level.PROVINCE)
        .distinct()
        .alphabetical()
        .prefetch_related(Prefetch("published_amounts", queryset=amounts, to_attr="of_plan"))
    )


# What others say of the plan


@dataclass(frozen=True)
class Progress:
    """A measure and what its responsible bodies said of it last. No note is a hole, not a zero."""

    measure: Measure
    notes: list[ProgressNote]

    @property
    def latest(self) -> ProgressNote | None:
        return self.notes[0] if self.notes else None


def progress_of(measure: Measure) -> list[ProgressNote]:
    """Every note, the newest first, corrected ones included with what corrects them. One query."""
    rows = measure.progress_notes.select_related("body", "corrected_by")
    return list(rows.newest_first())


def progress_of_plan(plan: Plan) -> list[Progress]:
    """Each measure of the plan with the standing notes about it, the newest first. Two queries."""
    notes: dict[int, list[ProgressNote]] = {}
    for note in (
        ProgressNote.objects.filter(measure__plan=plan).standing().select_related("body").newest_first()
    ):
        notes.setdefault(note.measure_id, []).append(note)
    return [Progress(measure, notes.get(measure.pk, [])) for measure in plan.measures.order_by("rank")]


def opinions_on(plan: Plan | None = None, measure: Measure | None = None) -> QuerySet[Opinion]:
    """Published opinions on a plan or on a measure, the newest first; without either, all of them. Two queries."""
    rows = Opinion.objects.published().with_subject().order_by("-published_on", "-pk")
    if plan is not None:
        rows = rows.filter(plan=plan)
    return rows if measure is None else rows.filter(measure=measure)


def opinions_visible_to(account: Account) -> QuerySet[Opinion]:
    """What is published, and to the committee its own drafts."""
    rows = Opinion.objects.with_subject()
    return rows if Permission.GIVE_OPINION in permissions_of(account) else rows.published()


def publications() -> QuerySet[Publication]:
    return Publication.objects.select_related("plan", "territory").prefetch_related("goals")


def spokespersons() -> QuerySet[Spokesperson]:
    """Those whose mandate runs today."""
    return Spokesperson.objects.in_force().select_related("account__person", "body")


def speaking_for(measure: Measure) -> QuerySet[Spokesperson]:
    """Who speaks today for the bodies that answer for the measure. One query."""
    rows = spokespersons().filter(body__measures=measure)
    return rows.order_by("body__acronym", "account__person__sort_key")


def measures_with_last_progress() -> QuerySet[Measure]:
    """Measures of the plans in force with `last_as_of` and `last_sentence`, null while nobody said anything."""
    last = ProgressNote.objects.filter(measure=OuterRef("pk")).standing().newest_first()
    rows = Measure.objects.filter(plan__status=PlanStatus.IN_FORCE).prefetch_related("responsible")
    return rows.annotate(
        last_as_of=Subquery(last.values("as_of")[:1]), last_sentence=Subquery(last.values("sentence")[:1])
    )


def in_language(row: Any, field: str) -> str:
    """The text of `field` in the language of the page: `field_en` in English when somebody wrote it."""
    english = getattr(row, f"{field}_en", "") if (get_language() or "").startswith("en") else ""
    return english or str(getattr(row, field))


def subject_of(opinion: Opinion) -> str:
    """What the opinion is about, in a few words."""
    if opinion.plan is not None:
        return str(opinion.plan)
    if opinion.measure is not None:
        return f"{opinion.measure.plan}, {opinion.measure.number}".strip(", ")
    return _("L’usage du fonds")
