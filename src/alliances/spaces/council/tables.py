"""The lists of the clerk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.calls.models import Call
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
