"""Setting up a body, naming who sits, and recording its sittings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.bodies import rules
from alliances.domain.bodies.models import (
    LOCAL_CATEGORIES,
    LOCAL_KINDS,
    Body,
    BodyKind,
    BodyStanding,
    HolderStatus,
    Presence,
    Seat,
    SeatCategory,
    SeatQuota,
    Sitting,
    SittingState,
)
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.people.models import Account, Person
from alliances.domain.territories.models import Territory


@dataclass(frozen=True)
class Quota:
    """The seats of one category, and how many must be present (None: not published)."""

    category: SeatCategory
    seats: int
    minimum_present: int | None = None
    voting: bool = True


def _may_keep(actor: Account, sitting: Sitting) -> Verdict:
    return rules.may_keep(actor, sitting.body)


def _its_day_has_come(sitting: Sitting) -> Verdict:
    if sitting.held_on > timezone.localdate():
        return refused(_("La séance n’a pas encore eu lieu : ses présences se consignent ce jour-là."))
    return ALLOWED


def _somebody_came(sitting: Sitting) -> Verdict:
    if not sitting.presences.exists():
        return refused(_("Cochez au moins une personne présente avant d’arrêter les présences."))
    return ALLOWED


TRANSITIONS = (
    Transition("hold", SittingState.PLANNED, SittingState.HELD, permitted=_may_keep, guard=_its_day_has_come),
    Transition("close", SittingState.HELD, SittingState.CLOSED, permitted=_may_keep, guard=_somebody_came),
)


@transaction.atomic
def create_body(
    *,
    actor: Account,
    territory: Territory,
    kind: BodyKind,
    name: str,
    source: str,
    quotas: Sequence[Quota] = (),
    quorum_members: int | None = None,
    mandate: str = "",
) -> Body:
    """A table, committee or council of `territory`. What a fictitious person creates is fictitious."""
    if kind not in LOCAL_KINDS:
        raise Refused(_("Les instances de la loi ne se créent pas ici."))
    body = Body(
        code=_next_code(territory, kind),
        name=name,
        kind=kind,
        territory=territory,
        standing=BodyStanding.ACTIVE,
        mandate=mandate,
        source=source,
        source_date=timezone.localdate(),
        is_fictitious=actor.person.is_fictitious,
    )
    require(rules.may_set_up(actor, body), error=NotPermitted)
    body.save()
    return set_rules(actor=actor, body=body, quotas=quotas, quorum_members=quorum_members, source=source)


def _next_code(territory: Territory, kind: BodyKind) -> str:
    stem = f"{territory.code}-{kind.value.split('_')[-1]}"
    return f"{stem}-{Body.objects.filter(code__startswith=f'{stem}-').count() + 1}"


@transaction.atomic
def set_rules(
    *, actor: Account, body: Body, quotas: Sequence[Quota], quorum_members: int | None, source: str
) -> Body:
    """Replaces the categories, their seats and the quorum. Seats are added; only seats that nobody holds go away."""
    locked = Body.objects.select_for_update(of=("self",)).select_related("territory").get(pk=body.pk)
    require(rules.may_set_up(actor, locked), error=NotPermitted)
    if not source.strip():
        raise Refused(_("Dites d’où viennent ces règles."))
    if any(quota.category not in LOCAL_CATEGORIES for quota in quotas):
        raise Refused(_("Cette catégorie de sièges est celle d’une instance de la loi."))
    if quorum_members is not None and quorum_members > sum(q.seats for q in quotas if q.voting):
        raise Refused(_("Le quorum dépasse le nombre de sièges qui votent."))
    locked.quorum_members = quorum_members
    locked.source, locked.source_date = source.strip(), timezone.localdate()
    locked.save(update_fields=["quorum_members", "source", "source_date"])
    locked.quotas.exclude(category__in=[quota.category for quota in quotas]).delete()
    for rank, quota in enumerate(quotas, start=1):
        SeatQuota.objects.update_or_create(
            body=locked, category=quota.category,
            defaults={
                "seats": quota.seats, "minimum_present": quota.minimum_present, "voting": quota.voting, "rank": rank,
                "source": locked.source, "source_date": locked.source_date,
            },
        )  # fmt: skip
    _match_seats(locked, {quota.category: quota for quota in quotas})
    return locked


def _match_seats(body: Body, quotas: dict[SeatCategory, Quota]) -> None:
    """As many seats as the quotas say; seats held or ever present at a sitting are never taken away."""
    seats = list(body.seats.order_by("number"))
    number = max((seat.number for seat in seats), default=0)
    for category in dict.fromkeys([*quotas, *(SeatCategory(seat.category) for seat in seats)]):
        held = [seat for seat in seats if seat.category == category]
        wanted = quotas[category].seats if category in quotas else 0
        free = [s for s in held if s.holder_status != HolderStatus.FILLED and not s.presences.exists()]
        surplus = len(held) - wanted
        if surplus > len(free):
            raise Refused(
                _("Des sièges de la catégorie « %(category)s » sont occupés : libérez-les d’abord.")
                % {"category": category.label}
            )
        for seat in free[len(free) - surplus :] if surplus > 0 else []:
            seat.delete()
        for _again in range(-surplus):
            number += 1
            Seat.objects.create(
                body=body, number=number, category=category, source=body.source, source_date=body.source_date
            )
        if category in quotas:
            body.seats.filter(category=category).update(voting=quotas[category].voting)


@transaction.atomic
def set_holder(
    *,
    actor: Account,
    seat: Seat,
    status: HolderStatus,
    person: Person | None = None,
    name: str = "",
) -> Seat:
    """Who sits there: a person with an account, or a name the region knows, or nobody."""
    locked = Seat.objects.select_for_update(of=("self",)).select_related("body__territory").get(pk=seat.pk)
    require(rules.may_set_up(actor, locked.body), error=NotPermitted)
    filled = status == HolderStatus.FILLED
    if not filled and (person or name.strip()):
        raise Refused(_("Un siège vacant n’a pas de titulaire : effacez le nom, ou dites le siège occupé."))
    locked.holder_status = status
    locked.person = person
    locked.holder_name = "" if person else name.strip()
    locked.save(update_fields=["holder_status", "person", "holder_name"])
    return locked


@transaction.atomic
def plan_sitting(
    *,
    actor: Account,
    body: Body,
    held_on: date,
    place: str = "",
    is_remote: bool = False,
    is_special: bool = False,
) -> Sitting:
    """A sitting at a date, somewhere or at a distance."""
    require(rules.may_keep(actor, body), error=NotPermitted)
    if not place.strip() and not is_remote:
        raise Refused(_("Indiquez le lieu, ou dites que la séance se tient à distance."))
    return Sitting.objects.create(
        body=body, held_on=held_on, place=place.strip(), is_remote=is_remote, is_special=is_special
    )


@transaction.atomic
def record_presence(
    *, actor: Account, sitting: Sitting, seats: Collection[Seat], settles: bool = False
) -> Sitting:
    """Who was present, in place of what was recorded before. The sitting becomes held, and closed if it `settles`."""
    locked = (
        Sitting.objects.select_for_update(of=("self",)).select_related("body__territory").get(pk=sitting.pk)
    )
    require(rules.may_keep(actor, locked.body), error=NotPermitted)
    if locked.state == SittingState.CLOSED:
        raise Refused(_("Les présences de cette séance sont arrêtées : elles ne changent plus."))
    if any(seat.body_id != locked.body_id for seat in seats):
        raise Refused(_("Ce siège est celui d’une autre instance."))
    if locked.state == SittingState.PLANNED:
        transition(TRANSITIONS, "hold", row=locked, actor=actor)
    locked.presences.all().delete()
    Presence.objects.bulk_create(
        Presence(
            sitting=locked, seat=seat, category=seat.category, voting=seat.voting, person_id=seat.person_id
        )
        for seat in seats
        if seat.holder_status != HolderStatus.VACANT
    )
    if settles:
        return close_sitting(actor=actor, sitting=sitting)
    sitting.refresh_from_db()
    return sitting


@transaction.atomic
def close_sitting(*, actor: Account, sitting: Sitting) -> Sitting:
    """Freezes the presences with what they count by the rules of this moment. Acts may then cite the sitting."""
    locked = Sitting.objects.select_for_update(of=("self",)).select_related("body").get(pk=sitting.pk)
    found = rules.count(locked.body, locked.presences.all())
    transition(
        TRANSITIONS, "close", row=locked, actor=actor,
        attendance=found.as_json(), has_quorum=found.has_quorum, closed_at=timezone.now(),
    )  # fmt: skip
    sitting.refresh_from_db()
    return sitting
