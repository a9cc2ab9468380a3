"""Who decides on public money proves it twice; who only applies is asked for a password alone."""

import pytest
from django.urls import reverse
from tests import factories
from tests.access import places

from alliances.domain.people.roles import SECOND_FACTOR_ROLES, Role

pytestmark = pytest.mark.django_db
FREE = {"coordinator", "advisor", "analyst"}


@pytest.mark.parametrize("role", [role for role in places.ROLES if role != "visitor"])
def test_staff_sets_a_second_factor_before_anything_else(settings, client, role):
    settings.SECOND_FACTOR_REQUIRED = True
    world = factories.world()
    client.force_login(world.here.people[role])
    answer = client.get(reverse("today"))
    if role in FREE:
        assert answer.status_code == 200
    else:
        assert answer.headers["Location"] == reverse("mfa_activate_totp")


def test_the_second_factor_page_and_the_way_out_stay_open(settings, client):
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(factories.world().here.officer)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("account_reauthenticate")).status_code in {200, 302}


def test_a_demonstration_only_offers_it(settings, client):
    settings.SECOND_FACTOR_REQUIRED = False
    client.force_login(factories.world().here.officer)
    assert client.get(reverse("today")).status_code == 200


def test_every_role_that_touches_money_is_in_the_list():
    assert {
        Role.PAYMENT_APPROVER,
        Role.PAYMENT_REQUESTER,
        Role.MINISTRY_OFFICER,
        Role.COUNCIL_CLERK,
    } <= SECOND_FACTOR_ROLES
