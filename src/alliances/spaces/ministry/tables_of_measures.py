"""The lists about measures and opinions."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alliances.domain.strategy import queries
from alliances.domain.strategy.models import Measure, ResponsibleBody
from alliances.domain.strategy.queries import subject_of
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def rows_of() -> QuerySet[Measure]:
    """The measures of the plans in force, with the date and the sentence of their last standing note."""
    return queries.measures_with_last_progress()


def _bodies() -> list[tuple[str, str]]:
    rows = ResponsibleBody.objects.filter(measures__plan__status="in_force").distinct().order_by("acronym")
    return [(body.acronym, body.acronym) for body in rows]


TOLD = (("sans", _("Sans phrase")), ("avec", _("Avec phrase")))


def _told(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(last_as_of__isnull=value == "sans")


class MeasureTable(Table):
    caption = _("Mesures des plans en vigueur")
    search: ClassVar = ("title", "number", "title_en")
    order = "last_as_of"
    columns: ClassVar = (
        Column(
            "title",
            _("Mesure"),
            value=lambda row: f"{row.number} {queries.in_language(row, 'title')}".strip(),
            field="title",
            sortable=True,
            href=lambda row: reverse("ministry_measure", args=[row.code]),
        ),
        Column(
            "responsible",
            _("Responsables"),
            value=lambda row: ", ".join(body.acronym for body in row.responsible.all()) or None,
        ),
        Column("last_as_of", _("Dernier avancement"), kind=Kind.DAY, sortable=True, hole=_("aucun")),
        Column("last_sentence", _("Phrase"), value=lambda row: row.last_sentence or None, hole=_("aucune")),
    )
    filters: ClassVar = (
        ChoiceFilter("organisme", _("Organisme responsable"), _bodies, field="responsible__acronym"),
        ChoiceFilter(
            "avancement",
            _("Avancement"),
            (("sans", _("Sans phrase")), ("avec", _("Avec phrase"))),
            apply=_told,
        ),
    )


class OpinionTable(Table):
    caption = _("Avis publiés du comité consultatif")
    search: ClassVar = ("title",)
    order = "-published_on"
    fictitious = "is_fictitious"
    columns: ClassVar = (
        Column(
            "title", _("Avis"), sortable=True, href=lambda row: reverse("ministry_opinion", args=[row.pk])
        ),
        Column("subject", _("Porte sur"), value=subject_of),
        Column("published_on", _("Publié le"), kind=Kind.DAY, sortable=True),
        Column(
            "reply_expected_by", _("Réponse attendue"), kind=Kind.DAY, sortable=True, hole=_("non demandée")
        ),
        Column(
            "answered",
            _("Réponse"),
            value=lambda row: _now("oui") if row.answers.all() else None,
            hole=_("pas encore"),
        ),
    )
