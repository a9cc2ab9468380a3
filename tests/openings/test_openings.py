"""A region starts in mid-plan: a workbook is read, compared, signed by two people, and enters whole or not at all."""

import io
from datetime import date

import pytest
import xlsxwriter
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook
from tests import factories

from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.grants.models import Grant, Report
from alliances.domain.ledger.queries import columns_of
from alliances.domain.openings import actions, names, rules
from alliances.domain.openings.models import Opening
from alliances.domain.openings.sheets import SHEETS, read_book
from alliances.domain.people.models import Organisation
from alliances.domain.review.models import Resolution
from alliances.ops import verification
from alliances.spaces.manager.opening_template import template

pytestmark = pytest.mark.django_db
AS_OF = date(2026, 6, 30)


@pytest.fixture
def world():
    return factories.world()


@pytest.fixture
def alliance(world):
    return factories.signed_alliance(world)


def rows_for(where, **changes):
    """One part of 450-odd dollars, one grant of 100 $ paid 60 $, of which nothing is justified.

    `where`: a world, or the code of an MRC.
    """
    place = where if isinstance(where, str) else where.here.mrcs[0].code
    rows = {
        "balances": [[place, "local", "562,50", "100,00", "60,00", "0"]],
        "organisations": [["Le Comptoir (organisme fictif)", place, ""]],
        "priorities": [[place, "Se nourrir", "Le besoin.", "4", 12, "", "Conseil d’essai", "2025-03-12"]],
        "grants": [
            [
                "2025-014", "Le Comptoir (organisme fictif)", place, "local", "Se nourrir", "Marché roulant",
                "Conseil d’essai", "2025-06-112", "2025-06-10", "2025-06-20", "2025-07-01", "2027-06-30",
                "100,00", "60,00 $", "0",
            ]
        ],
    }  # fmt: skip
    return rows | changes


def workbook(rows, *, titles=None):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        for sheet in SHEETS:
            page = book.add_worksheet(str(sheet.title))
            page.write_row(0, 0, [str(each.title) for each in sheet.fields])
            for line, cells in enumerate(rows[sheet.code], start=1):
                page.write_row(line, 0, cells)
    return output.getvalue()


def prepare(world, alliance, rows=None):
    opening, problems = actions.prepare(
        actor=world.here.manager,
        alliance=alliance,
        as_of=AS_OF,
        file_name="reprise.xlsx",
        content=workbook(rows or rows_for(world)),
    )
    assert not problems, problems
    return opening


def second_manager(world):
    return factories.hold(
        factories.account("seconde.gestion"), factories.Role.REGIONAL_MANAGER, world.here.region
    )


def explained(world, alliance, rows=None):
    opening = prepare(world, alliance, rows)
    gaps = rules.differences(alliance, opening.rows)
    return actions.explain(
        actor=world.here.manager,
        opening=opening,
        explanations={each.code: "Vérifié." for each in gaps},
        same_as={str(each.line): "" for each in names.likenesses(alliance, opening.rows)},
    )


def adopted(world, alliance):
    opening = explained(world, alliance)
    actions.propose(actor=world.here.manager, opening=opening)
    return actions.adopt(actor=second_manager(world), opening=opening)


def test_the_template_reads_back_with_every_title_in_both_languages(world):
    found = CalamineWorkbook.from_filelike(io.BytesIO(template()))
    assert found.sheet_names == [str(sheet.title) for sheet in SHEETS]
    book = read_book(template())
    assert not [problem for problem in book.problems if problem.line < 2]


@pytest.mark.parametrize("taken_in", ["fr-ca", "en"])
@pytest.mark.parametrize("read_in", ["fr-ca", "en"])
def test_the_legal_form_of_the_template_is_read_in_either_language(world, alliance, taken_in, read_in):
    with translation.override(taken_in):
        book = read_book(template())
    with translation.override(read_in):
        found = {problem.column for problem in rules.problems(alliance, AS_OF, book.rows)}
        assert "Forme juridique" not in found
        assert "Legal form" not in found


def test_two_signatures_bring_the_grant_its_money_and_its_place_in_the_chain(world, alliance):
    adopted(world, alliance)
    grant = Grant.objects.with_context().get()
    part = factories.local_envelope(alliance, world.here)
    columns = columns_of([part.account_id])[part.account_id]
    assert (columns.committed_cents, columns.paid_cents) == (10_000, 6_000)
    assert grant.application.priority.title == "Se nourrir"
    assert [i.amount_cents for i in grant.instalments.order_by("rank")] == [6_000, 4_000]
    assert Organisation.objects.get(name__startswith="Le Comptoir").is_fictitious
    assert verification.verify_all() == []


