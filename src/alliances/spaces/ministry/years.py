"""The list of fiscal years, and what closing one closes."""

from typing import ClassVar

from django import forms
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.models import Fund
from alliances.domain.ledger.models import FiscalYear, Transfer
from alliances.ui.badges import StateLabel
from alliances.ui.forms import Form
from alliances.ui.tables import Column, Kind, Table

OPEN = StateLabel({"": _("Ouvert")}, tone="info")
PROPOSED = StateLabel({"": _("Fermeture proposée")}, tone="waiting")
CLOSED = StateLabel({"": _("Fermé")}, tone="neutral")


def state_of(year: FiscalYear) -> StateLabel:
    if year.closed_at:
        return CLOSED
    return PROPOSED if year.closing_proposed_by_id else OPEN


def years_written_in() -> QuerySet[FiscalYear]:
    """The years that hold entries, with how many, and those already closed."""
    inside = Transfer.objects.order_by().filter(fiscal_year=OuterRef("pk")).values("fiscal_year")
    counted = Subquery(inside.annotate(many=Count("pk")).values("many"))
    years = FiscalYear.objects.annotate(entries=Coalesce(counted, 0))
    return years.filter(Q(entries__gt=0) | Q(closed_at__isnull=False))


def funds_in(year: FiscalYear) -> list[tuple[Fund, int]]:
    """Each fund with how many entries the year holds in its book. No sum: a fund keeps its own books."""
    inside = Transfer.objects.order_by().filter(fiscal_year=year, book=OuterRef("book")).values("book")
    counted = Subquery(inside.annotate(many=Count("pk")).values("many"))
    funds = Fund.objects.annotate(entries=Coalesce(counted, 0)).filter(entries__gt=0)
    return [(fund, fund.entries) for fund in funds.select_related("book").order_by("pk")]


class YearTable(Table):
    caption = _("Exercices financiers")
    order = "-start_year"
    columns: ClassVar = (
        Column(
            "start_year",
            _("Exercice"),
            value=str,
            sortable=True,
            href=lambda row: reverse("ministry_year", args=[row.pk]),
        ),
        Column("entries", _("Écritures"), kind=Kind.NUMBER, sortable=True),
        Column("state", _("État"), kind=Kind.BADGE, value=state_of),
        Column("closed_at", _("Fermé le"), kind=Kind.DAY, sortable=True, hole=_("pas encore")),
    )


class CloseForm(Form):
    """The last word before a year closes for good."""

    understood = forms.BooleanField(
        label=_("J’ai lu ce qui se ferme. Rien ne rouvre un exercice fermé."),
        error_messages={"required": _("Cochez cette case pour fermer l’exercice.")},
    )


def what_closes(year: FiscalYear) -> str:
    return _now(
        "Après la fermeture, aucune écriture datée de l’exercice %(year)s n’entre plus au grand livre. Ce qui est "
        "inscrit se lit toujours. Une écriture en retard va dans l’exercice ouvert et nomme la pièce d’origine."
    ) % {"year": year}
