"""The lists of the clerk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.bodies.models import LOCAL_KINDS
from alliances.domain.calls.models import Call
from alliances.domain.grants.models import ReportKind
from alliances.domain.ledger import models as ledger
from alliances.engine.fiscal_years import FiscalYear
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def _call_url(row: Call) -> str:
    return reverse("council_call", args=[row.pk])


class CallTable(Table):
    caption = _("Appels et décisions à consigner")
    search = ("title",)
    order = "-waiting"
    fictitious = "is_fictitious"
    columns = (
        Column("title", _("Appel"), href=_call_url, sortable=True),
        Column(
            "territory",
            _("Territoire"),
            value=lambda c: c.territory.name,
            field="territory__sort_key",
            sortable=True,
        ),
        Column("waiting", _("Demandes à décider"), kind=Kind.NUMBER, sortable=True),
        Column("adopted", _("Résolutions"), kind=Kind.NUMBER, sortable=True),
        Column(
            "balance",
            _("Solde de l’enveloppe"),
            kind=Kind.MONEY,
            value=lambda c: c.envelope.account.balance_cents,
            field="envelope__account__balance_cents",
            sortable=True,
        ),
    )
    filters = (
        ChoiceFilter(
            "etape",
            _("Étape"),
            [("waiting", _("À décider")), ("none", _("Rien à décider"))],
            apply=lambda rows, value: (
                rows.filter(waiting__gt=0) if value == "waiting" else rows.filter(waiting=0)
            ),
        ),
    )


class ResolutionTable(Table):
    caption = _("Résolutions consignées")
    search = ("number", "body_name", "call.title")
    order = "-adopted_on"
    fictitious = "call.is_fictitious"
    columns = (
        Column(
            "number", _("Numéro"), sortable=True, href=lambda r: reverse("council_resolution", args=[r.pk])
        ),
        Column("body_name", _("Instance"), sortable=True),
        Column("adopted_on", _("Date"), kind=Kind.DAY, sortable=True),
        Column("call", _("Appel"), value=lambda r: r.call.title, field="call__title", sortable=True),
        Column("files", _("Demandes"), kind=Kind.NUMBER, sortable=True),
        Column("granted_cents", _("Montant accordé"), kind=Kind.MONEY, sortable=True),
    )


def _years() -> list[tuple[str, str]]:
    return [(str(year.pk), str(year)) for year in ledger.FiscalYear.objects.order_by("pk")]


def _of_year(rows: Any, value: str) -> Any:
    return rows.filter(accepted_at__date__range=FiscalYear(int(value)).bounds)


class ReportTable(Table):
    caption = _("Redditions acceptées")
    search = ("number", "grant__organisation__sort_key", "grant__decision__application__title")
    order = "-accepted_at"
    fictitious = "grant.is_fictitious"
    empty = _("Aucune reddition ne correspond.")
    columns = (
        Column("project", _("Projet"), value=lambda row: str(row.grant.application)),
        Column(
            "number",
            _("Reddition (PDF)"),
            sortable=True,
            href=lambda row: reverse("document_report", args=[row.pk]),
        ),
        Column("kind", _("Sorte"), value=lambda row: row.name, sortable=True),
        Column(
            "organisation",
            _("Organisme"),
            value=lambda row: row.grant.organisation.name,
            field="grant__organisation__sort_key",
            sortable=True,
        ),
        Column(
            "resolution",
            _("Résolution"),
            value=lambda row: row.grant.decision.resolution.number,
            href=lambda row: reverse("council_resolution", args=[row.grant.decision.resolution_id]),
            field="grant__decision__resolution__number",
            sortable=True,
        ),
        Column("people_reached", _("Personnes rejointes"), kind=Kind.NUMBER, sortable=True),
        Column("spent_cents", _("Dépensé"), kind=Kind.MONEY, sortable=True),
        Column("accepted_at", _("Acceptée le"), kind=Kind.DAY, sortable=True),
    )
    filters = (
        ChoiceFilter("sorte", _("Sorte"), ReportKind.choices, field="kind"),
        ChoiceFilter("exercice", _("Acceptée pendant l’exercice"), _years, apply=_of_year),
    )


class BodyTable(Table):
    caption = _("Instances")
    search = ("name", "territory.sort_key")
    order = "name"
    fictitious = "is_fictitious"
    columns = (
        Column("name", _("Instance"), sortable=True, href=lambda b: reverse("council_body", args=[b.pk])),
        Column("kind", _("Type"), value=lambda b: b.get_kind_display(), field="kind", sortable=True),
        Column(
            "territory",
            _("Territoire"),
            value=lambda b: b.territory.name,
            field="territory__sort_key",
            sortable=True,
        ),
        Column("seat_count", _("Sièges"), kind=Kind.NUMBER, sortable=True),
        Column("vacant", _("Sièges vacants"), kind=Kind.NUMBER, sortable=True),
        Column("last_sitting", _("Dernière séance"), kind=Kind.DAY, sortable=True, hole=_("aucune séance")),
    )
    filters = (
        ChoiceFilter(
            "genre",
            _("Type"),
            [(kind.value, kind.label) for kind in LOCAL_KINDS],
            apply=lambda rows, value: rows.filter(kind=value),
        ),
    )