def test_what_was_justified_before_stands_in_an_accepted_interim_report(world, alliance, client):
    rows = rows_for(world)
    rows["balances"][0][5] = rows["grants"][0][-1] = "25,00"
    opening = explained(world, alliance, rows)
    actions.propose(actor=world.here.manager, opening=opening)
    actions.adopt(actor=second_manager(world), opening=opening)
    part = factories.local_envelope(alliance, world.here)
    columns = columns_of([part.account_id])[part.account_id]
    assert (columns.paid_cents, columns.justified_cents) == (6_000, 2_500)
    report = Report.objects.get()
    assert (report.kind, report.state, report.people_reached) == ("interim", "accepted", None)
    assert verification.verify_all() == []
    client.force_login(world.here.manager)
    page = client.get(reverse("manager_report", args=[report.pk])).content.decode()
    assert "Justifié avant la reprise" in page
    assert "non publié" in page, "nobody knows how many people were reached"
    assert client.get(reverse("document_report", args=[report.pk])).content.startswith(b"%PDF")


def test_the_rest_of_a_grant_taken_over_is_paid_like_any_other(world, alliance):
    adopted(world, alliance)
    grant = Grant.objects.with_context().get()
    page_owner = world.here.requester
    assert page_owner
    assert grant.state == "signed"
    assert grant.instalments.unclaimed().get().amount_cents == 4_000


def test_one_person_with_two_accounts_does_not_sign_twice(world, alliance):
    opening = explained(world, alliance)
    actions.propose(actor=world.here.manager, opening=opening)
    other = factories.hold(
        factories.account("autre.adresse", person=world.here.manager.person),
        factories.Role.REGIONAL_MANAGER,
        world.here.region,
    )
    with pytest.raises(NotPermitted):
        actions.adopt(actor=other, opening=opening)
    assert not Grant.objects.exists()


def test_postgresql_wants_two_people_and_nothing_moved_since_the_first(world, alliance):
    opening = actions.propose(actor=world.here.manager, opening=explained(world, alliance))
    mine = Opening.objects.filter(pk=opening.pk)
    for change in ({"rows": {}}, {"explanations": {"x": "y"}}, {"same_as": {"2": "x"}}, {"digest": "0" * 64}):
        with pytest.raises(IntegrityError, match="is signed"), transaction.atomic():
            mine.update(**change)

    @transaction.atomic
    def adopt_alone():
        mine.update(state="adopted", adopted_at=timezone.now())
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="is not signed by two people"):
        adopt_alone()


def test_nothing_enters_when_the_envelope_does_not_suffice(world, alliance):
    rows = rows_for(world)
    rows["grants"][0][12] = "9 999,00"
    rows["balances"][0][3:5] = ["562,50", "60,00"]
    opening = explained(world, alliance, rows)
    actions.propose(actor=world.here.manager, opening=opening)
    with pytest.raises(Refused):
        actions.adopt(actor=second_manager(world), opening=opening)
    opening.refresh_from_db()
    assert opening.state == "proposed"
    assert not Grant.objects.exists()
    assert not Resolution.objects.exists()


def test_one_sentence_explains_every_difference_left_empty(world, alliance, client):
    opening = prepare(world, alliance, {**rows_for(world), "balances": []})
    codes = [each.code for each in rules.differences(alliance, opening.rows)]
    assert len(codes) > 1
    client.force_login(world.here.manager)
    typed = {f"ecart-{code}": "" for code in codes} | {f"ecart-{codes[0]}": "Une aide est close."}
    client.post(
        reverse("manager_opening_explain", args=[opening.pk]), typed | {"partout": "Tenu par le ministère."}
    )
    opening.refresh_from_db()
    assert opening.explanations == dict.fromkeys(codes, "Tenu par le ministère.") | {
        codes[0]: "Une aide est close."
    }


