"""After the final report: money asked back, money received, and the end of the file."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import Transition, record_birth, transition
from alliances.domain.common.verdict import Refused, Verdict, require
from alliances.domain.grants import rules
from alliances.domain.grants.actions.offers import GRANT_TRANSITIONS, envelope_account
from alliances.domain.grants.actions.once import once
from alliances.domain.grants.models import Grant, Recovery, RecoveryState
from alliances.domain.ledger.actions import post
from alliances.domain.ledger.models import TransferKind
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory


def _region(actor: Account, recovery: Recovery) -> Verdict:
    return rules.may_follow_up(actor, recovery.grant)


def _finance(actor: Account, recovery: Recovery) -> Verdict:
    return may_in_territory(actor, Permission.REQUEST_PAYMENT, rules.place_of(recovery.grant))


RECOVERY_TRANSITIONS = (
    Transition("receive", RecoveryState.OPEN, RecoveryState.RECEIVED, permitted=_finance),
    Transition(
        "cancel", RecoveryState.OPEN, RecoveryState.CANCELLED, permitted=_region, reason_required=True
    ),
)


@transaction.atomic
def open_recovery(*, actor: Account, grant: Grant, amount_cents: int, reason: str, due_on: date) -> Recovery:
    """Asks back money paid and not spent, once the final report says so. Asking the same again changes nothing."""
    locked = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    words = reason.strip()
    made = locked.recoveries.filter(
        state=RecoveryState.OPEN, amount_cents=amount_cents, reason=words, due_on=due_on, opened_by=actor
    ).first()
    if made:
        return made
    require(rules.may_recover(actor, locked))
    if not words:
        raise Refused(_("Dites pourquoi cet argent est demandé."))
    if due_on < timezone.localdate():
        raise Refused(_("Choisissez une date à venir pour le remboursement."))
    if not 0 < amount_cents <= rules.recoverable_cents(locked):
        raise Refused(_("Le montant dépasse ce qui est versé et non justifié."))
    recovery = Recovery.objects.create(
        grant=locked, amount_cents=amount_cents, reason=words, due_on=due_on, opened_by=actor
    )
    record_birth("open", row=recovery, actor=actor)
    return recovery


@transaction.atomic
def receive_recovery(*, actor: Account, recovery: Recovery, received_on: date, reference: str) -> Recovery:
    """The bank received it: the ledger moves the money from paid back to the envelope."""
    if not reference.strip():
        raise Refused(_("Inscrivez la référence du remboursement."))
    if received_on > timezone.localdate():
        raise Refused(_("La date du remboursement n’est pas encore passée."))
    if recovery.grant.signed_on and received_on < recovery.grant.signed_on:
        raise Refused(_("Le remboursement précède la convention. Vérifiez la date."))
    once(
        RECOVERY_TRANSITIONS,
        "receive",
        row=recovery,
        actor=actor,
        received_on=received_on,
        reference=reference.strip(),
    )
    post(
        kind=TransferKind.RECOVERY,
        origin=recovery.grant.paid_account,
        destination=envelope_account(recovery.grant.paid_account),
        amount_cents=recovery.amount_cents,
        document=f"recovery:{recovery.pk}",
        actor=actor,
        key=f"recovery:{recovery.pk}",
        accounting_date=received_on,
    )
    return recovery


@transaction.atomic
def cancel_recovery(*, actor: Account, recovery: Recovery, reason: str) -> Recovery:
    once(RECOVERY_TRANSITIONS, "cancel", row=recovery, actor=actor, reason=reason)
    return recovery


@transaction.atomic
def close_grant(*, actor: Account, grant: Grant) -> Grant:
    """The end of the file: every dollar paid is justified or came back; what was never paid is released."""
    if once(GRANT_TRANSITIONS, "close", row=grant, actor=actor):
        _release_what_is_left(actor, grant)
    return grant


@transaction.atomic
def end_payments(*, actor: Account, grant: Grant, reason: str) -> Grant:
    """The project stops early: no other instalment is paid, and the money committed for them is released.

    The final report can then be written. Ending twice changes nothing.
    """
    locked = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if locked.payments_ended_on is None:
        require(rules.may_end_payments(actor, locked))
        today = timezone.localdate()
        transition(
            GRANT_TRANSITIONS, "end_payments", row=locked, actor=actor, reason=reason, payments_ended_on=today
        )
        _release_what_is_left(actor, locked)
    grant.refresh_from_db()
    return grant


def _release_what_is_left(actor: Account, grant: Grant) -> None:
    """What is committed and will never be paid goes back to the envelope."""
    if left := balance_cents(grant.committed_account_id):
        post(
            kind=TransferKind.RELEASE,
            origin=grant.committed_account,
            destination=envelope_account(grant.committed_account),
            amount_cents=left,
            document=f"grant:{grant.pk}",
            actor=actor,
            key=f"release-at-closing:{grant.pk}",
        )
