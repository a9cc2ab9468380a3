"""What stands in the way of closing a fiscal year. Later rooms add what they know, from their `ready()`."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from alliances.domain.common.formats import day
from alliances.domain.common.verdict import ALLOWED, Verdict, first_refusal, refused
from alliances.domain.ledger.models import FiscalYear, Transfer
from alliances.domain.people.models import Account, RoleAssignment
from alliances.domain.people.roles import Permission, roles_with
from alliances.domain.people.rules import may_in_territory
from alliances.domain.territories.models import Level, Territory

Obstacles = Callable[[FiscalYear], list[str]]
_others: list[Obstacles] = []


def add_obstacles(look: Obstacles) -> None:
    """`look(year)` answers a sentence for each thing to settle before the year closes."""
    if look not in _others:
        _others.append(look)


def obstacles(year: FiscalYear, today: date) -> list[str]:
    """A sentence for each thing that blocks the closing, in the order in which to settle them."""
    found = []
    if year.closed_at:
        found.append(_("L’exercice %s est déjà fermé.") % year)
    if today <= year.last_day:
        found.append(
            _("L’exercice %(year)s se termine le %(day)s.") % {"year": year, "day": day(year.last_day)}
        )
    earlier = FiscalYear.objects.filter(
        start_year__lt=year.start_year,
        closed_at=None,
        pk__in=Transfer.objects.order_by().values("fiscal_year"),
    )
    found += [_("L’exercice %s a des écritures et reste ouvert : fermez-le d’abord.") % each
              for each in earlier.order_by("start_year")]  # fmt: skip
    return [*found, *(sentence for look in _others for sentence in look(year))]


def may_close_years(actor: Account) -> Verdict:
    """Years are those of the whole jurisdiction, and so is the role that closes them."""
    root = Territory.objects.filter(level=Level.PROVINCE).order_by("pk").first()
    if root is None:
        return refused(_("Chargez d’abord les territoires."))
    return may_in_territory(actor, Permission.CLOSE_YEAR, root)


def held_closing_role(person_id: int, day: date) -> bool:
    """Whether this person held, that day and for the whole jurisdiction, a role that closes years."""
    roles = RoleAssignment.objects.of_person(person_id).filter(
        role__in=roles_with(Permission.CLOSE_YEAR), territory__level=Level.PROVINCE, valid_from__lte=day
    )
    return roles.exclude(valid_until__lt=day).exists()


def may_propose_closing(actor: Account, year: FiscalYear, today: date) -> Verdict:
    waiting = obstacles(year, today)
    return first_refusal(may_close_years(actor), refused(" ".join(waiting)) if waiting else ALLOWED)


def may_close(actor: Account, year: FiscalYear, today: date) -> Verdict:
    if year.closing_proposed_by_id is None:
        return refused(_("Une première personne propose la fermeture, une autre ferme."))
    if year.closing_proposed_by_id == actor.person_id:
        return refused(_("Vous avez proposé cette fermeture : une autre personne doit fermer l’exercice."))
    return may_propose_closing(actor, year, today)
