"""The books on paper: the trial balance, a statement, an entry, the register of commitments, the late entries."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alliances.domain.chain.queries.papers import papers_of
from alliances.domain.grants.models import Grant
from alliances.domain.ledger.models import Book, Transfer
from alliances.domain.ledger.queries.accounts import Statement, Sums, TrialBalance, TrialLine, by_stage
from alliances.domain.ledger.queries.proofs import previous_digest
from alliances.interfaces.documents import letters
from alliances.interfaces.documents.letters import Block, Col, Letter
from alliances.ui.formats import day, day_short, moment, money


def _cents(sums: Sums) -> tuple[str, ...]:
    """The four amounts of a line of the trial balance."""
    return tuple(
        money(cents) for cents in (sums.opening_cents, sums.in_cents, sums.out_cents, sums.closing_cents)
    )


def _choice(is_narrowed: bool, words: str) -> list[Block]:
    """That lines are missing, and why: a paper read alone must not pass for the whole."""
    if not is_narrowed:
        return []
    said = [_("Seules les lignes que gardent la recherche et les filtres de l’écran sont imprimées.")]
    if words:
        said.append(_("Mots cherchés : « %s ».") % words)
    return [letters.text(" ".join(said))]


def trial_letter(book: Book, trial: TrialBalance, lines: list[TrialLine], words: str = "") -> Letter:
    """The total of the fund by stage, then `lines`, those asked for, under each stage with their sub-total."""
    is_narrowed = len(lines) < len(trial.lines)
    heads = [
        Col(_("Solde d’ouverture"), number=True),
        Col(_("Entrées"), number=True),
        Col(_("Sorties"), number=True),
        Col(_("Solde"), number=True),
    ]
    stages = [(stage.label, *_cents(sums)) for stage, _lines, sums in trial.by_stage()]
    if not trial.beyond.is_empty:
        stages.append((_("Autres comptes du fonds, hors de votre périmètre"), *_cents(trial.beyond)))
    blocks: list[Block] = [
        letters.lead(
            _("Écritures datées du %(first)s, début de l’exercice, au %(last)s.")
            % {"first": day(trial.first_day), "last": day(trial.last_day)}
        ),
        letters.text(_agreement(trial)),
        letters.table(
            _("Total par étape"),
            [Col(_("Où est l’argent"), width=1), *heads],
            stages,
            (_("Total"), *_cents(trial.total)),
        ),
    ]
    blocks += _choice(is_narrowed, words)
    for stage, held, sums in by_stage(lines):
        rows = [(line.account.label, *_cents(line.sums)) for line in held]
        blocks += [
            letters.heading(str(stage.label)),
            letters.table(
                stage.label, [Col(_("Compte"), width=1), *heads], rows, (_("Total"), *_cents(sums))
            ),
        ]
    return Letter(
        title=_("Balance de vérification"),
        kicker=book.name,
        is_fictitious=book.is_fictitious,
        facts={
            "book": book.code,
            "day": trial.last_day,
            "lines": [[line.account.pk, *_numbers(line.sums)] for line in lines],
        },
        blocks=blocks,
        wide=True,
    )


def _numbers(sums: Sums) -> list[int]:
    return [sums.opening_cents, sums.in_cents, sums.out_cents]


def _agreement(trial: TrialBalance) -> str:
    if not trial.is_balanced:
        return _("La balance ne s’annule pas.")
    if trial.wrong:
        return _("Des soldes tenus ne sont pas la somme de leurs écritures.")
    return _("Le total des soldes est zéro, et chaque solde tenu est la somme de ses écritures.")


def statement_letter(statement: Statement) -> Letter:
    """The balance brought forward, each entry, the balance at the end. Two queries, and one for each kind of paper."""
    account, sums = statement.account, statement.sums
    lines: list[Any] = list(statement.lines)
    papers = papers_of(line.document for line in lines)
    columns = [
        Col(_("Numéro")),
        Col(_("Date")),
        Col(_("Type")),
        Col(_("Autre compte"), width=2),
        Col(_("Pièce"), width=2),
        Col(_("Entrée"), number=True),
        Col(_("Sortie"), number=True),
        Col(_("Solde après"), number=True),
    ]
    rows = [
        (
            line.number,
            day_short(line.accounting_date),
            line.get_kind_display(),
            (line.origin if line.effect_cents > 0 else line.destination).label,
            papers[line.document],
            money(line.effect_cents) if line.effect_cents > 0 else "–",
            money(-line.effect_cents) if line.effect_cents < 0 else "–",
            money(line.after_cents),
        )
        for line in lines
    ]
    total = (_("Total"), "", "", "", "", *_cents(sums)[1:])
    listed = letters.table(_("Écritures du compte"), columns, rows, total)
    nothing = letters.text(_("Aucune écriture entre ces dates : le solde n’a pas changé."))
    return Letter(
        title=_("Relevé de compte"),
        kicker=account.label,
        is_fictitious=account.book.is_fictitious,
        facts={
            "account": account.pk,
            "days": [statement.first_day, statement.last_day],
            "sums": _numbers(sums),
            "entries": [line.digest for line in lines],
        },
        blocks=[
            letters.facts(
                [
                    (_("Fonds"), account.book.name),
                    (_("Étape"), account.get_stage_display()),
                    (_("Enveloppe"), account.drawn_from.label if account.drawn_from else ""),
                    (
                        _("Solde reporté, avant le %(first)s") % {"first": day(statement.first_day)},
                        money(sums.opening_cents),
                    ),
                    (
                        _("Solde au %(last)s") % {"last": day(statement.last_day)},
                        money(sums.closing_cents),
                    ),
                ]
            ),
            listed if rows else nothing,
        ],
        wide=True,
    )


def entry_letter(entry: Transfer) -> Letter:
    """One entry with its place in the chain; the digest of the paper is its own."""
    reversal = getattr(entry, "reversed_by", None)
    return Letter(
        title=_("Écriture nᵒ %(number)s") % {"number": entry.number},
        kicker=entry.book.name,
        is_fictitious=entry.book.is_fictitious,
        digest=entry.digest,
        blocks=[
            letters.lead(f"{entry.get_kind_display()} – {money(entry.amount_cents)}"),
            letters.facts(
                [
                    (_("Du compte"), entry.origin.label),
                    (_("Au compte"), entry.destination.label),
                    (_("Pièce"), papers_of([entry.document])[entry.document]),
                    (_("Date comptable"), day(entry.accounting_date)),
                    (_("Exercice"), entry.fiscal_year),
                    (_("Inscrite par"), entry.posted_by.person.full_name),
                    (_("Inscrite le"), moment(entry.posted_at)),
                    (_("Annule l’écriture"), entry.reverses.number if entry.reverses else ""),
                    (_("Annulée par l’écriture"), reversal.number if reversal else ""),
                    (_("Clé, pour ne l’inscrire qu’une fois"), entry.idempotency_key),
                ]
            ),
            letters.heading(_("Sa place dans le livre")),
            letters.text(_("Empreinte de l’écriture")),
            letters.code(entry.digest),
            letters.text(_("Empreinte de l’écriture précédente")),
            letters.code(previous_digest(entry)),
        ],
    )


def commitments_letter(
    book: Book, grants: QuerySet[Grant], *, is_narrowed: bool = False, words: str = ""
) -> Letter:
    """The register of one fund, or what was chosen of it, with the totals of what is printed. One query."""
    found = list(grants)
    names = ("committed_cents", "paid_cents", "justified_cents", "left_cents")
    columns = [
        Col(_("Convention")),
        Col(_("Organisme"), width=2),
        Col(_("Projet"), width=2),
        Col(_("Signée le")),
        *(Col(label, number=True) for label in (_("Engagé"), _("Versé"), _("Justifié"), _("Reste à verser"))),
        Col(_("Prochaine tranche")),
    ]
    rows = [
        (
            each.number,
            each.organisation.name,
            each.application.title,
            day_short(each.signed_on) if each.signed_on else "",
            *(money(getattr(each, name)) for name in names),
            day_short(each.next_due_on) if each.next_due_on else _("aucune"),  # type: ignore[attr-defined]
        )
        for each in found
    ]
    totals = [money(sum(getattr(each, name) for each in found)) for name in names]
    return Letter(
        title=_("Registre des engagements"),
        kicker=book.name,
        is_fictitious=book.is_fictitious,
        facts={
            "book": book.code,
            "lines": [[each.number, *(getattr(each, name) for name in names)] for each in found],
        },
        blocks=[
            letters.text(
                _(
                    "Ces montants sont ceux d’aujourd’hui. Engagé comprend ce qui est versé; "
                    "versé comprend ce qui est justifié."
                )
            ),
            *_choice(is_narrowed, words),
            letters.table(
                _("Registre des engagements, convention par convention"),
                columns,
                rows,
                (_("Total"), "", "", "", *totals, ""),
            )
            if rows
            else letters.text(_("Aucune convention signée ne correspond.")),
        ],
        wide=True,
    )


def late_letter(
    entries: Sequence[Transfer], days: int, *, is_narrowed: bool = False, words: str = ""
) -> Letter:
    """The late entries and the reversals, the last posted first."""
    papers = papers_of(entry.document for entry in entries)
    columns = [
        Col(_("Numéro")),
        Col(_("Date comptable")),
        Col(_("Inscrite le")),
        Col(_("Type")),
        Col(_("Du compte"), width=2),
        Col(_("Au compte"), width=2),
        Col(_("Montant"), number=True),
        Col(_("Pièce"), width=2),
        Col(_("Annule l’écriture")),
    ]
    rows = [
        (
            entry.number,
            day_short(entry.accounting_date),
            day_short(entry.posted_at),
            entry.get_kind_display(),
            entry.origin.label,
            entry.destination.label,
            money(entry.amount_cents),
            papers[entry.document],
            entry.reverses.number if entry.reverses else "–",
        )
        for entry in entries
    ]
    listed = letters.table(_("Écritures tardives et contre-écritures"), columns, rows)
    return Letter(
        title=_("Écritures tardives et contre-écritures"),
        kicker=_("Inscrites plus de %(days)s jours après leur date, ou dans un autre exercice")
        % {"days": days},
        is_fictitious=any(entry.book.is_fictitious for entry in entries),
        facts={"days": days, "entries": [entry.digest for entry in entries]},
        blocks=[
            *_choice(is_narrowed, words),
            listed if rows else letters.text(_("Aucune écriture tardive ni contre-écriture.")),
        ],
        wide=True,
    )
