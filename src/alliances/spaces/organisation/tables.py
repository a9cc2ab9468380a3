"""The lists of the organisation."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.grants.models import Grant
from alliances.spaces.organisation import states
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def _application_url(row: Application) -> str:
    return reverse("organisation_application", args=[row.pk])


def _grant_url(row: Grant) -> str:
    return reverse("organisation_grant", args=[row.pk])


class ApplicationTable(Table):
    caption = _("Demandes de l’organisme")
    search = ("title", "number", "call.title")
    order = "-saved"
    fictitious = "is_fictitious"
    columns = (
        Column("title", _("Projet"), value=str, href=_application_url, field="title", sortable=True),
        Column("state", _("État"), kind=Kind.BADGE, value=lambda a: states.APPLICATION[a.state].badge_for()),
        Column("call", _("Appel"), value=lambda a: a.call.title, field="call__title", sortable=True),
        Column(
            "organisation",
            _("Organisme"),
            value=lambda a: a.organisation.name,
            field="organisation__sort_key",
            sortable=True,
        ),
        Column("requested_cents", _("Montant demandé"), kind=Kind.MONEY, sortable=True, hole=_("à écrire")),
        Column(
            "closes",
            _("Fermeture de l’appel"),
            kind=Kind.DAY,
            value=lambda a: a.call.closes_at,
            field="call__closes_at",
            sortable=True,
        ),
        Column(
            "saved",
            _("Dernière modification"),
            kind=Kind.DAY,
            value=lambda a: a.saved_at,
            field="saved_at",
            sortable=True,
        ),
    )
    filters = (ChoiceFilter("etat", _("État"), ApplicationState.choices, field="state"),)


class GrantTable(Table):
    caption = _("Aides financières de l’organisme")
    search = ("number", "decision.application.title")
    order = "-signed_on"
    fictitious = "is_fictitious"
    columns = (
        Column(
            "project",
            _("Projet"),
            value=lambda g: str(g.application),
            href=_grant_url,
            field="decision__application__title",
            sortable=True,
        ),
        Column("number", _("Convention"), sortable=True),
        Column("state", _("État"), kind=Kind.BADGE, value=lambda g: states.grant_state(g).badge_for()),
        Column(
            "amount_cents",
            _("Montant accordé"),
            kind=Kind.MONEY,
            sortable=True,
            total=True,
        ),
        Column("signed_on", _("Signée le"), kind=Kind.DAY, sortable=True, hole=_("non signée")),
    )
