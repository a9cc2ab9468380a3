"""Criteria read from a file: nothing taken at a guess, each mistake named by its line and column, nothing lost."""

import html
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.ministry.conftest import signed_in

from alliances.domain.envelopes.models import CriteriaFile, Scenario

pytestmark = pytest.mark.django_db
SOURCE = "Relevé de la région, 2026 (essai)"


def page(answer):
    return html.unescape(answer.content.decode()).replace("\u00a0", " ")


def url(world):
    return reverse("ministry_criteria_file", args=[world.envelope.pk])


def sent(text, name="criteres.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return {"source": SOURCE, "file": SimpleUploadedFile(name, content)}


def workbook(*lines):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for rank, line in enumerate(lines):
            sheet.write_row(rank, 0, line)
    return output.getvalue()


def columns_of(answer):
    return [(m.line, m.column, m.found) for m in answer.context["form"].found.mistakes]


def asked(world, **weights):
    codes = [place.code for place in world.here.mrcs]
    return {"local_percent": "90", "territories": codes, "note": "", **weights}


def test_a_file_gives_criteria_that_share_to_the_cent_and_stay_in_the_decision(world, as_officer):
    first, second = world.here.mrcs
    text = (
        "Code officiel;Territoire;Logements insalubres;Familles\n"
        f"{first.code};{first.name};300;1 000\n{second.code};;100;3000,5\n"
    )
    answer = as_officer.post(url(world), sent(text))
    assert answer.status_code == 302, page(answer)
    file = CriteriaFile.objects.get()
    assert file.figures == {first.code: ["300", "1000"], second.code: ["100", "3000.5"]}
    weights = {f"weight_{file.code_of(0)}": "1"}
    workshop = reverse("ministry_workshop", args=[world.envelope.pk])
    answer = as_officer.get(workshop, asked(world, **weights))
    assert [row.cents for row in answer.context["outcome"].rows] == [67_500, 22_500]
    kept = as_officer.post(workshop, {**asked(world, **weights), "title": "Du fichier"})
    assert kept.status_code == 302
    criterion = Scenario.objects.get().problem["criteria"][0]
    assert criterion["label"] == "Logements insalubres"
    assert SOURCE in criterion["source"]
    assert "criteres.csv" in criterion["source"]


def test_every_mistake_says_its_line_its_column_and_what_to_do_and_nothing_is_kept(world, as_officer):
    first, second = world.here.mrcs
    text = (
        "Code officiel;Territoire;Familles;Logements\n"
        f"{first.code};{first.name};-4;1,234\n"
        f"{first.code};{first.name};5;5\n"
        "999;Nulle part;5;5\n"
        f"{second.code};{first.name};5;5\n"
        ";;7;7\n"
    )
    answer = as_officer.post(url(world), sent(text))
    assert columns_of(answer) == [
        (2, "Familles", "-4"),
        (2, "Logements", "1,234"),
        (3, "Code officiel", first.code),
        (4, "Code officiel", "999"),
        (5, "Code officiel", second.code),
        (6, "Code officiel", ""),
    ]
    assert "se lit de deux façons" in page(answer)
    assert f"est celui de {second.name}" in page(answer)
    assert not CriteriaFile.objects.exists()
    assert f"{first.code};{first.name};-4;1,234" in page(answer), "the lines stay in the page"
    corrected = f"Code officiel;Familles\n{first.code};4\n{second.code};6\n"
    again = as_officer.post(url(world), {"source": SOURCE, "lines": corrected, "name": "criteres.csv"})
    assert again.status_code == 302
    assert CriteriaFile.objects.get().name == "criteres.csv"


def test_an_empty_cell_or_an_absent_territory_is_a_hole_that_the_workshop_names(world, as_officer):
    first, second = world.here.mrcs
    answer = as_officer.post(url(world), sent(f"Code officiel;Familles\n{first.code};12\n"), follow=True)
    assert "1 case est vide" in page(answer)
    file = CriteriaFile.objects.get()
    answer = as_officer.get(
        reverse("ministry_workshop", args=[world.envelope.pk]),
        asked(world, **{f"weight_{file.code_of(0)}": "1"}),
    )
    assert [hole.territory for hole in answer.context["asked"].holes] == [second]
    assert "outcome" not in answer.context


def test_a_workbook_is_read_with_its_numbers_as_numbers(world, as_officer):
    """Zeros taken off a code come back; 1.234 in a number cell is one thing, however it is shown."""
    for place, code in zip(world.here.mrcs, ("012", "034"), strict=True):
        place.code = code
        place.save()
    content = workbook(["Official code", "Families"], [12, 1.234], [34, 1_234_567])
    answer = as_officer.post(url(world), sent(content, "classeur.xlsx"))
    assert answer.status_code == 302, page(answer)
    assert CriteriaFile.objects.get().figures == {"012": ["1.2340"], "034": ["1234567"]}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"%PDF-1.7", "XLSX ou CSV"),
        ("a.xlsx", b"PK\x03\x04 cut", "fichier"),
        ("a.csv", b"\x00\x01\x02", "fichier"),
        ("a.csv", b"a;b\n" * 2_001, "2 000 lignes"),
        ("a.csv", b";" * 50, "40 colonnes"),
        ("a.csv", b"x" * (2 * 1024 * 1024 + 1), "2 Mo"),
        ("a.csv", b"\n\n", "est vide"),
        ("a.csv", b"Nom;Chiffre\n", "Code officiel"),
    ],
)
def test_what_is_no_table_of_figures_is_refused_in_a_sentence(world, as_officer, name, content, says):
    answer = as_officer.post(url(world), sent(content, name))
    assert answer.status_code == 200
    assert says in page(answer)
    assert not CriteriaFile.objects.exists()


