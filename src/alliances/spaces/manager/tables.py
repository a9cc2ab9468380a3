"""The lists of a region: Alliances, local plans, calls, applications, decisions, grants, reports."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import AllianceState
from alliances.domain.applications.models import ApplicationState
from alliances.domain.calls.models import CallState
from alliances.domain.envelopes.models import Component
from alliances.domain.grants.models import GrantState, ReportState
from alliances.domain.participation.models import LocalPlanState
from alliances.spaces.manager import labels
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def _page(name: str) -> Any:
    """A link to the row's own page."""
    return lambda row: reverse(name, args=[row.pk])


def _state(states: dict[Any, Any], enum: Any) -> Column:
    return Column(
        "state",
        _("État"),
        kind=Kind.BADGE,
        value=lambda row: states[enum(row.state)].badge_for(),
        sortable=True,
    )


class AllianceTable(Table):
    caption = _("Alliances")
    search = ("name", "territory__sort_key")
    order = "territory"
    fictitious = "is_fictitious"
    columns = (
        Column("name", _("Alliance"), href=_page("manager_alliance"), sortable=True),
        Column("territory", _("Territoire"), field="territory__sort_key", sortable=True),
        Column("mandataire", _("Mandataire"), field="mandataire__sort_key", sortable=True),
        Column("ends_on", _("Fin"), kind=Kind.DAY, sortable=True),
        _state(labels.ALLIANCES, AllianceState),
    )
    filters = (ChoiceFilter("etat", _("État"), AllianceState.choices, field="state"),)


def _public_envelope(row: Any) -> str:
    return reverse("envelope_page", args=[row.pk])


class MoneyTable(Table):
    """The four columns of each territory's envelope, and what stands before them."""

    caption = _("L’argent, territoire par territoire")
    search = ("territory__sort_key",)
    order = "territory"
    fictitious = "is_fictitious"
    columns = (
        Column("territory", _("Territoire"), value=lambda row: row.territory.name, field="territory__sort_key",
               sortable=True, href=_public_envelope),
        Column("component", _("Volet"), value=lambda row: row.get_component_display(), sortable=True),
        Column("received_cents", _("Alloué"), kind=Kind.MONEY, sortable=True, total=True),
        Column("committed_cents", _("Engagé"), kind=Kind.MONEY, sortable=True, total=True),
        Column("paid_cents", _("Versé"), kind=Kind.MONEY, sortable=True, total=True),
        Column("justified_cents", _("Justifié"), kind=Kind.MONEY, sortable=True, total=True),
        Column("available", _("Disponible"), kind=Kind.MONEY, value=lambda row: row.account.balance_cents,
               field="account__balance_cents", sortable=True, total=True),
        Column("reserved_cents", _("Réservé"), kind=Kind.MONEY, sortable=True, total=True),
    )  # fmt: skip
    filters = (ChoiceFilter("volet", _("Volet"), Component.choices, field="component"),)


class LocalPlanTable(Table):
    caption = _("Plans locaux")
    search = ("title", "territory__sort_key")
    order = "territory"
    fictitious = "alliance.is_fictitious"
    columns = (
        Column("title", _("Plan local"), href=_page("manager_local_plan"), sortable=True),
        Column("territory", _("Territoire"), field="territory__sort_key", sortable=True),
        Column("version", _("Version"), kind=Kind.NUMBER, sortable=True),
        Column("priority_count", _("Priorités"), kind=Kind.NUMBER, sortable=True),
        Column("adopted_by", _("Adopté par"), value=lambda row: row.adopted_by or "–"),
        Column("adopted_on", _("Adopté le"), kind=Kind.DAY, sortable=True, hole=_("pas encore adopté")),
        _state(labels.LOCAL_PLANS, LocalPlanState),
    )
    alliance_choices: Sequence[tuple[Any, Any]] = ()

    @property
    def filters(self) -> tuple[ChoiceFilter, ...]:  # type: ignore[override]
        return (
            ChoiceFilter("etat", _("État"), LocalPlanState.choices, field="state"),
            ChoiceFilter("alliance", _("Alliance"), self.alliance_choices, field="alliance"),
        )


class CallTable(Table):
    caption = _("Appels de projets")
    search = ("title", "territory__sort_key")
    order = "-closes_at"
    fictitious = "is_fictitious"
    columns = (
        Column("title", _("Appel"), href=_page("manager_call"), sortable=True),
        Column("territory", _("Territoire"), field="territory__sort_key", sortable=True),
        Column("budget_cents", _("Budget"), kind=Kind.MONEY, sortable=True),
        Column("opens_at", _("Ouverture"), kind=Kind.DAY, sortable=True),
        Column("closes_at", _("Fermeture"), kind=Kind.DAY, sortable=True),
        Column("received", _("Demandes reçues"), kind=Kind.NUMBER, sortable=True),
        _state(labels.CALLS, CallState),
    )
    alliance_choices: Sequence[tuple[Any, Any]] = ()

    @property
    def filters(self) -> tuple[ChoiceFilter, ...]:  # type: ignore[override]
        return (
            ChoiceFilter("etat", _("État"), CallState.choices, field="state"),
            ChoiceFilter("alliance", _("Alliance"), self.alliance_choices, field="alliance"),
        )


