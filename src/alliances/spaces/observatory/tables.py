"""Need beside answer: one row per territory, published facts first, the ledger after, the demonstration apart."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alliances.domain.chain.queries.answers import Answer
from alliances.domain.territories.models import Level, Territory
from alliances.spaces.public.tables import LISTED
from alliances.spaces.public.templatetags.facts import precision_label
from alliances.ui import formats
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def published_text(row: Answer) -> str | None:
    """« 4 716 195,00 $ (exact) »; several amounts that disagree stand side by side."""
    texts = [
        f"{formats.money(each.amount_cents)} ({precision_label(each.precision)})" for each in row.published
    ]
    return " / ".join(texts) or None


def per_resident(row: Answer) -> int | None:
    """Cents per resident, from the only published amount and the population of 2021; None where one is missing."""
    people = row.territory.people  # type: ignore[attr-defined]
    if row.only_amount is None or not people:
        return None
    return round(row.only_amount.amount_cents / int(people))


def _share(row: Answer) -> Any:
    rate = row.territory.low_income  # type: ignore[attr-defined]
    return None if rate is None else rate / 100


def _column(side: str, name: str) -> Callable[[Answer], int | None]:
    def read(row: Answer) -> int | None:
        columns = getattr(row, side)
        return None if columns is None else int(getattr(columns, name))

    return read


def _regions() -> list[tuple[str, str]]:
    return list(Territory.objects.filter(level=Level.REGION).alphabetical().values_list("code", "name"))


def _in_region(rows: list[Answer], code: str) -> list[Answer]:
    return [row for row in rows if code in (row.territory.code, row.territory.of_region)]  # type: ignore[attr-defined]


class AnswerTable(Table):
    """Rows: `chain.queries.answers` on territories with `with_region` and `with_indicators`."""

    caption = _("Le besoin et la réponse, par territoire")
    search: ClassVar = ("territory.name",)
    order = "-per_resident"
    page_size = 60
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "name",
            _("Territoire"),
            value=lambda row: row.territory.name,
            sortable=True,
            href=lambda row: reverse("territory", args=[row.territory.code]),
        ),
        Column("level", _("Niveau"), value=lambda row: row.territory.get_level_display(), sortable=True),
        Column(
            "people", _("Population, 2021"), kind=Kind.NUMBER, value=lambda row: row.territory.people, sortable=True
        ),
        Column("low_income", _("Faible revenu, 2020"), kind=Kind.PERCENT, decimals=1, value=_share, sortable=True),
        Column("published", _("Montant publié pour le plan"), value=published_text),
        Column("per_resident", _("Publié, par habitant"), kind=Kind.MONEY, value=per_resident, sortable=True, hole="–"),
        Column(
            "real", _("Alloué, grand livre"), kind=Kind.MONEY, sortable=True, hole=_("aucune enveloppe"),
            value=_column("real", "allocated_cents"),
        ),
        Column(
            "real_paid", _("Versé, grand livre"), kind=Kind.MONEY, sortable=True, hole="–",
            value=_column("real", "paid_cents"),
        ),
        Column(
            "demo", _("Alloué, données fictives"), kind=Kind.MONEY, sortable=True, hole="–",
            value=_column("fictitious", "allocated_cents"),
        ),
        Column(
            "demo_paid", _("Versé, données fictives"), kind=Kind.MONEY, sortable=True, hole="–",
            value=_column("fictitious", "paid_cents"),
        ),
    )  # fmt: skip
    filters: ClassVar = (
        ChoiceFilter("niveau", _("Niveau"), [(level.value, level.label) for level in LISTED], field="territory.level"),
        ChoiceFilter("region", _("Région"), _regions, apply=_in_region),
        ChoiceFilter(
            "publie", _("Montant publié"), (("oui", _("publié")), ("non", _("non publié"))),
            apply=lambda rows, value: [row for row in rows if bool(row.published) is (value == "oui")],
        ),
    )  # fmt: skip


def _sources(row: Answer) -> str:
    return " ; ".join(each.source for each in row.published) or _now("non publié")


class AnswerFile(AnswerTable):
    """The same as a file, with the source of each published amount."""

    columns: ClassVar[Sequence[Column]] = (
        *AnswerTable.columns,
        Column("source", _("Source du montant publié"), value=_sources),
    )
