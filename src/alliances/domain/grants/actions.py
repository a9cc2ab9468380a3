"""Signing (commits), paying by two people, reporting (justifies)."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.grants.models import (
    Attestation,
    Grant,
    GrantState,
    Payment,
    PaymentState,
    Report,
    ReportState,
)
from alliances.domain.ledger.actions import open_account, post
from alliances.domain.ledger.models import LedgerAccount, Stage, TransferKind
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation, may_in_territory
from alliances.domain.review.models import Decision
from alliances.domain.territories.models import Territory


def _territory(grant: Grant) -> Territory:
    return grant.application.call.territory


def may_sign(actor: Account, decision: Decision) -> Verdict:
    if not decision.is_granted:
        return refused(_("Cette demande n’a pas été acceptée."))
    if hasattr(decision, "grant"):
        return refused(_("La convention est déjà signée."))
    return may_in_territory(actor, Permission.SIGN_GRANT, decision.application.call.territory)


@transaction.atomic
def sign(*, actor: Account, decision: Decision, signed_on: date, signed_for_organisation: str) -> Grant:
    """The signed agreement commits the reserved money, whole."""
    require(may_sign(actor, decision))
    if signed_on < decision.resolution.adopted_on:
        raise Refused(_("La convention se signe après la résolution."))
    application = decision.application
    reserved = _reserved_account(decision)
    accounts = {
        f"{stage}_account": _open(reserved, stage, application.number)
        for stage in (Stage.COMMITTED, Stage.PAID, Stage.JUSTIFIED)
    }
    grant = Grant.objects.create(
        decision=decision,
        organisation=application.organisation,
        number=application.number.replace("D-", "A-", 1),
        signed_on=signed_on,
        signed_for_organisation=signed_for_organisation,
        signed_by=actor,
        **accounts,
    )
    post(
        kind=TransferKind.COMMITMENT,
        origin=reserved,
        destination=grant.committed_account,
        amount_cents=decision.amount_cents,
        document=f"grant:{grant.pk}",
        actor=actor,
        key=f"commitment:{grant.pk}",
    )
    return grant


def may_request(actor: Account, grant: Grant) -> Verdict:
    if grant.state != GrantState.SIGNED:
        return refused(_("Cette aide est terminée."))
    if payable_cents(grant) <= 0:
        return refused(_("Tout le montant de la convention est versé ou demandé."))
    return may_in_territory(actor, Permission.REQUEST_PAYMENT, _territory(grant))


def payable_cents(grant: Grant) -> int:
    """What is committed and neither paid nor asked for yet, in cents."""
    waiting = grant.payments.filter(state__in=[PaymentState.REQUESTED, PaymentState.APPROVED])
    asked = waiting.aggregate(total=Sum("amount_cents"))["total"] or 0
    committed = balance_cents(grant.committed_account_id)
    return committed - asked


@transaction.atomic
def request_payment(
    *, actor: Account, grant: Grant, amount_cents: int, purpose: str, attestations: Collection[str]
) -> Payment:
    """One person asks, and attests all of `Attestation`.

    The row lock on the grant keeps two requests from asking for the same dollars.
    """
    locked = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    require(may_request(actor, locked))
    if not 0 < amount_cents <= payable_cents(locked):
        raise Refused(_("Le montant dépasse ce qui reste à verser pour cette aide."))
    if set(attestations) != set(Attestation.values):
        raise Refused(_("Cochez les quatre attestations : elles engagent la personne qui demande."))
    return Payment.objects.create(
        grant=locked,
        amount_cents=amount_cents,
        purpose=purpose,
        attestations=Attestation.values,
        requested_by_id=actor.person_id,
    )


def _approver(actor: Account, payment: Payment) -> Verdict:
    if payment.requested_by_id == actor.person_id:
        return refused(_("Vous avez demandé ce versement : une autre personne doit l’approuver."))
    return may_in_territory(actor, Permission.APPROVE_PAYMENT, _territory(payment.grant))


def _payer(actor: Account, payment: Payment) -> Verdict:
    return may_in_territory(actor, Permission.REQUEST_PAYMENT, _territory(payment.grant))


PAYMENT_TRANSITIONS = (
    Transition("approve", PaymentState.REQUESTED, PaymentState.APPROVED, permitted=_approver),
    Transition(
        "refuse", PaymentState.REQUESTED, PaymentState.REFUSED, permitted=_approver, reason_required=True
    ),
    Transition("mark_paid", PaymentState.APPROVED, PaymentState.PAID, permitted=_payer),
)


@transaction.atomic
def approve_payment(*, actor: Account, payment: Payment) -> Payment:
    """Another natural person approves (also a CHECK in the database)."""
    _answer(actor, payment, "approve")
    return payment


@transaction.atomic
def refuse_payment(*, actor: Account, payment: Payment, reason: str) -> Payment:
    _answer(actor, payment, "refuse", reason)
    return payment


def _answer(actor: Account, payment: Payment, name: str, reason: str = "") -> None:
    transition(
        PAYMENT_TRANSITIONS,
        name,
        row=payment,
        actor=actor,
        reason=reason,
        approved_by_id=actor.person_id,
        approved_at=timezone.now(),
    )


@transaction.atomic
def mark_paid(*, actor: Account, payment: Payment, paid_on: date, reference: str) -> Payment:
    """The bank did it: date and reference. The ledger moves the money from committed to paid.

    Saying the same thing twice changes nothing.
    """
    payment.refresh_from_db()
    if (payment.state, payment.paid_on, payment.reference) == (PaymentState.PAID, paid_on, reference.strip()):
        return payment
    if not reference.strip():
        raise Refused(_("Inscrivez la référence du versement."))
    if paid_on > timezone.localdate():
        raise Refused(_("La date du versement n’est pas encore passée."))
    if paid_on < payment.grant.signed_on:
        raise Refused(_("Le versement précède la signature de la convention. Vérifiez la date."))
    transition(
        PAYMENT_TRANSITIONS,
        "mark_paid",
        row=payment,
        actor=actor,
        paid_on=paid_on,
        reference=reference.strip(),
    )
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
    return payment


def _organisation(actor: Account, report: Report) -> Verdict:
    return may_for_organisation(actor, Permission.REPORT, report.grant.organisation)


def _accepter(actor: Account, report: Report) -> Verdict:
    return may_in_territory(actor, Permission.ACCEPT_REPORT, _territory(report.grant))


def _is_whole(report: Report) -> Verdict:
    if not report.activities.strip() or report.people_reached is None or report.spent_cents is None:
        return refused(_("Répondez aux trois questions avant d’envoyer."))
    paid = balance_cents(report.grant.paid_account_id)
    if report.spent_cents > paid:
        return refused(_("Les dépenses dépassent ce qui a été versé."))
    return ALLOWED


REPORT_TRANSITIONS = (
    Transition("send", ReportState.DRAFT, ReportState.SENT, permitted=_organisation, guard=_is_whole),
    Transition("send", ReportState.SENT_BACK, ReportState.SENT, permitted=_organisation, guard=_is_whole),
    Transition(
        "send_back", ReportState.SENT, ReportState.SENT_BACK, permitted=_accepter, reason_required=True
    ),
    Transition("accept", ReportState.SENT, ReportState.ACCEPTED, permitted=_accepter, guard=_is_whole),
)


@transaction.atomic
def save_report(
    *, actor: Account, grant: Grant, activities: str, people_reached: int | None, spent_cents: int | None
) -> Report:
    """Keeps the draft of the grant's report; validates nothing, so that nothing typed is lost."""
    if not Grant.objects.owned_by(actor).filter(pk=grant.pk).exists():
        raise NotPermitted(may_for_organisation(actor, Permission.REPORT, grant.organisation).reason)
    report, _created = Report.objects.select_for_update().get_or_create(grant=grant)
    if report.state not in (ReportState.DRAFT, ReportState.SENT_BACK):
        raise Refused(_("Cette reddition est déjà envoyée."))
    if report.state == ReportState.SENT_BACK and (people_reached is None or spent_cents is None):
        raise Refused(_("Répondez aux trois questions avant d’envoyer."))
    report.activities, report.people_reached, report.spent_cents = activities, people_reached, spent_cents
    report.save(update_fields=["activities", "people_reached", "spent_cents"])
    return report


