"""The same page sent many times at the same instant acts once: a finger that trembles, a network that tries again."""

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.access import acts
from tests.grants.test_twins import at_once
from tests.support import pages

from alliances.domain.calls.models import Call


@pytest.mark.django_db(transaction=True)
def test_twelve_identical_sendings_make_one_copy():
    world = factories.world()
    call = factories.open_call(world)
    url = reverse("manager_call_copy", args=[call.pk])
    first = Client()
    first.force_login(world.here.manager)
    body = {pages.TOKEN: acts.token(first)}
    before = Call.objects.count()

    def send() -> int:
        client = Client()
        client.cookies = first.cookies
        return client.post(url, body).status_code

    answers = at_once(send, twins=12)
    assert answers == [302] * 12
    assert Call.objects.count() == before + 1
