"""The register of commitments: each signed agreement, with what its own accounts hold today."""

from django.db.models import F, OuterRef, QuerySet, Subquery

from alliances.domain.grants.models import Grant, Instalment
from alliances.domain.ledger.models import Book
from alliances.domain.people.models import Account, within_any
from alliances.domain.people.roles import Permission
from alliances.domain.territories.models import Territory
from alliances.engine.fiscal_years import FiscalYear

PLACE = "decision__application__call__territory"
SEARCHED = ("number", "organisation.sort_key", "decision.application.title")
"""Where a search of the register looks, on the screen and on paper."""


def commitments_of(reader: Account, book: Book) -> QuerySet[Grant]:
    """The agreements in force paid by the fund of `book`, within the perimeter in which she reads money.

    Cents: `committed_cents` counts what is paid, `paid_cents` what is justified; `left_cents` is what is committed and
    not paid. `next_due_on`: the day of the first instalment that the bank has still to pay. One query.
    """
    due = Instalment.objects.filter(grant=OuterRef("pk")).unpaid().order_by("due_on").values("due_on")[:1]
    left, paid, justified = (
        F(f"{stage}_account__balance_cents") for stage in ("committed", "paid", "justified")
    )
    visible = Grant.objects.in_force().filter(
        within_any(reader.territories_for(Permission.READ_MONEY), PLACE),
        decision__application__call__envelope__fund__book=book,
    )
    return (
        visible.with_context()
        .annotate(
            committed_cents=left + paid + justified,
            paid_cents=paid + justified,
            justified_cents=justified,
            left_cents=left,
            next_due_on=Subquery(due),
        )
        .order_by("signed_on", "number")
    )


def signed_in_year(grants: QuerySet[Grant], year: str) -> QuerySet[Grant]:
    """Those signed in the fiscal year that opens in `year`; all of them when it is not a year of the calendar."""
    if not (year.isascii() and year.isdigit() and 1900 <= int(year[:5]) <= 2199):
        return grants
    return grants.filter(signed_on__range=FiscalYear(int(year)).bounds)


def within_place(grants: QuerySet[Grant], code: str) -> QuerySet[Grant]:
    """Those of a call of this territory, or of one below it."""
    place = Territory.objects.filter(code=code).first()
    return grants.filter(within_any([place] if place else [], PLACE))


def years_of(grants: QuerySet[Grant]) -> list[FiscalYear]:
    """The fiscal years in which these were signed."""
    days = grants.order_by().values_list("signed_on", flat=True).distinct()
    return sorted({FiscalYear.of(day) for day in days if day})


def places_of(grants: QuerySet[Grant]) -> QuerySet[Territory]:
    """The territories of their calls and all those that hold them. Two queries."""
    calls = Territory.objects.filter(pk__in=grants.order_by().values(PLACE))
    paths = {path for place in calls for path in place.lineage_paths()}
    return Territory.objects.filter(path__in=paths).alphabetical()
