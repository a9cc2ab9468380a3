"""One row in each state of each table of transitions, walked there by the product's own actions."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pgtrigger
from django.utils import timezone
from tests import factories
from tests.factories import Side
from tests.support import amending

from alliances.domain.agreements import actions as agreements
from alliances.domain.applications import actions as applications
from alliances.domain.bodies import actions as bodies
from alliances.domain.bodies.models import BodyKind
from alliances.domain.calls import actions as calls
from alliances.domain.calls.models import Call
from alliances.domain.common.transitions import transition
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.models import Movement, MovementKind, Scenario
from alliances.domain.files.models import StoredFile
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Amendment, AmendmentRequest, Grant, Report
from alliances.domain.grants.queries import terms_of
from alliances.domain.participation import actions as participation
from alliances.domain.participation.models import LocalPlan
from alliances.domain.people.models import Organisation
from alliances.domain.review import actions as review
from alliances.domain.review.models import Resolution

Rows = dict[tuple[str, str], Any]


def build(world: SimpleNamespace, call: Call | None = None) -> Rows:
    """By (title of the machine, state), all in the region `world.here`; each could take its next step."""
    here = world.here
    call = call or factories.open_call(world, here)
    found = {
        "Allocation": _allocations(world, here, call),
        "Movement": _movements(world, here),
        "Opinion": {"draft": factories.draft_opinion(world), "published": factories.published_opinion(world)},
        "Alliance": _alliances(world, here, call),
        "Local plan": _local_plans(world, here, call),
        "Call for projects": _calls(world, here, call),
        "Sitting": _sittings(here),
        "Application": _applications(here, call),
        "Grant": _grants(here, call),
        "Amendment": _amendments(here, call),
        "Amendment request": _requests(here, call),
        "Payment": _payments(here, call),
        "Recovery": _recoveries(here, call),
        "Report": _reports(here, call),
    }
    return {(title, state): row for title, states in found.items() for state, row in states.items()}


def _allocations(world: SimpleNamespace, here: Side, call: Call) -> dict[str, Any]:
    envelope = factories.envelope(world, here, 1_000, name="À répartir")

    def kept(title: str) -> Scenario:
        return envelopes.save_scenario(
            actor=here.officer,
            envelope=envelope,
            title=title,
            local_percent=90,
            problem=factories.problem(here),
        )

    set_aside = envelopes.discard(actor=here.officer, scenario=kept("Écartée"), reason="Essai.")
    proposed = envelopes.propose(actor=here.second_officer, scenario=kept("Proposée"))
    replaced, adopted = _versions(world, here)
    return {
        "draft": kept("Gardée"),
        "proposed": proposed,
        "adopted": adopted,
        "replaced": replaced,
        "rejected": set_aside,
    }


def _versions(world: SimpleNamespace, here: Side) -> tuple[Scenario, Scenario]:
    """A split that its correction replaced, and that correction, in force while the next one waits for a signature."""
    envelope = factories.envelope(world, here, 1_000, name="Corrigée")

    def proposed(title: str, reason: str) -> Scenario:
        kept = envelopes.save_scenario(
            actor=here.officer, envelope=envelope, title=title, local_percent=90,
            problem=factories.problem(here), reason=reason,
        )  # fmt: skip
        return envelopes.propose(actor=here.officer, scenario=kept)

    first = envelopes.adopt(actor=here.second_officer, scenario=proposed("Première version", ""))
    second = envelopes.adopt(actor=here.second_officer, scenario=proposed("Correction", "Essai."))
    proposed("Deuxième correction", "Essai.")
    first.refresh_from_db()
    return first, second


def _movements(world: SimpleNamespace, here: Side) -> dict[str, Any]:
    """Announced for today, so that it can be carried out."""
    first, second = (factories.envelope(world, here, 1_000, name=name) for name in ("Une", "Autre"))

    amounts = count(10)

    def proposed() -> Movement:
        return envelopes.propose_movement(
            actor=here.second_officer,
            kind=MovementKind.TRANSFER,
            fund=world.fund,
            lines=[envelopes.Line(first, second, next(amounts))],
            reason="Essai.",
        )

    refused = envelopes.refuse(actor=here.officer, movement=proposed(), reason="Essai.")
    announced, cancelled = _announced(proposed(), here), _announced(proposed(), here)
    cancelled = envelopes.cancel(actor=here.officer, movement=cancelled, reason="Essai.")
    done = envelopes.approve(actor=here.officer, movement=proposed())
    return {
        "proposed": proposed(),
        "announced": announced,
        "done": done,
        "refused": refused,
        "cancelled": cancelled,
    }


def _announced(movement: Movement, here: Side) -> Movement:
    signed = {
        "approved_by": here.officer,
        "approved_person": here.officer.person,
        "approved_at": timezone.now(),
    }
    Movement.objects.filter(pk=movement.pk).update(state="announced", **signed)
    movement.refresh_from_db()
    return movement


def postpone(movement: Movement) -> None:
    """Its day is tomorrow, as if it had been proposed so."""
    with pgtrigger.ignore("envelopes.Movement:proposed_is_frozen"):
        Movement.objects.filter(pk=movement.pk).update(effective_on=timezone.localdate() + timedelta(days=1))


def adopt_another(scenario: Scenario) -> None:
    """Another split of the same envelope is adopted first."""
    others = Scenario.objects.filter(envelope=scenario.envelope, state="rejected")
    others.update(state="adopted", adopted_at=timezone.now(), digest="0" * 64)


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
    _add_priority(here, draft, call)
    adopted = call.priorities.get().local_plan
    revised = participation.revise_plan(actor=here.table, plan=adopted, reason="Essai.")
    transition(participation.TRANSITIONS, "adopt", row=revised, actor=here.table, **ADOPTION)
    return {"draft": draft, "adopted": adopted, "replaced": _replaced(here, call)}


ADOPTION = {"adopted_by": "Conseil", "adopted_on": date(2025, 3, 1)}


def _replaced(here: Side, call: Call) -> LocalPlan:
    first = participation.start_plan(
        actor=here.table, alliance=call.alliance, territory=here.mrcs[1], title="Plan à remplacer"
    )
    _add_priority(here, first, call)
    participation.adopt_plan(actor=here.table, plan=first, **ADOPTION)
    second = participation.revise_plan(actor=here.table, plan=first, reason="Essai.")
    participation.adopt_plan(actor=here.table, plan=second, **ADOPTION)
    first.refresh_from_db()
    return first


def _add_priority(here: Side, plan: LocalPlan, call: Call) -> None:
    participation.add_priority(
        actor=here.table, plan=plan, title="Se loger", need="Un besoin.",
        goals=call.priorities.get().goals.all(), people_with_experience=None, organisations_present=None,
    )  # fmt: skip


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


def _sittings(here: Side) -> dict[str, Any]:
    committee = factories.body(here, BodyKind.ANALYSIS_COMMITTEE)
    days = {
        state: timezone.localdate() - timedelta(days=n)
        for n, state in enumerate(("closed", "held", "planned"))  # what one may cite is of today
    }
    found = {
        state: bodies.plan_sitting(actor=here.manager, body=committee, held_on=day, place="Salle")
        for state, day in days.items()
    }
    for state in ("held", "closed"):
        bodies.record_presence(actor=here.manager, sitting=found[state], seats=list(committee.seats.all()))
    bodies.close_sitting(actor=here.manager, sitting=found["closed"])
    return found


def _applications(here: Side, call: Call) -> dict[str, Any]:
    sent = factories.scored_application(call, here, requested_cents=100)
    withdrawn = factories.sent_application(call, here, requested_cents=100)
    applications.withdraw(actor=here.coordinator, application=withdrawn, reason="Essai.")
    granted, declined = (factories.recommended_application(call, here, requested_cents=100) for _ in range(2))
    review.record_resolution(
        actor=here.clerk, call=call, sitting=factories.sitting(here, BodyKind.ELECTED_COUNCIL), number="E-1",
        verdicts=[review.Verdicts(granted, 100), review.Verdicts(declined, 0, "Budget épuisé.")],
    )  # fmt: skip
    reopened = factories.sent_application(call, here, requested_cents=100)
    applications.ask_correction(
        actor=here.manager, application=reopened, pages=["budget"], reason="Précisez le loyer."
    )
    return {
        "draft": factories.draft_application(call, here, requested_cents=100),
        "sent": sent,
        "reopened": reopened,
        "withdrawn": withdrawn,
        "recommended": factories.recommended_application(call, here, requested_cents=100),
        "granted": granted,
        "declined": declined,
    }


def _grants(here: Side, call: Call) -> dict[str, Any]:
    """The offer has not lapsed; `changes` and the tests make one that has."""
    offered, declined, late = (factories.offered_grant(call, here, requested_cents=100) for _ in range(3))
    grants.decline_offer(actor=here.coordinator, grant=declined, reason="Essai.")
    expire(late)
    grants.record_lapse(actor=here.manager, grant=late)
    closed = grants.close_grant(
        actor=here.manager, grant=factories.signed_grant(call, here, requested_cents=100)
    )
    return {
        "offered": offered,
        "closed": closed,
        "signed": factories.signed_grant(call, here, requested_cents=100),
        "declined": declined,
        "lapsed": late,
    }


def _amendments(here: Side, call: Call) -> dict[str, Any]:
    """Each on its own agreement of 100 cents; those that wait for a resolution add one."""

    def proposed(cents: int) -> Amendment:
        grant = factories.signed_grant(call, here, requested_cents=100)
        terms = terms_of(grant)
        part = {**terms["instalments"][0], "amount_cents": cents}
        after = amending.balanced({**terms, "amount_cents": cents, "instalments": [part]})
        return grants.propose_amendment(actor=here.manager, grant=grant, after=after, reason="Essai.")

    accepted, declined, withdrawn = (proposed(90) for _ in range(3))
    grants.accept_amendment(actor=here.coordinator, amendment=accepted)
    grants.decline_amendment(actor=here.coordinator, amendment=declined, reason="Essai.")
    grants.withdraw_amendment(actor=here.manager, amendment=withdrawn, reason="Essai.")
    return {
        "to_authorise": proposed(101),
        "proposed": proposed(90),
        "accepted": accepted,
        "declined": declined,
        "withdrawn": withdrawn,
    }


def _requests(here: Side, call: Call) -> dict[str, Any]:
    """Each on its own agreement."""

    def asked() -> AmendmentRequest:
        return amending.asked_amendment(factories.signed_grant(call, here, requested_cents=100), here)

    taken, declined, withdrawn = (asked() for _ in range(3))
    grants.propose_amendment(
        actor=here.manager, grant=taken.grant, after=taken.after, reason="Essai.", request=taken
    )
    grants.decline_request(actor=here.manager, request=declined, reason="Essai.")
    grants.withdraw_request(actor=here.coordinator, request=withdrawn)
    waiting = asked()
    amending.proposed_amendment(waiting.grant, here, ends_on="2028-06-30")
    return {"asked": waiting, "taken_up": taken, "declined": declined, "withdrawn": withdrawn}


def _recoveries(here: Side, call: Call) -> dict[str, Any]:
    """Three sums asked back for one grant that spent 40 of 100 cents."""
    grant = factories.reported_grant(call, here, spent_cents=40, requested_cents=100)
    found = {state: factories.open_recovery(grant, here, 10) for state in ("open", "received", "cancelled")}
    grants.receive_recovery(
        actor=here.requester, recovery=found["received"], received_on=timezone.localdate(), reference="R-E"
    )
    grants.cancel_recovery(actor=here.manager, recovery=found["cancelled"], reason="Essai.")
    return found


def expire(grant: Grant) -> None:
    """Two days pass: the last day of the offer was yesterday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Grant.objects.filter(pk=grant.pk).update(offered_on=yesterday, expires_on=yesterday)


