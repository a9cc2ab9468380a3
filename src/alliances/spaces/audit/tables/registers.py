"""The register of commitments, and the entries that came late or reverse another."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alliances.domain.chain.queries import registers
from alliances.domain.chain.queries.registers import places_of, signed_in_year, within_place, years_of
from alliances.domain.grants.models import Grant
from alliances.domain.ledger.models import TransferKind
from alliances.domain.ledger.queries import late
from alliances.spaces.audit.addresses import entry_url
from alliances.spaces.papers import PAPER, PaperTable
from alliances.ui.tables import ChoiceFilter, Column, Kind, Table


def _money(key: str, label: Any) -> Column:
    return Column(key, label, kind=Kind.MONEY, sortable=True, total=True)


def _entries(row: Grant) -> str:
    """The entries of its accounts, which all bear the number of the application."""
    return f"{reverse('audit_entries')}?{urlencode({'q': row.application.number})}"


class CommitmentTable(Table):
    """Rows: `commitments_of`, of one fund, so that its totals are those of the fund."""

    caption = _("Registre des engagements, convention par convention")
    search: ClassVar = registers.SEARCHED
    search_label = _("Chercher un organisme, un projet ou un numéro")
    order = "signed_on"
    empty = _("Aucune convention signée ne correspond. Retirez un filtre ou choisissez un autre fonds.")
    columns: ClassVar = (
        Column(
            "number", _("Convention"), sortable=True, href=lambda row: reverse("manager_grant", args=[row.pk])
        ),
        Column(
            "organisation",
            _("Organisme"),
            value=lambda row: row.organisation.name,
            field="organisation.sort_key",
            sortable=True,
        ),
        Column("project", _("Projet"), value=lambda row: row.application.title),
        Column(
            "envelope",
            _("Enveloppe"),
            value=lambda row: row.application.call.envelope.name,
            href=lambda row: reverse("ministry_envelope", args=[row.application.call.envelope_id]),
        ),
        Column("signed_on", _("Signée le"), kind=Kind.DAY, sortable=True),
        _money("committed_cents", _("Engagé")),
        _money("paid_cents", _("Versé")),
        _money("justified_cents", _("Justifié")),
        _money("left_cents", _("Reste à verser")),
        Column("next_due_on", _("Prochaine tranche"), kind=Kind.DAY, sortable=True, hole=_("aucune")),
        Column("entries", _("Écritures"), value=lambda row: row.application.number, href=_entries),
    )
    filters: ClassVar = (
        ChoiceFilter(
            "exercice",
            _("Signée dans l’exercice"),
            lambda: [(str(year.start), str(year)) for year in years_of(Grant.objects.in_force())],
            apply=signed_in_year,
        ),
        ChoiceFilter(
            "territoire",
            _("Territoire"),
            lambda: [(place.code, place.name) for place in places_of(Grant.objects.in_force())],
            apply=within_place,
        ),
    )


def _why(row: Any) -> str:
    """Everything that brings the entry here, in words."""
    found = [
        _now("Contre-écriture") if row.kind == TransferKind.REVERSAL else "",
        _now("Autre exercice") if row.fiscal_year_id != row.posted_year else "",
        _now("Tardive") if row.delay.days > row.patience else "",
    ]
    return ", ".join(word for word in found if word)


class LateTable(PaperTable):
    """Rows: `late_entries`; `patience` is the number of days after which an entry is late."""

    caption = _("Écritures tardives et contre-écritures")
    search: ClassVar = late.SEARCHED
    search_label = _("Chercher une pièce ou un compte")
    order = "-posted_at"
    fictitious = "book.is_fictitious"
    patience = late.FEW_DAYS
    columns: ClassVar = (
        Column("number", _("Numéro"), sortable=True, href=lambda row: entry_url(row.pk)),
        Column("book", _("Fonds"), value=lambda row: row.book.name),
        Column("why", _("Pourquoi elle est ici"), value=_why),
        Column("accounting_date", _("Date comptable"), kind=Kind.DAY, sortable=True),
        Column("posted_at", _("Inscrite le"), kind=Kind.DAY, sortable=True),
        Column(
            "delay", _("Jours de retard"), kind=Kind.NUMBER, value=lambda row: row.delay.days, sortable=True
        ),
        Column("kind", _("Type"), value=lambda row: row.get_kind_display()),
        Column("origin.label", _("Du compte")),
        Column("destination.label", _("Au compte")),
        Column("amount_cents", _("Montant"), kind=Kind.MONEY, sortable=True),
        PAPER,
        Column(
            "reverses_id",
            _("Annule l’écriture"),
            value=lambda row: row.reverses and row.reverses.number,
            href=lambda row: entry_url(row.reverses_id) if row.reverses_id else "",
            hole="–",
        ),
        Column("posted_by", _("Inscrite par"), value=lambda row: row.posted_by.person.full_name),
    )
    filters: ClassVar = (
        ChoiceFilter(
            "genre",
            _("Type"),
            tuple(zip(late.KINDS, (_("Écritures tardives"), _("Contre-écritures")), strict=True)),
            apply=late.of_kind,
        ),
    )

    def _named(self, entries: Any) -> list[Any]:
        found = super()._named(entries)
        for entry in found:
            entry.patience = self.patience
        return found
