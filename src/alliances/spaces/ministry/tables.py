"""The lists of the ministry: envelopes, statements, splits, Alliances."""

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import AllianceState
from alliances.domain.envelopes.models import Component, Envelope, Scenario, ScenarioState
from alliances.domain.ledger.models import Transfer
from alliances.spaces.ministry import labels
from alliances.spaces.ministry.documents import document_of
from alliances.ui.badges import Badge
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def _years(envelope: Envelope) -> str:
    """« 2024-2029 »: from the opening of the first fiscal year to the end of the last."""
    return f"{envelope.first_year}-{envelope.last_year + 1}"


def _envelope_url(envelope: Envelope) -> str:
    return reverse("ministry_envelope", args=[envelope.pk])


def _tops(rows: QuerySet[Envelope], value: str) -> QuerySet[Envelope]:
    return rows.filter(parent=None) if value == "tete" else rows.exclude(parent=None)


def _by_pace(rows: QuerySet[Envelope], value: str) -> QuerySet[Envelope]:
    return rows.filter(Q(is_slow=value == "lent"))


def _pace(envelope: Envelope) -> Badge | None:
    return Badge(str(_("Moins vite que le temps")), "warning") if envelope.is_slow else None  # type: ignore[attr-defined]


PACE = Column("is_slow", _("Rythme de l’argent"), kind=Kind.BADGE, value=_pace, hole="–", sortable=True)
PACE_FILTER = ChoiceFilter(
    "rythme",
    _("Rythme de l’argent"),
    (("lent", _("L’argent avance moins vite que le temps")), ("suit", _("Les autres"))),
    apply=_by_pace,
)


class EnvelopeTable(Table):
    caption = _("Enveloppes")
    search: ClassVar[Sequence[str]] = ("name", "territory__sort_key")
    order = "territory"
    fictitious = "is_fictitious"
    empty = _("Aucune enveloppe ne correspond. Retirez un filtre ou cherchez un autre territoire.")
    columns: ClassVar[Sequence[Column]] = (
        Column("name", _("Enveloppe"), value=lambda row: row.short_name, sortable=True, href=_envelope_url),
        Column("territory", _("Territoire"), field="territory__path", sortable=True),
        Column("years", _("Exercices"), value=_years, field="first_year", sortable=True),
        Column("received_cents", _("Reçu"), kind=Kind.MONEY, sortable=True),
        Column(
            "available", _("Disponible"), kind=Kind.MONEY, value=lambda row: row.account.balance_cents,
            field="account__balance_cents", sortable=True,
        ),
        Column("reserved_cents", _("Réservé"), kind=Kind.MONEY, sortable=True),
        Column("committed_cents", _("Engagé"), kind=Kind.MONEY, sortable=True),
        Column("paid_cents", _("Versé"), kind=Kind.MONEY, sortable=True),
        Column("justified_cents", _("Justifié"), kind=Kind.MONEY, sortable=True),
        PACE,
    )  # fmt: skip
    filters: ClassVar[Sequence[ChoiceFilter]] = (
        ChoiceFilter(
            "rang",
            _("Rang"),
            (("tete", _("Enveloppes d’ensemble")), ("issues", _("Issues d’une répartition"))),
            apply=_tops,
        ),
        ChoiceFilter("volet", _("Volet"), Component.choices, field="component"),
        PACE_FILTER,
    )


MONEY_COLUMNS = tuple(
    Column(**{**vars(column), "total": True}) for column in EnvelopeTable.columns if column.kind is Kind.MONEY
)


class ChildTable(Table):
    caption = _("Enveloppes issues de la répartition")
    fictitious = "is_fictitious"
    order = "place"
    page_size = 120
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "place",
            _("Territoire"),
            value=lambda row: row.short_name,
            field="territory__path",
            sortable=True,
            href=_envelope_url,
        ),
        *MONEY_COLUMNS,
        PACE,
    )