def _payments(here: Side, call: Call) -> dict[str, Any]:
    grant = factories.signed_grant(call, here, requested_cents=100, parts=(10, 20, 30, 40))
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


def a_paper(actor: Any) -> StoredFile:
    return StoredFile.objects.create(
        organisation=Organisation.objects.earliest("pk"),
        name="papier.pdf",
        sha256="0" * 64,
        size_bytes=1,
        media_type="application/pdf",
        uploaded_by=actor,
    )


def changes(title: str, step: str, actor: Any) -> dict[str, Any]:
    """The fields that the product's action writes together with the state, for the steps that need some."""
    now, today = timezone.now(), timezone.localdate()
    approved = {"approved_by_id": actor.pk, "approved_person_id": actor.person_id, "approved_at": now}
    answered = {"approved_by_id": actor.person_id, "approved_at": now}
    known: dict[tuple[str, str], Callable[[], dict[str, Any]]] = {
        ("Allocation", "propose"): lambda: {"digest": "0" * 64},
        ("Allocation", "adopt"): lambda: {"adopted_at": now},
        ("Movement", "announce"): lambda: approved,
        ("Movement", "approve"): lambda: {**approved, "done_at": now},
        ("Movement", "carry_out"): lambda: {"done_at": now},
        ("Opinion", "publish"): lambda: {"published_on": today},
        ("Alliance", "sign"): lambda: {"signed_on": today},
        ("Local plan", "adopt"): lambda: {"adopted_by": "Conseil", "adopted_on": today},
        ("Application", "send"): lambda: {"sent_at": now, "number": "D-E-1", "digest": "0" * 64},
        ("Sitting", "close"): lambda: {"attendance": {"voting": 1}, "closed_at": now},
        ("Grant", "accept"): lambda: {"signed_on": today, "signed_by_id": actor.pk},
        ("Grant", "record_signature"): lambda: {"signed_on": today, "signed_by_id": actor.pk},
        ("Amendment", "authorise"): lambda: {"resolution_id": Resolution.objects.earliest("pk").pk},
        ("Amendment", "accept"): lambda: {"answered_at": now, "answered_by_id": actor.pk},
        ("Amendment", "record_acceptance"): lambda: {
            "answered_at": now,
            "answered_by_id": actor.pk,
            "signed_on": today,
            "signed_for_organisation": "Camille Essai",
            "paper": a_paper(actor),
        },
        ("Amendment", "decline"): lambda: {"answered_at": now, "answered_by_id": actor.pk},
        ("Amendment request", "take_up"): lambda: {
            "amendment": Amendment.objects.filter(grant__amendment_requests__state="asked").latest("pk")
        },
        ("Recovery", "receive"): lambda: {"received_on": today, "reference": "R-1"},
        ("Payment", "approve"): lambda: answered,
        ("Payment", "refuse"): lambda: answered,
        ("Payment", "mark_paid"): lambda: {"paid_on": today, "reference": "V-1"},
        ("Report", "send"): lambda: {"sent_at": now},
        ("Report", "accept"): lambda: {"accepted_at": now},
    }
    return known.get((title, step), dict)()