def test_what_does_not_reconcile_is_explained_before_anybody_signs(world, alliance):
    rows = rows_for(world)
    rows["balances"][0][3] = "150,00"
    opening = prepare(world, alliance, rows)
    gaps = rules.differences(alliance, opening.rows)
    committed = next(each for each in gaps if each.column == "committed_cents")
    assert (committed.stated_cents, committed.found_cents, committed.gap_cents) == (15_000, 10_000, 5_000)
    with pytest.raises(Refused):
        actions.propose(actor=world.here.manager, opening=opening)
    actions.explain(
        actor=world.here.manager,
        opening=opening,
        explanations={each.code: "Une aide est close." for each in gaps},
        same_as={},
    )
    actions.propose(actor=world.here.manager, opening=opening)
    with pytest.raises(Refused):
        actions.explain(
            actor=world.here.manager, opening=opening, explanations={committed.code: "Autre."}, same_as={}
        )


@pytest.mark.parametrize(
    ("sheet", "column", "cell", "sentence"),
    [
        ("grants", 12, "douze mille", "Écrivez un montant"),
        ("grants", 12, "-5", "négatif"),
        ("grants", 8, "le 10 juin", "Écrivez une date"),
        ("grants", 8, "2026-12-31", "suit celle de la reprise|après la résolution"),
        ("grants", 1, "Un organisme inconnu", "Cet organisme"),
        ("grants", 4, "Une priorité inconnue", "Cette priorité"),
        ("grants", 2, "99999", "territoire"),
        ("grants", 13, "100,01", "versé dépasse"),
        ("grants", 0, "", "vide"),
        ("balances", 1, "municipal", "local"),
        ("priorities", 3, "4, 9", "buts"),
        ("priorities", 4, "beaucoup", "nombre entier"),
        ("organisations", 2, "Fanfare", "formes"),
    ],
)
def test_each_wrong_cell_is_named_by_its_sheet_line_and_column(
    world, alliance, sheet, column, cell, sentence
):
    rows = rows_for(world)
    rows[sheet][0][column] = cell
    opening, problems = actions.prepare(
        actor=world.here.manager, alliance=alliance, as_of=AS_OF, file_name="x.xlsx", content=workbook(rows)
    )
    assert opening is None
    wanted = next(each for each in SHEETS if each.code == sheet)
    mine = [problem for problem in problems if problem.sheet == str(wanted.title) and problem.line == 2]
    assert any(part in problem.sentence for problem in mine for part in sentence.split("|")), problems
    assert not Opening.objects.exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"\x00" * 4096, b"a;b;c\n1;2;3"])
def test_a_file_that_is_no_workbook_gets_a_sentence(world, alliance, content):
    opening, problems = actions.prepare(
        actor=world.here.manager, alliance=alliance, as_of=AS_OF, file_name="x.xlsx", content=content
    )
    assert opening is None
    assert len(problems) == 1
    assert problems[0].sentence


def test_a_region_already_at_work_here_is_not_opened_again(world):
    call = factories.open_call(world)
    factories.signed_grant(call, world.here)
    opening = prepare(world, call.alliance)
    with pytest.raises(Refused, match="avant la première"):
        actions.propose(actor=world.here.manager, opening=opening)


def test_the_pages_walk_from_the_template_to_the_second_signature(world, alliance, client):
    client.force_login(world.here.manager)
    page = client.get(reverse("manager_opening_new", args=[alliance.pk]))
    assert reverse("manager_opening_template") in page.content.decode()
    file = io.BytesIO(workbook(rows_for(world)))
    file.name = "reprise.xlsx"
    answer = client.post(
        reverse("manager_opening_new", args=[alliance.pk]), {"as_of": AS_OF.isoformat(), "file": file}
    )
    opening = Opening.objects.get()
    assert answer.headers["Location"] == reverse("manager_opening", args=[opening.pk])
    page = client.get(reverse("manager_opening", args=[opening.pk])).content.decode()
    assert "Marché roulant" in page
    codes = [each.code for each in rules.differences(alliance, opening.rows)]
    client.post(
        reverse("manager_opening_explain", args=[opening.pk]), {f"ecart-{code}": "Vérifié." for code in codes}
    )
    client.post(reverse("manager_opening_sign", args=[opening.pk]))
    client.post(
        reverse("manager_opening_sign", args=[opening.pk])
    )  # a second click of the same person adds nothing
    opening.refresh_from_db()
    assert opening.state == "proposed"
    client.force_login(second_manager(world))
    client.post(reverse("manager_opening_sign", args=[opening.pk]))
    opening.refresh_from_db()
    assert opening.state == "adopted"
    assert Grant.objects.count() == 1


def test_another_region_finds_nothing(world, alliance, client):
    opening = prepare(world, alliance)
    client.force_login(world.there.manager)
    assert client.get(reverse("manager_opening", args=[opening.pk])).status_code == 404
