"""The questions of a report: only the sections that the organisation may write now."""

from collections.abc import Sequence
from typing import Any

from django.forms import TextInput
from django.utils.translation import gettext_lazy as _

from alliances.domain.grants.actions import Achieved, Spent, planned_results, planned_spending
from alliances.domain.grants.models import Grant, Report, ReportKind, ReportSection
from alliances.spaces.organisation.forms import LONGEST_ANSWER, LenientForm
from alliances.ui.forms import CountField, MoneyField, TextField, dress, needed_when


def count_field(label: Any, **kwargs: Any) -> CountField:
    """In a text box: a number box would hide from the person what it cannot read."""
    attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}
    return CountField(label=label, widget=TextInput(attrs), **kwargs)


class ReportForm(LenientForm):
    """Activities, people, results and spending; each line of the application has its fields.

    An interim report asks for no explanation of differences: the project is not over.
    """

    activities = TextField(
        label=_("Qu’avez-vous fait?"),
        help_text=_("Dites aussi ce qui a changé par rapport au projet prévu."),
        lines=8,
        max_length=LONGEST_ANSWER,
    )
    people_reached = count_field(
        _("Combien de personnes avez-vous rejointes?"),
        help_text=_("Un nombre suffit. Ne donnez le nom ni la situation de personne."),
    )
    spent_cents = MoneyField(
        label=_("Dépenses payées avec l’aide"), help_text=_("Seulement les dépenses déjà faites.")
    )

    def __init__(
        self, data: Any, *, grant: Grant, report: Report | None, kind: ReportKind, sections: list[str]
    ) -> None:
        super().__init__(data)
        self.sections = sections
        order = ("is_withdrawn", "rank")
        self.results = list(report.results.order_by(*order)) if report else planned_results(grant)
        self.spending = list(report.spending.order_by(*order)) if report else planned_spending(grant)
        if ReportSection.ACTIVITIES not in sections:
            del self.fields["activities"]
        if ReportSection.PEOPLE not in sections:
            del self.fields["people_reached"]
        if any(not line.is_withdrawn for line in self.spending) or ReportSection.SPENDING not in sections:
            del self.fields["spent_cents"]
        for line in self.results if ReportSection.RESULTS in sections else []:
            self.fields[f"achieved_{line.rank}"] = count_field(_("Ce qui a été atteint"))
            self.fields[f"comment_{line.rank}"] = TextField(
                label=_("Précisions"), required=False, max_length=2000
            )
        for cost in self.spending if ReportSection.SPENDING in sections else []:
            self.fields[f"spent_{cost.rank}"] = MoneyField(label=_("Dépensé en tout"))
            self.fields[f"part_{cost.rank}"] = MoneyField(label=_("Payé avec l’aide"))
            if kind == ReportKind.FINAL:
                why = TextField(label=_("Pourquoi l’écart"), required=False, max_length=2000)
                self.fields[f"why_{cost.rank}"] = needed_when(
                    why, _("nécessaire si le montant n’est pas celui du budget")
                )
        for field in self.fields.values():
            dress(field)

    def text(self, name: str) -> Any:
        return self[name] if name in self.fields else None

    def result_lines(self) -> list[tuple[Any, list[Any]]]:
        return self._lines(self.results, "achieved", "comment")

    def spending_lines(self) -> list[tuple[Any, list[Any]]]:
        return self._lines(self.spending, "spent", "part", "why")

    def _lines(self, lines: Sequence[Any], *names: str) -> list[tuple[Any, list[Any]]]:
        """Those that an amendment withdrew only while something is written in them."""
        found = [(line, self._bound(line.rank, *names)) for line in lines]
        return [each for each in found if not each[0].is_withdrawn or any(field.value() for field in each[1])]

    def _bound(self, rank: int, *names: str) -> list[Any]:
        return [self[f"{name}_{rank}"] for name in names if f"{name}_{rank}" in self.fields]

    def answers(self, before: Report) -> dict[str, Any]:
        """The arguments of `save_report`: what was typed, or what was stored before where it cannot be read."""
        self.full_clean()
        said = self.cleaned_data
        return {
            "activities": said.get("activities", before.activities),
            "people_reached": said.get("people_reached", before.people_reached),
            "spent_cents": said.get("spent_cents", before.spent_cents),
            "results": {
                line.rank: Achieved(
                    said.get(f"achieved_{line.rank}", line.achieved),
                    said.get(f"comment_{line.rank}") or "",
                )
                for line in self.results
                if f"achieved_{line.rank}" in self.fields
            },
            "spending": {
                line.rank: Spent(
                    said.get(f"spent_{line.rank}", line.spent_cents),
                    said.get(f"part_{line.rank}", line.from_grant_cents),
                    said.get(f"why_{line.rank}") or "",
                )
                for line in self.spending
                if f"spent_{line.rank}" in self.fields
            },
            "typed": {name: str(self.data.get(name, "")) for name in self.fields if name in self.data},
        }
