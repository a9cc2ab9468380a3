"""Downward: what a goal, a plan, a territory, a call… led to, with the ledger's four columns."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from alliances.domain.applications.models import Application
from alliances.domain.chain.queries import public
from alliances.domain.chain.queries.links import Kind, Link
from alliances.domain.chain.queries.makers import (
    alliance_link,
    call_link,
    decision_link,
    envelope_link,
    local_plan_link,
    payment_link,
    priority_link,
)
from alliances.domain.chain.queries.scopes import Scope, scope_of
from alliances.domain.envelopes.money import received_by_account
from alliances.domain.grants.models import IN_FORCE
from alliances.domain.ledger.models import LedgerAccount, Stage
from alliances.domain.ledger.queries import Columns, columns_of, columns_of_accounts

LIMIT = 20
NOTHING = Q(pk__in=[])
CODES = {
    Kind.ARTICLE: "number",
    Kind.GOAL: "number",
    Kind.PLAN: "code",
    Kind.MEASURE: "code",
    Kind.TERRITORY: "code",
}
"""The field by which a published fact is named; everything else goes by its key."""
BOOK = "call__envelope__fund__book__is_fictitious"


@dataclass(frozen=True)
class Sums:
    """Totals on one side of the mark (fictitious or real): cents in the columns, counts for the rest."""

    columns: Columns = field(default_factory=Columns)
    grants: int = 0
    signed: int = 0
    payments: int = 0
    reports: int = 0
    people_reached: int = 0


@dataclass(frozen=True)
class Listing:
    """The first `links`; `has_more` when others are not listed. False when empty."""

    links: tuple[Link, ...] = ()
    has_more: bool = False

    def __bool__(self) -> bool:
        return bool(self.links)

    @property
    def is_fictitious(self) -> bool:
        """Whether one mark on the whole list says it for all."""
        return bool(self.links) and all(link.is_fictitious for link in self.links)


@dataclass(frozen=True)
class Downstream:
    """`from_envelopes`: the columns are those of envelopes, what is still available included; else of grants alone.

    `kind` and `code` name the thing that all this flows from, in the words of its address.
    """

    kind: Kind
    code: str
    envelopes: Listing
    alliances: Listing
    local_plans: Listing
    priorities: Listing
    calls: Listing
    grants: Listing
    payments: Listing
    real: Sums
    fictitious: Sums
    from_envelopes: bool

    @property
    def sides(self) -> list[tuple[bool, Sums]]:
        """(is fictitious, sums) of each side that has something to say. The two are shown apart, never added."""
        return [side for side in ((False, self.real), (True, self.fictitious)) if side[1] != Sums()]

    def __bool__(self) -> bool:
        lists = (self.envelopes, self.alliances, self.local_plans, self.priorities, self.calls, self.grants)
        return any(lists)


def journey_of(kind: Kind, row: Any) -> Downstream:
    """Everything public that `row` led to; at most 14 queries, whatever there is.

    An article, a plan, a measure, a territory, an Alliance or an envelope has envelopes; a goal, a local plan, a
    priority, a call or an organisation has grants.
    """
    scope = scope_of(kind, row)
    files = Application.objects.filter(scope.application or NOTHING).order_by().values("pk")
    application = Q(application__in=files)
    payment = report = Q(grant__decision__application__in=files)
    envelopes = _columns_of_envelopes(scope) if scope.envelope is not None else {}
    grants = _sums_of_grants(application)
    reports = _counts_of_reports(report)
    paid = _counts_of_payments(payment)
    sums = {
        side: Sums(
            columns=(envelopes if scope.envelope is not None else grants.columns).get(side, Columns()),
            grants=grants.counts.get(side, 0),
            signed=grants.signed.get(side, 0),
            payments=paid.get(side, 0),
            reports=reports.get(side, (0, 0))[0],
            people_reached=reports.get(side, (0, 0))[1],
        )
        for side in (False, True)
    }
    return Downstream(
        kind=kind,
        code=str(getattr(row, CODES.get(kind, "pk"))),
        envelopes=_envelopes(kind, scope),
        alliances=_listing(public.alliances(), scope.alliance, ("-signed_on", "-pk"), alliance_link),
        local_plans=_listing(public.local_plans(), scope.local_plan, ("-adopted_on", "-pk"), local_plan_link),
        priorities=_listing(public.priorities(), scope.priority, ("local_plan", "rank"), priority_link),
        calls=_listing(public.calls(), scope.call, ("-closes_at", "-pk"), call_link),
        grants=_listing(public.decisions(), application, ("-resolution__adopted_on", "-pk"), decision_link),
        payments=_listing(public.payments(), payment, ("-paid_on", "-pk"), payment_link),
        real=sums[False],
        fictitious=sums[True],
        from_envelopes=scope.envelope is not None,
    )


def rows_of(kind: Kind, row: Any) -> dict[Kind, QuerySet[Any]]:
    """Everything public that `row` led to, by kind: the whole of the lists that `journey_of` shows the first of."""
    scope = scope_of(kind, row)
    files = Application.objects.filter(scope.application or NOTHING).order_by().values("pk")
    whole = {
        Kind.ENVELOPE: (_first_envelopes(kind), None if kind == Kind.ENVELOPE else scope.envelope),
        Kind.ALLIANCE: (public.alliances(), scope.alliance),
        Kind.LOCAL_PLAN: (public.local_plans(), scope.local_plan),
        Kind.PRIORITY: (public.priorities(), scope.priority),
        Kind.CALL: (public.calls(), scope.call),
        Kind.GRANT: (public.decisions(), Q(application__in=files)),
        Kind.PAYMENT: (public.payments(), Q(grant__decision__application__in=files)),
    }
    return {
        listed: _within(rows, condition)
        for listed, (rows, condition) in whole.items()
        if condition is not None
    }


def _first_envelopes(kind: Kind) -> QuerySet[Any]:
    """From a plan or a measure, only the first envelopes: the others are split from them."""
    rows = public.envelopes()
    return rows.filter(parent=None) if kind in (Kind.ARTICLE, Kind.PLAN, Kind.MEASURE) else rows


def _within(rows: QuerySet[Any], condition: Q) -> QuerySet[Any]:
    """`rows` under `condition`, each once even when the condition crosses many-to-many relations."""
    found = rows.model._default_manager.filter(condition).order_by().values("pk")
    return rows.filter(pk__in=found)


def _listing(
    rows: QuerySet[Any], condition: Q | None, order: tuple[str, ...], maker: Callable[[Any], Link]
) -> Listing:
    if condition is None:
        return Listing()
    found = list(_within(rows, condition).order_by(*order)[: LIMIT + 1])
    return Listing(tuple(map(maker, found[:LIMIT])), len(found) > LIMIT)


def _envelopes(kind: Kind, scope: Scope) -> Listing:
    """With what each was given. None for an envelope: its own page tells its children apart."""
    if scope.envelope is None or kind == Kind.ENVELOPE:
        return Listing()
    found = list(
        _within(_first_envelopes(kind), scope.envelope).order_by("territory__path", "component", "pk")[
            : LIMIT + 1
        ]
    )
    received = received_by_account(envelope.account_id for envelope in found)
    links = tuple(envelope_link(each, received.get(each.account_id)) for each in found[:LIMIT])
    return Listing(links, len(found) > LIMIT)


def _columns_of_envelopes(scope: Scope) -> dict[bool, Columns]:
    """Two queries: the envelopes' accounts, then their columns, summed on each side of the mark."""
    rows = _within(public.envelopes(), scope.envelope or NOTHING)
    sides = dict(rows.values_list("account_id", "fund__book__is_fictitious").order_by("pk"))
    totals: dict[bool, Columns] = {}
    for account_id, columns in columns_of(sides).items():
        side = sides[account_id]
        totals[side] = totals.get(side, Columns()) + columns
    return totals


