"""The trial balance, the lines of one account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from alliances.domain.ledger.models import Stage
from alliances.domain.ledger.queries.accounts import SEARCHED, Sums, TrialBalance
from alliances.spaces.audit.addresses import entry_url, statement_url
from alliances.spaces.papers import PAPER, PaperTable
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def _columns(first_label: Any, link: Callable[[Any], str], *, total: bool) -> tuple[Column, ...]:
    """The four sums of a line, each a link to what it adds up."""

    def sums(key: str, label: Any) -> Column:
        return Column(
            key,
            label,
            kind=Kind.MONEY,
            value=lambda row: getattr(row.sums, key),
            href=link,
            sortable=not total,
            total=total,
        )

    return (
        sums("opening_cents", first_label),
        sums("in_cents", _("Entrées")),
        sums("out_cents", _("Sorties")),
        sums("closing_cents", _("Solde")),
    )


@dataclass(frozen=True)
class StageLine:
    """One line of the sub-totals; `url` lists its accounts."""

    label: Any
    sums: Sums
    url: str


class StageTable(Table):
    """Rows: `stage_lines`."""

    caption = _("Total par étape")
    columns: ClassVar = (
        Column("label", _("Où est l’argent"), href=lambda row: row.url),
        *_columns(_("Solde d’ouverture"), lambda row: row.url, total=True),
    )


def stage_lines(trial: TrialBalance, address: Callable[[str], str]) -> list[StageLine]:
    """The sub-totals by stage, then the other side when it stands outside the perimeter."""
    lines = [StageLine(stage.label, sums, address(stage.value)) for stage, _lines, sums in trial.by_stage()]
    if not trial.beyond.is_empty:
        lines.append(StageLine(_("Autres comptes du fonds, hors de votre périmètre"), trial.beyond, ""))
    return lines


class TrialTable(Table):
    """Rows: the lines of a `TrialBalance`; `first_day` and `last_day` are those of its links."""

    caption = _("Balance de vérification, compte par compte")
    search: ClassVar = SEARCHED
    search_label = _("Chercher un compte")
    empty = _("Aucun compte n’a de solde ni de mouvement à cette date.")
    period: tuple[date, date] = (date.min, date.max)
    filters: ClassVar = (ChoiceFilter("etape", _("Étape"), Stage.choices, field="account.stage"),)
    columns: ClassVar = ()

    def __init__(self, *arguments: Any, **given: Any) -> None:
        super().__init__(*arguments, **given)

        def link(row: Any) -> str:
            return statement_url(row.account.pk, *self.period)

        self.columns = (  # type: ignore[assignment, misc]
            Column("account", _("Compte"), value=lambda row: row.account.label, sortable=True, href=link),
            Column("stage", _("Étape"), value=lambda row: row.account.get_stage_display()),
            *_columns(_("Solde d’ouverture"), link, total=False),
            Column(
                "kept",
                _("Solde tenu aujourd’hui"),
                kind=Kind.MONEY,
                value=lambda row: row.account.balance_cents,
            ),
        )


def _other(row: Any) -> str:
    return (row.origin if row.effect_cents > 0 else row.destination).label


class AccountTable(PaperTable):
    """Rows: the lines of a `Statement`, in its order: a balance that runs has no other."""

    caption = _("Écritures du compte")
    page_size = 100
    columns: ClassVar = (
        Column("number", _("Numéro"), href=lambda row: entry_url(row.pk)),
        Column("accounting_date", _("Date comptable"), kind=Kind.DAY),
        Column("kind", _("Type"), value=lambda row: row.get_kind_display()),
        Column("other", _("Autre compte"), value=_other),
        Column(
            "in_cents",
            _("Entrée"),
            kind=Kind.MONEY,
            value=lambda row: row.effect_cents if row.effect_cents > 0 else None,
            hole="–",
        ),
        Column(
            "out_cents",
            _("Sortie"),
            kind=Kind.MONEY,
            value=lambda row: -row.effect_cents if row.effect_cents < 0 else None,
            hole="–",
        ),
        Column("after_cents", _("Solde après"), kind=Kind.MONEY),
        PAPER,
    )
