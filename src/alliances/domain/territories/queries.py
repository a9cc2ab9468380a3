"""Read models of the territory pages, each with a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import CharField, F, Func, Max, OuterRef, QuerySet, Subquery, Value

from alliances.domain.territories.models import Indicator, IndicatorValue, Level, Territory

POPULATION, LOW_INCOME = ("population", 2021), ("low_income_rate_lim_at", 2020)


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator of one territory: its values by year, the latest last, or nothing."""

    indicator: Indicator
    values: list[IndicatorValue] = field(default_factory=list)
    of_division: list[IndicatorValue] = field(default_factory=list)

    @property
    def latest(self) -> IndicatorValue | None:
        return self.values[-1] if self.values else None

    @property
    def earlier(self) -> list[IndicatorValue]:
        return self.values[:-1][::-1]

    @property
    def is_only_of_division(self) -> bool:
        """The value exists for the census division, which other territories share: it is not this
        territory's.
        """
        return bool(self.of_division) and not self.values


def indicator_rows(territory: Territory, *, with_holes: bool = True) -> list[IndicatorRow]:
    """Every indicator published for `territory`, by year; two queries.

    With `with_holes`, the main indicators come even when nothing was published: a hole is shown, not hidden.
    """
    values = IndicatorValue.objects.filter(territory=territory)
    if territory.census_division:
        values = values | IndicatorValue.objects.filter(census_division=territory.census_division)
    by_indicator: dict[int, tuple[list[IndicatorValue], list[IndicatorValue]]] = {}
    for value in values.order_by("year"):
        own, shared = by_indicator.setdefault(value.indicator_id, ([], []))
        (own if value.territory_id else shared).append(value)
    rows = []
    for indicator in Indicator.objects.order_by("rank", "code"):
        own, shared = by_indicator.get(indicator.pk, ([], []))
        if own or shared or (with_holes and indicator.on_map):
            rows.append(IndicatorRow(indicator, own, shared))
    return rows


def sharing_division(territory: Territory) -> QuerySet[Territory]:
    """The other territories of the same census division."""
    if not territory.census_division:
        return Territory.objects.none()
    return (
        Territory.objects.filter(level=Level.MRC, census_division=territory.census_division)
        .exclude(pk=territory.pk)
        .alphabetical()
    )


def with_region(territories: QuerySet[Territory]) -> QuerySet[Territory]:
    """Adds `region_name` and `region_key` (its sort key): the tree may have a sub-region in between."""
    code = Func(F("path"), Value("/"), Value(2), function="split_part", output_field=CharField())
    region = Territory.objects.filter(code=OuterRef("of_region"))
    return territories.annotate(of_region=code).annotate(
        region_name=Subquery(region.values("name")[:1]), region_key=Subquery(region.values("sort_key")[:1])
    )


def with_indicators(territories: QuerySet[Territory]) -> QuerySet[Territory]:
    """Adds `people` (census of 2021) and `low_income` (rate of 2020, in points); None where not published."""

    def value(code: str, year: int) -> Subquery:
        found = IndicatorValue.objects.filter(indicator__code=code, year=year, territory=OuterRef("pk"))
        return Subquery(found.values("value")[:1])

    return territories.annotate(people=value(*POPULATION), low_income=value(*LOW_INCOME))


@dataclass(frozen=True)
class MapData:
    indicator: Indicator
    year: int
    values: dict[int, Decimal | None]
    source: str


def map_indicators() -> QuerySet[Indicator]:
    return Indicator.objects.filter(on_map=True).order_by("rank", "code")


def map_data(indicator: Indicator) -> MapData:
    """The latest year of `indicator` in the MRCs, by territory; two queries."""
    of_mrcs = IndicatorValue.objects.filter(indicator=indicator, territory__level=Level.MRC)
    year = of_mrcs.aggregate(year=Max("year"))["year"] or 0
    rows: Sequence[IndicatorValue] = list(of_mrcs.filter(year=year).order_by("territory_id"))
    return MapData(
        indicator,
        year,
        {row.territory_id: row.value for row in rows if row.territory_id},
        rows[0].source if rows else "",
    )
