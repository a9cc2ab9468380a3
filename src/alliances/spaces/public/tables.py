"""The tables of the public pages: one declaration for the list, its filters and its files."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.territories.models import Level, Territory
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table

LISTED = (Level.REGION, Level.SUBREGION, Level.NATION, Level.MRC)


def _regions() -> list[tuple[str, str]]:
    regions = Territory.objects.filter(level=Level.REGION).alphabetical()
    return list(regions.values_list("code", "name"))


def _within_region(rows: Any, code: str) -> Any:
    return rows.filter(of_region=code)


class TerritoryTable(Table):
    """Rows: territories with `with_region` and `with_indicators`."""

    caption = _("Territoires")
    search: ClassVar = ("sort_key",)
    order = "name"
    page_size = 60
    columns: ClassVar = (
        Column(
            "name",
            _("Territoire"),
            field="sort_key",
            sortable=True,
            href=lambda row: reverse("territory", args=[row.code]),
        ),
        Column("level", _("Niveau"), value=lambda row: row.get_level_display(), sortable=True),
        Column("region_name", _("Région"), field="region_key", sortable=True),
        Column("people", _("Population, 2021"), kind=Kind.NUMBER, sortable=True),
        Column(
            "low_income",
            _("Faible revenu, 2020"),
            kind=Kind.PERCENT,
            decimals=1,
            value=lambda row: None if row.low_income is None else row.low_income / 100,
            sortable=True,
        ),
    )
    filters: ClassVar = (
        ChoiceFilter("niveau", _("Niveau"), [(level.value, level.label) for level in LISTED], field="level"),
        ChoiceFilter("region", _("Région"), _regions, apply=_within_region),
    )
