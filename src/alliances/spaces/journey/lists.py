"""The whole lists behind « where it led »: sorted, filtered and exported like any other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.chain.queries import Downstream, Link, makers, public
from alliances.domain.chain.queries import Kind as Thing
from alliances.domain.chain.queries.downward import CODES
from alliances.domain.review.models import Decision
from alliances.domain.strategy.models import Goal, LawArticle, Measure, Plan
from alliances.domain.territories.models import Territory
from alliances.spaces.journey.tables import AllianceTable, CallTable, EnvelopeTable, territory_filter
from alliances.ui.tables import Column, Kind, Table


class LocalPlanTable(Table):
    caption = _("Plans locaux")
    search = ("title", "territory.sort_key")
    order = "-adopted_on"
    fictitious = "alliance.is_fictitious"
    columns = (
        Column(
            "title",
            _("Plan local"),
            sortable=True,
            href=lambda row: reverse("local_plan_page", args=[row.pk]),
        ),
        Column("territory.name", _("Territoire"), field="territory.sort_key", sortable=True),
        Column("adopted_on", _("Adopté le"), kind=Kind.DAY, sortable=True),
    )
    filters = (territory_filter("territory", lambda: public.local_plans().values("territory")),)


class PriorityTable(Table):
    caption = _("Priorités")
    search = ("title", "local_plan.territory.sort_key")
    order = "territory"
    fictitious = "local_plan.alliance.is_fictitious"
    columns = (
        Column(
            "title", _("Priorité"), sortable=True, href=lambda row: reverse("priority_page", args=[row.pk])
        ),
        Column(
            "territory",
            _("Territoire"),
            value=lambda row: row.local_plan.territory.name,
            field="local_plan.territory.sort_key",
            sortable=True,
        ),
        Column("local_plan.title", _("Plan local"), field="local_plan.title", sortable=True),
        Column("rank", _("Rang"), kind=Kind.NUMBER, sortable=True),
    )
    filters = (
        territory_filter(
            "local_plan__territory", lambda: public.priorities().values("local_plan__territory")
        ),
    )


def _grant_page(decision: Decision) -> str:
    link = makers.decision_link(decision)
    return reverse("grant_page", args=[link.pk]) if link.pk else ""


class DecisionTable(Table):
    caption = _("Aides accordées")
    search = ("application.title", "application.organisation.sort_key")
    order = "-decided_on"
    fictitious = "application.is_fictitious"
    columns = (
        Column(
            "project",
            _("Projet"),
            value=lambda row: row.application.title,
            field="application.title",
            sortable=True,
            href=_grant_page,
        ),
        Column(
            "organisation",
            _("Organisme"),
            value=lambda row: row.application.organisation.name,
            field="application.organisation.sort_key",
            sortable=True,
        ),
        Column(
            "territory",
            _("Territoire"),
            value=lambda row: row.application.call.territory.name,
            field="application.call.territory.sort_key",
            sortable=True,
        ),
        Column(
            "decided_on",
            _("Résolution"),
            kind=Kind.DAY,
            value=lambda row: row.resolution.adopted_on,
            field="resolution.adopted_on",
            sortable=True,
        ),
        Column(
            "signed_on",
            _("Convention"),
            kind=Kind.DAY,
            value=lambda row: getattr(getattr(row, "grant", None), "signed_on", None),
            field="grant.signed_on",
            sortable=True,
            hole=_("pas encore signée"),
        ),
        Column("amount_cents", _("Montant accordé"), kind=Kind.MONEY, sortable=True),
    )
    filters = (
        territory_filter(
            "application__call__territory", lambda: public.decisions().values("application__call__territory")
        ),
    )


class PaymentTable(Table):
    caption = _("Versements")
    search = ("grant.decision.application.title", "grant.organisation.sort_key")
    order = "-paid_on"
    fictitious = "grant.is_fictitious"
    columns = (
        Column(
            "project",
            _("Projet"),
            value=lambda row: row.grant.application.title,
            field="grant.decision.application.title",
            sortable=True,
            href=lambda row: reverse("payment_page", args=[row.pk]),
        ),
        Column("grant.organisation.name", _("Organisme"), field="grant.organisation.sort_key", sortable=True),
        Column("paid_on", _("Versé le"), kind=Kind.DAY, sortable=True),
        Column("amount_cents", _("Montant"), kind=Kind.MONEY, sortable=True),
    )
    filters = (
        territory_filter(
            "grant__decision__application__call__territory",
            lambda: public.payments().values("grant__decision__application__call__territory"),
        ),
    )


TABLES: dict[str, tuple[Thing, type[Table]]] = {
    "enveloppes": (Thing.ENVELOPE, EnvelopeTable),
    "alliances": (Thing.ALLIANCE, AllianceTable),
    "plans-locaux": (Thing.LOCAL_PLAN, LocalPlanTable),
    "priorites": (Thing.PRIORITY, PriorityTable),
    "appels": (Thing.CALL, CallTable),
    "aides": (Thing.GRANT, DecisionTable),
    "versements": (Thing.PAYMENT, PaymentTable),
}
"""The word of each list in its address."""


@dataclass(frozen=True)
class Source:
    """What lists flow from: its word in the address, the public rows, and the link to its page."""

    word: str
    rows: Callable[[], QuerySet[Any]]
    link: Callable[[Any], Link]


SOURCES: dict[Thing, Source] = {
    Thing.ARTICLE: Source("article", lambda: LawArticle.objects.filter(law__code="L-7"), makers.article_link),
    Thing.GOAL: Source("but", lambda: Goal.objects.prefetch_related("wordings"), makers.goal_link),
    Thing.PLAN: Source("plan", Plan.objects.all, makers.plan_link),
    Thing.MEASURE: Source("mesure", Measure.objects.all, makers.measure_link),
    Thing.TERRITORY: Source("territoire", Territory.objects.all, makers.territory_link),
    Thing.ENVELOPE: Source("enveloppe", public.envelopes, makers.envelope_link),
    Thing.ALLIANCE: Source("alliance", public.alliances, makers.alliance_link),
    Thing.LOCAL_PLAN: Source("plan-local", public.local_plans, makers.local_plan_link),
    Thing.PRIORITY: Source("priorite", public.priorities, makers.priority_link),
    Thing.CALL: Source("appel", public.calls, makers.call_link),
    Thing.ORGANISATION: Source("organisme", public.organisations, makers.organisation_link),
}
BY_WORD = {source.word: kind for kind, source in SOURCES.items()}


def find(word: str, code: str) -> tuple[Thing, Any] | None:
    """The thing named in an address, or nothing."""
    kind = BY_WORD.get(word)
    if kind is None:
        return None
    field = CODES.get(kind, "pk")
    is_number = code.isascii() and code.isdigit() and len(code) < 10
    if field != "code" and not is_number:
        return None
    row = SOURCES[kind].rows().filter(**{field: code}).first()
    return (kind, row) if row is not None else None


def address_of_list(found: Downstream, word: str) -> str:
    return reverse("journey_list", args=[SOURCES[found.kind].word, found.code, word])
