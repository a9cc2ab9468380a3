"""Declaring interests, scoring, and reading the scores of others only after one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories

from alliances.domain.people.roles import Role
from alliances.domain.review import actions
from alliances.domain.review.models import Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def call(world):
    return factories.open_call(world)


@pytest.fixture
def sent(world, call):
    return factories.sent_application(call, world.here, need="Un besoin reconnaissable.")


def page_of(application):
    return reverse("committee_application", args=[application.pk])


def points(call, number="3"):
    return {f"criterion_{criterion.pk}": number for criterion in call.criteria.all()}


def declare(client, application, answer="no"):
    return client.post(page_of(application), {"act": "declare", "has_conflict": answer})


def score(client, application, **more):
    return client.post(page_of(application), {"act": "score", **points(application.call), **more})


def test_a_member_declares_reads_scores_and_then_reads_the_others(client, world, sent):
    other = actions.declare_interests(actor=world.here.second_member, application=sent, has_conflict=False)
    given = dict.fromkeys(sent.call.criteria.all(), 5)
    actions.submit_scores(actor=world.here.second_member, review=other, points=given, comment="Leur avis.")
    client.force_login(world.here.member)
    text = client.get(page_of(sent)).content.decode()
    assert "Un besoin reconnaissable." not in text, "nothing is read before the declaration"
    assert declare(client, sent).status_code == 302
    page = client.get(page_of(sent))
    assert "Un besoin reconnaissable." in page.content.decode()
    assert "Leur avis." not in page.content.decode()
    assert page.context["grid"] is None
    assert score(client, sent, comment="Mon avis.").status_code == 302
    text = client.get(page_of(sent)).content.decode()
    assert "Leur avis." in text
    assert "Mon avis." in text
    assert "Notes envoyées" in client.get(reverse("committee_applications")).content.decode()
    assert sent.title in client.get(reverse("committee_scores")).content.decode()


def test_the_list_says_nothing_of_others_scores(client, world, sent):
    client.force_login(world.here.member)
    before = client.get(reverse("committee_applications")).content
    other = actions.declare_interests(actor=world.here.second_member, application=sent, has_conflict=False)
    given = dict.fromkeys(sent.call.criteria.all(), 5)
    actions.submit_scores(actor=world.here.second_member, review=other, points=given)
    assert client.get(reverse("committee_applications")).content == before


def test_a_conflict_closes_the_file_politely_and_for_good(client, world, sent):
    client.force_login(world.here.member)
    declare(client, sent, "yes")
    text = client.get(page_of(sent)).content.decode()
    assert "Ce dossier vous est fermé" in text
    assert "Un besoin reconnaissable." not in text
    declare(client, sent, "no")
    answer = score(client, sent)
    assert "conflit d’intérêts" in answer.content.decode()
    assert "Un besoin reconnaissable." not in client.get(page_of(sent)).content.decode()
    assert Review.objects.get().submitted_at is None


def test_nobody_scores_before_declaring(client, world, sent):
    client.force_login(world.here.member)
    assert score(client, sent).status_code == 200
    assert not Review.objects.exists()


def test_one_person_with_two_accounts_scores_once(client, world, sent):
    client.force_login(world.here.member)
    declare(client, sent)
    score(client, sent)
    again = factories.account("second.account", person=world.here.member.person)
    client.force_login(factories.hold(again, Role.COMMITTEE_MEMBER, world.here.region))
    text = client.get(page_of(sent)).content.decode()
    assert "Notes envoyées" in text
    answer = score(client, sent, **points(sent.call, "5"))
    assert "ne changent plus" in answer.content.decode()
    review = Review.objects.get()
    assert {given.points for given in review.scores.all()} == {3}


def test_a_member_of_the_organisation_does_not_score_it_whatever_the_account(client, world, sent):
    home = factories.account("at.home", person=world.here.member.person)
    factories.hold(home, Role.COORDINATOR, world.here.organisation)
    client.force_login(world.here.member)
    assert sent.title not in client.get(reverse("committee_applications")).content.decode()
    page = client.get(page_of(sent)).content.decode()
    assert "vous ne notez pas sa demande" in page
    assert "Un besoin reconnaissable." not in page
    declare(client, sent)
    assert not Review.objects.exists()


@pytest.mark.parametrize("typed", ["", "6", "-1", "trois", "3.0", "９", "9" * 50])
def test_points_out_of_the_grid_are_refused_and_the_comment_stays(client, world, sent, typed):
    client.force_login(world.here.member)
    declare(client, sent)
    answer = score(client, sent, comment="Mon long commentaire.", **points(sent.call, typed))
    assert answer.status_code == 200
    assert "Mon long commentaire." in answer.content.decode()
    assert answer.context["form"].errors
    assert Review.objects.get().submitted_at is None


def test_points_on_a_long_scale_are_typed(client, world, sent):
    sent.call.criteria.update(maximum=100)
    client.force_login(world.here.member)
    declare(client, sent)
    assert score(client, sent, **points(sent.call, "101")).status_code == 200
    assert score(client, sent, **points(sent.call, "87")).status_code == 302


def test_a_score_sent_while_signed_out_comes_back(client, world, sent):
    client.force_login(world.here.member)
    declare(client, sent)
    client.logout()
    answer = score(client, sent, comment="Mon long commentaire.")
    credentials = {"login": world.here.member.email, "password": factories.PASSWORD}
    page = client.get(client.post(answer["Location"], credentials)["Location"])
    assert page.context["brought_back"]
    assert "Mon long commentaire." in page.content.decode()


def test_files_of_elsewhere_and_drafts_are_not_found(client, world, call, sent):
    draft = factories.draft_application(call, world.here)
    client.force_login(world.here.member)
    assert client.get(page_of(draft)).status_code == 404
    for stranger in (world.there.member, world.here.coordinator, world.here.clerk):
        client.force_login(stranger)
        assert client.get(page_of(sent)).status_code == 404


def test_lists_cost_the_same_with_one_file_and_with_many(client, world, call):
    def cost(name):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        return len(queries)

    names = ("committee_applications", "committee_scores")
    client.force_login(world.here.member)
    factories.scored_application(call, world.here, requested_cents=100)
    few = [cost(name) for name in names]
    for _ in range(5):
        factories.scored_application(call, world.here, requested_cents=100)
    assert [cost(name) for name in names] == few
