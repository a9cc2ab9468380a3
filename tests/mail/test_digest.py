"""What leaves by e-mail: grouped, once, only about files that the reader still sees, and no amount in it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from tests import factories

from alliances.domain.notices.models import Notice
from alliances.interfaces.mail.tasks import GATHER, send_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


@pytest.fixture
def world():
    return factories.world()


def _an_hour_later():
    Notice.objects.released().update(released_at=timezone.now() - timedelta(hours=1))


def test_several_news_make_one_message_in_both_languages(world):
    call = factories.open_call(world)
    for _ in range(3):
        factories.sent_application(call, world.here)
    assert send_due() == 0, f"news are gathered for {GATHER}"
    _an_hour_later()
    send_due()
    (to_manager,) = [sent for sent in mail.outbox if sent.to == [world.here.manager.email]]
    assert to_manager.subject == "Alliances : 3 nouvelles de vos dossiers"
    assert to_manager.body.count("Nouvelle demande") == 3
    assert to_manager.body.count("New application") == 3
    assert "$" not in to_manager.body
    assert "/moi/messages/" in to_manager.body
    assert "fictives" in to_manager.body


def test_nothing_is_sent_twice(world):
    factories.sent_application(factories.open_call(world), world.here)
    _an_hour_later()
    assert send_due() > 0
    assert send_due() == 0


def test_a_letter_that_nobody_read_over_does_not_leave(world):
    call = factories.open_call(world)
    file = factories.recommended_application(call, world.here)
    factories.resolution(call, world.here, file)
    _an_hour_later()
    send_due()
    assert not [sent for sent in mail.outbox if "acceptée" in sent.body]


def test_a_role_that_ended_gets_no_message(world):
    factories.sent_application(factories.open_call(world), world.here)
    world.here.manager.assignments.update(valid_from="2020-01-01", valid_until="2020-12-31")
    _an_hour_later()
    send_due()
    assert not [sent for sent in mail.outbox if sent.to == [world.here.manager.email]]


def test_a_server_that_refuses_keeps_the_message_for_later(world, monkeypatch):
    factories.sent_application(factories.open_call(world), world.here)
    _an_hour_later()

    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError("no server")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        assert send_due() == 0
    assert send_due() > 0


def test_a_line_break_in_a_title_does_not_break_the_subject(world):
    call = factories.open_call(world)
    factories.sent_application(call, world.here, title="Cuisine\r\nBcc: tous@exemple.test")
    _an_hour_later()
    send_due()
    assert mail.outbox
    assert all("\n" not in sent.subject for sent in mail.outbox)
