"""The voices on the screens, the auditor's door, and the analyst's table."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories

from alliances.domain.chain.queries.answers import answers
from alliances.domain.people.roles import Role
from alliances.domain.strategy import actions
from alliances.domain.strategy.models import Opinion, OpinionAnswer, ProgressNote, Spokesperson

pytestmark = pytest.mark.django_db
MEASURE = "/ministere/mesures/PAGMAP-3.1.1.1/"


@pytest.fixture
def world() -> SimpleNamespace:
    built = factories.world()
    factories.spokesperson(built, built.here.officer)
    return built


def signed_in(who: object) -> Client:
    client = Client()
    client.force_login(who)  # type: ignore[arg-type]
    return client


def test_a_sentence_typed_by_the_ministry_is_read_on_the_measure_and_on_the_plan(
    world: SimpleNamespace,
) -> None:
    typed = {
        "body": world.body.pk,
        "as_of": "2026-03-31",
        "sentence": "Vingt Alliances sont signées.",
        "spent_cents": "12 345,67",
        "spent_precision": "exact",
    }
    assert "Aucun avancement publié depuis" in Client().get("/mesures/PAGMAP-3.1.1.1/").content.decode()
    assert signed_in(world.here.officer).post(MEASURE, typed).status_code == 302
    assert ProgressNote.objects.get().spent_cents == 1_234_567
    for page in ("/mesures/PAGMAP-3.1.1.1/", "/plans/PAGMAP/"):
        text = Client().get(page).content.decode()
        assert "Vingt Alliances sont signées." in text
        assert "31\xa0mars\xa02026" in text or "31 mars 2026" in text
        assert "12\xa0345,67\xa0$" in text or "12 345,67" in text.replace("\xa0", " ").replace("\u202f", " ")
        assert "données fictives" in text  # she is a fictitious person


def test_a_refused_sentence_loses_no_word(world: SimpleNamespace) -> None:
    typed = {"body": world.body.pk, "as_of": "2999-01-01", "sentence": "Phrase gardée.", "spent_cents": ""}
    answer = signed_in(world.here.officer).post(MEASURE, typed)
    assert answer.status_code == 200
    assert "Phrase gardée." in answer.content.decode()
    assert not ProgressNote.objects.exists()


def test_a_sentence_longer_than_280_characters_is_refused(world: SimpleNamespace) -> None:
    typed = {"body": world.body.pk, "as_of": "2026-01-01", "sentence": "a" * 281}
    assert signed_in(world.here.officer).post(MEASURE, typed).status_code == 200
    assert not ProgressNote.objects.exists()


def test_the_committee_writes_publishes_and_follows_the_answer(world: SimpleNamespace) -> None:
    committee = signed_in(world.here.advisor)
    due = timezone.localdate() + timedelta(days=30)
    typed = {
        "subject": "plan:PAGMAP",
        "title": "Un avis",
        "text": "Le comité pense.",
        "reply_expected_by": due,
    }
    draft_page = committee.post("/conseil/avis/nouveau/", typed).headers["Location"]
    assert "Un avis" not in Client().get("/plans/PAGMAP/").content.decode()
    assert "Terminer et publier" in committee.get("/aujourdhui/").content.decode()
    committee.post(draft_page, {**typed, "title": "Un avis corrigé"})
    committee.post(f"{draft_page}publier/")
    opinion = Opinion.objects.get()
    for page in ("/plans/PAGMAP/", "/comite-consultatif/", f"/avis/{opinion.pk}/", "/conseil/avis/"):
        text = committee.get(page).content.decode()
        assert "Un avis corrigé" in text, page
        assert "données fictives" in text or "fictif" in text, page
    chief = factories.hold(factories.account("chief"), Role.MINISTRY_OFFICER, world.province)
    ministry = signed_in(factories.spokesperson(world, chief))
    assert "Répondre à l’avis" in ministry.get("/aujourdhui/").content.decode()
    ministry.post(f"/ministere/avis/{opinion.pk}/", {"body": world.body.pk, "text": "Ce sera fait."})
    assert OpinionAnswer.objects.get().text == "Ce sera fait."
    assert "Ce sera fait." in Client().get(f"/avis/{opinion.pk}/").content.decode()
    assert "Répondre à l’avis" not in ministry.get("/aujourdhui/").content.decode()


def test_the_chief_names_a_spokesperson_by_her_address(world: SimpleNamespace) -> None:
    chief = factories.hold(factories.account("chief"), Role.MINISTRY_OFFICER, world.province)
    named = {"act": "name", "nommer-body": world.body.pk, "nommer-account": world.there.officer.email}
    assert signed_in(world.here.officer).post(MEASURE, named).status_code == 403
    assert signed_in(chief).post(MEASURE, named).status_code == 302
    assert actions.post_progress(
        actor=world.there.officer,
        measure=world.measure,
        body=world.body,
        as_of=timezone.localdate(),
        sentence="Elle parle.",
    )


def test_a_mandate_ends_on_a_screen_and_what_was_said_stays(world: SimpleNamespace) -> None:
    chief = factories.hold(factories.account("chief"), Role.MINISTRY_OFFICER, world.province)
    mandate = Spokesperson.objects.get(account=world.here.officer)
    Spokesperson.objects.filter(pk=mandate.pk).update(valid_from=timezone.localdate() - timedelta(days=30))
    actions.post_progress(
        actor=world.here.officer,
        measure=world.measure,
        body=world.body,
        as_of=timezone.localdate(),
        sentence="Elle a parlé.",
    )
    address = f"/ministere/porte-parole/{mandate.pk}/terminer/"
    assert address not in signed_in(world.here.officer).get(MEASURE).content.decode()
    assert signed_in(world.here.officer).post(address).status_code == 403
    ministry = signed_in(chief)
    assert address in ministry.get(MEASURE).content.decode()
    assert "reste en ligne" in ministry.get(address).content.decode()
    assert Spokesperson.objects.in_force().count() == 1, "reading ends nothing"
    assert ministry.post(address).status_code == 302
    assert not Spokesperson.objects.in_force().exists()
    page = ministry.get(MEASURE).content.decode()
    assert address not in page
    assert "Elle a parlé." in page
    assert ministry.post(address).status_code == 404, "an ended mandate is not ended again"


def test_an_auditor_reads_her_perimeter_and_nobody_elses(world: SimpleNamespace) -> None:
    factories.paid_grant(factories.open_call(world), world.here, requested_cents=2_000)
    factories.paid_grant(factories.open_call(world, world.there), world.there, requested_cents=3_000)
    here, there = signed_in(world.here.auditor), signed_in(world.there.auditor)
    mine = here.get("/verification/ecritures/").content.decode()
    assert "Appalaches" in mine
    assert "Lanaudière" not in mine.partition("<main")[2]
    assert "concorde" in here.get("/verification/soldes/").content.decode()
    assert "20,00" in here.get("/verification/decisions/").content.decode()
    assert "30,00" in there.get("/verification/decisions/").content.decode()
    assert (
        "Aucune écriture dans votre périmètre"
        in signed_in(world.here.coordinator).get("/verification/ecritures/").content.decode()
    )


@pytest.mark.parametrize("path", ["", "ecritures/", "soldes/", "decisions/"])
def test_the_auditors_pages_cost_the_same_whatever_there_is(
    world: SimpleNamespace, path: str, django_assert_max_num_queries: object
) -> None:
    call = factories.open_call(world)
    for _again in range(3):
        factories.paid_grant(call, world.here, requested_cents=1_000)
    client = signed_in(world.here.auditor)
    with django_assert_max_num_queries(22):  # type: ignore[operator]
        assert client.get(f"/verification/{path}").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_entries_and_the_comparison_leave_as_files(world: SimpleNamespace, kind: str) -> None:
    client = signed_in(world.here.auditor)
    for page in ("/verification/ecritures/", "/verification/soldes/", "/observatoire/", "/publications/"):
        assert client.get(f"{page}?format={kind}").status_code == 200


def test_the_comparison_never_adds_fiction_to_fact(world: SimpleNamespace) -> None:
    factories.paid_grant(factories.open_call(world), world.here, requested_cents=2_000)
    rows = answers(world.plan, [world.province, world.here.region, world.there.region])
    for row in rows[:2]:
        assert row.real is None
        assert row.fictitious is not None
        assert (row.fictitious.allocated_cents, row.fictitious.paid_cents) == (100_000, 2_000)
        assert row.published == []
    assert rows[2].fictitious is None
