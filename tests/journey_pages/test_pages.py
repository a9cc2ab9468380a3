"""Every public page of the journey opens, says what is fictitious, and shows no person."""

import json
import re
from itertools import pairwise

import pytest
from django.urls import reverse
from tests import factories

from alliances.domain.chain.queries.makers import report_link
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Report
from alliances.engine.allocation import solve
from alliances.spaces.journey.addresses import address_of


@pytest.fixture
def walked(db):
    """A grant that reached its last receipt, and a call with a refused and an unsent file beside it."""
    built = factories.world()
    call = factories.open_call(built)
    grant = factories.paid_grant(call, built.here)
    report = grants.save_report(
        actor=built.here.coordinator, grant=grant, activities="x", people_reached=42, spent_cents=9_000
    )
    grants.send_report(actor=built.here.coordinator, report=report)
    grants.accept_report(actor=built.here.manager, report=report)
    factories.draft_application(call, built.here, title="Jamais envoyé")
    built.call, built.grant = call, grant
    return built


def pages(built) -> list[tuple[str, list[int]]]:
    call, grant = built.call, built.grant
    priority = grant.application.priority
    return [
        ("call_list", []),
        ("call_page", [call.pk]),
        ("alliance_list", []),
        ("alliance_page", [call.alliance_id]),
        ("local_plan_page", [priority.local_plan_id]),
        ("priority_page", [priority.pk]),
        ("envelope_list", []),
        ("envelope_page", [built.envelope.pk]),
        ("envelope_page", [call.envelope_id]),
        ("allocation_page", [built.envelope.scenarios.get().pk]),
        ("grant_list", []),
        ("grant_page", [grant.pk]),
        ("payment_page", [grant.payments.get().pk]),
        ("organisation_page", [grant.organisation_id]),
        ("chain_index", []),
        ("chain_page", [grant.pk]),
    ]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_opens_and_says_what_is_fictitious(walked, client, prefix):
    for address in [prefix + reverse(name, args=args) for name, args in pages(walked)]:
        answer = client.get(address)
        text = answer.content.decode()
        assert answer.status_code == 200, address
        assert "ficti" in text.lower(), address
        assert "Jamais envoyé" not in text, address


def test_no_page_shows_a_person_or_a_bank_reference(walked, client):
    names = [person.person.full_name for person in walked.here.people.values()] + ["Camille Essai", "V-"]
    for name, args in pages(walked):
        text = client.get(reverse(name, args=args)).content.decode()
        assert not [found for found in names if found in text], name


def test_the_published_problem_gives_the_adopted_amounts_to_the_cent(walked, client):
    scenario = walked.envelope.scenarios.get()
    answer = client.get(reverse("allocation_problem", args=[scenario.pk]))
    assert solve(json.loads(answer.content))["cents"] == {
        line.territory.code: line.amount_cents for line in scenario.lines.all()
    }


def test_a_territory_is_told_its_amount_in_words(walked, client):
    scenario = walked.envelope.scenarios.get()
    code = walked.here.mrcs[0].code
    answer = client.get(reverse("allocation_page", args=[scenario.pk]), {"territoire": code})
    assert f"{walked.here.mrcs[0].name}\u00a0: " in answer.content.decode()


def test_what_is_not_public_is_not_found(walked, client):
    draft_call = walked.call
    draft_call.state = "draft"
    draft_call.save(update_fields=["state"])
    assert client.get(reverse("call_page", args=[draft_call.pk])).status_code == 404
    for name in (
        "grant_page",
        "chain_page",
        "payment_page",
        "envelope_page",
        "alliance_page",
        "priority_page",
    ):
        assert client.get(reverse(name, args=[10**30])).status_code == 404, name
        assert client.get(reverse(name, args=[999_999])).status_code == 404, name


@pytest.mark.parametrize("value", ["", "x", "'; --", "é" * 500, "١٢", "-1", "%F0%9F"])
def test_garbage_in_the_address_is_ignored(walked, client, value):
    scenario = walked.envelope.scenarios.get()
    for name, args in (("call_list", []), ("grant_list", []), ("allocation_page", [scenario.pk])):
        answer = client.get(
            reverse(name, args=args),
            {"territoire": value, "etat": value, "page": value, "tri": value, "q": value},
        )
        assert answer.status_code == 200


def test_from_the_article_to_a_payment_and_back_within_ten_clicks(walked, client):
    """By links of the main content only."""
    payment = reverse("payment_page", args=[walked.grant.payments.get().pk])
    article = reverse("article", args=[11])
    assert clicks(client, article, payment) + clicks(client, payment, article) <= 10


def test_each_step_of_the_journey_leads_to_the_next_and_back(walked, client):
    """The chain of the law, one page per step: two clicks at most between neighbours, in links of the main content."""
    call, grant = walked.call, walked.grant
    steps = [
        reverse("article", args=[11]),
        reverse("plan", args=[walked.plan.code]),
        reverse("measure", args=[walked.measure.code]),
        reverse("envelope_page", args=[call.envelope_id]),
        reverse("territory", args=[call.territory.code]),
        reverse("alliance_page", args=[call.alliance_id]),
        reverse("priority_page", args=[grant.application.priority_id]),
        reverse("call_page", args=[call.pk]),
        reverse("grant_page", args=[grant.pk]),
        reverse("payment_page", args=[grant.payments.get().pk]),
    ]
    goal = reverse("goal", args=[walked.goal.number])
    pairs = [*pairwise(steps), (goal, steps[6]), (steps[0], steps[-1])]
    for here, there in pairs:
        for start, end in ((here, there), (there, here)):
            assert clicks(client, start, end) <= (10 if {start, end} == {steps[0], steps[-1]} else 2), (
                start,
                end,
            )
    assert 'id="reddition"' in client.get(steps[-2]).content.decode()


def clicks(client, start: str, goal: str) -> int:
    """The shortest way from one page to another, in links of `main`."""
    seen, ring = {start}, [start]
    for count in range(6):
        if goal in ring:
            return count
        following = [found for page in ring for found in links_of(client, page)]
        ring = [page for page in dict.fromkeys(following) if page not in seen]
        seen.update(ring)
    pytest.fail(f"no way from {start} to {goal}")


def links_of(client, page: str) -> list[str]:
    text = client.get(page).content.decode()
    main = text.partition("<main")[2].partition("</main>")[0]
    return [link.partition("#")[0] for link in re.findall(r'href="(/[^"?]*)', main)]


def test_the_last_station_leads_to_the_page_of_its_own_grant():
    accepted = Report(pk=7, grant_id=3, spent_cents=100)
    assert address_of(report_link(accepted, is_fictitious=True)) == "/aides/3/#reddition"
