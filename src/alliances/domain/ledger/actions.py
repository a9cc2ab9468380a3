"""Posting: the explanation in Python of what PostgreSQL guards."""

from datetime import date
from typing import Any

from django.db import Error, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.ledger import rules
from alliances.domain.ledger.models import Book, FiscalYear, LedgerAccount, Stage, Transfer, TransferKind
from alliances.domain.people.models import Account

POSTED = """
    SELECT refusal, detail, (entry).* FROM ledger_posted(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


class Overdrawn(Refused):
    """The origin account holds `available_cents`, less than what was asked."""

    def __init__(self, sentence: str, *, available_cents: int) -> None:
        super().__init__(sentence)
        self.available_cents = available_cents


class ClosedYear(Refused):
    """The accounting date falls in a closed (or undeclared) fiscal year."""


class KeyReused(Refused):
    """The idempotency key already names a different entry."""


def open_account(
    *, book: Book, stage: Stage, label: str, drawn_from: LedgerAccount | None = None
) -> LedgerAccount:
    """A new account with a zero balance. `drawn_from`: the envelope's available account, for later stages."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_open_account(%s, %s, %s, %s)",
            [book.pk, str(stage), str(label), drawn_from.pk if drawn_from else None],
        )
        return LedgerAccount.objects.get(pk=cursor.fetchone()[0])


def post(
    *,
    kind: TransferKind,
    origin: LedgerAccount,
    destination: LedgerAccount,
    amount_cents: int,
    document: str,
    actor: Account,
    key: str,
    accounting_date: date | None = None,
    reverses: Transfer | None = None,
) -> Transfer:
    """Moves `amount_cents` (> 0) from `origin` to `destination`; `document` names the decision it rests on.

    The same `key` with the same entry returns the entry already posted: repeating is harmless, on a later day too when
    no `accounting_date` is given (it is then today). Raises Overdrawn, ClosedYear, KeyReused, or Refused when the
    movement is not one the ledger knows; nothing is posted then.
    """
    parameters: list[Any] = [
        str(kind),
        origin.pk,
        destination.pk,
        amount_cents,
        accounting_date,
        timezone.localdate(),
        document,
        actor.pk,
        key,
        reverses.pk if reverses else None,
    ]
    with connection.cursor() as cursor:
        cursor.execute(POSTED, parameters)
        names = [column.name for column in cursor.description]
        answer = dict(zip(names, cursor.fetchone(), strict=True))
    if answer["refusal"]:
        raise _refused(answer["refusal"], answer["detail"])
    fields = [field.attname for field in Transfer._meta.concrete_fields]
    return Transfer.from_db(connection.alias, fields, [answer[name] for name in fields])


def reverse(*, transfer: Transfer, document: str, actor: Account) -> Transfer:
    """The counter-entry of `transfer`, dated today. Raises as `post` (the money may have moved on since)."""
    return post(
        kind=TransferKind.REVERSAL,
        origin=transfer.destination,
        destination=transfer.origin,
        amount_cents=transfer.amount_cents,
        document=document,
        actor=actor,
        key=f"reversal:{transfer.pk}",
        reverses=transfer,
    )


@transaction.atomic
def propose_closing(*, actor: Account, year: FiscalYear) -> FiscalYear:
    """First of two people. Raises NotPermitted or Refused with all that blocks the closing."""
    require(rules.may_close_years(actor), error=NotPermitted)
    require(rules.may_propose_closing(actor, year, timezone.localdate()))
    return _closing("SELECT ledger_propose_closing(%s::smallint, %s)", actor, year)


@transaction.atomic
def close_year(*, actor: Account, year: FiscalYear) -> FiscalYear:
    """Second person: from then on the year takes no entry, whoever writes. Nothing reopens it."""
    require(rules.may_close_years(actor), error=NotPermitted)
    require(rules.may_close(actor, year, timezone.localdate()))
    return _closing("SELECT ledger_close_year(%s::smallint, %s)", actor, year)


def _closing(statement: str, actor: Account, year: FiscalYear) -> FiscalYear:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [year.start_year, actor.pk])
    except Error as error:
        raise _explained(error) from error
    year.refresh_from_db()
    return year


def _explained(error: Error) -> Exception:
    """The refusal of the database as a sentence; an error that is not the ledger's own comes back unchanged."""
    diagnostic = getattr(error.__cause__, "diag", None)
    state = getattr(error.__cause__, "sqlstate", "") or ""
    return _refused(state, diagnostic and diagnostic.message_detail) if state.startswith("AL") else error


def _refused(state: str, detail: str | None) -> Refused:
    """The sentence for one of the ledger's own states; `detail` is what the account holds, in cents."""
    if state == "AL001":
        return Overdrawn(
            _("Le solde disponible ne suffit pas. Rien n’a été inscrit."), available_cents=int(detail or 0)
        )
    if state == "AL002":
        return ClosedYear(
            _("L’exercice financier de cette date est fermé. Choisissez une date de l’exercice ouvert.")
        )
    if state == "AL004":
        return KeyReused(_("Cette opération a déjà été inscrite autrement. Rechargez la page."))
    if state in {"AL007", "AL008"}:
        return Refused(_("Cet exercice ne peut pas être fermé ainsi. Rien n’a été changé."))
    return Refused(_("Le grand livre ne permet pas ce mouvement d’argent. Rien n’a été inscrit."))
