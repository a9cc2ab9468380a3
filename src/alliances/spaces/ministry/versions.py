"""A correction beside the version it replaces: what each territory had, has, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from alliances.domain.envelopes.models import Scenario
from alliances.domain.territories.models import Territory
from alliances.spaces.ministry.simulation import Outcome
from alliances.ui.formats import money


@dataclass(frozen=True)
class Change:
    """Cents of one territory before and after. `signed_cents` is what the replaced version gave it, when it is not what
    it held: money moved in between.
    """

    territory: Territory
    before_cents: int
    after_cents: int
    signed_cents: int | None
    why: str | Promise

    @property
    def change_cents(self) -> int:
        return self.after_cents - self.before_cents


@dataclass(frozen=True)
class Changes:
    lines: list[Change]

    @property
    def before_cents(self) -> int:
        return sum(line.before_cents for line in self.lines)

    @property
    def after_cents(self) -> int:
        return sum(line.after_cents for line in self.lines)

    @property
    def change_cents(self) -> int:
        return self.after_cents - self.before_cents

    @property
    def moved_since(self) -> bool:
        return any(line.signed_cents is not None for line in self.lines)


def changes_of(
    problem: Mapping[str, Any], outcome: Outcome, replaced: Scenario, places: Sequence[Territory]
) -> Changes:
    """`places` are the territories of the correction and of the version it replaces, in the order of the table."""
    before: Mapping[str, int] = problem["before"]
    signed: Mapping[str, int] = replaced.result["cents"]
    rows = {row.territory.code: row for row in outcome.rows}
    lines = []
    for place in places:
        held, row = before.get(place.code, 0), rows.get(place.code)
        was_signed = signed.get(place.code, 0)
        lines.append(
            Change(
                territory=place,
                before_cents=held,
                after_cents=row.cents if row else 0,
                signed_cents=None if was_signed == held else was_signed,
                why=_why(problem, place.code, row),
            )
        )
    return Changes(lines)


def _why(problem: Mapping[str, Any], code: str, row: Any) -> str | Promise:
    if row is None:
        return _("Ce territoire ne reçoit plus.")
    promised = problem["promised"].get(code, 0)
    if promised and row.cents == promised:
        return _("Il garde %(amount)s, déjà réservés, engagés ou versés. %(reason)s") % {
            "amount": money(promised),
            "reason": row.reason,
        }
    return row.reason


def places_of(problem: Mapping[str, Any]) -> list[Territory]:
    """Every territory that has or had something, in alphabetical order. One query."""
    codes = {line["code"] for line in problem["territories"]} | set(problem["before"])
    return list(Territory.objects.filter(code__in=codes).alphabetical())
