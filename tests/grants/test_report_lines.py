"""A report begun before an amendment: it gets the new lines, and no word typed before is lost."""

import pytest
from django.urls import reverse
from tests import factories
from tests.support import amending

from alliances.domain.common.verdict import Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import ReportKind
from alliances.domain.grants.queries import terms_of

MEALS = {"label": "Repas servis", "target": 300, "unit": "repas"}
WALKS = {"label": "Sorties", "target": 10, "unit": "sorties"}
STAFF = {"label": "Animation", "amount_cents": 15_000}
RENT = {"label": "Loyer", "amount_cents": 12_000}


@pytest.fixture
def built(db):
    """100,00 $ in two instalments, the first paid; the second awaits the interim report."""
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.signed_grant(
        world.call, world.here, parts=(6_000, 4_000), awaits=("nothing", "interim")
    )
    factories.pay_next(world.grant, world.here)
    return world


def begun(built, kind=ReportKind.INTERIM, **changes):
    """A draft with something on its only result and its only cost."""
    who = built.here.coordinator
    grants.start_report(actor=who, grant=built.grant, kind=kind)
    whole = {
        "activities": "Fait.",
        "people_reached": 12,
        "results": {1: grants.Achieved(120, "Un bon début.")},
        "spending": {1: grants.Spent(6_000, 5_000)},
    }
    return grants.save_report(actor=who, grant=built.grant, kind=kind, **{**whole, **changes})


def amend(built, **changes):
    proposed = grants.propose_amendment(
        actor=built.here.manager,
        grant=built.grant,
        after=amending.balanced({**terms_of(built.grant), **changes}),
        reason="Autrement.",
    )
    return grants.accept_amendment(actor=built.here.coordinator, amendment=proposed)


def lines(report):
    report.refresh_from_db()
    return [
        (line.rank, line.shown, line.planned_cents, line.from_grant_cents) for line in report.spending.all()
    ]


def test_a_line_of_the_same_name_keeps_its_words_and_takes_the_new_plan(built):
    report = begun(built)
    version = report.version
    amend(built, results=[WALKS, MEALS], costs=[RENT, STAFF])
    assert lines(report) == [(1, "Animation", 15_000, 5_000), (2, "Loyer", 12_000, None)]
    assert list(report.results.values_list("rank", "label", "target", "achieved", "comment")) == [
        (1, "Repas servis", 300, 120, "Un bon début."),
        (2, "Sorties", 10, None, ""),
    ]
    assert (report.spent_cents, report.version) == (None, version + 1), "a page open elsewhere is told"


def test_a_line_that_disappears_stays_until_it_is_emptied(built):
    report = begun(built)
    amend(built, results=[WALKS], costs=[RENT])
    assert lines(report) == [(1, "Animation (ligne retirée)", 20_000, 5_000), (2, "Loyer", 12_000, None)]
    moved = {2: grants.Achieved(4)}, {2: grants.Spent(6_000, 5_000)}
    kept = {"activities": "Fait.", "people_reached": 12, "kind": ReportKind.INTERIM}
    who = built.here.coordinator
    saved = grants.save_report(actor=who, grant=built.grant, results=moved[0], spending=moved[1], **kept)
    assert saved.spent_cents == 5_000, "what stands on a withdrawn line is not counted twice"
    with pytest.raises(Refused, match="Repas servis"):
        grants.send_report(actor=who, report=saved)
    emptied = {**moved[0], 1: grants.Achieved(None)}, {**moved[1], 1: grants.Spent(None, None)}
    saved = grants.save_report(actor=who, grant=built.grant, results=emptied[0], spending=emptied[1], **kept)
    assert lines(saved) == [(2, "Loyer", 12_000, 5_000)]
    grants.send_report(actor=who, report=saved)
    assert saved.digest == grants.digest_of(grants.content_of(saved))


