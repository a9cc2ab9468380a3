"""The responsible bodies and the advisory committee speak in public: who may, when, and what stays."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from tests import factories

from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.ledger.models import Transfer
from alliances.domain.people.roles import Role
from alliances.domain.strategy import actions, queries
from alliances.domain.strategy.models import (
    Measure,
    OpinionAnswer,
    ProgressNote,
    ResponsibleBody,
    Spokesperson,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> SimpleNamespace:
    built = factories.world()
    built.speaker = factories.spokesperson(built, built.here.officer)
    built.chief = factories.hold(factories.account("chief"), Role.MINISTRY_OFFICER, built.province)
    return built


def post(world: SimpleNamespace, **changes: object) -> ProgressNote:
    given = {
        "actor": world.speaker,
        "measure": world.measure,
        "body": world.body,
        "as_of": timezone.localdate(),
        "sentence": "Deux Alliances sont signées.",
    }
    return actions.post_progress(**{**given, **changes})


def test_a_spokesperson_posts_one_sentence_and_no_money_moves(world: SimpleNamespace) -> None:
    before = Transfer.objects.count()
    note = post(world, spent_cents=1_234_500, spent_precision="rounded")
    assert queries.progress_of(world.measure) == [note]
    assert note.is_fictitious
    assert Transfer.objects.count() == before


@pytest.mark.parametrize(
    "role", ["second_officer", "manager", "advisor", "auditor", "analyst", "coordinator"]
)
def test_nobody_else_speaks_for_the_body(world: SimpleNamespace, role: str) -> None:
    with pytest.raises(NotPermitted):
        post(world, actor=world.here.people[role])
    assert not ProgressNote.objects.exists()


def test_a_spokesperson_of_another_body_is_refused(world: SimpleNamespace) -> None:
    other = ResponsibleBody.objects.create(acronym="SHQ", name="Autre", source="essai")
    Spokesperson.objects.create(body=other, account=world.there.officer)
    with pytest.raises(NotPermitted, match="MESS"):
        post(world, actor=world.there.officer, body=other)
    with pytest.raises(NotPermitted):
        post(world, body=other)


def test_a_spokesperson_speaks_no_more_after_her_last_day(world: SimpleNamespace) -> None:
    Spokesperson.objects.update(
        valid_from=timezone.localdate() - timedelta(days=9),
        valid_until=timezone.localdate() - timedelta(days=1),
    )
    with pytest.raises(NotPermitted):
        post(world)


def test_a_closed_plan_takes_no_sentence(world: SimpleNamespace) -> None:
    world.plan.status = "closed"
    world.plan.save()
    with pytest.raises(NotPermitted, match="terminé"):
        post(world, measure=Measure.objects.select_related("plan").get(pk=world.measure.pk))


def test_progress_is_not_told_in_advance_nor_before_the_plan(world: SimpleNamespace) -> None:
    with pytest.raises(Refused, match="d’avance"):
        post(world, as_of=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused, match="début du plan"):
        post(world, as_of=timezone.localdate().replace(year=2020))


def test_a_correction_is_a_new_note_and_both_stay(world: SimpleNamespace) -> None:
    first = post(world)
    second = post(world, sentence="Une Alliance est signée.", corrects=first)
    notes = queries.progress_of(world.measure)
    assert [(note.pk, note.is_corrected) for note in notes] == [(second.pk, False), (first.pk, True)]
    assert queries.progress_of_plan(world.plan)[0].latest == second
    with pytest.raises(Refused, match="déjà corrigée"):
        post(world, sentence="Encore.", corrects=first)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_keeps_what_was_said(world: SimpleNamespace, change: str) -> None:
    note = post(world)
    opinion = factories.published_opinion(world)
    factories.hold(world.speaker, Role.MINISTRY_OFFICER, world.province)
    answer = OpinionAnswer.objects.create(opinion=opinion, body=world.body, text="Oui.", author=world.chief)
    for row, field in ((note, "sentence"), (opinion, "text"), (answer, "text")):
        rows = type(row).objects.filter(pk=row.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**{field: "Autre chose."}) if change == "update" else rows.delete()


@pytest.mark.parametrize(
    "wrong",
    [
        {"sentence": "  "},
        {"spent_cents": -1, "spent_precision": "exact"},
        {"spent_cents": 5, "spent_precision": ""},
        {"spent_cents": None, "spent_precision": "exact"},
    ],
)
def test_the_database_refuses_a_note_that_says_nothing_clear(world: SimpleNamespace, wrong: dict) -> None:
    given = {
        "measure": world.measure,
        "body": world.body,
        "as_of": timezone.localdate(),
        "sentence": "Une phrase.",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressNote.objects.create(author=world.speaker, **{**given, **wrong})


def test_only_an_officer_of_the_whole_ministry_names_who_speaks(world: SimpleNamespace) -> None:
    named = {"body": world.body, "account": world.here.second_officer}
    with pytest.raises(NotPermitted):
        actions.name_spokesperson(actor=world.speaker, **named)
    first = actions.name_spokesperson(actor=world.chief, **named)
    assert actions.name_spokesperson(actor=world.chief, **named) == first
    with pytest.raises(Refused, match="rôle au ministère"):
        actions.name_spokesperson(actor=world.chief, body=world.body, account=world.here.manager)


def test_a_draft_is_the_committees_alone_and_a_published_opinion_changes_no_more(
    world: SimpleNamespace,
) -> None:
    draft = factories.draft_opinion(world)
    assert draft not in queries.opinions_visible_to(world.chief)
    assert draft in queries.opinions_visible_to(world.here.advisor)
    assert not queries.opinions_on()
    actions.publish_opinion(actor=world.here.advisor, opinion=draft)
    assert draft in queries.opinions_on(plan=world.plan)
    assert draft.published_on == timezone.localdate()
    with pytest.raises(Refused, match="ne change plus"):
        actions.save_opinion(actor=world.here.advisor, opinion=draft, title="Autre")


def test_an_opinion_has_one_subject(world: SimpleNamespace) -> None:
    for subject in (
        {},
        {"plan": world.plan, "measure": world.measure},
        {"plan": world.plan, "about_fund": True},
    ):
        with pytest.raises(Refused, match="porte sur un plan"):
            actions.draft_opinion(actor=world.here.advisor, title="Avis", text="Texte.", **subject)


def test_a_member_whose_role_stops_at_a_region_does_not_speak_for_the_committee(
    world: SimpleNamespace,
) -> None:
    with pytest.raises(NotPermitted, match="tout le territoire"):
        actions.draft_opinion(actor=world.there.advisor, title="Avis", text="Texte.", plan=world.plan)


def test_the_ministry_answers_in_writing_by_a_spokesperson(world: SimpleNamespace) -> None:
    opinion = factories.published_opinion(world)
    answer = {"opinion": opinion, "body": world.body, "text": "Le ministère le fera."}
    with pytest.raises(NotPermitted, match="porte-parole"):
        actions.answer_opinion(actor=world.chief, **answer)
    with pytest.raises(NotPermitted):
        actions.answer_opinion(actor=world.speaker, **answer)  # her role stops at a region
    factories.spokesperson(world, world.chief)
    written = actions.answer_opinion(actor=world.chief, **answer)
    assert list(queries.opinions_on().get().answers.all()) == [written]
    with pytest.raises(NotPermitted, match="pas encore publié"):
        actions.answer_opinion(actor=world.chief, **{**answer, "opinion": factories.draft_opinion(world)})


def test_progress_of_a_plan_costs_the_same_whatever_is_said(
    world: SimpleNamespace, django_assert_num_queries: object
) -> None:
    for _again in range(4):
        post(world)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert len(queries.progress_of_plan(world.plan)[0].notes) == 4