@dataclass(frozen=True)
class GrantSums:
    columns: dict[bool, Columns]
    counts: dict[bool, int]
    signed: dict[bool, int]


STAGES = {
    Stage.RESERVED: "reserved_account",
    Stage.COMMITTED: "grant__committed_account",
    Stage.PAID: "grant__paid_account",
    Stage.JUSTIFIED: "grant__justified_account",
}


def _sums_of_grants(condition: Q) -> GrantSums:
    """One query: the balances of the accounts of what was granted, by side of the mark."""
    rows = (
        _within(public.decisions(), condition)
        .values(side=_side("application"))
        .annotate(
            count=Count("pk"),
            signed=Count("pk", filter=Q(grant__state__in=IN_FORCE)),
            **{stage.value: Sum(f"{path}__balance_cents") for stage, path in STAGES.items()},
        )
        .order_by()
    )
    columns, counts, signed = {}, {}, {}
    for row in rows:
        counts[row["side"]], signed[row["side"]] = row["count"], row["signed"]
        columns[row["side"]] = columns_of_accounts(
            LedgerAccount(stage=stage, balance_cents=row[stage.value] or 0) for stage in STAGES
        )
    return GrantSums(columns, counts, signed)


def _counts_of_payments(condition: Q) -> dict[bool, int]:
    rows = _within(public.payments(), condition).values(side=_side("grant__decision__application"))
    return dict(rows.annotate(count=Count("pk")).order_by().values_list("side", "count"))


def _counts_of_reports(condition: Q) -> dict[bool, tuple[int, int]]:
    """By side: accepted reports, and the people they say were reached."""
    rows = _within(public.reports(), condition).values(side=_side("grant__decision__application"))
    found = rows.annotate(count=Count("pk"), people=Sum("people_reached")).order_by()
    return {row["side"]: (row["count"], row["people"] or 0) for row in found}


def _side(path: str) -> F:
    return F(f"{path}__{BOOK}")
