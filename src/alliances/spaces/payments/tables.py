"""The lists of the payments space."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.grants.models import PaymentState
from alliances.spaces.payments.states import STATES
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table

LEFT = (
    ("reste", _("Un montant à demander")),
    ("attente", _("Un versement en attente")),
    ("rien", _("Tout est versé")),
)
APPLICATION = "grant.decision.application"


def _by_what_is_left(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "reste":
        return rows.filter(payable_cents__gt=0)
    if value == "attente":
        return rows.filter(asked_cents__gt=0)
    return rows.filter(payable_cents=0, asked_cents=0)


class GrantTable(Table):
    caption = _("Aides signées")
    search = ("decision.application.title", "organisation.sort_key", "number")
    order = "-payable_cents"
    fictitious = "is_fictitious"
    columns = (
        Column(
            "project",
            _("Projet"),
            value=lambda grant: grant.application.title,
            field="decision.application.title",
            sortable=True,
            href=lambda grant: reverse("payments_grant", args=[grant.pk]),
        ),
        Column("organisation.name", _("Organisme"), field="organisation.sort_key", sortable=True),
        Column("number", _("Convention"), sortable=True),
        Column("amount_cents", _("Accordé"), kind=Kind.MONEY, sortable=True),
        Column(
            "paid_cents",
            _("Versé"),
            kind=Kind.MONEY,
            value=lambda grant: grant.paid_account.balance_cents + grant.justified_account.balance_cents,
        ),
        Column("asked_cents", _("En attente"), kind=Kind.MONEY, sortable=True),
        Column("payable_cents", _("Reste à demander"), kind=Kind.MONEY, sortable=True),
    )
    filters = (ChoiceFilter("reste", _("Ce qui reste"), LEFT, apply=_by_what_is_left),)


class PaymentTable(Table):
    caption = _("Versements")
    search: ClassVar[tuple[str, ...]] = (
        f"{APPLICATION}.title",
        "grant.organisation.sort_key",
        "grant.number",
    )
    order = "-requested_at"
    fictitious = "grant.is_fictitious"
    columns: ClassVar[tuple[Column, ...]] = (
        Column(
            "project",
            _("Projet"),
            value=lambda payment: payment.grant.application.title,
            field=f"{APPLICATION}.title",
            sortable=True,
            href=lambda payment: reverse("payments_payment", args=[payment.pk]),
        ),
        Column("grant.organisation.name", _("Organisme"), field="grant.organisation.sort_key", sortable=True),
        Column("amount_cents", _("Montant"), kind=Kind.MONEY, sortable=True),
        Column("state", _("État"), kind=Kind.BADGE, value=lambda payment: STATES[payment.state].badge_for()),
        Column("requested_at", _("Demandé le"), kind=Kind.DAY, sortable=True),
        Column("requested_by.full_name", _("Demandé par"), field="requested_by.sort_key", sortable=True),
        Column("paid_on", _("Versé le"), kind=Kind.DAY, sortable=True, hole=_("pas encore")),
    )
    filters: ClassVar[tuple[ChoiceFilter, ...]] = (
        ChoiceFilter("etat", _("État"), PaymentState.choices, field="state"),
    )


class OfGrantTable(PaymentTable):
    """Those of one grant, oldest first: its project and its organisation stand above."""

    order = "requested_at"
    search = ()
    filters = ()
    columns = (
        Column(
            "purpose",
            _("Condition"),
            href=lambda payment: reverse("payments_payment", args=[payment.pk]),
        ),
        *(
            column
            for column in PaymentTable.columns
            if column.key not in {"project", "grant.organisation.name"}
        ),
    )


class WaitingTable(PaymentTable):
    """Only what awaits an approval: the state is the same everywhere, the oldest comes first."""

    caption = _("Versements à approuver")
    order = "requested_at"
    columns = tuple(column for column in PaymentTable.columns if column.key not in {"state", "paid_on"})
    filters = ()
