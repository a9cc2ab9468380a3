"""What people type to amend a signed agreement: the whole terms, as they would be."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from alliances.domain.grants.models import AmendmentRequest, Grant
from alliances.domain.grants.queries import Terms, claimed, terms_of, year_of_activity
from alliances.spaces.instalment_lines import LABELS, LINES, InstalmentLines
from alliances.ui.forms import CountField, DayField, MoneyField, TextField, dress

SPARE = 2
"""Empty lines offered after those that stand."""


class AmendmentForm(InstalmentLines):
    """Everything starts as the agreement says it today. Instalments asked for or paid are not in the form."""

    starts_on = DayField(label=_("Début du projet"))
    ends_on = DayField(label=_("Fin du projet"))
    reason = TextField(
        label=_("Pourquoi la convention change"),
        lines=3,
        max_length=2000,
        help_text=_("L’organisme lira cette raison."),
    )

    def __init__(self, data: Any, *, grant: Grant, asked: AmendmentRequest | None = None) -> None:
        """`asked`: the form starts with what the organisation asks, where nothing was demanded or paid since."""
        self.terms = {**terms_of(grant), **(asked.after if asked else {})}
        self.held = claimed(grant)
        self.free = [
            (rank, row)
            for rank, row in enumerate(self.terms["instalments"], start=1)
            if rank not in self.held
        ]
        first = {**self._as_typed(), **({"reason": asked.reason} if asked else {})}
        super().__init__(data, total_cents=None, initial=first)
        self._name_by_rank()
        for line in range(1, len(self.terms["results"]) + SPARE + 1):
            number = {"number": line}
            self._add(f"label_{line}", TextField(label=_("Résultat %(number)s") % number, required=False))
            self._add(f"target_{line}", CountField(label=_("Nombre visé"), required=False))
            self._add(f"unit_{line}", TextField(label=_("Unité"), required=False, max_length=60))
        for line in range(1, len(self.terms["costs"]) + SPARE + 1):
            number = {"number": line}
            self._add(f"cost_{line}", TextField(label=_("Coût %(number)s") % number, required=False))
            self._add(f"price_{line}", MoneyField(label=_("Montant prévu"), required=False))
        for line in range(1, len(self.terms["revenues"]) + SPARE + 1):
            number = {"number": line}
            self._add(
                f"source_{line}", TextField(label=_("Autre revenu %(number)s") % number, required=False)
            )
            self._add(f"revenue_{line}", MoneyField(label=_("Montant prévu"), required=False))

    def _name_by_rank(self) -> None:
        """Each line bears the rank that it will have; none is required where some are asked for or paid."""
        free = [rank for rank in range(1, len(LINES) + len(self.held) + 1) if rank not in self.held]
        self.ranks = dict(zip(LINES, free, strict=False))
        for line, rank in self.ranks.items():
            for name, label in LABELS.items():
                field = self.fields[f"{name}_{line}"]
                field.label = label % {"number": rank}
                field.required = field.required and not self.held

    def lines(self) -> list[tuple[int, list[Any], bool]]:
        return [(self.ranks[line], fields, shown) for line, fields, shown in super().lines()]

    def _add(self, name: str, field: Any) -> None:
        self.fields[name] = field
        dress(field)

    def _as_typed(self) -> dict[str, Any]:
        found: dict[str, Any] = {"starts_on": self.terms["starts_on"], "ends_on": self.terms["ends_on"]}
        for line, (_rank, row) in enumerate(self.free, start=1):
            found |= {
                f"amount_{line}": row["amount_cents"],
                f"due_{line}": row["due_on"],
                f"condition_{line}": row["condition"],
                f"awaits_{line}": row["awaits"],
                f"activity_{line}": row.get("activity_year"),
            }
        for line, row in enumerate(self.terms["results"], start=1):
            found |= {
                f"label_{line}": row["label"],
                f"target_{line}": row["target"],
                f"unit_{line}": row["unit"],
            }
        for line, row in enumerate(self.terms["costs"], start=1):
            found |= {f"cost_{line}": row["label"], f"price_{line}": row["amount_cents"]}
        for line, row in enumerate(self.terms["revenues"], start=1):
            found |= {f"source_{line}": row["label"], f"revenue_{line}": row["amount_cents"]}
        return found

    def head(self) -> list[Any]:
        return [self["starts_on"], self["ends_on"]]

    def foot(self) -> list[Any]:
        return [self["reason"]]

    def result_lines(self) -> list[tuple[int, list[Any]]]:
        return self._lines("label", "target", "unit")

    def cost_lines(self) -> list[tuple[int, list[Any]]]:
        return self._lines("cost", "price")

    def revenue_lines(self) -> list[tuple[int, list[Any]]]:
        return self._lines("source", "revenue")

    def _budget(self, name: str, price: str) -> list[dict[str, Any]]:
        """The lines of one side of the budget that bear a name."""
        data = self.cleaned_data
        return [
            {"label": data[f"{name}_{line}"], "amount_cents": data[f"{price}_{line}"] or 0}
            for line, _fields in self._lines(name, price)
            if data[f"{name}_{line}"]
        ]

    def _lines(self, *names: str) -> list[tuple[int, list[Any]]]:
        count = sum(1 for name in self.fields if name.rpartition("_")[0] == names[0])
        return [(line, [self[f"{name}_{line}"] for name in names]) for line in range(1, count + 1)]

    def after(self) -> Terms:
        """The terms as typed. Call after the fields are cleaned."""
        data = self.cleaned_data
        lines = [
            {
                "amount_cents": part.amount_cents,
                "due_on": part.due_on.isoformat(),
                "condition": part.condition.strip(),
                "awaits": str(part.awaits),
                **year_of_activity(part.activity_year),
            }
            for part in self.planned()
        ]
        instalments, following = [], iter(lines)
        for rank in range(1, len(self.held) + len(lines) + 1):
            row = self.held.get(rank) or next(following, None)
            if row is not None:
                instalments.append(row)
        return {
            "amount_cents": sum(row["amount_cents"] for row in instalments),
            "starts_on": data["starts_on"].isoformat(),
            "ends_on": data["ends_on"].isoformat(),
            "instalments": instalments,
            "results": [
                {
                    "label": data[f"label_{line}"],
                    "target": data[f"target_{line}"],
                    "unit": data[f"unit_{line}"],
                }
                for line, _fields in self.result_lines()
                if data[f"label_{line}"]
            ],
            "costs": self._budget("cost", "price"),
            "revenues": self._budget("source", "revenue"),
        }


class RequestForm(AmendmentForm):
    """The same form in the organisation's hands: it asks, in its own words, and nothing is decided."""

    reason = TextField(
        label=_("Pourquoi demandez-vous ce changement?"),
        lines=4,
        max_length=2000,
        help_text=_("Vos mots. La région les lira avec ce que vous changez ici."),
    )