def _other_side(row: Transfer) -> str:
    """The account at the other end, without the name of the envelope it was split from."""
    here, there = (row.destination, row.origin) if row.effect_cents > 0 else (row.origin, row.destination)  # type: ignore[attr-defined]
    return there.label.removeprefix(f"{here.label} – ")


class StatementTable(Table):
    caption = _("Relevé des écritures")
    order = "posted"
    page_size = 100
    empty = _("Aucune écriture pour le moment.")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "posted", _("Date"), kind=Kind.DAY, value=lambda row: row.accounting_date, field="pk", sortable=True
        ),
        Column("kind", _("Écriture"), value=lambda row: row.get_kind_display()),
        Column("other", _("De qui ou vers qui"), value=_other_side),
        Column(
            "document", _("Pièce"), value=lambda row: document_of(row.document).label,
            href=lambda row: document_of(row.document).url,
        ),
        Column("amount_cents", _("Montant"), kind=Kind.MONEY),
        Column("effect_cents", _("Effet sur le disponible"), kind=Kind.MONEY),
        Column("after_cents", _("Disponible après"), kind=Kind.MONEY),
    )  # fmt: skip


class ScenarioTable(Table):
    caption = _("Répartitions")
    search: ClassVar[Sequence[str]] = ("title", "envelope__territory__sort_key")
    order = "-created_at"
    fictitious = "envelope.is_fictitious"
    empty = _("Aucune répartition gardée. Ouvrez une enveloppe, puis « Ouvrir l’atelier de répartition ».")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "title", _("Répartition"), sortable=True,
            href=lambda row: reverse("ministry_scenario", args=[row.pk]),
        ),
        Column(
            "envelope", _("Enveloppe"), field="envelope__name", sortable=True,
            href=lambda row: _envelope_url(row.envelope),
        ),
        Column(
            "feasible", _("Calcul"),
            value=lambda row: _("Faisable") if row.result.get("status") == "ok" else _("Infaisable"),
        ),
        Column("local_percent", _("Part locale (%)"), kind=Kind.NUMBER, sortable=True),
        Column(
            "state", _("État"), kind=Kind.BADGE,
            value=lambda row: labels.SCENARIOS[ScenarioState(row.state)].badge_for("ministry"),
        ),
        Column("created_at", _("Gardée le"), kind=Kind.DAY, sortable=True),
    )  # fmt: skip
    filters: ClassVar[Sequence[ChoiceFilter]] = (
        ChoiceFilter("etat", _("État"), ScenarioState.choices, field="state"),
    )


class EnvelopeScenarioTable(ScenarioTable):
    caption = _("Répartitions de cette enveloppe")
    search = ()
    filters = ()
    columns = tuple(column for column in ScenarioTable.columns if column.key != "envelope")


class AllianceTable(Table):
    caption = _("Alliances")
    search: ClassVar[Sequence[str]] = ("name", "territory__sort_key", "mandataire__sort_key")
    order = "territory"
    fictitious = "is_fictitious"
    empty = _("Aucune Alliance ne correspond. Retirez un filtre ou cherchez un autre mot.")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "name", _("Alliance"), sortable=True, href=lambda row: reverse("ministry_alliance", args=[row.pk])
        ),
        Column("territory", _("Territoire"), field="territory__sort_key", sortable=True),
        Column("mandataire", _("Mandataire"), field="mandataire__sort_key", sortable=True),
        Column("protocol_number", _("Protocole"), value=lambda row: row.protocol_number or None),
        Column("starts_on", _("Début"), kind=Kind.DAY, sortable=True),
        Column("ends_on", _("Fin"), kind=Kind.DAY, sortable=True),
        Column(
            "state", _("État"), kind=Kind.BADGE,
            value=lambda row: labels.ALLIANCES[AllianceState(row.state)].badge_for("ministry"),
        ),
    )  # fmt: skip
    filters: ClassVar[Sequence[ChoiceFilter]] = (
        ChoiceFilter("etat", _("État"), AllianceState.choices, field="state"),
    )


def scenarios_with_context(rows: QuerySet[Scenario]) -> QuerySet[Scenario]:
    return rows.select_related("envelope__territory", "envelope__fund__book")
