"""A local plan from its first priority to its revision: what may change while it is a draft, and nothing after."""

import html
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.manager.conftest import signed_in

from alliances.domain.bodies.models import BodyKind
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.participation import actions
from alliances.domain.participation.models import LocalPlan, ParticipationRecord, Priority, Stage

pytestmark = pytest.mark.django_db
NAUGHTY = '<script>alert(1)</script>\u202e ’"; DROP TABLE x; {{ 7*7 }} é'


def text(answer):
    return html.unescape(answer.content.decode())


@pytest.fixture
def alliance(world):
    return factories.signed_alliance(world)


@pytest.fixture
def draft(world, alliance):
    plan = actions.start_plan(
        actor=world.here.table, alliance=alliance, territory=world.here.mrcs[0], title="Plan d’essai"
    )
    for title in ("Manger", "Se loger", "Se déplacer"):
        actions.add_priority(
            actor=world.here.table, plan=plan, title=title, need="Un besoin.", goals=[world.goal],
            people_with_experience=None, organisations_present=2,
        )  # fmt: skip
    return plan


@pytest.fixture
def table(world):
    return signed_in(world.here.table)


def adopted(world, plan):
    return actions.adopt_plan(
        actor=world.here.table, plan=plan, adopted_by="Table d’essai", adopted_on=date(2025, 3, 1)
    )


def titles(plan):
    return list(plan.priorities.order_by("rank").values_list("rank", "title"))


def test_priorities_of_a_draft_are_edited_moved_and_removed(draft, table, world):
    _first, second, third = draft.priorities.order_by("rank")
    edit = reverse("manager_priority_edit", args=[second.pk])
    assert table.get(edit).context["form"]["title"].value() == "Se loger"
    values = {"title": "Se loger mieux", "need": "Un toit.", "goals": [world.goal.pk]}
    assert table.post(edit, {**values, "people_with_experience": "0"}).status_code == 302
    second.refresh_from_db()
    assert (second.title, second.people_with_experience, second.organisations_present) == (
        "Se loger mieux",
        0,
        None,
    )
    move = reverse("manager_priority_move", args=[third.pk])
    table.post(move, {"sens": "haut"})
    assert titles(draft) == [(1, "Manger"), (2, "Se déplacer"), (3, "Se loger mieux")]
    table.post(move, {"sens": "haut"})
    table.post(move, {"sens": "haut"})  # already first: nothing moves
    assert titles(draft)[0] == (1, "Se déplacer")
    table.post(move, {"sens": "bas"})
    remove = reverse("manager_priority_remove", args=[third.pk])
    assert "Retirer cette priorité" in text(table.get(remove))
    assert Priority.objects.filter(pk=third.pk).exists()
    table.post(remove)
    assert titles(draft) == [(1, "Manger"), (2, "Se loger mieux")]


def test_people_and_organisations_are_counted_apart_and_never_added(draft, table):
    priority = draft.priorities.get(rank=1)
    new = reverse("manager_record_new", args=[priority.pk])
    values = {"stage": "choice", "method": "Rencontre", "held_on": "2025-02-01"}
    table.post(new, {**values, "people_with_experience": "31", "organisations_present": "12"})
    table.post(
        new, {**values, "method": "Porte-à-porte", "people_with_experience": "", "organisations_present": "0"}
    )
    records = ParticipationRecord.objects.filter(priority=priority)
    counts = set(records.values_list("people_with_experience", "organisations_present"))
    assert counts == {(31, 12), (None, 0)}
    page = text(table.get(reverse("manager_local_plan", args=[draft.pk])))
    assert "Porte-à-porte" in page
    assert ">43<" not in page
    assert "n’est pas encore passée" in text(table.post(new, {**values, "held_on": "2190-01-01"}))
    table.post(reverse("manager_record_remove", args=[records.first().pk]))
    assert records.count() == 1


def test_the_three_questions_of_equity_are_kept_and_a_silence_says_so(draft, table):
    page = reverse("manager_local_plan", args=[draft.pk])
    assert text(table.get(page)).count("pas encore répondu") == 3
    edit = reverse("manager_local_plan_edit", args=[draft.pk])
    table.post(
        edit, {"title": NAUGHTY, "equity_gender": NAUGHTY, "equity_territory": "Loin.", "equity_groups": ""}
    )
    draft.refresh_from_db()
    assert (draft.title, draft.equity_gender, draft.equity_territory) == (NAUGHTY, NAUGHTY, "Loin.")
    answer = table.get(page)
    assert b"<script>alert(1)" not in answer.content
    assert text(answer).count("pas encore répondu") == 1


def test_a_known_body_adopts_with_its_number_and_one_from_elsewhere_does_not(draft, table, world):
    council = factories.body(world.here, BodyKind.ELECTED_COUNCIL)
    elsewhere = factories.body(world.there, BodyKind.ELECTED_COUNCIL)
    adopt = reverse("manager_local_plan_adopt", args=[draft.pk])
    values = {"adopted_on": timezone.localdate().isoformat(), "resolution_number": "2025-44"}
    assert "Choisissez l’instance, ou nommez-la" in text(table.post(adopt, values))
    assert "réponse de la liste" in text(table.post(adopt, {**values, "body": elsewhere.pk}))
    table.post(adopt, {**values, "body": council.pk})
    draft.refresh_from_db()
    assert (draft.state, draft.body, draft.adopted_by) == ("adopted", council, council.name)
    page = text(table.get(reverse("manager_local_plan", args=[draft.pk])))
    assert "2025-44" in page
    assert "2025-44" in text(table.get(reverse("local_plan_page", args=[draft.pk])))
    with pytest.raises(Refused, match="pas du territoire"):
        actions.adopt_plan(actor=world.here.table, plan=draft, body=elsewhere, adopted_on=date(2025, 3, 1))


