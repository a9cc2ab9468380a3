"""The offer of an agreement: instalments to the cent, an answer that commits once, a silence that gives back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests import factories
from tests.support.amending import signed_paper
from tests.support.every_state import expire

from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Grant, Instalment
from alliances.domain.grants.rules import split_in_instalments
from alliances.domain.ledger.models import Transfer
from alliances.domain.ledger.queries import broken_balances, columns_of
from alliances.domain.people.roles import Role
from alliances.spaces.me.today import tasks_for

percents = st.lists(st.integers(0, 100), min_size=1, max_size=6).filter(any)


@given(st.integers(1, 10**13), percents)
def test_instalments_make_the_amount_to_the_cent(amount, parts):
    found = split_in_instalments(amount, parts)
    assert sum(found) == amount
    assert all(cents > 0 for cents in found)
    assert len(found) <= len(parts)


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    return world


def columns(world):
    return columns_of([world.call.envelope.account_id])[world.call.envelope.account_id]


def commit(change):
    """The deferred checks of a commit, at once."""
    change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def ready_decision(built):
    file = factories.recommended_application(built.call, built.here)
    factories.resolution(built.call, built.here, file, number=f"R-{file.pk}")
    file.refresh_from_db()
    return file.decision


def test_an_offer_reserves_until_its_answer_then_commits_once(built):
    here = built.here
    offer = factories.offered_grant(built.call, here, parts=(6_000, 4_000))
    assert (columns(built).reserved_cents, columns(built).committed_cents) == (10_000, 0)
    for _ in range(2):
        grants.accept_offer(actor=here.coordinator, grant=offer)
    assert (columns(built).reserved_cents, columns(built).committed_cents) == (0, 10_000)
    assert Transfer.objects.filter(kind="commitment").count() == 1
    assert broken_balances() == []


def test_offering_twice_the_same_is_one_offer_and_another_is_refused(built):
    decision = ready_decision(built)
    first = factories.make_offer(decision, built.here, parts=(6_000, 4_000))
    assert factories.make_offer(decision, built.here, parts=(6_000, 4_000)) == first
    with pytest.raises(Refused, match="déjà faite"):
        factories.make_offer(decision, built.here, parts=(5_000, 5_000))


@pytest.mark.parametrize("parts", [(6_000, 3_999), (10_001,), (10_000, 0), (-1, 10_001)])
def test_instalments_that_do_not_make_the_amount_are_refused(built, parts):
    with pytest.raises(Refused):
        factories.make_offer(ready_decision(built), built.here, parts=parts)
    assert not Grant.objects.exists()


def test_postgresql_refuses_instalments_that_do_not_make_the_amount(built):
    grant = factories.offered_grant(built.call, built.here, parts=(6_000, 4_000))
    for change in (
        lambda: Instalment.objects.filter(grant=grant, rank=1).update(amount_cents=6_001),
        lambda: Instalment.objects.filter(grant=grant, rank=2).delete(),
        lambda: Grant.objects.filter(pk=grant.pk).update(amount_cents=9_999),
    ):
        with pytest.raises(IntegrityError, match=r"add up to|is offered"), transaction.atomic():
            commit(change)


@pytest.mark.parametrize("answer", ["lapse", "decline", "record_refusal"])
def test_a_silence_or_a_no_gives_the_money_back_once(built, answer):
    here, before = built.here, columns(built).available_cents
    offer = factories.offered_grant(built.call, here)
    if answer == "lapse":
        with pytest.raises(Refused, match="pas encore échue"):
            grants.record_lapse(actor=here.manager, grant=offer)
        expire(offer)
        with pytest.raises(Refused, match="délai"):
            grants.accept_offer(actor=here.coordinator, grant=offer)
    for _ in range(2):
        if answer == "lapse":
            grants.record_lapse(actor=here.manager, grant=offer)
        elif answer == "decline":
            grants.decline_offer(actor=here.coordinator, grant=offer, reason="Le projet change.")
        else:
            grants.record_refusal(actor=here.manager, grant=offer, reason="Dit au téléphone.")
    assert (columns(built).available_cents, columns(built).reserved_cents) == (before, 0)
    assert Transfer.objects.filter(kind="release").count() == 1
    with pytest.raises(Refused):
        grants.accept_offer(actor=here.coordinator, grant=offer)


def test_today_asks_for_no_answer_once_the_last_day_is_past(built):
    offer = factories.offered_grant(built.call, built.here)
    waits = [task.verb for task in tasks_for(built.here.coordinator)]
    assert "Répondre à l’offre" in waits
    expire(offer)
    waits = [task.verb for task in tasks_for(built.here.coordinator)]
    assert "Répondre à l’offre" not in waits
    assert "Consigner l’échéance de l’offre" in [task.verb for task in tasks_for(built.here.manager)]


def test_a_paper_signed_in_time_counts_even_when_recorded_late(built):
    here, today = built.here, timezone.localdate()
    offer = factories.offered_grant(built.call, here)
    said = {"actor": here.manager, "grant": offer}
    for wrong in (today + timedelta(days=1), today - timedelta(days=1), offer.expires_on + timedelta(days=1)):
        with pytest.raises(Refused):
            grants.record_signature(paper=signed_paper(wrong), **said)
    with pytest.raises(Refused, match="Joignez le papier"):
        grants.record_signature(paper=grants.Paper(today, "Camille Essai"), **said)
    with pytest.raises(Refused, match="qui a signé"):
        grants.record_signature(paper=signed_paper(today, " "), **said)
    for _ in range(2):
        grants.record_signature(paper=signed_paper(today), **said)
    assert (offer.state, offer.signed_on_paper, columns(built).committed_cents) == ("signed", True, 10_000)


def test_the_person_who_offers_does_not_accept_with_another_account(built):
    here = built.here
    offer = factories.offered_grant(built.call, here)
    twin = factories.hold(
        factories.account("jumelle", person=here.manager.person), Role.COORDINATOR, here.organisation
    )
    with pytest.raises(NotPermitted, match="une autre personne"):
        grants.accept_offer(actor=twin, grant=offer)


def test_an_instalment_proposed_by_the_framework_says_what_to_write(built, client):
    """Not on a line that says its condition, nor on one that the framework does not propose."""
    framework = built.call.framework
    type(framework).objects.filter(pk=framework.pk).update(instalment_percents=[60, 40])
    client.force_login(built.here.manager)
    form = client.get(reverse("manager_offer_new", args=[ready_decision(built).pk])).context["form"]
    told = [
        bool(form.fields[f"due_{n}"].help_text and form.fields[f"condition_{n}"].help_text) for n in (1, 2, 3)
    ]
    assert told == [False, True, False]
    assert (form["amount_2"].value(), form["condition_2"].value()) == ("40,00", None)


def test_the_region_types_the_offer_and_the_organisation_accepts_it(built, client):
    here, decision = built.here, ready_decision(built)
    client.force_login(here.manager)
    url = reverse("manager_offer_new", args=[decision.pk])
    day = timezone.localdate().isoformat()
    typed = {
        "signed_for_organisation": "Camille Essai", "offered_on": day, "expires_on": day,
        "amount_1": "60,00", "due_1": day, "condition_1": "À la signature",
        "amount_2": "39,99", "due_2": day, "condition_2": "Au rapport d’étape",
    }  # fmt: skip
    refused = client.post(url, typed)
    assert "Total des tranches" in refused.content.decode()
    assert "39,99" in refused.content.decode()
    client.post(url, {**typed, "amount_2": "40,00"})
    grant = Grant.objects.get()
    assert list(grant.instalments.values_list("amount_cents", "condition")) == [
        (6_000, "À la signature"),
        (4_000, "Au rapport d’étape"),
    ]
    client.force_login(here.coordinator)
    page = client.get(reverse("organisation_offer", args=[grant.pk])).content.decode()
    assert "Au rapport d’étape" in page
    assert client.post(reverse("organisation_offer", args=[grant.pk]), {}).status_code == 200
    for _ in range(2):
        client.post(reverse("organisation_offer", args=[grant.pk]), {"confirmed": "on"})
    grant.refresh_from_db()
    assert grant.state == "signed"
    assert Transfer.objects.filter(kind="commitment").count() == 1


def test_an_offer_is_not_public(built, client):
    offer = factories.offered_grant(built.call, built.here)
    assert client.get(reverse("grant_page", args=[offer.pk])).status_code == 404
    grants.accept_offer(actor=built.here.coordinator, grant=offer)
    page = client.get(reverse("grant_page", args=[offer.pk])).content.decode()
    assert "Condition 1" in page
