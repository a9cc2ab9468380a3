"""A region's work from its rules to an accepted report, each refusal in a sentence."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from tests import factories
from tests.manager.conftest import signed_in

from alliances.domain.agreements.models import Framework
from alliances.domain.calls.models import Call
from alliances.domain.grants import actions as grants
from alliances.domain.ledger.models import Transfer
from alliances.domain.participation.models import LocalPlan, Priority
from alliances.domain.review import actions as review

pytestmark = pytest.mark.django_db


def text(answer):
    return html.unescape(answer.content.decode())


def day(shift=0):
    return (timezone.localdate() + timedelta(days=shift)).isoformat()


@pytest.fixture
def alliance(world):
    return factories.signed_alliance(world)


def test_a_rule_nobody_published_is_a_hole_and_a_version_never_replaces_another(world, alliance, as_manager):
    page = reverse("manager_alliance", args=[alliance.pk])
    assert "non publié" in text(as_manager.get(page))
    new = reverse("manager_framework_new", args=[alliance.pk])
    assert as_manager.get(new).context["form"]["local_percent"].value() == 90
    values = {"valid_from": day(), "source": "Essai", "local_percent": "", "scores_per_application": "3"}
    as_manager.post(new, {**values, "max_share_percent": "80", "max_grant_cents": "50 000"})
    latest = Framework.objects.filter(alliance=alliance).first()
    assert (latest.version, latest.local_percent, latest.max_grant_cents) == (2, None, 5_000_000)
    assert Framework.objects.filter(alliance=alliance).count() == 2


def test_a_plan_is_started_gets_priorities_and_is_adopted(world, alliance):
    table = signed_in(world.here.table)
    place = world.here.mrcs[0]
    table.post(
        reverse("manager_local_plan_new", args=[alliance.pk]), {"title": "Plan", "territory": place.pk}
    )
    plan = LocalPlan.objects.get()
    adopt = reverse("manager_local_plan_adopt", args=[plan.pk])
    adoption = {"adopted_by": "Table", "adopted_on": day()}
    assert "Ajoutez au moins une priorité" in text(table.post(adopt, adoption))
    table.post(
        reverse("manager_priority_new", args=[plan.pk]),
        {"title": "Se loger", "need": "Un toit.", "goals": [world.goal.pk], "people_with_experience": "",
         "organisations_present": "0"},
    )  # fmt: skip
    priority = Priority.objects.get()
    assert (priority.people_with_experience, priority.organisations_present) == (None, 0)
    page = text(table.get(reverse("manager_local_plan", args=[plan.pk])))
    assert "nombre inconnu" in page
    assert table.post(adopt, {"adopted_by": "Table", "adopted_on": "2999-01-01"}).status_code == 200
    table.post(adopt, adoption)
    plan.refresh_from_db()
    assert plan.state == "adopted"
    late = table.post(
        reverse("manager_priority_new", args=[plan.pk]),
        {"title": "Trop tard", "need": "x", "goals": [world.goal.pk]},
    )
    assert "ses priorités ne changent plus" in text(late)
    assert Priority.objects.count() == 1


def call_values(world, alliance, **changes):
    values = {
        "title": "Appel",
        "purpose": "Soutenir.",
        "envelope": factories.local_envelope(alliance, world.here).pk,
        "budget": "100",
        "priorities": [],
        "opens_on": day(),
        "closes_on": day(30),
        "closes_time": "16:00",
        "label_1": "Réponse à la priorité",
        "weight_1": "2",
        "label_3": "Place des personnes",
        "weight_3": "",
    }
    return {**values, **changes}


def test_a_call_is_prepared_published_and_closed_with_a_reason(world, alliance, as_manager):
    priority = factories.adopted_priority(world, alliance)
    new = reverse("manager_call_new", args=[alliance.pk])
    as_manager.post(new, call_values(world, alliance, priorities=[priority.pk]))
    call = Call.objects.get()
    assert call.territory == world.here.mrcs[0]
    assert list(call.criteria.values_list("label", "weight")) == [
        ("Réponse à la priorité", 2), ("Place des personnes", 1),
    ]  # fmt: skip
    assert timezone.localtime(call.closes_at).strftime("%H:%M") == "16:00"
    as_manager.post(reverse("manager_call_publish", args=[call.pk]))
    call.refresh_from_db()
    assert call.state == "published"
    close = reverse("manager_call_close", args=[call.pk])
    assert 'class="error-summary"' in text(as_manager.post(close, {"reason": "  "}))
    answer = as_manager.post(close, {"reason": "Budget épuisé."}, follow=True)
    assert "Budget épuisé." in text(answer)
    call.refresh_from_db()
    assert call.state == "closed"


def test_a_budget_above_the_envelope_waits_and_says_why(world, alliance, as_manager):
    priority = factories.adopted_priority(world, alliance)
    values = call_values(world, alliance, priorities=[priority.pk], budget="999 999")
    as_manager.post(reverse("manager_call_new", args=[alliance.pk]), values)
    call = Call.objects.get()
    page = text(as_manager.get(reverse("manager_call", args=[call.pk])))
    assert "Le budget dépasse le solde disponible" in page
    assert "Publier l’appel</button>" not in page
    answer = as_manager.post(reverse("manager_call_publish", args=[call.pk]), follow=True)
    assert "Le budget dépasse le solde disponible" in text(answer)


@pytest.mark.parametrize(
    "changes",
    [
        {"priorities": ["999"]},
        {"priorities": ["abc"]},
        {"envelope": "999"},
        {"budget": "-1"},
        {"budget": "9" * 40},
        {"opens_on": "2026-13-45"},
        {"closes_on": day(-10)},
        {"closes_time": "25:99"},
        {"label_1": ""},
        {"label_1": "x" * 999},
        {"weight_1": "0"},
        {"weight_1": "9" * 5000},
        {"title": ""},
    ],
)
def test_a_call_that_cannot_be_read_is_not_prepared(world, alliance, as_manager, changes):
    priority = factories.adopted_priority(world, alliance)
    values = call_values(world, alliance, **{"priorities": [priority.pk], **changes})
    answer = as_manager.post(reverse("manager_call_new", args=[alliance.pk]), values)
    assert answer.status_code == 200
    assert 'class="error-summary"' in text(answer)
    assert not Call.objects.exists()


def test_a_member_of_the_committee_who_also_manages_reads_no_score_before_her_own(world, call):
    here = world.here
    sent = factories.sent_application(call, here)
    reading = review.declare_interests(actor=here.second_member, application=sent, has_conflict=False)
    review.submit_scores(
        actor=here.second_member,
        review=reading,
        points=dict.fromkeys(call.criteria.all(), 5),
        comment="Secret",
    )
    both = factories.hold(here.manager, "committee_member", here.region)
    page = text(signed_in(both).get(reverse("manager_application", args=[sent.pk])))
    assert "Donnez d’abord vos notes" in page
    assert "Secret" not in page


def sent_report(world, call):
    grant = factories.paid_grant(call, world.here)
    report = grants.save_report(
        actor=world.here.coordinator, grant=grant, activities="Fait.", people_reached=3, spent_cents=9_000
    )
    return grants.send_report(actor=world.here.coordinator, report=report)


def test_a_report_goes_back_with_a_reason_then_is_accepted(world, call, as_manager):
    report = sent_report(world, call)
    back = reverse("manager_report_send_back", args=[report.pk])
    assert 'class="error-summary"' in text(as_manager.post(back, {"activities": ""}))
    as_manager.post(back, {"spending": "Précisez les dépenses."})
    report.refresh_from_db()
    assert report.state == "sent_back"
    assert list(report.returns.values_list("section", "reason")) == [("spending", "Précisez les dépenses.")]
    grants.send_report(actor=world.here.coordinator, report=report)
    accept = reverse("manager_report_accept", args=[report.pk])
    as_manager.post(accept)
    report.refresh_from_db()
    assert report.state == "accepted"
    as_manager.post(accept, follow=True)  # a second click justifies nothing twice
    assert Transfer.objects.filter(kind="justification", document=f"report:{report.pk}").count() == 1


def test_roles_that_only_read_are_told_why_they_may_not(world, call, as_manager):
    report = sent_report(world, call)
    scored = factories.scored_application(call, world.here)
    waiting = factories.recommended_application(call, world.here)
    factories.resolution(call, world.here, waiting, number="Z")
    waiting.refresh_from_db()
    plan = call.priorities.get().local_plan
    auditor = signed_in(world.here.auditor)
    for name, pk in (
        ("manager_framework_new", call.alliance_id),
        ("manager_local_plan_new", call.alliance_id),
        ("manager_call_new", call.alliance_id),
        ("manager_priority_new", plan.pk),
        ("manager_local_plan_adopt", plan.pk),
        ("manager_call_publish", call.pk),
        ("manager_call_close", call.pk),
        ("manager_recommendation", call.pk),
        ("manager_offer_new", waiting.decision.pk),
        ("manager_report_accept", report.pk),
        ("manager_report_send_back", report.pk),
    ):
        answer = auditor.post(reverse(name, args=[pk]))
        assert answer.status_code == 403, name
        assert "il faut un de ces rôles" in text(answer), name
    coordinator = signed_in(world.here.coordinator)
    for name, pk in (
        ("manager_application", scored.pk), ("manager_grant", report.grant_id), ("manager_report", report.pk),
    ):  # fmt: skip
        assert coordinator.get(reverse(name, args=[pk])).status_code == 404, name


def test_the_english_side_reads_in_english(world, call, as_manager):
    with translation.override("en"):  # so that the language of the page does not outlive the test
        page = text(as_manager.get(reverse("manager_call", args=[call.pk])))
    assert "Calls for projects" in page
    assert "Demandes reçues" not in page


def test_a_local_table_gets_no_link_to_money_pages_it_may_not_open(world, call):
    table = signed_in(world.here.table)
    for name, pk in (
        ("manager_alliance", call.alliance_id), ("manager_call", call.pk), ("ministry_alliance", call.alliance_id),
    ):  # fmt: skip
        assert "/ministere/enveloppes/" not in text(table.get(reverse(name, args=[pk]))), name
