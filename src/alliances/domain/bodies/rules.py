"""Who keeps a body, and whether a sitting has its quorum: counted by category, said in one sentence.

Strict reading (see `docs/decisions`): where a rule is published and not met, the sitting decides nothing. Where no rule
is published, the presence is recorded and the sentence says that nobody can tell.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.domain.bodies.models import Body, BodyKind, Presence, SeatCategory, Sitting, SittingState
from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory

KEEPERS: dict[str, Permission] = {
    BodyKind.LOCAL_TABLE: Permission.SET_PRIORITIES,
    BodyKind.ANALYSIS_COMMITTEE: Permission.RECOMMEND,
    BodyKind.ELECTED_COUNCIL: Permission.RECORD_RESOLUTION,
}


def may_set_up(account: Account, body: Body) -> Verdict:
    """Seats, categories and quorum are the region's rules."""
    if body.territory is None:
        return refused(_("Cette instance vient de la loi : ses sièges ne se modifient pas ici."))
    return may_in_territory(account, Permission.MANAGE_ALLIANCE, body.territory)


def may_keep(account: Account, body: Body) -> Verdict:
    """Holding the register of sittings: the table, the region for its committee, the clerk for the council."""
    if body.territory is None:
        return refused(_("Les séances de cette instance ne se consignent pas ici."))
    permission = KEEPERS.get(body.kind, Permission.RECOMMEND)
    return may_in_territory(account, permission, body.territory)


@dataclass(frozen=True)
class CategoryCount:
    """Seats of one category, how many were present, and how many must be (None: not published)."""

    category: str
    seats: int
    present: int
    minimum: int | None

    @property
    def label(self) -> str:
        return str(SeatCategory(self.category).label)

    @property
    def missing(self) -> int:
        return max((self.minimum or 0) - self.present, 0)


@dataclass(frozen=True)
class Count:
    """Who was present, by category, beside the rules of that day. `voting` are the members counted for the quorum."""

    quorum_members: int | None
    voting: int
    categories: list[CategoryCount]

    @property
    def present(self) -> int:
        return sum(line.present for line in self.categories)

    @property
    def is_published(self) -> bool:
        """Whether there is any rule to hold the presence against."""
        return self.quorum_members is not None or any(line.minimum is not None for line in self.categories)

    @property
    def has_quorum(self) -> bool | None:
        """None where no rule is published: unknown is not yes."""
        if not self.is_published:
            return None
        enough = self.voting >= (self.quorum_members or 0)
        return enough and not any(line.missing for line in self.categories)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Count":
        lines = [CategoryCount(**line) for line in data["categories"]]
        return cls(data["quorum_members"], data["voting"], lines)


def count(body: Body, presences: Iterable[Presence]) -> Count:
    """The presence held against the body's rules of today. One query, for the quotas."""
    rows = list(presences)
    present = Counter(row.category for row in rows)
    quotas = list(body.quotas.order_by("rank", "pk"))
    lines = [CategoryCount(q.category, q.seats, present[q.category], q.minimum_present) for q in quotas]
    known = {quota.category for quota in quotas}
    lines += [CategoryCount(c, n, n, None) for c, n in sorted(present.items()) if c not in known]
    return Count(body.quorum_members, sum(row.voting for row in rows), lines)


def counted(sitting: Sitting, without: Collection[int] = ()) -> Count:
    """What the sitting counted; `without` are persons (keys) who left the room for one file. One query."""
    if sitting.attendance is None:
        return count(sitting.body, sitting.presences.all())
    whole = Count.from_json(sitting.attendance)
    if not without:
        return whole
    left = list(sitting.presences.filter(person__in=without))
    gone = Counter(row.category for row in left)
    lines = [
        CategoryCount(line.category, line.seats, line.present - gone[line.category], line.minimum)
        for line in whole.categories
    ]
    return Count(whole.quorum_members, whole.voting - sum(row.voting for row in left), lines)


def quorum_sentence(found: Count) -> str:
    """One sentence that anybody can check against the numbers beside it."""
    members = ngettext(
        "%(voting)s membre votant présent", "%(voting)s membres votants présents", found.voting
    ) % {"voting": found.voting}
    if not found.is_published:
        return _("Le quorum de cette instance n’est pas publié. Présence : %(members)s.") % {
            "members": members
        }
    wanted = [_("%(members)s, il en faut %(wanted)s") % {"members": members, "wanted": found.quorum_members}]
    if found.quorum_members is None:
        wanted = [members]
    wanted += [
        _("%(category)s : %(present)s, au moins %(minimum)s")
        % {"category": line.label, "present": line.present, "minimum": line.minimum}
        for line in found.categories
        if line.minimum
    ]
    said = _("Quorum atteint : %(wanted)s.") if found.has_quorum else _("Pas de quorum : %(wanted)s.")
    return said % {"wanted": "; ".join(wanted)}


def may_decide_at(sitting: Sitting, without: Collection[int] = ()) -> Verdict:
    """Whether an act may cite this sitting: presences frozen, somebody present, and no published quorum missed."""
    if sitting.state != SittingState.CLOSED:
        return refused(_("Arrêtez d’abord les présences de cette séance : un acte s’appuie sur elles."))
    found = counted(sitting, without)
    if not found.voting:
        return refused(_("Aucun membre votant n’était présent : cette séance ne décide rien."))
    if found.has_quorum is False:
        return refused(quorum_sentence(found))
    return ALLOWED
