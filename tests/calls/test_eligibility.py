"""« Suis-je admissible? »: rule by rule, holes said, nothing kept."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests import factories

from alliances.domain.agreements.models import Framework
from alliances.domain.calls import eligibility
from alliances.domain.calls.eligibility import Answers, Outcome

GOOD = Answers(legal_form="non_profit", serves_territory=True, already_active=True)


@pytest.fixture
def call(db):
    return factories.open_call(factories.world())


def outcomes(call, answers: Answers) -> dict[str, Outcome]:
    keys = frozenset(call.priorities.values_list("pk", flat=True))
    return {f.rule: f.outcome for f in eligibility.findings(call, answers, priorities=keys)}


def test_each_rule_answers_for_itself(call):
    good = replace(GOOD, priority=call.priorities.get().pk, asked_cents=100, cost_cents=200)
    found = outcomes(call, good)
    assert found["Les dates"] == found["Le territoire"] == found["La priorité"] == Outcome.MET
    assert found["Le budget de l’appel"] == Outcome.MET
    assert outcomes(call, replace(good, serves_territory=False))["Le territoire"] == Outcome.NOT_MET
    assert outcomes(call, replace(good, priority=0))["La priorité"] == Outcome.NOT_MET
    above = replace(good, asked_cents=call.budget_cents + 1)
    assert outcomes(call, above)["Le budget de l’appel"] == Outcome.NOT_MET
    assert outcomes(call, Answers())["Le territoire"] == Outcome.UNANSWERED


def test_a_rule_that_nobody_published_refuses_nothing_and_says_so(call):
    found = outcomes(call, replace(GOOD, asked_cents=10**9, cost_cents=1))
    assert found["Le montant le plus élevé"] == found["La part du coût"] == Outcome.UNPUBLISHED


def test_a_published_ceiling_and_rate_are_held(call):
    Framework.objects.filter(pk=call.framework_id).update(max_grant_cents=1_000, max_share_percent=66)
    call.framework.refresh_from_db()
    found = outcomes(call, replace(GOOD, asked_cents=1_001, cost_cents=1_516))
    assert found["Le montant le plus élevé"] == found["La part du coût"] == Outcome.NOT_MET
    found = outcomes(call, replace(GOOD, asked_cents=1_000, cost_cents=1_516))
    assert found["Le montant le plus élevé"] == found["La part du coût"] == Outcome.MET


def test_a_published_list_of_forms_and_number_of_partners_are_held(call):
    Framework.objects.filter(pk=call.framework_id).update(
        eligible_legal_forms=["non_profit"], minimum_partners=2
    )
    call.framework.refresh_from_db()
    found = outcomes(call, replace(GOOD, legal_form="cooperative", partners=1))
    assert found["La forme de l’organisme"] == found["Les partenaires"] == Outcome.NOT_MET
    found = outcomes(call, replace(GOOD, partners=2))
    assert found["La forme de l’organisme"] == found["Les partenaires"] == Outcome.MET


def test_a_closed_call_is_for_nobody(call):
    call.closes_at = call.opens_at
    assert outcomes(call, GOOD)["Les dates"] == Outcome.NOT_MET


@given(asked=st.integers(0, 10**12), cost=st.integers(0, 10**12), rate=st.none() | st.integers(0, 100))
def test_the_rate_is_exact_and_never_rounded_in_anybody_s_favour(asked, cost, rate):
    verdict = eligibility.within_rate(Framework(max_share_percent=rate), asked, cost)
    assert bool(verdict) == (rate is None or asked * 100 <= cost * rate)


def test_the_worst_answer_concludes(call):
    rows = outcomes(call, replace(GOOD, serves_territory=False))
    assert Outcome.UNPUBLISHED in rows.values()
    keys = frozenset(call.priorities.values_list("pk", flat=True))
    found = eligibility.findings(call, replace(GOOD, serves_territory=False), priorities=keys)
    assert eligibility.conclusion(found) == Outcome.NOT_MET


def test_the_page_keeps_nothing_and_needs_no_account(call, client):
    url = reverse("call_eligibility", args=[call.pk])
    assert client.get(url).status_code == 200
    answer = client.get(url, {"forme": "non_profit", "territoire": "non", "demande": "12 000"})
    text = answer.content.decode()
    assert "Non, pas pour cet appel" in text
    assert call.alliance.mandataire.name in text
    assert "non publié" in text
    assert "sessionid" not in answer.cookies
    assert not client.session.keys()
    assert client.post(url).status_code == 405


def test_without_a_refusal_the_page_leads_to_the_application(call, client):
    url = reverse("call_eligibility", args=[call.pk])
    text = client.get(url, {"territoire": "oui", "priorite": call.priorities.get().pk}).content.decode()
    assert reverse("organisation_start", args=[call.pk]) in text


@pytest.mark.parametrize("typed", ["douze mille", "1e309", "-5", "١٢", "9" * 40])
def test_what_cannot_be_read_is_said_and_kept(call, client, typed):
    answer = client.get(reverse("call_eligibility", args=[call.pk]), {"demande": typed})
    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()


def test_a_draft_call_is_not_found_and_the_cost_is_fixed(call, client):
    url = reverse("call_eligibility", args=[call.pk])
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(url, {"territoire": "oui"})
    assert len(queries) <= 7, [q["sql"] for q in queries]
    call.state = "draft"
    call.save(update_fields=["state"])
    assert client.get(url).status_code == 404
