"""What moved on each account between two days, and the lines of one account. Every sum is made of the entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import Coalesce

from alliances.domain.common.fields import CentsField
from alliances.domain.ledger.models import Book, LedgerAccount, Stage, Transfer
from alliances.engine.fiscal_years import FiscalYear


@dataclass(frozen=True)
class Sums:
    """Cents of one account or several: what stood there before the first day, what came in and what went out since."""

    opening_cents: int = 0
    in_cents: int = 0
    out_cents: int = 0

    @property
    def closing_cents(self) -> int:
        return self.opening_cents + self.in_cents - self.out_cents

    @property
    def is_empty(self) -> bool:
        return self == Sums()

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.opening_cents + other.opening_cents,
            self.in_cents + other.in_cents,
            self.out_cents + other.out_cents,
        )


SEARCHED = ("account.label",)
"""Where a search of the trial balance looks, on the screen and on paper."""


@dataclass(frozen=True)
class TrialLine:
    """One account. `summed_cents`: all its entries, whatever their date, to compare with the balance kept."""

    account: LedgerAccount
    sums: Sums
    summed_cents: int

    @property
    def agrees(self) -> bool:
        return self.account.balance_cents == self.summed_cents


@dataclass(frozen=True)
class TrialBalance:
    """The accounts of one book that hold or moved something, in the order of the stages.

    `beyond` is the other side of the entries whose other account is not among these (the fund's credit, for who reads
    a region), so that the total is zero when every entry is whole.
    """

    first_day: date
    last_day: date
    lines: list[TrialLine]
    beyond: Sums

    @property
    def total(self) -> Sums:
        return sum((line.sums for line in self.lines), self.beyond)

    @property
    def is_balanced(self) -> bool:
        """In each movement what enters one account leaves another: both columns agree and the balances cancel out."""
        total = self.total
        return total.opening_cents == total.closing_cents == 0 and total.in_cents == total.out_cents

    @property
    def wrong(self) -> list[TrialLine]:
        """The accounts whose kept balance is not the sum of their entries."""
        return [line for line in self.lines if not line.agrees]

    def by_stage(self) -> list[tuple[Stage, list[TrialLine], Sums]]:
        """Each stage met, with its accounts and their sums."""
        return by_stage(self.lines)


def by_stage(lines: list[TrialLine]) -> list[tuple[Stage, list[TrialLine], Sums]]:
    """`lines`, which stand in the order of the stages, under each stage with their sums."""
    found = []
    for stage, those in groupby(lines, key=lambda line: Stage(line.account.stage)):
        held = list(those)
        found.append((stage, held, sum((line.sums for line in held), Sums())))
    return found


def first_day_of_year(day: date) -> date:
    """The first day of the fiscal year that holds `day`."""
    return FiscalYear.of(day).first_day


def trial_balance(accounts: QuerySet[LedgerAccount], book: Book, last_day: date) -> TrialBalance:
    """Of `accounts` in `book`, since the first day of the fiscal year of `last_day`. Five queries."""
    first_day = first_day_of_year(last_day)
    pks = accounts.filter(book=book).order_by().values("pk")
    entries = Transfer.objects.filter(book=book).order_by()
    came = _by_account(entries.filter(destination__in=pks), "destination", first_day, last_day)
    went = _by_account(entries.filter(origin__in=pks), "origin", first_day, last_day)
    stages = list(Stage)
    held = accounts.filter(book=book).select_related("book").order_by("label", "pk")
    lines = [
        _line(account, came.get(account.pk, NOTHING), went.get(account.pk, NOTHING))
        for account in sorted(held, key=lambda each: stages.index(Stage(each.stage)))
    ]
    return TrialBalance(
        first_day,
        last_day,
        [line for line in lines if not line.sums.is_empty or not line.agrees],
        _beyond(entries, pks, first_day, last_day),
    )


@dataclass(frozen=True)
class _Side:
    """What entered accounts, or what left them: before the first day, until the last one, and ever."""

    before: int = 0
    within: int = 0
    ever: int = 0


NOTHING = _Side()


def _line(account: LedgerAccount, came: _Side, went: _Side) -> TrialLine:
    return TrialLine(account, _sums(came, went), came.ever - went.ever)


def _sums(came: _Side, went: _Side) -> Sums:
    return Sums(came.before - went.before, came.within, went.within)


def _measures(first_day: date, last_day: date) -> dict[str, Coalesce]:
    def added(condition: Q) -> Coalesce:
        return Coalesce(Sum("amount_cents", filter=condition), 0, output_field=CentsField())

    return {
        "before": added(Q(accounting_date__lt=first_day)),
        "within": added(Q(accounting_date__range=(first_day, last_day))),
        "ever": added(Q()),
    }


def _by_account(entries: QuerySet[Transfer], side: str, first_day: date, last_day: date) -> dict[int, _Side]:
    rows: Iterable[Any] = entries.values(account=F(side)).annotate(**_measures(first_day, last_day))
    return {row["account"]: _Side(int(row["before"]), int(row["within"]), int(row["ever"])) for row in rows}


def _beyond(entries: QuerySet[Transfer], pks: QuerySet[Any, Any], first_day: date, last_day: date) -> Sums:
    """The accounts outside, from the entries that cross the border."""

    def crossing(rows: QuerySet[Transfer]) -> _Side:
        return _Side(**{name: int(cents) for name, cents in rows.aggregate(**measures).items()})

    measures = _measures(first_day, last_day)
    went = crossing(entries.filter(destination__in=pks).exclude(origin__in=pks))
    came = crossing(entries.filter(origin__in=pks).exclude(destination__in=pks))
    return _sums(came, went)


@dataclass(frozen=True)
class Statement:
    """One account between two days, both included. `lines` bear `effect_cents` and `after_cents` (see `statement`)."""

    account: LedgerAccount
    first_day: date
    last_day: date
    sums: Sums
    lines: QuerySet[Transfer]


def statement(account: LedgerAccount, first_day: date, last_day: date) -> Statement:
    """The entries of `account` by accounting date, then by number, each with the balance after it.

    `effect_cents` is above zero for what came in. One query for the sums; `lines` is one more, whatever its page.
    """
    touching = Transfer.objects.filter(Q(origin=account) | Q(destination=account)).order_by()
    effect = Case(
        When(destination=account, then=F("amount_cents")),
        default=-F("amount_cents"),
        output_field=CentsField(),
    )

    def side(condition: Q) -> Coalesce:
        return Coalesce(Sum("amount_cents", filter=condition), 0, output_field=CentsField())

    before, within = Q(accounting_date__lt=first_day), Q(accounting_date__range=(first_day, last_day))
    found = touching.aggregate(
        opening=Coalesce(Sum(effect, filter=before), 0, output_field=CentsField()),
        came=side(within & Q(destination=account)),
        went=side(within & Q(origin=account)),
    )
    sums = Sums(int(found["opening"]), int(found["came"]), int(found["went"]))
    running = Window(Sum("effect_cents"), order_by=[F("accounting_date").asc(), F("number").asc()])
    lines = (
        touching.filter(within)
        .select_related("origin", "destination", "book")
        .annotate(effect_cents=effect)
        .annotate(after_cents=Value(sums.opening_cents, output_field=CentsField()) + running)
        .order_by("accounting_date", "number")
    )
    return Statement(account, first_day, last_day, sums, lines)
