"""The public lists of the journey: one declaration each for the screen, the filters and the files."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliances.domain.calls.models import Call
from alliances.domain.chain.queries import public
from alliances.domain.territories.models import Territory
from alliances.spaces.journey import states
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table

CALL_STATES = (("ouvert", _("Ouverts")), ("a-venir", _("À venir")), ("termine", _("Terminés")))


def _by_call_state(rows: QuerySet[Call], value: str) -> QuerySet[Call]:
    now = timezone.now()
    published = rows.filter(state="published")
    if value == "ouvert":
        return published.filter(opens_at__lte=now, closes_at__gt=now)
    if value == "a-venir":
        return published.filter(opens_at__gt=now)
    return rows.exclude(state="published", closes_at__gt=now)


def _within(path: str) -> Any:
    """A filter function: rows whose territory is the one chosen, or below it."""

    def narrow(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
        chosen = Territory.objects.filter(code=code).values_list("path", flat=True).first()
        return rows.filter(**{f"{path}__path__startswith": chosen}) if chosen else rows.none()

    return narrow


def _territories(rows: Any) -> Any:
    """Choices: the territories met in `rows()`, in alphabetical order."""

    def choices() -> list[tuple[str, str]]:
        found = Territory.objects.filter(pk__in=rows()).alphabetical()
        return list(found.values_list("code", "name"))

    return choices


def territory_filter(path: str, rows: Any) -> ChoiceFilter:
    """By territory: `path` leads to it from a row, `rows()` are the territories met."""
    return ChoiceFilter("territoire", _("Territoire"), _territories(rows), apply=_within(path))


class CallTable(Table):
    caption = _("Appels de projets")
    search = ("title", "territory.sort_key")
    order = "closes_at"
    fictitious = "is_fictitious"
    columns = (
        Column("title", _("Appel"), sortable=True, href=lambda call: reverse("call_page", args=[call.pk])),
        Column("state", _("État"), kind=Kind.BADGE, value=lambda call: states.of_call(call).badge_for()),
        Column("territory.name", _("Territoire"), field="territory.sort_key", sortable=True),
        Column("budget_cents", _("Budget"), kind=Kind.MONEY, sortable=True),
        Column("opens_at", _("Ouvre le"), kind=Kind.DAY, sortable=True),
        Column("closes_at", _("Ferme le"), kind=Kind.DAY, sortable=True),
    )
    filters = (
        ChoiceFilter("etat", _("État"), CALL_STATES, apply=_by_call_state),
        territory_filter("territory", lambda: Call.objects.public().values("territory")),
    )


class AllianceTable(Table):
    caption = _("Alliances signées")
    search = ("name", "territory.sort_key")
    order = "territory.name"
    fictitious = "is_fictitious"
    columns = (
        Column(
            "name", _("Alliance"), sortable=True, href=lambda row: reverse("alliance_page", args=[row.pk])
        ),
        Column("territory.name", _("Territoire"), field="territory.sort_key", sortable=True),
        Column("mandataire.name", _("Mandataire"), field="mandataire.sort_key", sortable=True),
        Column("starts_on", _("Début"), kind=Kind.DAY, sortable=True),
        Column("ends_on", _("Fin"), kind=Kind.DAY, sortable=True),
    )
    filters = (territory_filter("territory", lambda: public.alliances().values("territory")),)


class GrantTable(Table):
    caption = _("Aides accordées")
    search = ("decision.application.title", "organisation.sort_key", "number")
    order = "-signed_on"
    fictitious = "is_fictitious"
    columns = (
        Column(
            "project",
            _("Projet"),
            value=lambda grant: grant.application.title,
            field="decision.application.title",
            sortable=True,
            href=lambda grant: reverse("grant_page", args=[grant.pk]),
        ),
        Column("organisation.name", _("Organisme"), field="organisation.sort_key", sortable=True),
        Column(
            "territory",
            _("Territoire"),
            value=lambda grant: grant.application.call.territory.name,
            field="decision.application.call.territory.sort_key",
            sortable=True,
        ),
        Column("signed_on", _("Convention"), kind=Kind.DAY, sortable=True),
        Column(
            "amount_cents",
            _("Montant accordé"),
            kind=Kind.MONEY,
            field="decision.amount_cents",
            sortable=True,
        ),
        Column(
            "paid_cents",
            _("Versé"),
            kind=Kind.MONEY,
            value=lambda grant: grant.paid_account.balance_cents + grant.justified_account.balance_cents,
        ),
    )


class EnvelopeTable(Table):
    caption = _("Enveloppes")
    search = ("name", "territory.sort_key")
    order = "territory.name"
    fictitious = "is_fictitious"
    columns = (
        Column(
            "name", _("Enveloppe"), sortable=True, href=lambda row: reverse("envelope_page", args=[row.pk])
        ),
        Column("territory.name", _("Territoire"), field="territory.sort_key", sortable=True),
        Column("component", _("Volet"), value=lambda row: row.get_component_display()),
        Column("years", _("Exercices"), value=lambda row: f"{row.first_year}-{row.last_year + 1}"),
        Column(
            "account.balance_cents",
            _("Disponible"),
            kind=Kind.MONEY,
            field="account.balance_cents",
            sortable=True,
        ),
    )
    filters = (territory_filter("territory", lambda: public.envelopes().values("territory")),)
