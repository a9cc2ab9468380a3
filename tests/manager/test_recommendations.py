"""The committee's list: scored files side by side, one act with ranks, replaced only before the resolution."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories

from alliances.domain.bodies import actions as bodies
from alliances.domain.bodies.models import BodyKind
from alliances.domain.common.verdict import Refused
from alliances.domain.review import actions as review
from alliances.domain.review.models import Recommendation, RecommendationList

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def call(world):
    return factories.open_call(world)


@pytest.fixture
def sitting(world):
    return factories.sitting(world.here, BodyKind.ANALYSIS_COMMITTEE)


@pytest.fixture
def files(world, call):
    """Three scored files; the second is the best, the third the least."""
    made = []
    for title, first, second in (("Cuisine", 3, 3), ("Jardin", 5, 4), ("Transport", 1, 2)):
        sent = factories.sent_application(call, world.here, title=title, requested_cents=10_000)
        for member, points in ((world.here.member, first), (world.here.second_member, second)):
            reading = review.declare_interests(actor=member, application=sent, has_conflict=False)
            review.submit_scores(
                actor=member, review=reading, points=dict.fromkeys(call.criteria.all(), points)
            )
        made.append(sent)
    return made


@pytest.fixture
def manager(client, world):
    client.force_login(world.here.manager)
    return client


def page_of(call):
    return reverse("manager_recommendation", args=[call.pk])


def typed(sitting, *lines, **more):
    """`lines`: (file, advice, amount, rank, reasons)."""
    data = {"act": "record", "sitting": str(sitting.pk), "reason": ""}
    for file, advice, amount, rank, reasons in lines:
        data |= {
            f"advice_{file.pk}": advice, f"amount_{file.pk}": amount, f"rank_{file.pk}": rank,
            f"reasons_{file.pk}": reasons,
        }  # fmt: skip
    return {**data, **more}


def test_the_files_stand_side_by_side_with_mean_gap_and_amount(manager, call, files, sitting):
    page = manager.get(page_of(call))
    ready = page.context["form"].ready
    assert [file.application.title for file in ready] == ["Jardin", "Cuisine", "Transport"]
    assert [(file.spread.mean, file.spread.gap) for file in ready] == [(90, 20), (60, 0), (30, 20)]
    text = page.content.decode()
    for expected in ("90,0", "20,0", "100,00", "Moyenne sur 100", "Recalculer le total"):
        assert expected in text


def test_one_act_records_the_list_in_its_order(manager, call, files, sitting):
    data = typed(
        sitting,
        (files[0], "oui", "80,00", "2", "Bon projet."),
        (files[1], "oui", "100,00", "1", "Le meilleur."),
        (files[2], "non", "", "", "Pas prêt."),
    )
    assert manager.post(page_of(call), data).status_code == 302
    act = RecommendationList.objects.get()
    made = {r.application_id: r for r in act.recommendations.all()}
    assert [(made[f.pk].rank, made[f.pk].amount_cents, made[f.pk].present) for f in files] == [
        (2, 8_000, 3), (1, 10_000, 3), (None, 0, 3),
    ]  # fmt: skip
    for file in files:
        file.refresh_from_db()
        assert file.state == "recommended"
    text = manager.get(page_of(call)).content.decode()
    assert "180,00" in text
    assert "Listes consignées" in text


def test_adding_up_judges_nothing_and_keeps_everything(manager, call, files, sitting):
    data = typed(
        sitting,
        (files[0], "oui", "80,00", "2", "Une raison écrite avec soin."),
        (files[1], "oui", "abc", "1", ""),
        (files[2], "", "100,00", "x", ""),
        act="add_up",
    )
    page = manager.post(page_of(call), data)
    assert not page.context["form"].errors
    assert page.context["total"].recommended_cents == 8_000
    text = page.content.decode()
    for kept in ("Une raison écrite avec soin.", "abc", 'value="x"'):
        assert kept in text
    assert [line.running_cents for line in page.context["lines"]] == [None, 8_000, None]
    assert not RecommendationList.objects.exists()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (("oui", "", "1", "Raison."), "Indiquez le montant"),
        (("oui", "100,01", "1", "Raison."), "Au plus le montant demandé"),
        (("oui", "cent", "1", "Raison."), "montant en chiffres"),
        (("oui", "50", "", "Raison."), "Donnez un rang"),
        (("oui", "50", "-1", "Raison."), "au moins"),
        (("oui", "50", "9" * 30, "Raison."), "chiffres"),
        (("oui", "50", "1", "  "), "Écrivez les raisons"),
        (("non", "", "", ""), "Écrivez les raisons"),
        (("peut-être", "50", "1", "Raison."), "Choisissez"),
        (("", "50", "1", "Raison."), "au moins une demande"),
    ],
)
def test_a_refusal_says_what_to_do_and_keeps_everything(manager, call, files, sitting, line, sentence):
    page = manager.post(
        page_of(call), typed(sitting, (files[0], *line), (files[1], "", "77,77", "5", "Gardé."))
    )
    assert page.status_code == 200
    text = page.content.decode()
    assert sentence in text
    assert "77,77" in text
    assert "Gardé." in text
    assert not RecommendationList.objects.exists()


def test_two_files_never_have_the_same_rank(manager, world, call, files, sitting):
    page = manager.post(
        page_of(call), typed(sitting, (files[0], "oui", "50", "1", "A."), (files[1], "oui", "50", "1", "B."))
    )
    assert "déjà celui de" in page.content.decode()
    factories.recommend(call, world.here, files[0])
    with pytest.raises(Refused, match="même rang"), transaction.atomic():
        review.recommend_list(
            actor=world.here.manager, call=call, sitting=sitting,
            advices=[review.Advice(files[1], True, 100, 1, "Aussi premier.")],
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.create(
            application=files[1], call=call, is_favourable=True, amount_cents=1, rank=1, reasons="x",
            recorded_by=world.here.manager,
        )  # fmt: skip


def test_a_new_list_replaces_the_old_with_its_reason_and_may_swap_ranks(manager, world, call, files, sitting):
    factories.recommend(call, world.here, files[0], files[1])
    lines = ((files[0], "oui", "90", "2", "Second."), (files[1], "oui", "100", "1", "Premier."))
    page = manager.post(page_of(call), typed(sitting, *lines))
    assert "Dites pourquoi" in page.content.decode()
    assert manager.post(page_of(call), typed(sitting, *lines, reason="Erreur d’ordre.")).status_code == 302
    assert list(call.recommendations.order_by("rank").values_list("application", "amount_cents")) == [
        (files[1].pk, 10_000), (files[0].pk, 9_000),
    ]  # fmt: skip
    text = manager.get(page_of(call)).content.decode()
    assert "Erreur d’ordre." in text
    assert "Remplacée depuis." in text


def test_after_the_resolution_a_recommendation_never_changes(world, call, files, sitting):
    factories.recommend(call, world.here, files[0])
    factories.resolution(call, world.here, files[0])
    with pytest.raises(Refused, match="ne change plus"), transaction.atomic():
        review.recommend_list(
            actor=world.here.manager, call=call, sitting=sitting, reason="Trop tard.",
            advices=[review.Advice(files[0], True, 100, 1, "Moins.")],
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(application=files[0]).update(amount_cents=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recommendation.objects.filter(application=files[0]).delete()


def test_a_sitting_without_quorum_recommends_nothing(manager, world, call, files, sitting):
    where = world.here
    short = bodies.plan_sitting(
        actor=where.manager, body=sitting.body, held_on=sitting.held_on, place="Salle", is_special=True
    )
    alone = sitting.body.seats.filter(category="community")
    bodies.record_presence(actor=where.manager, sitting=short, seats=list(alone), settles=True)
    page = manager.post(page_of(call), typed(short, (files[0], "oui", "50", "1", "Une raison.")))
    text = page.content.decode()
    assert "Pas de quorum" in text
    assert "Une raison." in text
    assert not RecommendationList.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        RecommendationList.objects.create(call=call, sitting=short, recorded_by=where.manager)


def held_before(where, sitting, days):
    """A sitting of the same body that many days earlier, everybody present."""
    held_on = sitting.held_on - timedelta(days=days)
    found = bodies.plan_sitting(actor=where.manager, body=sitting.body, held_on=held_on, place="Salle")
    return bodies.record_presence(
        actor=where.manager, sitting=found, seats=list(sitting.body.seats.all()), settles=True
    )


def test_nobody_deliberates_on_a_file_before_it_is_sent(manager, world, call, files, sitting):
    earlier = held_before(world.here, sitting, 1)
    page = manager.post(page_of(call), typed(earlier, (files[0], "oui", "50", "1", "Une raison.")))
    text = page.content.decode()
    assert "envoyée après cette séance" in text
    assert "Une raison." in text
    assert not RecommendationList.objects.exists()


def test_members_who_declared_an_interest_leave_the_room_for_that_file(manager, world, call, sitting):
    third = factories.hold(factories.account("third"), "committee_member", world.here.region)
    sent = factories.sent_application(call, world.here, title="Chez une membre", requested_cents=10_000)
    review.declare_interests(actor=world.here.member, application=sent, has_conflict=True)
    for member in (world.here.second_member, third):
        reading = review.declare_interests(actor=member, application=sent, has_conflict=False)
        review.submit_scores(actor=member, review=reading, points=dict.fromkeys(call.criteria.all(), 4))
    assert world.here.member.person.full_name in manager.get(page_of(call)).content.decode()
    manager.post(page_of(call), typed(sitting, (sent, "oui", "50", "1", "Raison.")))
    made = Recommendation.objects.get()
    assert (made.present, made.recused) == (2, 1)


def test_without_its_recused_members_a_file_may_lack_its_quorum(world, call, sitting):
    sent = factories.sent_application(call, world.here)
    for member in (world.here.member, world.here.second_member):
        review.declare_interests(actor=member, application=sent, has_conflict=True)
    for name in ("third", "fourth"):
        member = factories.hold(factories.account(name), "committee_member", world.here.region)
        reading = review.declare_interests(actor=member, application=sent, has_conflict=False)
        review.submit_scores(actor=member, review=reading, points=dict.fromkeys(call.criteria.all(), 4))
    with pytest.raises(Refused, match="Sans les membres retirés"):
        factories.recommend(call, world.here, sent)


@pytest.mark.parametrize("kind", [BodyKind.ELECTED_COUNCIL, BodyKind.ANALYSIS_COMMITTEE])
def test_the_sitting_of_another_kind_or_territory_is_refused(world, call, files, kind):
    where = world.here if kind == BodyKind.ELECTED_COUNCIL else world.there
    with pytest.raises(Refused, match="peut se prononcer"):
        review.recommend_list(
            actor=world.here.manager, call=call, sitting=factories.sitting(where, kind),
            advices=[review.Advice(files[0], True, 100, 1, "Raison.")],
        )  # fmt: skip


def test_a_manager_who_also_scores_reads_no_mean_before_her_own(client, world, call, files, sitting):
    both = factories.hold(world.here.manager, "committee_member", world.here.region)
    client.force_login(both)
    page = client.get(page_of(call))
    assert [file.spread for file in page.context["form"].ready] == [None] * 3
    assert "90,0" not in page.content.decode()
    assert "après vos notes" in page.content.decode()


def test_a_list_typed_while_signed_out_comes_back(client, world, call, files, sitting):
    data = typed(sitting, (files[0], "oui", "abc", "1", "Une raison écrite avec soin."))
    answer = client.post(page_of(call), data)
    credentials = {"login": world.here.manager.email, "password": factories.PASSWORD}
    page = client.get(client.post(answer["Location"], credentials)["Location"])
    assert page.context["brought_back"]
    assert "Une raison écrite avec soin." in page.content.decode()


def test_the_page_costs_the_same_with_one_file_and_with_many(manager, world, call, sitting):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(page_of(call)).status_code == 200
        return len(queries)

    def one_more():
        factories.scored_application(call, world.here, requested_cents=100)
        factories.recommended_application(call, world.here, requested_cents=100)

    one_more()
    few = cost()
    for _ in range(3):
        one_more()
    assert cost() == few


def test_what_the_call_granted_before_is_not_offered_again(manager, world, call, files, sitting):
    before = manager.get(page_of(call)).context["total"]
    granted = factories.signed_grant(call, world.here, requested_cents=100)
    after = manager.get(page_of(call)).context["total"]
    assert (before.granted_cents, after.granted_cents) == (0, granted.amount_cents)
    assert after.remaining_cents <= before.remaining_cents


def test_the_ranks_already_given_are_read_before_giving_another(manager, world, call, files, sitting):
    assert "Rangs déjà donnés" not in manager.get(page_of(call)).content.decode()
    manager.post(page_of(call), typed(sitting, (files[0], "oui", "50", "7", "Une raison.")))
    assert f"7 ({files[0].number})" in manager.get(page_of(call)).content.decode()