@transaction.atomic
def send_report(*, actor: Account, report: Report) -> Report:
    transition(REPORT_TRANSITIONS, "send", row=report, actor=actor, sent_at=timezone.now())
    return report


@transaction.atomic
def send_back_report(*, actor: Account, report: Report, reason: str) -> Report:
    transition(REPORT_TRANSITIONS, "send_back", row=report, actor=actor, reason=reason)
    return report


@transaction.atomic
def accept_report(*, actor: Account, report: Report) -> Report:
    """Accepted spending becomes justified: the last stage of the money's journey."""
    transition(REPORT_TRANSITIONS, "accept", row=report, actor=actor, accepted_at=timezone.now())
    if report.spent_cents:
        post(
            kind=TransferKind.JUSTIFICATION,
            origin=report.grant.paid_account,
            destination=report.grant.justified_account,
            amount_cents=report.spent_cents,
            document=f"report:{report.pk}",
            actor=actor,
            key=f"justification:{report.pk}",
        )
    return report


def _open(reserved: LedgerAccount, stage: Stage, number: str) -> LedgerAccount:
    return open_account(
        book=reserved.book, stage=stage, label=f"{number} – {stage.label}", drawn_from=reserved.drawn_from
    )


def _reserved_account(decision: Decision) -> LedgerAccount:
    """The account that holds the decision's money; the database promises one for each grant."""
    if decision.reserved_account is None:
        raise ValueError(f"decision {decision.pk} grants nothing")
    return decision.reserved_account
