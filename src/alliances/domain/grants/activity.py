"""Money paid in fiscal years (1 April to 31 March) for activities of calendar years: one table, two exact margins.

In 2013 an agreement gave 9 M$ in 2013-2014 and 9 M$ in 2014-2015 to pay for the calendar years 2013 and 2014
(http://www.collectifquartier.org/2013/03/entente-administrative-sur-la-gestion-du-fonds-quebecois-dinitiatives-sociales-dans-le-cadre-des-alliances-pour-la-solidarite/).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from alliances.domain.grants.models import Instalment, Payment, PaymentState
from alliances.engine.fiscal_years import FiscalYear

Cells = Mapping[tuple[int, int | None], int]


@dataclass(frozen=True)
class CrossTable:
    """Cents by fiscal year (its first calendar year) and by year of activity; None: the agreement does not say it."""

    cells: Cells

    @property
    def fiscal_years(self) -> list[int]:
        return sorted({fiscal for fiscal, _activity in self.cells})

    @property
    def activity_years(self) -> list[int | None]:
        """In order, what is unsaid last."""
        return sorted(
            {activity for _fiscal, activity in self.cells}, key=lambda year: (year is None, year or 0)
        )

    @property
    def rows(self) -> list[tuple[int, list[int], int]]:
        """Each fiscal year, its cents by year of activity, and its total."""
        return [
            (
                fiscal,
                [self.cells.get((fiscal, activity), 0) for activity in self.activity_years],
                self.of_fiscal(fiscal),
            )
            for fiscal in self.fiscal_years
        ]

    @property
    def totals(self) -> list[int]:
        return [self.of_activity(activity) for activity in self.activity_years]

    @property
    def total_cents(self) -> int:
        return sum(self.cells.values())

    @property
    def says_something(self) -> bool:
        """Some instalment names its year of activity: otherwise fiscal years alone are told elsewhere."""
        return any(activity is not None for activity in self.activity_years)

    def of_fiscal(self, year: int) -> int:
        return sum(cents for (fiscal, _activity), cents in self.cells.items() if fiscal == year)

    def of_activity(self, year: int | None) -> int:
        return sum(cents for (_fiscal, activity), cents in self.cells.items() if activity == year)


def planned(instalments: Iterable[Instalment]) -> CrossTable:
    """What the instalments of an agreement provide, by the fiscal year of the day each one is expected."""
    return _crossed((part.due_on, part.activity_year, part.amount_cents) for part in instalments)


def paid_from(accounts: Iterable[int]) -> CrossTable:
    """What was paid out of these available accounts, by the fiscal year of the payment. What was asked back later is
    not taken off: it belongs to no year of activity. One query.
    """
    payments = Payment.objects.filter(
        state=PaymentState.PAID, grant__paid_account__drawn_from__in=list(accounts)
    )
    rows = payments.values_list("paid_on", "instalment__activity_year", "amount_cents")
    return _crossed((day, activity, cents) for day, activity, cents in rows if day)


def _crossed(rows: Iterable[tuple[date, int | None, int]]) -> CrossTable:
    cells: dict[tuple[int, int | None], int] = {}
    for day, activity, cents in rows:
        key = (FiscalYear.of(day).start, activity)
        cells[key] = cells.get(key, 0) + cents
    return CrossTable(cells)