RECEIVED_STATES = [
    (value, label)
    for value, label in ApplicationState.choices
    if value not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)
]


class ApplicationTable(Table):
    caption = _("Demandes reçues")
    search = ("title", "number", "organisation__sort_key")
    order = "-sent_at"
    fictitious = "is_fictitious"
    empty = _("Aucune demande ne correspond. Retirez un filtre ou cherchez un autre mot.")
    call_choices: Sequence[tuple[Any, Any]] = ()
    columns = (
        Column("title", _("Projet"), value=str, href=_page("manager_application"), sortable=True),
        Column("number", _("Numéro"), sortable=True),
        Column("organisation", _("Organisme"), field="organisation__sort_key", sortable=True),
        Column("requested_cents", _("Demandé"), kind=Kind.MONEY, sortable=True),
        Column("scored", _("Évaluations"), kind=Kind.NUMBER, sortable=True),
        Column("sent_at", _("Reçue le"), kind=Kind.DAY, sortable=True),
        _state(labels.APPLICATIONS, ApplicationState),
    )

    @property
    def filters(self) -> tuple[ChoiceFilter, ...]:  # type: ignore[override]
        return (
            ChoiceFilter("etat", _("État"), RECEIVED_STATES, field="state"),
            ChoiceFilter("appel", _("Appel"), self.call_choices, field="call"),
        )


class DecisionTable(Table):
    caption = _("Offres à préparer")
    search = ("application__number", "application__organisation__sort_key")
    order = "adopted_on"
    fictitious = "application.is_fictitious"
    empty = _("Aucune décision n’attend d’offre.")
    columns = (
        Column(
            "project", _("Projet"), value=lambda row: str(row.application), href=_page("manager_offer_new")
        ),
        Column(
            "organisation", _("Organisme"), value=lambda row: row.application.organisation.name,
            field="application__organisation__sort_key", sortable=True,
        ),
        Column("amount_cents", _("Accordé"), kind=Kind.MONEY, sortable=True),
        Column("resolution", _("Résolution"), value=lambda row: row.resolution.number),
        Column(
            "adopted_on", _("Adoptée le"), kind=Kind.DAY, value=lambda row: row.resolution.adopted_on,
            field="resolution__adopted_on", sortable=True,
        ),
    )  # fmt: skip


class GrantTable(Table):
    caption = _("Aides financières")
    search = ("number", "organisation__sort_key", "decision__application__title")
    order = "-signed_on"
    fictitious = "is_fictitious"
    empty = _("Aucune aide ne correspond. Retirez un filtre ou cherchez un autre mot.")
    columns = (
        Column("project", _("Projet"), value=lambda row: str(row.application), href=_page("manager_grant")),
        Column("number", _("Numéro"), sortable=True),
        Column("organisation", _("Organisme"), field="organisation__sort_key", sortable=True),
        Column("amount_cents", _("Convention"), kind=Kind.MONEY, sortable=True),
        Column("paid", _("Versé"), kind=Kind.MONEY,
               value=lambda row: row.paid_account.balance_cents + row.justified_account.balance_cents),
        Column("justified", _("Justifié"), kind=Kind.MONEY, value=lambda row: row.justified_account.balance_cents,
               field="justified_account__balance_cents", sortable=True),
        Column("signed_on", _("Signée le"), kind=Kind.DAY, sortable=True, hole=_("non signée")),
        _state(labels.GRANTS, GrantState),
    )  # fmt: skip
    filters = (ChoiceFilter("etat", _("État"), GrantState.choices, field="state"),)


class ReportTable(Table):
    caption = _("Redditions de comptes")
    search = ("grant__number", "grant__organisation__sort_key")
    order = "sent_at"
    fictitious = "grant.is_fictitious"
    empty = _("Aucune reddition ne correspond.")
    columns = (
        Column("project", _("Projet"), value=lambda row: str(row.grant.application), href=_page("manager_report")),
        Column(
            "organisation", _("Organisme"), value=lambda row: row.grant.organisation.name,
            field="grant__organisation__sort_key", sortable=True,
        ),
        Column("grant", _("Aide"), field="grant__number", sortable=True),
        Column("kind", _("Sorte"), value=lambda row: row.name, sortable=True),
        Column("sent_cents", _("Dépensé"), kind=Kind.MONEY, sortable=True),
        Column("sent_at", _("Reçue le"), kind=Kind.DAY, sortable=True),
        _state(labels.REPORTS, ReportState),
    )  # fmt: skip
    filters = (
        ChoiceFilter(
            "etat", _("État"), [c for c in ReportState.choices if c[0] != ReportState.DRAFT], field="state"
        ),
    )
