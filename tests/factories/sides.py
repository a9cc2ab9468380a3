"""People in their roles: a region, its two MRCs, its bodies and their sittings."""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from alliances.domain.bodies import actions as bodies
from alliances.domain.bodies.models import Body, BodyKind, HolderStatus, SeatCategory, Sitting
from alliances.domain.people.models import Account, Organisation, Person, RoleAssignment
from alliances.domain.people.roles import Role
from alliances.domain.territories.models import Level, Territory

PASSWORD = "une phrase de passe d’essai"


def territory(
    code: str, name: str, level: Level, parent: Territory | None = None, **fields: Any
) -> Territory:
    return Territory.objects.create(
        code=code, name=name, level=level, parent=parent, source="essai", **fields
    )


def account(name: str, *, person: Person | None = None) -> Account:
    """An account `name@exemple.test`, without a role."""
    person = person or Person.objects.create(full_name=name.replace(".", " ").title(), is_fictitious=True)
    return Account.objects.create_user(f"{name}@exemple.test", PASSWORD, person=person)


def hold(who: Account, role: Role, perimeter: Territory | Organisation) -> Account:
    """Gives `who` the role in the perimeter; the account is returned with fresh roles."""
    kind = "territory" if isinstance(perimeter, Territory) else "organisation"
    RoleAssignment.objects.create(account=who, role=role, **{kind: perimeter})
    return Account.objects.get(pk=who.pk)


def organisation(name: str, place: Territory) -> Organisation:
    return Organisation.objects.create(name=name, territory=place, is_fictitious=True)


@dataclass
class Side:
    """One region, its two MRCs, and one person per role in it."""

    region: Territory
    mrcs: list[Territory]
    organisation: Organisation
    people: dict[str, Account] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Account:
        people = self.__dict__.get("people", {})  # a copy in the making has none yet
        if name not in people:
            raise AttributeError(name)
        return people[name]


ROLES_IN_TERRITORY = {
    "officer": Role.MINISTRY_OFFICER,
    "second_officer": Role.MINISTRY_OFFICER,
    "manager": Role.REGIONAL_MANAGER,
    "table": Role.LOCAL_TABLE,
    "member": Role.COMMITTEE_MEMBER,
    "second_member": Role.COMMITTEE_MEMBER,
    "clerk": Role.COUNCIL_CLERK,
    "requester": Role.PAYMENT_REQUESTER,
    "approver": Role.PAYMENT_APPROVER,
    "advisor": Role.ADVISORY_MEMBER,
    "analyst": Role.ANALYST,
    "auditor": Role.AUDITOR,
}


def side(province: Territory, code: str, name: str) -> Side:
    region = territory(code, name, Level.REGION, province)
    mrcs = [
        territory(f"{code}{i}", f"{name} {i}", Level.MRC, region, tile_column=int(code) % 7 + i, tile_row=i)
        for i in (1, 2)
    ]
    home = organisation(f"Maison de {name}", mrcs[0])
    built = Side(region, mrcs, home)
    for key, role in ROLES_IN_TERRITORY.items():
        built.people[key] = hold(account(f"{key}.{code}"), role, region)
    built.people["coordinator"] = hold(account(f"coordinator.{code}"), Role.COORDINATOR, home)
    return built


def body(where: Side, kind: BodyKind, **rules: Any) -> Body:
    """A body of the region: three elected seats, or two for people with lived experience and one for organisations.

    A quorum of two members unless said otherwise; on a committee, its two members sit.
    """
    elected = kind == BodyKind.ELECTED_COUNCIL
    seats = [bodies.Quota(SeatCategory.ELECTED, 3)] if elected else [
        bodies.Quota(SeatCategory.LIVED_EXPERIENCE, 2, 1), bodies.Quota(SeatCategory.COMMUNITY, 1)
    ]  # fmt: skip
    created = bodies.create_body(
        actor=where.manager, territory=where.region, kind=kind, name=f"{kind.label} d’essai {where.region.code}",
        **{"source": "essai", "quotas": seats, "quorum_members": 2, **rules},
    )  # fmt: skip
    if kind == BodyKind.ANALYSIS_COMMITTEE:
        people = (where.member.person, where.second_member.person)
        for seat, person in zip(created.seats.filter(category="lived_experience"), people, strict=True):
            bodies.set_holder(actor=where.manager, seat=seat, status=HolderStatus.FILLED, person=person)
    return created


def sitting(where: Side, kind: BodyKind) -> Sitting:
    """The sitting of today of the region's body of this kind, everybody present, presences settled."""
    keeper = where.clerk if kind == BodyKind.ELECTED_COUNCIL else where.manager
    place = Body.objects.within(where.region).of_kind(kind).first() or body(where, kind)
    of_today = place.sittings.filter(held_on=timezone.localdate())
    found = of_today.closed().first()
    if found is None:
        found = bodies.plan_sitting(
            actor=keeper, body=place, held_on=timezone.localdate(), place="Salle d’essai",
            is_special=of_today.exists(),
        )  # fmt: skip
        bodies.record_presence(actor=keeper, sitting=found, seats=list(place.seats.all()))
        bodies.close_sitting(actor=keeper, sitting=found)
    return found
