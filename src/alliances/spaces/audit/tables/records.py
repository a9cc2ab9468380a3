"""The lists of an auditor: the entries of the ledger and the decisions, each with its file."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliances.domain.ledger.models import Book, FiscalYear, TransferKind
from alliances.spaces.audit.addresses import entry_url, statement_url
from alliances.spaces.papers import PAPER, PaperTable
from alliances.ui.badges import Badge
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def _years() -> list[tuple[str, str]]:
    return [(str(year.pk), str(year)) for year in FiscalYear.objects.order_by("pk")]


def _books() -> list[tuple[str, str]]:
    return [(book.code, book.name) for book in Book.objects.order_by("code")]


class EntryTable(PaperTable):
    """Rows: `queries.entries_of`."""

    caption = _("Écritures du grand livre")
    search: ClassVar = ("document", "origin.label", "destination.label")
    search_label = _("Chercher une pièce ou un compte")
    order = "-posted_at"
    fictitious = "book.is_fictitious"
    columns: ClassVar = (
        Column("number", _("Numéro"), sortable=True, href=lambda row: entry_url(row.pk)),
        Column("book", _("Fonds"), value=lambda row: row.book.name),
        Column("accounting_date", _("Date comptable"), kind=Kind.DAY, sortable=True),
        Column("kind", _("Type"), value=lambda row: row.get_kind_display(), sortable=True),
        Column("origin.label", _("Du compte"), sortable=True),
        Column("destination.label", _("Au compte"), sortable=True),
        Column("amount_cents", _("Montant"), kind=Kind.MONEY, sortable=True),
        Column("fiscal_year", _("Exercice"), value=lambda row: str(row.fiscal_year)),
        PAPER,
        Column("posted_by", _("Inscrite par"), value=lambda row: row.posted_by.person.full_name),
        Column("posted_at", _("Inscrite le"), kind=Kind.DAY, sortable=True),
        Column(
            "reverses_id",
            _("Annule l’écriture"),
            value=lambda row: row.reverses and row.reverses.number,
            href=lambda row: entry_url(row.reverses_id) if row.reverses_id else "",
            hole="–",
        ),
    )
    filters: ClassVar = (
        ChoiceFilter("genre", _("Type"), TransferKind.choices, field="kind"),
        ChoiceFilter("exercice", _("Exercice"), _years, field="fiscal_year"),
        ChoiceFilter("fonds", _("Fonds"), _books, field="book__code"),
    )


class BalanceTable(Table):
    """Rows: `queries.balances_of`."""

    caption = _("Soldes recalculés")
    search: ClassVar = ("account.label",)
    order = "account"
    fictitious = "account.book.is_fictitious"
    columns: ClassVar = (
        Column(
            "account",
            _("Compte du grand livre"),
            value=lambda row: row.account.label,
            sortable=True,
            href=lambda row: statement_url(row.account.pk),
        ),
        Column(
            "stage", _("Où est l’argent"), value=lambda row: row.account.get_stage_display(), sortable=True
        ),
        Column(
            "kept",
            _("Solde tenu"),
            kind=Kind.MONEY,
            value=lambda row: row.account.balance_cents,
            sortable=True,
        ),
        Column("summed_cents", _("Somme des écritures"), kind=Kind.MONEY, sortable=True),
        Column(
            "agrees",
            _("Résultat"),
            kind=Kind.BADGE,
            value=lambda row: (
                Badge(_("concorde"), "success") if row.agrees else Badge(_("diffère"), "danger")
            ),
        ),
    )


def _granted(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(is_granted=value == "oui")


def _agreement(row: Any) -> str | None:
    return row.grant.number if hasattr(row, "grant") else None


class DecisionTable(Table):
    """Rows: `queries.decisions_of`."""

    caption = _("Décisions")
    search: ClassVar = ("application.title", "resolution.number", "application.organisation.sort_key")
    order = "-resolution.adopted_on"
    fictitious = "application.call.envelope.fund.book.is_fictitious"
    columns: ClassVar = (
        Column(
            "title",
            _("Projet"),
            value=lambda row: row.application.title,
            field="application.title",
            sortable=True,
            href=lambda row: reverse("manager_application", args=[row.application_id]),
        ),
        Column("organisation", _("Organisme"), value=lambda row: row.application.organisation.name),
        Column("territory", _("Territoire"), value=lambda row: row.application.call.territory.name),
        Column(
            "recommended",
            _("Recommandé"),
            kind=Kind.MONEY,
            value=lambda row: row.recommended_cents,
        ),
        Column("amount_cents", _("Accordé"), kind=Kind.MONEY, sortable=True),
        Column(
            "number",
            _("Résolution"),
            value=lambda row: row.resolution.number,
            field="resolution.number",
            sortable=True,
        ),
        Column(
            "adopted_on",
            _("Date"),
            kind=Kind.DAY,
            value=lambda row: row.resolution.adopted_on,
            field="resolution.adopted_on",
            sortable=True,
        ),
        Column(
            "grant",
            _("Convention"),
            value=lambda row: row.grant.number if hasattr(row, "grant") else None,
            hole=_("aucune"),
        ),
        Column("reason", _("Raison de l’écart"), value=lambda row: row.difference_reason or None, hole="–"),
    )
    filters: ClassVar = (
        ChoiceFilter("accordee", _("Accordée"), (("oui", _("oui")), ("non", _("non"))), apply=_granted),
    )
