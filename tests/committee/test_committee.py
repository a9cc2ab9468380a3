"""Declaring interests, scoring, and reading the scores of others only after one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories

from alliances.domain.calls.actions import Line
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


def test_points_on_a_long_scale_are_typed(client, world):
    call = factories.open_call(world, criteria=[Line("Réponse à la priorité", maximum=100)])
    sent = factories.sent_application(call, world.here)
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


def test_only_title_organisation_and_amount_show_before_the_declaration(client, world, call):
    secret = {
        "need": "Besoin tu.", "activities": "Activités tues.", "participation": "Place tue.", "people_expected": 4_321,
    }  # fmt: skip
    sent = factories.sent_application(call, world.here, requested_cents=12_345, **secret)
    client.force_login(world.here.member)
    text = client.get(page_of(sent)).content.decode()
    for shown in (sent.title, sent.organisation.name, "123,45"):
        assert shown in text
    for hidden in (
        "Besoin tu.",
        "Activités tues.",
        "Place tue.",
        "4\u00a0321",
        "246,90",
        sent.priority.title,
    ):
        assert hidden not in text


def autosave(client, application, **fields):
    return client.post(page_of(application), fields, headers={"accept": "application/json"})


def test_scores_are_kept_as_they_are_typed_until_they_are_sent(client, world, call, sent):
    client.force_login(world.here.member)
    declare(client, sent)
    first, second = (criterion.pk for criterion in call.criteria.all())
    typed = {
        f"criterion_{first}": "4",
        f"comment_{first}": "Parce que.",
        "comment": "En cours",
        "version": "0",
    }
    saved = autosave(client, sent, **typed).json()
    assert saved["state"] == "saved"
    page = client.get(page_of(sent))
    assert "Pas encore envoyé" in page.content.decode()
    form = page.context["scoring"]
    assert form[f"criterion_{first}"].value() == "4"
    assert form[f"comment_{first}"].value() == "Parce que."
    assert form[f"criterion_{second}"].value() is None
    assert not Review.objects.get().scores.exists()
    client.force_login(world.here.second_member)
    declare(client, sent)
    assert "Parce que." not in client.get(page_of(sent)).content.decode(), (
        "a draft is read by its author alone"
    )


def test_a_second_tab_never_writes_over_the_first_unseen(client, world, call, sent):
    client.force_login(world.here.member)
    declare(client, sent)
    autosave(client, sent, comment="Premier onglet", version="0")
    answer = autosave(client, sent, comment="Second onglet", version="0")
    assert answer.status_code == 409
    conflict = answer.json()
    assert [other["text"] for other in conflict["theirs"]] == ["Premier onglet"]
    assert Review.objects.get().draft["comment"] == "Premier onglet"
    assert (
        autosave(client, sent, comment="Second onglet", version=conflict["version"]).json()["state"]
        == "saved"
    )
    page = client.post(
        page_of(sent), {"act": "save", "comment": "Sans script", "version": "1"}, follow=True
    ).content.decode()
    assert "Second onglet" in page
    assert "Sans script" in page


def test_without_a_script_a_button_keeps_the_scores(client, world, call, sent):
    client.force_login(world.here.member)
    declare(client, sent)
    answer = client.post(page_of(sent), {"act": "save", "comment": "Un long commentaire.", "version": "0"})
    assert answer.status_code == 302
    assert "Un long commentaire." in client.get(page_of(sent)).content.decode()


def test_scores_that_cannot_be_sent_yet_are_kept(client, world, call, sent):
    client.force_login(world.here.member)
    declare(client, sent)
    score(client, sent, comment="Gardé malgré tout.", **points(call, "99"))
    assert "Gardé malgré tout." in client.get(page_of(sent)).content.decode()


def test_a_draft_is_refused_after_sending_and_out_of_turn(client, world, call, sent):
    client.force_login(world.here.member)
    declare(client, sent)
    score(client, sent)
    late = autosave(client, sent, comment="Trop tard", version="0")
    assert (late.status_code, late.json()["state"]) == (409, "refused")
    client.logout()
    assert autosave(client, sent, comment="Sans compte").status_code == 401


def test_the_gap_and_a_comment_per_criterion_show_once_one_has_scored(client, world, call, sent):
    first = call.criteria.first()
    other = actions.declare_interests(actor=world.here.second_member, application=sent, has_conflict=False)
    given = dict.fromkeys(call.criteria.all(), 5)
    actions.submit_scores(
        actor=world.here.second_member, review=other, points=given, comments={first: "Leur raison."}
    )
    client.force_login(world.here.member)
    declare(client, sent)
    assert "Leur raison." not in client.get(page_of(sent)).content.decode()
    score(client, sent, **{f"comment_{first.pk}": "Ma raison."})
    page = client.get(page_of(sent))
    assert "Leur raison." in page.content.decode()
    assert "Ma raison." in page.content.decode()
    grid = page.context["grid"]
    assert [line.gap for line in grid.lines] == [2, 2]
    assert grid.gap == 2 * sum(criterion.weight for criterion in call.criteria.all())
