"""The journey in twelve plain steps, with what stands at each today."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from alliances.domain.chain.queries import public
from alliances.domain.chain.queries.upward import PARTICIPATION_ARTICLE
from alliances.domain.strategy.models import Goal, Measure, Plan, PlanStatus


@dataclass(frozen=True)
class Standing:
    """What stands at a station: published facts on one side, demonstration on the other. Never added."""

    real: int
    fictitious: int

    def __bool__(self) -> bool:
        return bool(self.real or self.fictitious)


@dataclass(frozen=True)
class Station:
    title: str
    sentence: str
    url: str = ""
    link_text: str = ""
    count: Standing | None = None
    is_fact: bool = False
    signed: Standing | None = None  # of these, those whose agreement is signed


def stations() -> list[Station]:
    """Ten queries, whatever there is."""
    return [*_facts(), *_money(), *_projects()]


def _facts() -> list[Station]:
    in_force = Measure.objects.filter(plan__status=PlanStatus.IN_FORCE)
    return [
        Station(
            _("La loi"),
            _("L’article 11 demande la participation des personnes en situation de pauvreté."),
            reverse("article", args=[PARTICIPATION_ARTICLE]),
            _("Lire l’article 11"),
            is_fact=True,
        ),
        Station(
            _("Les buts"),
            _("La loi fixe cinq buts. Chaque priorité locale en nomme au moins un."),
            reverse("law"),
            _("Voir les buts"),
            Standing(Goal.objects.count(), 0),
            is_fact=True,
        ),
        Station(
            _("Le plan d’action"),
            _("Le gouvernement dit ce qu’il fera, et pendant combien d’années."),
            reverse("plans"),
            _("Voir les plans"),
            Standing(Plan.objects.count(), 0),
            is_fact=True,
        ),
        Station(
            _("La mesure"),
            _("Une mesure du plan finance les Alliances pour la solidarité."),
            reverse("plans"),
            _("Voir les mesures"),
            Standing(in_force.count(), 0),
            is_fact=True,
        ),
    ]


def _money() -> list[Station]:
    book = "fund__book__is_fictitious"
    return [
        Station(
            _("L’enveloppe"),
            _("Une somme est réservée à un territoire, pour quelques années."),
            reverse("envelope_list"),
            _("Voir les enveloppes"),
            _counted(public.envelopes(), book),
        ),
        Station(
            _("La répartition"),
            _("Une règle de calcul partage la somme entre les territoires. Deux personnes signent."),
            reverse("envelope_list"),
            _("Choisir une enveloppe répartie"),
            _counted(public.allocations(), f"envelope__{book}"),
        ),
        Station(
            _("L’Alliance"),
            _("Un organisme de la région reçoit la somme et en répond."),
            reverse("alliance_list"),
            _("Voir les Alliances"),
            _counted(public.alliances(), f"envelope__{book}"),
        ),
        Station(
            _("Les priorités"),
            _("Des personnes et des organismes choisissent par quoi commencer."),
            reverse("alliance_list"),
            _("Choisir une Alliance"),
            _counted(public.priorities(), f"local_plan__alliance__envelope__{book}"),
        ),
    ]


def _projects() -> list[Station]:
    book = "call__envelope__fund__book__is_fictitious"
    file = f"decision__application__{book}"
    return [
        Station(
            _("L’appel de projets"),
            _("Les organismes savent quoi demander, jusqu’à quand, et qui décidera."),
            reverse("call_list"),
            _("Voir les appels"),
            _counted(public.calls(), book.removeprefix("call__")),
        ),
        Station(
            _("L’aide accordée"),
            _("Un comité lit et recommande. Une instance élue décide. Une convention est signée."),
            reverse("grant_list"),
            _("Voir les aides"),
            _counted(public.decisions(), file.removeprefix("decision__")),
            signed=_counted(public.grants(), file),
        ),
        Station(
            _("Le versement"),
            _("Une personne demande le versement, une autre l’approuve."),
            reverse("grant_list"),
            _("Choisir une aide"),
            _counted(public.payments(), f"grant__{file}"),
        ),
        Station(
            _("La reddition de comptes"),
            _("L’organisme dit ce qu’il a fait et justifie chaque dépense."),
            reverse("grant_list"),
            _("Choisir une aide"),
            _counted(public.reports(), f"grant__{file}"),
        ),
    ]


def _counted(rows: Any, path: str) -> Standing:
    found = rows.order_by().aggregate(
        real=Count("pk", filter=Q(**{path: False})), fictitious=Count("pk", filter=Q(**{path: True}))
    )
    return Standing(found["real"], found["fictitious"])
