"""The whole lists behind « where it led »: each opens, sorts, narrows and exports, and shows what is public only."""

import pytest
from django.urls import reverse
from tests import factories

from alliances.spaces.journey import lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def walked():
    built = factories.world()
    built.call = factories.open_call(built)
    built.grant = factories.paid_grant(built.call, built.here, requested_cents=2_000, title="Cuisine")
    factories.offered_grant(built.call, built.here, requested_cents=1_000, title="Jardin")
    return built


def address(word, code, what):
    return reverse("journey_list", args=[word, code, what])


def sources(built):
    application = built.grant.application
    return {
        "but": built.goal.number,
        "plan": built.plan.code,
        "mesure": built.measure.code,
        "territoire": built.here.region.code,
        "enveloppe": built.envelope.pk,
        "alliance": built.call.alliance_id,
        "plan-local": application.priority.local_plan_id,
        "priorite": application.priority_id,
        "appel": built.call.pk,
        "organisme": built.grant.organisation_id,
    }


def test_every_list_of_every_thing_opens_or_is_not_one_of_its_lists(walked, client):
    opened = set()
    for word, code in sources(walked).items():
        for what in lists.TABLES:
            status = client.get(address(word, code, what)).status_code
            assert status in (200, 404), (word, what)
            if status == 200:
                opened.add(what)
        assert client.get(address(word, code, "aides")).status_code == 200, word
    assert opened == set(lists.TABLES)


def test_the_page_of_a_thing_leads_to_its_whole_list(walked, client):
    page = client.get(reverse("call_page", args=[walked.call.pk])).content.decode()
    assert address("appel", walked.call.pk, "aides") in page
    assert "dont 1 convention signée" in page


def test_a_list_is_sorted_searched_and_exported(walked, client):
    whole = address("appel", walked.call.pk, "aides")

    def projects(**asked):
        table = client.get(whole, asked).context["table"]
        return [row.source.application.title for row in table.rows]

    assert projects(tri="amount_cents") == ["Jardin", "Cuisine"]
    assert projects(tri="-amount_cents") == ["Cuisine", "Jardin"]
    assert projects(q="jardin") == ["Jardin"]
    assert "pas encore signée" in client.get(whole).content.decode()
    exported = client.get(whole, {"format": "csv"})
    assert "Jardin" in exported.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("word", "code", "what"),
    [
        ("appel", "999999", "aides"),
        ("appel", "abc", "aides"),
        ("appel", "²", "aides"),
        ("fonds", "1", "aides"),
        ("plan", "PAGMAP", "secrets"),
        ("plan", "RIEN", "aides"),
    ],
)
def test_what_does_not_exist_is_not_found(walked, client, word, code, what):
    assert client.get(address(word, code, what)).status_code == 404


def test_a_long_list_costs_what_a_short_one_does(walked, client, django_assert_max_num_queries):
    pages = [address("appel", walked.call.pk, what) for what in ("aides", "versements")]
    with django_assert_max_num_queries(40) as few:
        for page in pages:
            client.get(page)
    for _again in range(3):
        factories.paid_grant(walked.call, walked.here, requested_cents=1_000)
    with django_assert_max_num_queries(len(few)):
        for page in pages:
            client.get(page)
