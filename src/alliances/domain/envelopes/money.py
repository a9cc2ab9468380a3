"""What envelopes received, from whom, and what happened to it year by year. Read from the ledger alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Q, QuerySet, Sum

from alliances.domain.envelopes.models import Envelope, Tranche
from alliances.domain.ledger.models import Stage, Transfer
from alliances.engine.fiscal_years import FiscalYear

HELD = (Stage.SOURCE, Stage.AVAILABLE)
RANKS = {stage: rank for rank, stage in enumerate(Stage.values)}


def between_envelopes() -> QuerySet[Transfer]:
    """The entries that move money between envelopes, or between one and the credit of the fund."""
    return Transfer.objects.filter(origin__stage__in=HELD, destination__stage__in=HELD).order_by()


def received_by_account(accounts: Iterable[int]) -> dict[int, int]:
    """Cents each envelope received and still answers for, by its account: what it gave to the envelopes made from it
    is still its own; what went back up, or to another envelope, is not. One query.
    """
    found = dict.fromkeys(accounts, 0)
    entries = between_envelopes().filter(Q(origin__in=list(found)) | Q(destination__in=list(found)))
    above = ("origin__envelope__parent__account", "destination__envelope__parent__account")
    sums = entries.values_list("origin", "destination", *above).annotate(Sum("amount_cents"))
    for origin, destination, above_origin, above_destination, cents in sums:
        if origin in found and above_destination != origin:
            found[origin] -= cents
        if destination in found and above_origin != destination:
            found[destination] += cents
    return found


def received_of(envelopes: Iterable[Envelope]) -> dict[int, int]:
    """As `received_by_account`, by the key of the envelope."""
    keys = {envelope.account_id: envelope.pk for envelope in envelopes}
    return {keys[account]: cents for account, cents in received_by_account(keys).items()}


def received_cents(envelope: Envelope) -> int:
    return received_of([envelope])[envelope.pk]


@dataclass(frozen=True)
class Flow:
    """Cents that came from, or went to, one counterpart (None: the credit of the fund) by one decision."""

    counterpart: Envelope | None
    cents: int
    document: str
    accounting_date: date


def came_from(envelope: Envelope) -> list[Flow]:
    """Every sum the envelope received from others, in the order of the ledger. One query."""
    return _flows(envelope, "destination", "origin")


def went_elsewhere(envelope: Envelope) -> list[Flow]:
    """Every sum the envelope gave to others than the parts made from it, in the order of the ledger. One query."""
    given = _flows(envelope, "origin", "destination")
    return [flow for flow in given if not (flow.counterpart and flow.counterpart.parent_id == envelope.pk)]


def _flows(envelope: Envelope, side: str, other: str) -> list[Flow]:
    entries = between_envelopes().filter(**{side: envelope.account_id})
    entries = entries.select_related(f"{other}__envelope__territory").order_by("number")
    return [
        Flow(
            getattr(getattr(entry, other), "envelope", None),
            entry.amount_cents,
            entry.document,
            entry.accounting_date,
        )
        for entry in entries
    ]


@dataclass(frozen=True)
class Year:
    """One fiscal year of an envelope, in cents. `tranche_cents` is None when it was never shared among years."""

    start: int
    tranche_cents: int | None
    committed_cents: int = 0
    paid_cents: int = 0
    justified_cents: int = 0

    @property
    def left_cents(self) -> int | None:
        """Of the tranche, what was not paid in the year."""
        return None if self.tranche_cents is None else self.tranche_cents - self.paid_cents


def years_of(envelope: Envelope, accounts: Iterable[int]) -> list[Year]:
    """Each year of the envelope, and each other one in which something happened to its money.

    `accounts` are the available accounts whose help is counted: its own, or those of everything split from it.
    Two queries.
    """
    tranches = Tranche.objects.filter(envelope=envelope).by_year()
    flows = _by_year(list(accounts))
    starts = {*range(envelope.first_year, envelope.last_year + 1), *tranches, *flows}
    return [
        Year(start, tranches.get(start, 0) if tranches else None, **flows.get(start, {}))
        for start in sorted(starts)
    ]


def _by_year(accounts: list[int]) -> dict[int, dict[str, int]]:
    """What each year added to the columns: an entry counts in each column whose stage it reaches or leaves."""
    drawn = Q(origin__drawn_from__in=accounts) | Q(destination__drawn_from__in=accounts)
    rows = Transfer.objects.filter(drawn).order_by()
    sums = rows.values_list("fiscal_year", "origin__stage", "destination__stage").annotate(
        Sum("amount_cents")
    )
    found: dict[int, dict[str, int]] = {}
    for year, origin, destination, cents in sums:
        columns = found.setdefault(year, {})
        for name, stage in (
            ("committed_cents", Stage.COMMITTED), ("paid_cents", Stage.PAID), ("justified_cents", Stage.JUSTIFIED),
        ):  # fmt: skip
            crossed = (RANKS[destination] >= RANKS[stage]) - (RANKS[origin] >= RANKS[stage])
            columns[name] = columns.get(name, 0) + crossed * cents
    return found


@dataclass(frozen=True)
class Pace:
    """How far the time and the money of an envelope have gone, as shares of the whole (0 to 1)."""

    elapsed: Fraction
    committed: Fraction
    paid: Fraction

    @property
    def is_slow(self) -> bool:
        """The money promised is behind the time gone by."""
        return self.committed < self.elapsed


def pace_of(envelope: Envelope, *, received: int, committed: int, paid: int, today: date) -> Pace | None:
    """From the first day of the first year to the last day of the last one; None before it begins or without money."""
    first, last = FiscalYear(envelope.first_year).first_day, FiscalYear(envelope.last_year).last_day
    if received <= 0 or today < first:
        return None
    elapsed = Fraction(min((today - first).days + 1, (last - first).days + 1), (last - first).days + 1)
    return Pace(elapsed, Fraction(committed, received), Fraction(paid, received))
