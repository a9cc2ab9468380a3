"""What the published amounts show when they are put side by side: sums that agree, differences, steps and shares.

The arithmetic is ours and says so; the amounts are facts with their source. They stay beside the ledger: no entry, no
balance and no total of an envelope reads them. The files are `data/published_sums.csv` (what is shown, and what it
comes to) and `data/published_sum_terms.csv` (its amounts: the rank of a published amount, or one written with its own
source; `date` is that of the document, as far as it is known).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path

from alliances.domain.common.formats import is_english
from alliances.domain.common.reference import read_rows
from alliances.domain.strategy.models import Plan, PublishedAmount

DATA = Path(__file__).resolve().parent / "data"
LOCAL_SHARE = Fraction(90, 100)  # published for Chaudière-Appalaches under the plan before this one
RATIO_DECIMALS = 7


class SumKind(StrEnum):
    SUM = "sum"  # the terms make the amount that was announced
    REST = "rest"  # what the first term exceeds the others by
    RATE = "rate"  # the term over the base
    SHARE = "share"  # the local share of the base


class Role(StrEnum):
    TERM = "term"
    ANNOUNCED = "announced"
    BASE = "base"


@dataclass(frozen=True)
class Term:
    """One amount, in cents, negative when it is taken off. `source` and `date` are those of the document."""

    role: Role
    cents: int
    label: str
    source: str
    date: str


@dataclass(frozen=True)
class PublishedSum:
    """Some amounts and what they come to: cents, or a share of 1 for a rate."""

    code: str
    kind: SumKind
    title: str
    note: str
    terms: list[Term]

    def _total(self, role: Role) -> int:
        return sum(term.cents for term in self.terms if term.role is role)

    @property
    def announced_cents(self) -> int | None:
        found = [term.cents for term in self.terms if term.role is Role.ANNOUNCED]
        return found[0] if found else None

    @property
    def cents(self) -> int | None:
        """What the amounts come to; None for a rate."""
        if self.kind is SumKind.RATE:
            return None
        if self.kind is SumKind.SHARE:
            return round(self._total(Role.BASE) * LOCAL_SHARE)
        return self._total(Role.TERM)

    @property
    def rate(self) -> Decimal | None:
        """The share, rounded to seven decimals (0.1700096); None for an amount."""
        if self.kind is not SumKind.RATE:
            return None
        share = Fraction(self._total(Role.TERM), self._total(Role.BASE))
        return Decimal(round(share * 10**RATIO_DECIMALS)) / 10**RATIO_DECIMALS

    @property
    def agrees(self) -> bool:
        return self.announced_cents is None or self.announced_cents == self.cents


@cache
def _rows(name: str) -> list[dict[str, str]]:
    return read_rows(DATA / name)


def sums_of(plan: Plan) -> list[PublishedSum]:
    """What is shown with the amounts of `plan`, in the order of the file. One query."""
    rows = [row for row in _rows("published_sums.csv") if row["plan"] == plan.code]
    codes = {row["code"] for row in rows}
    lines = [line for line in _rows("published_sum_terms.csv") if line["check"] in codes]
    known = _published(line["rank"] for line in lines if line["rank"])
    return [
        PublishedSum(
            code=row["code"],
            kind=SumKind(row["kind"]),
            title=_said(row, "title"),
            note=_said(row, "note"),
            terms=[
                _term(line, known)
                for line in lines
                if line["check"] == row["code"] and (not line["rank"] or int(line["rank"]) in known)
            ],
        )
        for row in rows
    ]


def _published(ranks: Iterable[str]) -> dict[int, PublishedAmount]:
    wanted = {int(rank) for rank in ranks}
    return PublishedAmount.objects.in_bulk(wanted, field_name="rank") if wanted else {}


def _term(line: dict[str, str], known: dict[int, PublishedAmount]) -> Term:
    role, sign = Role(line["role"]), int(line["sign"])
    if not line["rank"]:
        cents = round(Decimal(line["amount_cad"]) * 100)
        return Term(role, sign * cents, _said(line, "label"), line["source"], line["date"])
    amount = known[int(line["rank"])]
    english = amount.recipient_en if is_english() else ""
    label = f"{english or amount.recipient} ({amount.period})"
    return Term(role, sign * amount.amount_cents, label, amount.source, line["date"])


def _said(row: dict[str, str], name: str) -> str:
    return (is_english() and row[f"{name}_en"]) or row[name]
