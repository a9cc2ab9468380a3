"""Leaving a shared computer."""

import pytest
from django.urls import reverse
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_pages_read_are_cleared_from_the_browser_at_sign_out_only(client):
    client.force_login(factories.world().here.manager)
    assert "Clear-Site-Data" not in client.get(reverse("account_logout")).headers
    answer = client.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert client.get(reverse("today")).status_code == 302


def test_a_page_read_with_a_session_is_kept_nowhere_and_never_answered_unchanged(client):
    world = factories.world()
    client.force_login(world.here.manager)
    for name in ("today", "home"):
        page = client.get(reverse(name))
        assert {"no-store", "private"} <= set(page.headers["Cache-Control"].split(", "))
        assert "ETag" not in page.headers
        again = client.get(
            reverse(name),
            headers={"If-None-Match": "*", "If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"},
        )
        assert again.status_code == 200, "a 304 would show the page of whoever read it before"


def test_after_signing_out_the_page_asks_to_sign_in(client):
    client.force_login(factories.world().here.manager)
    client.get(reverse("today"))
    client.post(reverse("account_logout"))
    answer = client.get(reverse("today"), headers={"If-None-Match": "*"})
    assert answer.status_code == 302
