"""From an offer to the last report and what is asked back, one step further each."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.factories.files import recommended_application, resolution
from tests.factories.sides import Side

from alliances.domain.calls.models import Call
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import (
    Attestation,
    Awaits,
    Grant,
    Payment,
    Recovery,
    Report,
    ReportKind,
)
from alliances.domain.review.models import Decision


def offered_grant(
    call: Call, where: Side, *, parts: tuple[int, ...] = (), awaits: tuple[str, ...] = (), **answers: Any
) -> Grant:
    """An offer for thirty days; `parts` are its instalments in cents, one for the whole when there are none."""
    file = recommended_application(call, where, **answers)
    resolution(call, where, file, number=f"R-{file.pk}")
    file.refresh_from_db()
    return make_offer(file.decision, where, parts=parts, awaits=awaits)


def make_offer(
    decision: Decision, where: Side, *, parts: tuple[int, ...] = (), awaits: tuple[str, ...] = ()
) -> Grant:
    today = timezone.localdate()
    return grants.make_offer(
        actor=where.manager,
        decision=decision,
        expires_on=today + timedelta(days=30),
        signed_for_organisation="Camille Essai",
        instalments=[
            grants.Planned(
                cents,
                today + timedelta(days=90 * rank),
                f"Condition {rank + 1}",
                awaits[rank] if awaits else Awaits.NOTHING,
            )
            for rank, cents in enumerate(parts or (decision.amount_cents,))
        ],
    )


def signed_grant(call: Call, where: Side, **offer: Any) -> Grant:
    """Offered by the region, accepted by the organisation."""
    return grants.accept_offer(actor=where.coordinator, grant=offered_grant(call, where, **offer))


def paid_grant(call: Call, where: Side, **answers: Any) -> Grant:
    """Signed and paid whole, by two people."""
    grant = signed_grant(call, where, **answers)
    pay_next(grant, where)
    return Grant.objects.with_context().get(pk=grant.pk)


def pay_next(grant: Grant, where: Side) -> Payment:
    """The first instalment that nobody asked for yet, whole, by two people."""
    instalment = grant.instalments.unclaimed().order_by("rank").first() or grant.instalments.earliest("rank")
    payment = requested_payment(grant, where, instalment.amount_cents)
    grants.approve_payment(actor=where.approver, payment=payment)
    return grants.mark_paid(
        actor=where.requester, payment=payment, paid_on=timezone.localdate(), reference=f"V-{payment.pk}"
    )


def requested_payment(grant: Grant, where: Side, amount_cents: int) -> Payment:
    """Of the first instalment that nobody asked for yet."""
    instalment = grant.instalments.unclaimed().order_by("rank").first() or grant.instalments.earliest("rank")
    return grants.request_payment(
        actor=where.requester,
        instalment=instalment,
        amount_cents=amount_cents,
        evidence="La convention est signée.",
        attestations=Attestation.values,
    )


def reported_grant(call: Call, where: Side, *, spent_cents: int, **answers: Any) -> Grant:
    """Paid whole, its final report accepted with this spending."""
    grant = paid_grant(call, where, **answers)
    report(grant, where, spent_cents=spent_cents)
    return Grant.objects.with_context().get(pk=grant.pk)


def report(
    grant: Grant,
    where: Side,
    *,
    spent_cents: int,
    kind: ReportKind = ReportKind.FINAL,
    accepted: bool = True,
) -> Report:
    """A report sent, and accepted unless said otherwise."""
    written = grants.save_report(
        actor=where.coordinator, grant=grant, kind=kind, activities="Fait.", people_reached=12,
        spent_cents=spent_cents,
    )  # fmt: skip
    grants.send_report(actor=where.coordinator, report=written)
    return grants.accept_report(actor=where.manager, report=written) if accepted else written


def open_recovery(grant: Grant, where: Side, amount_cents: int) -> Recovery:
    """Asked back within thirty days; each with its own reason, so that none is taken for a repeat."""
    return grants.open_recovery(
        actor=where.manager,
        grant=grant,
        amount_cents=amount_cents,
        reason=f"Non dépensé, demande {grant.recoveries.count() + 1}.",
        due_on=timezone.localdate() + timedelta(days=30),
    )
