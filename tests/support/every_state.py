"""One row in each state of each table of transitions, walked there by the product's own actions."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from tests import factories
from tests.factories import Side

from alliances.domain.agreements import actions as agreements
from alliances.domain.applications import actions as applications
from alliances.domain.calls import actions as calls
from alliances.domain.calls.models import Call
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Report
from alliances.domain.participation import actions as participation
from alliances.domain.review import actions as review

Rows = dict[tuple[str, str], Any]


def build(world: SimpleNamespace) -> Rows:
    """By (title of the machine, state), all in the region `world.here`; each could take its next step."""
    here = world.here
    call = factories.open_call(world, here)
    found = {
        "Alliance": _alliances(world, here, call),
        "Local plan": _local_plans(world, here, call),
        "Call for projects": _calls(world, here, call),
        "Application": _applications(here, call),
        "Payment": _payments(here, call),
        "Report": _reports(here, call),
    }
    return {(title, state): row for title, states in found.items() for state, row in states.items()}


def _alliances(world: SimpleNamespace, here: Side, call: Call) -> dict[str, Any]:
    signed = call.alliance
    draft = agreements.prepare(
        actor=here.officer, name="Alliance à signer", territory=here.region, plan=world.plan,
        mandataire=signed.mandataire, envelope=factories.envelope(world, here, 500, name="Deuxième"),
        protocol_number="P-2", starts_on=date(2024, 4, 1), ends_on=date(2029, 3, 31),
    )  # fmt: skip
    return {"draft": draft, "signed": signed}


def _local_plans(world: SimpleNamespace, here: Side, call: Call) -> dict[str, Any]:
    draft = participation.start_plan(
        actor=here.table, alliance=call.alliance, territory=here.mrcs[1], title="Plan à adopter"
    )
    participation.add_priority(
        actor=here.table, plan=draft, title="Se loger", need="Un besoin.", goals=[world.goal],
        people_with_experience=None, organisations_present=None,
    )  # fmt: skip
    return {"draft": draft, "adopted": call.priorities.get().local_plan}


def _calls(world: SimpleNamespace, here: Side, call: Call) -> dict[str, Any]:
    def prepared() -> Call:
        return calls.prepare_call(
            actor=here.manager, alliance=call.alliance, envelope=call.envelope, territory=call.territory,
            title="Appel", purpose="Soutenir.", budget_cents=100, opens_at=timezone.now(),
            closes_at=timezone.now() + timedelta(days=9), priorities=call.priorities.all(), criteria=[("Besoin", 1)],
        )  # fmt: skip

    published = calls.publish(actor=here.manager, call=prepared())
    over = calls.publish(actor=here.manager, call=prepared())
    calls.close(actor=here.manager, call=over, reason="Essai.")
    return {"draft": prepared(), "published": published, "closed": over}


def _applications(here: Side, call: Call) -> dict[str, Any]:
    sent = factories.scored_application(call, here, requested_cents=100)
    withdrawn = factories.sent_application(call, here, requested_cents=100)
    applications.withdraw(actor=here.coordinator, application=withdrawn, reason="Essai.")
    granted, declined = (factories.recommended_application(call, here, requested_cents=100) for _ in range(2))
    review.record_resolution(
        actor=here.clerk, call=call, body_name="Conseil", number="E-1", adopted_on=timezone.localdate(),
        verdicts=[review.Verdicts(granted, 100), review.Verdicts(declined, 0, "Budget épuisé.")],
    )  # fmt: skip
    return {
        "draft": factories.draft_application(call, here, requested_cents=100),
        "sent": sent,
        "withdrawn": withdrawn,
        "recommended": factories.recommended_application(call, here, requested_cents=100),
        "granted": granted,
        "declined": declined,
    }


def _payments(here: Side, call: Call) -> dict[str, Any]:
    grant = factories.signed_grant(call, here, requested_cents=100)
    payments = {
        state: factories.requested_payment(grant, here, 10)
        for state in ("requested", "approved", "paid", "refused")
    }
    grants.approve_payment(actor=here.approver, payment=payments["approved"])
    grants.approve_payment(actor=here.approver, payment=payments["paid"])
    grants.mark_paid(
        actor=here.requester, payment=payments["paid"], paid_on=timezone.localdate(), reference="V-E"
    )
    grants.refuse_payment(actor=here.approver, payment=payments["refused"], reason="Essai.")
    return payments


def _reports(here: Side, call: Call) -> dict[str, Any]:
    def written() -> Report:
        grant = factories.paid_grant(call, here, requested_cents=100)
        return grants.save_report(
            actor=here.coordinator, grant=grant, activities="Fait.", people_reached=3, spent_cents=80
        )

    def sent() -> Report:
        return grants.send_report(actor=here.coordinator, report=written())

    back, accepted = sent(), sent()
    grants.send_back_report(actor=here.manager, report=back, reason="Précisez.")
    grants.accept_report(actor=here.manager, report=accepted)
    return {"draft": written(), "sent": sent(), "sent_back": back, "accepted": accepted}


def changes(title: str, step: str, actor: Any) -> dict[str, Any]:
    """The fields that the product's action writes together with the state, for the steps that need some."""
    now, today = timezone.now(), timezone.localdate()
    answered = {"approved_by_id": actor.person_id, "approved_at": now}
    known: dict[tuple[str, str], Callable[[], dict[str, Any]]] = {
        ("Alliance", "sign"): lambda: {"signed_on": today},
        ("Local plan", "adopt"): lambda: {"adopted_by": "Conseil", "adopted_on": today},
        ("Application", "send"): lambda: {"sent_at": now, "number": "D-E-1", "digest": "0" * 64},
        ("Payment", "approve"): lambda: answered,
        ("Payment", "refuse"): lambda: answered,
        ("Payment", "mark_paid"): lambda: {"paid_on": today, "reference": "V-1"},
        ("Report", "send"): lambda: {"sent_at": now},
        ("Report", "accept"): lambda: {"accepted_at": now},
    }
    return known.get((title, step), dict)()
