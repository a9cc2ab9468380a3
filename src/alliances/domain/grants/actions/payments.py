"""A payment: one natural person asks for one instalment, another approves, and the bank pays once."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import Transition, record_birth
from alliances.domain.common.verdict import Refused, Verdict, refused, require
from alliances.domain.grants.actions.once import once
from alliances.domain.grants.actions.reports import justify
from alliances.domain.grants.models import Attestation, Awaits, Grant, Instalment, Payment, PaymentState
from alliances.domain.grants.rules import may_request, place_of
from alliances.domain.ledger.actions import post
from alliances.domain.ledger.models import TransferKind
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory


@transaction.atomic
def request_payment(
    *,
    actor: Account,
    instalment: Instalment,
    amount_cents: int,
    evidence: str,
    attestations: Collection[str],
) -> Payment:
    """One person asks for one instalment, says in `evidence` how its condition is met, and attests everything.

    `amount_cents` is at most the instalment's. The lock on the grant keeps two people from asking for the same dollars;
    asking again with the same words answers the request already made.
    """
    Grant.objects.select_for_update(of=("self",)).get(pk=instalment.grant_id)
    instalment = Instalment.objects.select_related("grant").get(pk=instalment.pk)
    words = evidence.strip()
    made = instalment.payments.filter(
        state=PaymentState.REQUESTED,
        requested_by=actor.person_id,
        amount_cents=amount_cents,
        evidence=words,
    ).first()
    if made:
        return made
    require(may_request(actor, instalment))
    if not 0 < amount_cents <= instalment.amount_cents:
        raise Refused(_("Le montant dépasse celui de la tranche."))
    if not words:
        raise Refused(_("Dites ce qui montre que la condition est remplie."))
    if set(attestations) != set(Attestation.values):
        raise Refused(_("Cochez les quatre attestations : elles engagent la personne qui demande."))
    payment = Payment.objects.create(
        grant=instalment.grant,
        instalment=instalment,
        amount_cents=amount_cents,
        purpose=instalment.condition[:200],
        evidence=words,
        attestations=Attestation.values,
        requested_by_id=actor.person_id,
    )
    record_birth("request", row=payment, actor=actor)
    return payment


def _approver(actor: Account, payment: Payment) -> Verdict:
    if payment.requested_by_id == actor.person_id:
        return refused(_("Vous avez demandé ce versement : une autre personne doit l’approuver."))
    return may_in_territory(actor, Permission.APPROVE_PAYMENT, place_of(payment.grant))


def _payer(actor: Account, payment: Payment) -> Verdict:
    return may_in_territory(actor, Permission.REQUEST_PAYMENT, place_of(payment.grant))


PAYMENT_TRANSITIONS = (
    Transition("approve", PaymentState.REQUESTED, PaymentState.APPROVED, permitted=_approver),
    Transition(
        "refuse", PaymentState.REQUESTED, PaymentState.REFUSED, permitted=_approver, reason_required=True
    ),
    # The bank did not pay it: the instalment can be asked for again, or given up.
    Transition(
        "refuse", PaymentState.APPROVED, PaymentState.REFUSED, permitted=_approver, reason_required=True
    ),
    Transition("mark_paid", PaymentState.APPROVED, PaymentState.PAID, permitted=_payer),
)


@transaction.atomic
def approve_payment(*, actor: Account, payment: Payment) -> Payment:
    """Another natural person approves (also a CHECK in the database)."""
    return _answer(actor, payment, "approve")


@transaction.atomic
def refuse_payment(*, actor: Account, payment: Payment, reason: str) -> Payment:
    """Another natural person refuses, with her reason, also what was approved and that the bank has not paid.

    The instalment can be asked for again.
    """
    return _answer(actor, payment, "refuse", reason)


def _answer(actor: Account, payment: Payment, name: str, reason: str = "") -> Payment:
    once(
        PAYMENT_TRANSITIONS,
        name,
        row=payment,
        actor=actor,
        reason=reason,
        approved_by_id=actor.person_id,
        approved_at=timezone.now(),
    )
    return payment


@transaction.atomic
def mark_paid(*, actor: Account, payment: Payment, paid_on: date, reference: str) -> Payment:
    """The bank did it: date and reference. The ledger moves the money from committed to paid.

    An instalment that awaited the final report pays what that report already says was spent: it is justified at once.
    Saying the same thing twice changes nothing.
    """
    if not reference.strip():
        raise Refused(_("Inscrivez la référence du versement."))
    if paid_on > timezone.localdate():
        raise Refused(_("La date du versement n’est pas encore passée."))
    if payment.grant.signed_on and paid_on < payment.grant.signed_on:
        raise Refused(_("Le versement précède la signature de la convention. Vérifiez la date."))
    once(
        PAYMENT_TRANSITIONS,
        "mark_paid",
        row=payment,
        actor=actor,
        paid_on=paid_on,
        reference=reference.strip(),
    )
    # Once it is held: who read the file before the approval knows nothing of it.
    if paid_on < timezone.localdate(payment.approved_at):
        raise Refused(_("Le versement précède son approbation. Vérifiez la date."))
    post(
        kind=TransferKind.PAYMENT,
        origin=payment.grant.committed_account,
        destination=payment.grant.paid_account,
        amount_cents=payment.amount_cents,
        document=f"payment:{payment.pk}",
        actor=actor,
        key=f"payment:{payment.pk}",
        accounting_date=paid_on,
    )
    if payment.instalment.awaits == Awaits.FINAL:
        justify(
            report=payment.grant.reports.final().get(),
            actor=actor,
            key=f"justification-after-payment:{payment.pk}",
        )
    return payment
