"""A passage of a file tells those it concerns, once, and nothing that their screens do not show."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation
from tests import factories

from alliances.domain.applications import actions as applications
from alliances.domain.common.verdict import Refused
from alliances.domain.notices import actions
from alliances.domain.notices.models import Notice
from alliances.domain.notices.queries import mailbox
from alliances.domain.notices.rules import EVENTS
from alliances.spaces.me.doors import DOORS, door
from alliances.ui.letters import written

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def call(world):
    return factories.open_call(world)


def told(file, event):
    return {notice.account for notice in Notice.objects.filter(subject_id=file.pk, event=event)}


def test_sending_tells_the_region_and_the_committee_and_gives_the_sender_her_receipt(world, call):
    file = factories.sent_application(call, world.here)
    assert told(file, "application_receipt") == {world.here.coordinator}
    assert told(file, "application_received") == {world.here.manager}
    assert told(file, "application_to_score") == {world.here.member, world.here.second_member}


def test_nobody_of_another_region_is_told(world, call):
    factories.sent_application(call, world.here)
    assert not Notice.objects.filter(account__in=world.there.people.values()).exists()


def test_a_letter_of_decision_waits_until_a_person_sends_it(world, call):
    file = factories.recommended_application(call, world.here)
    factories.resolution(call, world.here, file)
    letter = Notice.objects.get(event="application_granted")
    assert letter not in mailbox(world.here.coordinator)
    assert list(Notice.objects.releasable_by(world.here.manager)) == [letter]
    assert actions.release(actor=world.here.manager, notices=[letter.pk]) == 1
    assert letter in mailbox(world.here.coordinator)
    assert (
        actions.release(actor=world.here.manager, notices=[letter.pk]) == 0
    )  # a double click sends nothing twice


def test_letters_of_another_territory_are_not_sent_and_the_batch_stays_whole(world, call):
    file = factories.recommended_application(call, world.here)
    factories.resolution(call, world.here, file)
    letter = Notice.objects.get(event="application_granted")
    with pytest.raises(PermissionDenied):
        actions.release(actor=world.there.manager, notices=[letter.pk])
    with pytest.raises(Refused):
        actions.release(actor=world.here.manager, notices=[])
    letter.refresh_from_db()
    assert letter.released_at is None


def test_a_role_that_ended_takes_its_messages_along(world, call, client):
    file = factories.sent_application(call, world.here)
    notice = Notice.objects.get(account=world.here.manager, subject_id=file.pk)
    client.force_login(world.here.manager)
    assert client.get(reverse("mailbox_message", args=[notice.pk])).status_code == 200
    world.here.manager.assignments.update(valid_from="2020-01-01", valid_until="2020-12-31")
    assert client.get(reverse("mailbox_message", args=[notice.pk])).status_code == 404


def test_somebody_elses_message_is_not_found(world, call, client):
    file = factories.sent_application(call, world.here)
    notice = Notice.objects.get(account=world.here.coordinator, subject_id=file.pk)
    client.force_login(world.here.manager)
    assert client.get(reverse("mailbox_message", args=[notice.pk])).status_code == 404


def test_a_passage_rolled_back_tells_nobody(world, call):
    draft = factories.draft_application(call, world.here, title="")
    with pytest.raises(Refused):
        applications.send(actor=world.here.coordinator, application=draft)
    assert not Notice.objects.exists()


def test_opening_a_message_reads_it_once(world, call, client):
    file = factories.sent_application(call, world.here)
    notice = Notice.objects.get(account=world.here.manager, subject_id=file.pk)
    client.force_login(world.here.manager)
    page = client.get(reverse("mailbox_message", args=[notice.pk]))
    assert "10" in page.content.decode()  # the amount asked for
    assert reverse("manager_application", args=[file.pk]) in page.content.decode()
    notice.refresh_from_db()
    first = notice.read_at
    client.get(reverse("mailbox_message", args=[notice.pk]))
    notice.refresh_from_db()
    assert first is not None
    assert notice.read_at == first


def test_every_message_of_a_whole_journey_reads_and_opens_in_both_languages(world, call):
    where = world.here
    grant = factories.paid_grant(call, where)
    withdrawn = factories.sent_application(call, where)
    applications.withdraw(actor=where.coordinator, application=withdrawn, reason="Autre projet.")
    for notice in Notice.objects.select_related("account"):
        for language in ("fr", "en"):
            with translation.override(language):
                letter = written(notice)
                assert letter.title.strip()
                assert "%(" not in letter.body
                assert door(notice).startswith("/en/" if language == "en" else "/")
    told = set(Notice.objects.filter(facts__grant=grant.pk).values_list("event", flat=True))
    assert told >= {"offer_to_answer", "payment_to_approve", "payment_approved", "payment_made"}


def test_every_event_has_a_door_and_a_sentence_of_its_own():
    codes = [event.code for event in EVENTS]
    assert set(DOORS) == set(codes)
    assert len({str(event.title) for event in EVENTS}) == len(codes)


def test_the_mailbox_costs_the_same_whatever_it_holds(world, call, client, django_assert_max_num_queries):
    for _ in range(12):
        factories.sent_application(call, world.here, requested_cents=100)
    client.force_login(world.here.manager)
    with django_assert_max_num_queries(8):
        page = client.get(reverse("mailbox"))
    assert page.content.decode().count("Nouvelle demande") == 12


def test_the_region_reads_its_letters_over_and_sends_those_it_keeps_checked(world, call, client):
    first, second = (factories.recommended_application(call, world.here) for _ in range(2))
    factories.resolution(call, world.here, first, second)
    kept, put_off = Notice.objects.filter(event="application_granted").order_by("pk")
    client.force_login(world.here.manager)
    page = client.get(reverse("manager_letters")).content.decode()
    assert page.count('name="letters"') == 2
    client.post(reverse("manager_letters"), {"letters": [kept.pk, "x", "9" * 40]})
    kept.refresh_from_db()
    put_off.refresh_from_db()
    assert kept.released_by == world.here.manager
    assert put_off.released_at is None
