"""Read models of the pages on the law, the plans and the money that was published; fixed numbers of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch, Q, QuerySet

from alliances.domain.strategy.models import (
    AxisLevel,
    Goal,
    LawArticle,
    Measure,
    MeasurePlace,
    Plan,
    PlanAxis,
    PublishedAmount,
    PublishedMandataire,
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
