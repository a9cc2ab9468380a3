"""The fictitious bodies of the demonstration: who recommends, who decides, and the sittings where they did.

Seats, minimums and quorums are examples, marked as such: no region has published its own.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from alliances.domain.bodies import actions
from alliances.domain.bodies.actions import Quota
from alliances.domain.bodies.models import Body, BodyKind, HolderStatus, SeatCategory, Sitting
from alliances.domain.territories.models import Territory

if TYPE_CHECKING:
    from alliances.ops.demo.files import Troupe

LAST_SEASON = timedelta(days=75)
SOURCE = "Exemple de démonstration : ni les sièges ni le quorum de cette instance ne sont publiés."


def set_up(troupe: "Troupe", *, region: str, suffix: str = "") -> None:
    """The committee and the council of a region, each with a sitting of today and one of last season; one planned, one
    without quorum.
    """
    committee = _committee(troupe, region, suffix)
    council = _council(troupe, region, suffix)
    manager, clerk = troupe[f"region{suffix}"], troupe[f"greffe{suffix}"]
    today = timezone.localdate()
    actions.plan_sitting(actor=manager, body=committee, held_on=today + timedelta(days=21), is_remote=True)
    short = actions.plan_sitting(
        actor=manager, body=committee, held_on=today - timedelta(days=30), place="Bureau régional (fictif)"
    )
    organisations = committee.seats.filter(category=SeatCategory.COMMUNITY)
    actions.record_presence(actor=manager, sitting=short, seats=list(organisations), settles=True)
    for keeper, body, absent in ((manager, committee, 1), (clerk, council, 0)):
        seats = list(body.seats.exclude(holder_status=HolderStatus.VACANT).order_by("number"))
        for held_on in (today - LAST_SEASON, today):
            sitting = actions.plan_sitting(
                actor=keeper, body=body, held_on=held_on, place="Salle du conseil (fictive)"
            )
            actions.record_presence(
                actor=keeper, sitting=sitting, seats=seats[: len(seats) - absent], settles=True
            )


def local_table(troupe: "Troupe", *, region_manager: str, place: str) -> Body:
    """The table of one MRC, which writes its local plan."""
    return actions.create_body(
        actor=troupe[region_manager],
        territory=troupe.territories[place],
        kind=BodyKind.LOCAL_TABLE,
        name=f"Table locale de démonstration, {troupe.territories[place].name} (fictive)",
        mandate="Écrire le plan local avec les personnes concernées.",
        source=SOURCE,
        quotas=[
            Quota(SeatCategory.LIVED_EXPERIENCE, 4, 2),
            Quota(SeatCategory.COMMUNITY, 5),
            Quota(SeatCategory.INSTITUTIONS, 2),
            Quota(SeatCategory.CITIZENS, 1),
        ],
        quorum_members=6,
    )


def sitting_for(place: Territory, kind: BodyKind) -> Sitting:
    """The sitting of the story's day, today or `LAST_SEASON`, of the body of this kind that speaks for `place`."""
    return Sitting.objects.serving(place, [kind]).closed().get(held_on=timezone.localdate())


def _committee(troupe: "Troupe", region: str, suffix: str) -> Body:
    committee = actions.create_body(
        actor=troupe[f"region{suffix}"],
        territory=troupe.territories[region],
        kind=BodyKind.ANALYSIS_COMMITTEE,
        name=f"Comité d’analyse de démonstration, {troupe.territories[region].name} (fictif)",
        mandate="Lire, noter et recommander les projets.",
        source=SOURCE,
        quotas=[
            Quota(SeatCategory.LIVED_EXPERIENCE, 2, 1),
            Quota(SeatCategory.COMMUNITY, 2),
            Quota(SeatCategory.INSTITUTIONS, 1),
            Quota(SeatCategory.CITIZENS, 1),
        ],
        quorum_members=4,
    )
    members = ("comite", "comite2") if not suffix else (f"comite{suffix}", f"comite{suffix}b")
    categories = (SeatCategory.COMMUNITY, SeatCategory.LIVED_EXPERIENCE)
    for key, category in zip(members, categories, strict=True):
        seat = committee.seats.filter(category=category).order_by("number")[0]
        actions.set_holder(
            actor=troupe[f"region{suffix}"], seat=seat, status=HolderStatus.FILLED, person=troupe[key].person
        )
    return committee


def _council(troupe: "Troupe", region: str, suffix: str) -> Body:
    """Five elected seats, one of them vacant. In the second region the quorum is not published."""
    council = actions.create_body(
        actor=troupe[f"region{suffix}"],
        territory=troupe.territories[region],
        kind=BodyKind.ELECTED_COUNCIL,
        name=f"Table des élus de démonstration, {troupe.territories[region].name} (fictive)",
        mandate="Décider des projets par résolution.",
        source=SOURCE,
        quotas=[Quota(SeatCategory.ELECTED, 5)],
        quorum_members=None if suffix else 3,
    )
    last = council.seats.order_by("-number")[0]
    actions.set_holder(actor=troupe[f"region{suffix}"], seat=last, status=HolderStatus.VACANT)
    return council
