"""The tables of the public pages: one declaration for the list, its filters and its files."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.ledger.models import Book
from alliances.domain.strategy.models import Goal, Plan, Publication, PublicationKind
from alliances.domain.territories.models import Level, Territory
from alliances.spaces.public.templatetags.facts import partial_day, said
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


def _goals() -> list[tuple[str, str]]:
    return [
        (str(goal.number), f"{goal.number}. {said(goal, 'short')}")
        for goal in Goal.objects.order_by("number")
    ]


def _plans() -> list[tuple[str, str]]:
    return [(plan.code, str(plan)) for plan in Plan.objects.order_by("-starts")]


def _goal_names(row: Publication) -> str | None:
    names = [f"{goal.number}. {said(goal, 'short')}" for goal in row.goals.all()]
    return "; ".join(names) or None


class PublicationTable(Table):
    """Rows: `queries.publications()`."""

    caption = _("Publications")
    search: ClassVar = ("title_key", "author", "title_en")
    order = "-dated"
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "title",
            _("Titre"),
            value=lambda row: said(row, "title"),
            field="title_key",
            sortable=True,
            href=lambda row: row.link,
        ),
        Column("author", _("Auteur"), value=lambda row: said(row, "author"), sortable=True),
        Column(
            "dated",
            _("Date"),
            value=lambda row: partial_day(row.dated) if row.dated else None,
            sortable=True,
            hole=_("non lue"),
        ),
        Column("kind", _("Type"), value=lambda row: row.get_kind_display(), sortable=True),
        Column(
            "language", _("Langue"), value=lambda row: _("anglais") if row.language == "en" else _("français")
        ),
        Column("goals", _("Buts nommés"), value=_goal_names, hole=_("aucun nommé")),
        Column("plan", _("Plan"), value=lambda row: str(row.plan) if row.plan_id else None, hole="–"),
        Column(
            "territory",
            _("Territoire"),
            value=lambda row: row.territory.name if row.territory_id else None,
            hole="–",
        ),
        Column("note", _("Note"), value=lambda row: said(row, "note") or None, hole="–"),
    )
    filters: ClassVar = (
        ChoiceFilter("genre", _("Type"), PublicationKind.choices, field="kind"),
        ChoiceFilter("but", _("But"), _goals, field="goals__number"),
        ChoiceFilter("plan", _("Plan"), _plans, field="plan__code"),
    )


class PublicationFile(PublicationTable):
    """The same list as a file: with the addresses that the screen shows as links."""

    columns: ClassVar[Sequence[Column]] = (
        *PublicationTable.columns,
        Column("link", _("Lien")),
        Column("source", _("Source")),
    )


class AnchorTable(Table):
    """Rows: the anchors of the ledger, the last day first."""

    caption = _("Empreintes du jour")
    order = "-day"
    fictitious = "book.is_fictitious"
    columns: ClassVar = (
        Column("day", _("Jour"), kind=Kind.DAY, sortable=True),
        Column("book", _("Livre"), value=lambda row: row.book.name),
        Column("number", _("Dernière écriture"), kind=Kind.NUMBER),
        Column("digest", _("Empreinte")),
        Column("recorded_at", _("Notée le"), kind=Kind.DAY),
    )
    filters: ClassVar = (
        ChoiceFilter(
            "livre",
            _("Livre"),
            lambda: list(Book.objects.order_by("code").values_list("code", "name")),
            field="book.code",
        ),
    )
