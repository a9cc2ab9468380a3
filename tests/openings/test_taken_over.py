"""A grant that started elsewhere is seen everywhere: no committee of ours advised, nobody sent its application here."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories
from tests.openings.test_openings import adopted

from alliances.domain.grants.models import Grant
from alliances.domain.people.models import Organisation

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="([^"#]+)"')
PEOPLE = ("manager", "clerk", "requester", "auditor")
ELSEWHERE = (
    "/static/",
    "/territoires/",
    "/en/territoires/",
    "/chiffres/",
    "/en/chiffres/",
    "/loi/",
    "/en/loi/",
    "/composants",
)
# Where nobody would arrive by a link of his own home page alone.
DOORS = ("audit_decisions", "audit_entries", "audit_balances", "council_resolutions", "grant_list")


@pytest.fixture
def world():
    world = factories.world()
    adopted(world, factories.signed_alliance(world))
    return world


def crawl(client: Client, *starts: str) -> dict[str, int]:
    """Every page that a click leads to, one of each address without its question, and what it answered."""
    answers: dict[str, int] = {}
    waiting = list(starts)
    while waiting:
        url = waiting.pop()
        if url in answers:
            continue
        response = client.get(url, follow=True)
        answers[url] = response.status_code
        if response.headers.get("Content-Type", "").startswith("text/html"):
            found = LINK.findall(response.content.decode())
            inside = {
                urlsplit(urljoin(url, each)).path for each in found if not each.startswith(("http", "m"))
            }
            waiting += [each for each in inside if not each.startswith(ELSEWHERE) and each not in answers]
    return answers


@pytest.mark.parametrize("who", PEOPLE)
def test_every_link_of_a_region_that_started_in_mid_plan_opens(world, who):
    client = Client()
    client.force_login(getattr(world.here, who))
    grant = Grant.objects.get()
    chain = reverse("chain_page", args=[grant.pk])
    answers = crawl(client, reverse("today"), chain, *map(reverse, DOORS))
    assert answers[chain] == 200
    opened = {url: status for url, status in answers.items() if status not in {200, 403, 404}}
    assert not opened


def test_its_organisation_opens_every_page_of_it(world):
    comptoir = Organisation.objects.get(name__startswith="Le Comptoir")
    client = Client()
    client.force_login(factories.hold(factories.account("comptoir"), factories.Role.COORDINATOR, comptoir))
    answers = crawl(client, reverse("today"), reverse("organisation_grant", args=[Grant.objects.get().pk]))
    assert set(answers.values()) == {200}, {url: s for url, s in answers.items() if s != 200}
    assert reverse("organisation_grants") in answers


def test_what_no_committee_of_ours_advised_is_left_empty(world):
    client = Client()
    client.force_login(world.here.auditor)
    text = client.get(reverse("audit_decisions")).content.decode()
    assert "Marché roulant" in text
    client.force_login(world.here.clerk)
    decision = Grant.objects.get().decision
    page = client.get(reverse("council_resolution", args=[decision.resolution_id])).content.decode()
    assert "Marché roulant" in page
