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