def test_an_adopted_plan_refuses_every_change_in_a_sentence(draft, world, table):
    priority = draft.priorities.get(rank=1)
    record = actions.add_record(
        actor=world.here.table, priority=priority, stage=Stage.NEEDS, method="Rencontre"
    )
    adopted(world, draft)
    tries = {
        reverse("manager_local_plan_edit", args=[draft.pk]): {"title": "Autre"},
        reverse("manager_priority_edit", args=[priority.pk]): {
            "title": "x",
            "need": "x",
            "goals": [world.goal.pk],
        },
        reverse("manager_record_new", args=[priority.pk]): {"stage": "needs", "method": "x"},
        reverse("manager_priority_move", args=[priority.pk]): {"sens": "bas"},
        reverse("manager_priority_remove", args=[priority.pk]): {},
        reverse("manager_record_remove", args=[record.pk]): {},
    }
    before = titles(draft)
    for url, values in tries.items():
        assert "Ce plan est adopté" in text(table.post(url, values, follow=True)), url
    assert titles(draft) == before
    assert ParticipationRecord.objects.filter(priority=priority).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: LocalPlan.objects.filter(pk=plan.pk).update(title="Autre"),
        lambda plan: LocalPlan.objects.filter(pk=plan.pk).update(state="draft", adopted_on=None),
        lambda plan: plan.priorities.update(title="Autre"),
        lambda plan: plan.priorities.first().goals.clear(),
        lambda plan: plan.priorities.create(rank=9, title="De trop", need="x"),
        lambda plan: plan.priorities.last().delete(),
        lambda plan: ParticipationRecord.objects.create(
            priority=plan.priorities.first(), stage="needs", method="x"
        ),
    ],
)
def test_the_database_itself_keeps_an_adopted_plan_as_it_was(draft, world, change):
    adopted(world, draft)
    with pytest.raises(IntegrityError, match="adopted local plan"), transaction.atomic():
        change(draft)


def test_a_revision_is_the_next_version_and_replaces_when_it_is_adopted(draft, world, table):
    priority = draft.priorities.get(rank=1)
    actions.add_record(
        actor=world.here.table,
        priority=priority,
        stage=Stage.NEEDS,
        method="Rencontre",
        people_with_experience=4,
    )
    revise = reverse("manager_local_plan_revise", args=[draft.pk])
    assert "Seul un plan adopté se révise" in text(table.post(revise, {"revise-reason": "x"}, follow=True))
    adopted(world, draft)
    assert 'class="error-summary"' in text(table.post(revise, {"revise-reason": " "}))
    table.post(revise, {"revise-reason": "Le besoin a changé."})
    second = LocalPlan.objects.get(replaces=draft)
    assert (second.version, second.state, second.revision_reason) == (2, "draft", "Le besoin a changé.")
    assert titles(second) == titles(draft)
    assert second.priorities.get(rank=1).records.get().people_with_experience == 4
    assert list(second.priorities.get(rank=1).goals.all()) == [world.goal]
    assert "déjà commencée" in text(table.post(revise, {"revise-reason": "Encore."}))
    draft.refresh_from_db()
    assert draft.state == "adopted"
    adopted(world, second)
    draft.refresh_from_db()
    assert draft.state == "replaced"
    old = text(table.get(reverse("local_plan_page", args=[draft.pk])))
    assert "Lire la version en vigueur" in old
    assert "Le besoin a changé." in text(table.get(reverse("manager_local_plan", args=[draft.pk])))


def test_another_territory_neither_reads_nor_writes(draft, world):
    priority = draft.priorities.first()
    stranger = signed_in(world.there.table)
    for name in ("manager_priority_edit", "manager_priority_remove", "manager_record_new"):
        assert stranger.get(reverse(name, args=[priority.pk])).status_code == 404
    with pytest.raises(NotPermitted):
        actions.remove_priority(actor=world.there.table, priority=priority)
    with pytest.raises(NotPermitted):
        actions.revise_plan(actor=world.here.auditor, plan=draft, reason="x")


def test_the_page_of_a_plan_costs_the_same_with_many_priorities(draft, world, table):
    url = reverse("manager_local_plan", args=[draft.pk])
    table.get(url)
    with CaptureQueriesContext(connection) as few:
        table.get(url)
    for number in range(8):
        priority = actions.add_priority(
            actor=world.here.table, plan=draft, title=f"Autre {number}", need="x", goals=[world.goal],
            people_with_experience=1, organisations_present=1,
        )  # fmt: skip
        actions.add_record(actor=world.here.table, priority=priority, stage=Stage.NEEDS, method="Rencontre")
    with CaptureQueriesContext(connection) as many:
        table.get(url)
    assert len(many) == len(few)


def test_the_list_opens_with_a_plan_that_is_not_adopted_yet(draft, table):
    page = text(table.get(reverse("manager_local_plan_list")))
    assert draft.title in page
    assert "pas encore adopté" in page
