"""The years follow the money: what a movement changes in the tranches of the envelopes it touches."""

from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import Refused
from alliances.domain.envelopes.actions.tranches import record
from alliances.domain.envelopes.models import Envelope, Movement, MovementLine, Tranche
from alliances.domain.envelopes.years import evenly, taken
from alliances.engine.fiscal_years import FiscalYear


class Schedule:
    """Tranches in memory while the lines of one movement are followed, then recorded at once.

    An envelope never shared among years keeps none. What leaves a year of one envelope enters the same year of the
    other; money that comes from none is spread over the years that are not over.
    """

    def __init__(self, movement: Movement) -> None:
        self.movement = movement
        self.known: dict[int, dict[int, int]] = {}
        self.changes: dict[int, dict[int, int]] = {}
        self.envelopes: dict[int, Envelope] = {}

    def move(self, line: MovementLine, cents: int) -> None:
        """Raises Refused when the years it leaves hold less than `cents`."""
        leaving = self._leaving(line, cents)
        if line.origin and leaving and not _is_part(line.destination, line.origin):
            self._add(line.origin, leaving, -1)
        if line.destination and not _is_part(line.origin, line.destination):
            arriving = self._arriving(line, cents, leaving)
            if arriving:
                self._add(line.destination, arriving, 1)

    def record(self) -> None:
        for key, changes in self.changes.items():
            record(self.envelopes[key], changes, self.movement.document)

    def _leaving(self, line: MovementLine, cents: int) -> dict[int, int] | None:
        """Cents by year; None when the money comes from no year."""
        if line.origin is None or not self._years(line.origin):
            return None
        leaving = taken(self._not_handed_down(line.origin), cents, line.from_year)
        if leaving is None:
            raise Refused(
                _("La tranche de « %s » ne tient pas ce montant. Choisissez un autre exercice.") % line.origin
            )
        return leaving

    def _arriving(
        self, line: MovementLine, cents: int, leaving: dict[int, int] | None
    ) -> dict[int, int] | None:
        """Cents by year; None when the destination is not shared among years."""
        assert line.destination is not None  # noqa: S101 - asked for a destination only
        starts_now = (
            leaving is not None and not self._years(line.destination) and self._is_new(line.destination)
        )
        if not self._years(line.destination) and not starts_now:
            return None
        named = line.to_year if line.to_year is not None else line.from_year
        if named is not None:
            return {named: cents}
        if leaving is not None:
            return leaving
        first, last = line.destination.first_year, line.destination.last_year
        now = min(max(FiscalYear.of(timezone.localdate()).start, first), last)
        return evenly(cents, range(now, last + 1))

    def _is_new(self, envelope: Envelope) -> bool:
        """Nothing reached it before this movement: it may still take the years of what comes."""
        return not envelope.account.incoming.exclude(document=self.movement.document).exists()

    def _not_handed_down(self, envelope: Envelope) -> dict[int, int]:
        """What each year still holds itself: what its parts received is theirs to give."""
        free = dict(self._years(envelope))
        parts = Tranche.objects.filter(envelope__parent=envelope).by_year()
        pending = [self.changes[key] for key, each in self.envelopes.items()
                   if each.parent_id == envelope.pk and key in self.changes]  # fmt: skip
        for changes in (parts, *pending):
            for year, cents in changes.items():
                free[year] = free.get(year, 0) - cents
        return free

    def _years(self, envelope: Envelope) -> dict[int, int]:
        if envelope.pk not in self.known:
            self.known[envelope.pk] = Tranche.objects.filter(envelope=envelope).by_year()
            self.envelopes[envelope.pk] = envelope
        return self.known[envelope.pk]

    def _add(self, envelope: Envelope, years: dict[int, int], sign: int) -> None:
        known, changes = self._years(envelope), self.changes.setdefault(envelope.pk, {})
        for year, cents in years.items():
            known[year] = known.get(year, 0) + sign * cents
            changes[year] = changes.get(year, 0) + sign * cents


def _is_part(candidate: Envelope | None, parent: Envelope) -> bool:
    """Parts made from an envelope share its years: handing down, or back up, does not change the envelope's own."""
    return candidate is not None and candidate.parent_id == parent.pk
