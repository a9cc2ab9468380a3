"""An organisation asks for an amendment: nothing is decided by asking, and the region always answers."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.support import amending

from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import AmendmentRequest, Grant
from alliances.domain.grants.queries import terms_of
from alliances.domain.notices.models import Notice


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.signed_grant(world.call, world.here, parts=(6_000, 4_000))
    return world


def told(code):
    return [notice.account for notice in Notice.objects.filter(event=code)]


def test_asking_decides_nothing_and_tells_the_region(built):
    before = terms_of(built.grant)
    first, again = (amending.asked_amendment(built.grant, built.here) for _ in range(2))
    assert first == again
    assert (terms_of(Grant.objects.get(pk=built.grant.pk)), first.state) == (before, "asked")
    assert told("amendment_asked") == [built.here.manager]
    with pytest.raises(Refused, match="attend déjà la réponse"):
        amending.asked_amendment(built.grant, built.here, ends_on="2029-01-01")


def test_a_request_is_an_amendment_that_could_be(built):
    here, same = built.here, terms_of(built.grant)
    for changes, sentence in (
        ({"ends_on": same["ends_on"]}, "Rien ne change"),
        ({"amount_cents": 9_999}, "n’égalent pas"),
    ):
        with pytest.raises(Refused, match=sentence):
            amending.asked_amendment(built.grant, here, **changes)
    with pytest.raises(Refused, match="pourquoi"):
        grants.ask_amendment(
            actor=here.coordinator, grant=built.grant, after={**same, "ends_on": "2028-01-01"}, reason=" "
        )
    for stranger in (here.manager, here.member, built.there.coordinator):
        with pytest.raises(Refused):
            grants.ask_amendment(
                actor=stranger, grant=built.grant, after={**same, "ends_on": "2028-01-01"}, reason="Nos mots."
            )
    amending.proposed_amendment(built.grant, here)
    with pytest.raises(Refused, match="attend déjà une réponse"):
        amending.asked_amendment(built.grant, here)


def test_the_region_takes_it_up_changed_and_the_organisation_still_answers(built):
    here, asked = built.here, amending.asked_amendment(built.grant, built.here)
    changed = {**asked.after, "ends_on": "2028-02-29"}
    for _ in range(2):
        made = grants.propose_amendment(
            actor=here.manager, grant=built.grant, after=changed, reason="Un mois de moins.", request=asked
        )
    asked.refresh_from_db()
    assert (asked.state, asked.amendment, made.state) == ("taken_up", made, "proposed")
    assert terms_of(built.grant) == asked.before, "taking it up changes nothing either"
    grants.accept_amendment(actor=here.coordinator, amendment=made)
    assert terms_of(Grant.objects.get(pk=built.grant.pk))["ends_on"] == "2028-02-29"


def test_declining_says_why_and_another_request_may_follow(built):
    here, asked = built.here, amending.asked_amendment(built.grant, built.here)
    with pytest.raises(Refused, match="raison"):
        grants.decline_request(actor=here.manager, request=asked, reason=" ")
    with pytest.raises(NotPermitted):
        grants.decline_request(actor=here.coordinator, request=asked, reason="Non.")
    for _ in range(2):
        grants.decline_request(actor=here.manager, request=asked, reason="Le plan finit avant.")
    assert told("amendment_request_declined") == [here.coordinator]
    assert amending.asked_amendment(built.grant, here).state == "asked"


def test_a_request_of_another_grant_is_never_taken_up(built):
    other = amending.asked_amendment(factories.signed_grant(built.call, built.here), built.here)
    with pytest.raises(IntegrityError, match="another grant"), transaction.atomic():
        grants.propose_amendment(
            actor=built.here.manager,
            grant=built.grant,
            after={**terms_of(built.grant), "ends_on": "2028-02-29"},
            reason="Essai.",
            request=other,
        )


def test_postgresql_keeps_what_was_asked_and_what_was_answered(built):
    asked = amending.asked_amendment(built.grant, built.here)
    rows = AmendmentRequest.objects.filter(pk=asked.pk)
    grants.withdraw_request(actor=built.here.coordinator, request=asked)
    for change in (lambda: rows.update(state="asked"), lambda: rows.update(reason="Autre"), rows.delete):
        with pytest.raises(IntegrityError, match="says what it says"), transaction.atomic():
            change()
    second = AmendmentRequest.objects.filter(pk=amending.asked_amendment(built.grant, built.here).pk)
    for change in (lambda: second.update(after={}), lambda: second.update(state="taken_up")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_screens_ask_read_take_up_and_decline(built, client):
    here, grant = built.here, built.grant
    client.force_login(here.coordinator)
    ask = reverse("organisation_amendment_ask", args=[grant.pk])
    assert ask in client.get(reverse("organisation_grant", args=[grant.pk])).content.decode()
    terms = terms_of(grant)
    typed = {
        "starts_on": terms["starts_on"], "ends_on": "2028-01-31", "reason": "La salle est prise.",
        "label_1": "Repas servis", "target_1": "400", "unit_1": "repas", "cost_1": "Animation", "price_1": "200,00",
        "source_1": "Fonds de l’organisme", "revenue_1": "100,00",
        "amount_1": "60,00", "due_1": terms["instalments"][0]["due_on"], "condition_1": "Condition 1",
        "amount_2": "40,00", "due_2": terms["instalments"][1]["due_on"], "condition_2": "Condition 2",
    }  # fmt: skip
    assert "beaucoup" in client.post(ask, {**typed, "amount_2": "beaucoup"}).content.decode()
    client.post(ask, typed)
    asked = grant.amendment_requests.get()
    own = reverse("organisation_amendment_request", args=[asked.pk])
    assert "Attend la région" in client.get(own).content.decode()
    client.force_login(here.manager)
    read = reverse("manager_amendment_request", args=[asked.pk])
    today = client.get(reverse("today")).content.decode()
    assert "Répondre à la demande d’avenant" in today
    assert read in today
    page = client.get(read).content.decode()
    assert "La salle est prise." in page
    assert "31 janvier 2028" in page.replace("\u00a0", " ")
    new = reverse("manager_amendment_new", args=[grant.pk])
    assert read in client.get(new).content.decode()
    filled = client.get(f"{new}?demande={asked.pk}")
    assert filled.context["form"]["ends_on"].value() == "2028-01-31"
    assert "L’organisme demande cet avenant" in filled.content.decode()
    assert client.post(read, {"reason": " "}).status_code == 200
    client.post(f"{new}?demande={asked.pk}", {**typed, "reason": "D’accord."})
    asked.refresh_from_db()
    assert (asked.state, asked.amendment.reason) == ("taken_up", "D’accord.")
    client.force_login(here.coordinator)
    assert reverse("organisation_amendment", args=[asked.amendment_id]) in client.get(own).content.decode()
    other = amending.asked_amendment(factories.signed_grant(built.call, here), here)
    client.force_login(here.manager)
    client.post(reverse("manager_amendment_request", args=[other.pk]), {"reason": "Le plan finit avant."})
    client.force_login(here.coordinator)
    page = client.get(reverse("organisation_amendment_request", args=[other.pk])).content.decode()
    assert "Le plan finit avant." in page


def test_more_requests_cost_no_more_queries(built, client):
    client.force_login(built.here.manager)
    pages = (reverse("manager_grant", args=[built.grant.pk]), reverse("today"))

    def costs():
        found = []
        for page in pages:
            with CaptureQueriesContext(
                connection,
            ) as seen:
                client.get(page)
            found.append(len(seen))
        return found

    amending.asked_amendment(built.grant, built.here)
    costs()
    one = costs()
    for _ in range(3):
        asked = built.grant.amendment_requests.get(state="asked")
        grants.withdraw_request(actor=built.here.coordinator, request=asked)
        amending.asked_amendment(built.grant, built.here)
        amending.asked_amendment(factories.signed_grant(built.call, built.here), built.here)
    assert costs() == one