def test_a_cell_at_the_far_corner_stops_nothing(world, as_officer):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        book.add_worksheet().write(1_048_575, 16_383, 1)
    answer = as_officer.post(url(world), sent(output.getvalue(), "loin.xlsx"))
    assert "très loin des autres" in page(answer)


@pytest.mark.parametrize("kind", ["", "csv"])
def test_the_template_lists_the_recipients_by_code_and_reads_back_once_filled(world, as_officer, kind):
    answer = as_officer.get(reverse("ministry_criteria_template", args=[world.envelope.pk]), {"format": kind})
    if kind == "csv":
        lines = [line.split(";") for line in answer.content.decode("utf-8-sig").splitlines()]
    else:
        lines = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [line[:2] for line in lines[1:]] == [[place.code, place.name] for place in world.here.mrcs]
    filled = [lines[0], *([*line[:2], "5", "6"] for line in lines[1:])]
    text = "\n".join(";".join(str(cell) for cell in line) for line in filled)
    assert as_officer.post(url(world), sent(text)).status_code == 302


def test_a_file_withdrawn_is_no_longer_offered_and_never_erased(world, as_officer):
    first, second = world.here.mrcs
    as_officer.post(url(world), sent(f"Code officiel;Familles\n{first.code};12\n{second.code};13\n"))
    file = CriteriaFile.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        CriteriaFile.objects.filter(pk=file.pk).update(figures={})
    with pytest.raises(DatabaseError), transaction.atomic():
        file.delete()
    as_officer.post(reverse("ministry_criteria_withdraw", args=[file.pk]))
    workshop = page(as_officer.get(reverse("ministry_workshop", args=[world.envelope.pk])))
    assert f"weight_{file.code_of(0)}" not in workshop
    with pytest.raises(DatabaseError), transaction.atomic():
        CriteriaFile.objects.filter(pk=file.pk).update(withdrawn_at=None)


def test_the_same_file_sent_twice_is_kept_once(world, as_officer):
    first, second = world.here.mrcs
    for _time in range(2):
        as_officer.post(url(world), sent(f"Code officiel;Familles\n{first.code};12\n{second.code};13\n"))
    assert CriteriaFile.objects.count() == 1


def test_only_who_splits_reads_a_file(world):
    for account, status in ((world.here.manager, 403), (world.there.officer, 404)):
        client = signed_in(account)
        assert client.get(url(world)).status_code == status
        assert client.post(url(world), sent("x")).status_code == status
    assert not CriteriaFile.objects.exists()