def test_what_cannot_be_read_yet_keeps_its_line_too(built):
    report = begun(built, spending={1: grants.Spent(None, None)}, typed={"part_1": "cent dollars"})
    amend(built, costs=[RENT])
    grants.save_report(
        actor=built.here.coordinator, grant=built.grant, kind=ReportKind.INTERIM, activities="Fait."
    )
    assert [line[1] for line in lines(report)] == ["Animation (ligne retirée)", "Loyer"]


def test_a_line_that_comes_back_finds_its_words_again(built):
    report = begun(built)
    amend(built, costs=[RENT])
    amend(built, costs=[STAFF, RENT])
    assert lines(report) == [(1, "Animation", 15_000, 5_000), (2, "Loyer", 12_000, None)]


def test_a_total_typed_without_lines_becomes_a_line_to_empty(built):
    report = begun(built)
    report.spending.all().delete()
    grants.save_report(
        actor=built.here.coordinator, grant=built.grant, kind=ReportKind.INTERIM, spent_cents=4_200
    )
    amend(built, costs=[RENT])
    assert lines(report) == [
        (1, "Dépenses payées avec l’aide (ligne retirée)", 0, 4_200),
        (2, "Loyer", 12_000, None),
    ]


def test_the_final_report_begun_before_the_answer_follows_too(built):
    factories.report(built.grant, built.here, kind=ReportKind.INTERIM, spent_cents=1_000)
    proposed = grants.propose_amendment(
        actor=built.here.manager,
        grant=built.grant,
        after=amending.balanced({**terms_of(built.grant), "costs": [RENT, STAFF]}),
        reason="Autrement.",
    )
    factories.pay_next(built.grant, built.here)
    report = begun(built, ReportKind.FINAL)
    grants.accept_amendment(actor=built.here.coordinator, amendment=proposed)
    assert lines(report) == [(1, "Animation", 15_000, 5_000), (2, "Loyer", 12_000, None)]


def test_a_report_sent_stays_as_it_was_sent_and_follows_once_sent_back(built):
    report = begun(built, results={1: grants.Achieved(1)}, spending={1: grants.Spent(6_000, 5_000)})
    grants.send_report(actor=built.here.coordinator, report=report)
    amend(built, costs=[RENT, STAFF])
    assert lines(report) == [(1, "Animation", 20_000, 5_000)]
    assert report.digest == grants.digest_of(grants.content_of(report))
    grants.send_back_report(actor=built.here.manager, report=report, sections={"people": "Lesquelles?"})
    assert len(lines(report)) == 1, "a section that was not sent back does not move"
    grants.send_report(actor=built.here.coordinator, report=report)
    grants.send_back_report(actor=built.here.manager, report=report, sections={"spending": "Lesquelles?"})
    assert lines(report) == [(1, "Animation", 15_000, 5_000), (2, "Loyer", 12_000, None)]


def test_the_page_shows_the_withdrawn_line_and_a_page_open_before_loses_nothing(built, client):
    report = begun(built)
    client.force_login(built.here.coordinator)
    url = reverse("organisation_interim", args=[built.grant.pk])
    before = client.get(url).context["report"].version
    amend(built, results=[WALKS], costs=[RENT])
    page = client.get(url).content.decode()
    assert "Repas servis (ligne retirée)" in page
    assert "Animation (ligne retirée)" in page
    assert page.count("Un avenant a retiré cette ligne") == 2
    assert "Avenant 1 est en vigueur depuis le" in page
    stale = {
        "activities": "Fait.",
        "achieved_1": "121",
        "comment_1": "Écrit ailleurs.",
        "version": str(before),
    }
    answer = client.post(url, stale)
    assert answer.status_code == 409
    assert "Écrit ailleurs." in answer.content.decode()
    report.refresh_from_db()
    emptied = {
        **stale,
        "achieved_1": "",
        "comment_1": "",
        "spent_1": "",
        "part_1": "",
        "version": str(report.version),
    }
    client.post(url, emptied)
    assert "ligne retirée" not in client.get(url).content.decode()
