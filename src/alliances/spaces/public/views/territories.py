"""Territories: the list, the map, and for each one the published need beside the published money."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alliances.domain.strategy import queries as strategy
from alliances.domain.territories import queries
from alliances.domain.territories.models import Indicator, Level, Territory
from alliances.domain.territories.queries import MapData
from alliances.spaces.public import registry
from alliances.spaces.public.tables import LISTED, TerritoryTable
from alliances.spaces.public.templatetags.facts import said, with_unit
from alliances.ui import formats
from alliances.ui.charts import Writing
from alliances.ui.maps import HexMap, Tile


def territory_list(request: HttpRequest) -> HttpResponse:
    """Every territory but the municipalities, and a map of the MRCs by one indicator."""
    rows = queries.with_indicators(queries.with_region(Territory.objects.filter(level__in=LISTED)))
    table = TerritoryTable(request, rows)
    if table.export:
        return table.response("territoires")
    indicators = list(queries.map_indicators())
    asked = request.GET.get("indicateur", "")
    chosen = next((each for each in indicators if each.code == asked), None) or next(iter(indicators), None)
    data = queries.map_data(chosen) if chosen else None
    context = {
        "table": table,
        "indicators": indicators,
        "data": data,
        "map": _hexmap(data) if data else None,
    }
    return render(request, "public/territories.html", context)


def _hexmap(data: MapData) -> HexMap:
    tiles = [
        Tile(
            code=place.code,
            column=place.tile_column,
            row=place.tile_row,
            name=place.name,
            value=data.values.get(place.pk),
            href=reverse("territory", args=[place.code]),
        )
        for place in Territory.objects.filter(level=Level.MRC).alphabetical()
        if place.tile_column is not None and place.tile_row is not None
    ]
    return HexMap(
        title=_("%(name)s, %(year)s") % {"name": said(data.indicator, "name"), "year": data.year},
        description=said(data.indicator, "caution"),
        tiles=tiles,
        value_label=said(data.indicator, "name"),
        writing=_writing(data.indicator),
    )


def _writing(indicator: Indicator) -> Writing:
    decimals, unit = (1, "%") if indicator.unit == "%" else (0, said(indicator, "unit"))

    def write(value: formats.Exact) -> str:
        return with_unit(formats.number(value, decimals), unit)

    return Writing(write, write)


def territory(request: HttpRequest, code: str) -> HttpResponse:
    """One territory. What was published, fact by fact; what is ours stands apart, below."""
    found = get_object_or_404(Territory, code=code)
    rows = queries.indicator_rows(found, with_holes=found.level in LISTED)
    context = {
        "territory": found,
        "lineage": [place for place in Territory.objects.containing(found) if place.pk != found.pk],
        "inside": found.children.order_by("level", "sort_key", "pk"),
        "indicators": rows,
        "sharing": queries.sharing_division(found) if any(row.is_only_of_division for row in rows) else [],
        "changes": found.boundary_changes.select_related("former_parent").order_by("until"),
        "mandataires": strategy.mandataires_of(found),
        "amounts": strategy.grouped(strategy.amounts_of(found)),
        "publications": list(strategy.publications().filter(territory=found)),
        "sections": registry.sections("territory", request, found),
    }
    return render(request, "public/territory.html", context)
