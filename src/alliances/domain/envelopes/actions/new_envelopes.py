"""A fund with its books, and the envelopes that it feeds: no money enters by one person alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.envelopes.actions.movements import Line, propose_movement
from alliances.domain.envelopes.models import Envelope, Fund, Movement, MovementKind
from alliances.domain.ledger.actions import open_account
from alliances.domain.ledger.models import Book, Stage
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.strategy.models import Measure
from alliances.domain.territories.models import Territory


@transaction.atomic
def create_fund(*, code: str, name: str, is_fictitious: bool) -> Fund:
    """A fund with its own books. Its source account is the appropriation, the only one that goes below zero."""
    book = Book.objects.create(code=code, name=name, is_fictitious=is_fictitious)
    source = open_account(book=book, stage=Stage.SOURCE, label=name)
    return Fund.objects.create(code=code, name=name, book=book, source_account=source)


@transaction.atomic
def propose_envelope(
    *,
    actor: Account,
    fund: Fund,
    measure: Measure,
    territory: Territory,
    name: str,
    first_year: int,
    last_year: int,
    amount_cents: int,
    reason: str,
) -> tuple[Envelope, Movement]:
    """A top envelope, still empty, and the movement that brings its `amount_cents` from the fund, signed once.

    Another person approves the movement; refused, the envelope stays empty and may be given money by another movement.
    Raises NotPermitted, or Refused.
    """
    require(may_in_territory(actor, Permission.SPLIT_ENVELOPE, territory), error=NotPermitted)
    if amount_cents <= 0:
        raise Refused(_("Le montant de l’enveloppe doit être plus grand que zéro."))
    if not measure.plan.is_in_force:
        raise Refused(_("Ce plan est terminé : il se lit, mais il ne reçoit plus de nouvel argent."))
    envelope = Envelope.objects.create(
        fund=fund,
        measure=measure,
        territory=territory,
        name=name,
        first_year=first_year,
        last_year=last_year,
        account=open_account(book=fund.book, stage=Stage.AVAILABLE, label=name),
        created_by=actor,
    )
    movement = propose_movement(
        actor=actor,
        kind=MovementKind.ADDITION,
        fund=fund,
        lines=[Line(None, envelope, amount_cents)],
        reason=reason,
    )
    return envelope, movement
