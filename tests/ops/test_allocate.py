"""``./run allocate FILE``: what it reads, what it prints, how it ends."""

import io
import json
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alliances.ops.allocate import main

OWN_CASES = Path(__file__).parents[1] / "engine" / "data" / "cases.json"
BOUNDED = {
    "kind": "bounded",
    "envelope": 10_000,
    "territories": [
        {"code": c, "weight": w, "lo": 0, "hi": None} for c, w in (("A", "4"), ("B", "2"), ("C", "1"))
    ],
}
TABLE = "code,lim,aide,prev\n01,2000,300,25000\n02,5000,900,40000\n03,3000,800,35000\n"
WEIGHTS = ("--envelope", "100000", "--weights", "equal=20,lim=50,aide=30")


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Write a file, run the command, give back its status, standard output and standard error."""

    def run(content: object, *options: str, name: str = "problem.json") -> tuple[int, str, str]:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        status = main([str(path), *options])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def test_one_problem_is_answered_with_the_keys_of_its_kind(ask):
    status, out, err = ask(BOUNDED)
    assert (status, err) == (0, "")
    assert json.loads(out) == {
        "status": "ok",
        "lambda": "10000/7",
        "exact": {"A": "40000/7", "B": "20000/7", "C": "10000/7"},
        "cents": {"A": 5714, "B": 2857, "C": 1429},
        "state": {"A": "free", "B": "free", "C": "free"},
    }


def test_a_wrapped_problem_reads_the_same(ask):
    fields = {name: value for name, value in BOUNDED.items() if name != "kind"}
    wrapped = {"id": "X", "kind": "bounded", "input": fields}
    assert ask(wrapped) == ask(BOUNDED)


def test_a_file_of_cases_ends_well_whatever_their_status(ask):
    written = json.loads(OWN_CASES.read_text())
    status, out, err = ask(OWN_CASES.read_text())
    assert (status, err) == (0, "")
    assert json.loads(out) == [{"id": case["id"], **case["expected"]} for case in written["cases"]]


def test_a_case_without_id_gets_its_rank(ask):
    assert [case["id"] for case in json.loads(ask({"cases": [BOUNDED, BOUNDED]})[1])] == [1, 2]
    assert ask({"cases": []}) == (0, "[]\n", "")


def test_a_single_infeasible_problem_ends_with_three(ask):
    status, out, err = ask({**BOUNDED, "envelope": -1})
    assert (status, err) == (3, "")
    assert json.loads(out) == {"status": "infeasible", "reason": "negative_input", "codes": ["envelope"]}


def test_json_numbers_are_read_exactly(ask):
    """One cent less than 2^60 among ten weights of 0.1: a float would lose cents."""
    envelope = 2**60 - 1
    territories = [{"code": f"{i}", "weight": 0.1} for i in range(10)]
    answer = json.loads(ask({"kind": "bounded", "envelope": envelope, "territories": territories})[1])
    assert set(answer["exact"].values()) == {str(Fraction(envelope, 10))}
    assert sum(answer["cents"].values()) == envelope


def test_the_trail_is_added_on_demand(ask):
    case = next(
        c for c in json.loads(OWN_CASES.read_text())["cases"] if c["id"] == "criteria-base-and-bounds"
    )
    answer = json.loads(ask(case, "--trail")[1])
    assert answer["trail"] == {
        "distributed": 1_000,
        "origin": {"A": "own_cap", "B": None, "C": "floor"},
        "formula": {"A": "520", "B": "310", "C": "170"},
    }
    short = {**BOUNDED, "territories": [{"code": "A", "weight": 1, "lo": 20_000}]}
    assert json.loads(ask(short, "--trail")[1])["remedies"] == [
        {"kind": "scale_floors", "amounts": {"A": 10_000}}
    ]


def test_a_table_for_people(ask):
    status, out, _ = ask(TABLE, *WEIGHTS, "--max-loss", "0.05", "--table", name="t.csv")
    assert status == 0
    assert out.splitlines() == [
        "code     amount  state    weights  equal     lim    aide  adjustment    origin",
        "01       237.50  floor  21.1667 %  66.67  100.00   45.00       25.83  max_loss",
        "02       430.00   free  45.1667 %  66.67  250.00  135.00      -21.67",
        "03       332.50  floor  33.6667 %  66.67  150.00  120.00       -4.17  max_loss",
        "total  1,000.00",
        "lambda: 25800000/271",
    ]


def test_remedies_for_people(ask):
    status, out, _ = ask(TABLE, "--envelope", "50000", "--max-loss", "0", "--table", name="t.csv")
    assert status == 3
    assert out.splitlines() == [
        "infeasible: floors_exceed_envelope",
        "shortfall: 500.00",
        "possible: scale_floors (01 125.00, 02 200.00, 03 175.00)",
        "possible: loosen_max_loss (limit 1/2, suggested 1/2)",
    ]
    status, out, _ = ask(TABLE, "--envelope", "50000", "--cap", "10000", "--table", name="t.csv")
    assert out.splitlines()[1:] == ["surplus: 200.00", "possible: reserve_surplus (200.00)"]


def test_every_case_prints_for_people(ask):
    status, out, err = ask(OWN_CASES.read_text(), "--table")
    assert (status, err) == (0, "")
    for case in json.loads(OWN_CASES.read_text())["cases"]:
        assert case["id"] in out.splitlines()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (TABLE, "t.csv"),
        (TABLE.replace(",", ";"), "t.csv"),
        (TABLE.replace(",", "\t"), "t.tsv"),
        ("\ufeff" + TABLE.replace("\n", "\r\n"), "t.csv"),
        (TABLE.replace("\n01", "\n\n01").replace(",lim", ", lim ").replace("2000", ' "2 000"'), "t.csv"),
    ],
)
def test_text_tables(ask, text, name):
    status, out, err = ask(text, *WEIGHTS, name=name)
    assert (status, err) == (0, "")
    assert json.loads(out)["cents"] == {"01": 21_167, "02": 45_167, "03": 33_666}


def test_decimal_commas_and_unused_columns(ask):
    text = "code;name;lim\nA;Été, île;0,5\nB;x;1,5\n"
    for content in (text, text.encode("cp1252")):
        status, out, _ = ask(content, "--envelope", "100", "--weights", "lim=1", name="t.csv")
        assert (status, json.loads(out)["cents"]) == (0, {"A": 25, "B": 75})


def test_every_rule_of_a_table(ask):
    text = "code,n,lo,hi\nA,60,,300\nB,30,,\nC,10,250,\n"
    options = (
        "--envelope",
        "1000",
        "--floor",
        "50",
        "--cap",
        "500",
        "--max-gain",
        "0.1",
        "--unit",
        "10",
        "--base",
        "20",
    )
    answer = json.loads(ask(text, *options, "--max-loss", "0.1", name="t.csv")[1])
    assert answer["bounds"] == {"A": [50, 300], "B": [50, 500], "C": [250, 500]}
    assert answer["cents"] == {"A": 300, "B": 450, "C": 250}
    assert answer["decomposition"]["A"]["additive_base"] == 20


def workbook(rows: list[list[object]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def test_workbooks(ask):
    rows = [
        ["code", "lim", "aide", "prev"],
        ["01", 2000, 300, 25000],
        ["02", 5000, 900.0, 40000],
        [3, "3000", 800, ""],
    ]
    status, out, err = ask(workbook(rows), *WEIGHTS, name="t.xlsx")
    assert (status, err) == (0, "")
    assert json.loads(out)["cents"] == {"01": 21_167, "02": 45_167, "3": 33_666}


def test_a_workbook_number_is_what_was_typed(ask):
    rows = [["code", "n"], ["A", 0.1], ["B", 0.2]]
    answer = json.loads(ask(workbook(rows), "--envelope", "300", name="t.xlsx")[1])
    assert answer["weights"] == {"A": "1/3", "B": "2/3"}


UNREADABLE_JSON = {
    "empty": ("", "found an empty file"),
    "blank": (" \n", "found an empty file"),
    "cut": ('{"kind": "bounded",\n "envelope"', "line 2, column 12: expected JSON"),
    "not an object": ("[1]", "expected an object"),
    "not utf-8": (b'{"kind": "\xff"}', "expected UTF-8"),
    "nan": ('{"kind": "bounded", "envelope": NaN}', "found NaN"),
    "infinity": ('{"kind": "bounded", "envelope": -Infinity}', "found -Infinity"),
    "deep": ("[" * 100_000, "nested"),
    "digits": ('{"envelope": ' + "9" * 5000 + "}", "4000 digits"),
    "twice": ('{"kind": "bounded", "kind": "criteria"}', "kind: expected each field once"),
    "no kind": ("{}", "kind: expected a text"),
    "unknown kind": ('{"kind": "magic"}', "kind: expected one of bounded, criteria"),
    "kind list": ('{"kind": []}', "kind: expected a text, found a list"),
    "input": ('{"kind": "bounded", "input": 5}', "input: expected an object, found 5"),
    "no envelope": (
        {"kind": "bounded", "territories": []},
        "envelope: expected a whole number of cents, found nothing",
    ),
    "text envelope": (
        {**BOUNDED, "envelope": "100"},
        "envelope: expected a whole number of cents, found '100'",
    ),
    "half cent": ({**BOUNDED, "envelope": 0.5}, "envelope: expected a whole number of cents, found 0.5"),
    "true envelope": ({**BOUNDED, "envelope": True}, "found true"),
    "zero unit": ({**BOUNDED, "unit": 0}, "unit: expected a number of cents above zero"),
    "territories": ({**BOUNDED, "territories": {}}, "territories: expected a list, found an object"),
    "territory": ({**BOUNDED, "territories": [5]}, "territories[0]: expected an object, found 5"),
    "no code": ({**BOUNDED, "territories": [{"weight": 1}]}, "territories[0].code: expected a text"),
    "code number": (
        {**BOUNDED, "territories": [{"code": 1, "weight": 1}]},
        "territories[0].code: expected a text, found 1",
    ),
    "weight": (
        {**BOUNDED, "territories": [{"code": "Z", "weight": "x"}]},
        "territories[0] Z.weight: expected an exact number",
    ),
    "huge weight": (
        '{"kind":"bounded","envelope":1,"territories":[{"code":"Z","weight":1e999999}]}',
        "Z.weight: expected an exact",
    ),
    "cases": ({"cases": 5}, "cases: expected a list"),
    "case": ({"cases": [5]}, "cases[0]: expected an object"),
    "case id": ({"cases": [{"id": []}]}, "cases[0].id: expected a text"),
    "in a case": ({"cases": [BOUNDED, {"id": "P9", "kind": "bounded"}]}, "case P9: envelope: expected"),
}


@pytest.mark.parametrize("name", UNREADABLE_JSON)
def test_unreadable_json_ends_with_two_and_one_line(ask, name):
    content, said = UNREADABLE_JSON[name]
    status, out, err = ask(content)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


UNREADABLE_FIELDS = {
    "missing value": (
        {"territories": [{"code": "A", "values": {}}]},
        "territories[0] A.values.n: expected an exact number",
    ),
    "no values": (
        {"territories": [{"code": "A"}]},
        "territories[0] A.values: expected an object, found nothing",
    ),
    "eligible": (
        {"territories": [{"code": "A", "values": {"n": 1}, "eligible": 1}]},
        "expected true or false, found 1",
    ),
    "rule": ({"rules": {"flor": 5}}, "rules.flor: expected one of floor, cap, max_loss, max_gain"),
    "loss": ({"rules": {"max_loss": 5}}, "rules.max_loss: expected a share between 0 and 1"),
    "criterion kind": (
        {"criteria": [{"code": "n", "weight": 1, "kind": "odd"}]},
        "criteria[0] n.kind: expected one of share, equal",
    ),
    "aside": (
        {"set_asides": [{"code": "r"}]},
        "set_asides[0] r: expected either an amount in cents or a share",
    ),
    "dual": ({"dual": {"x": 1}}, "dual.x: expected the code of a criterion"),
    "dual list": ({"dual": [{"code": "n"}]}, "dual[0] n.weight: expected an exact number"),
}


@pytest.mark.parametrize("name", UNREADABLE_FIELDS)
def test_unreadable_fields_of_criteria(ask, name):
    changes, said = UNREADABLE_FIELDS[name]
    problem = {
        "kind": "criteria",
        "envelope": 10,
        "criteria": [{"code": "n", "weight": 1}],
        "territories": [{"code": "A", "values": {"n": 1}}],
    }
    status, _, err = ask(problem | changes)
    assert (status, err.count("\n")) == (2, 1)
    assert said in err


UNREADABLE_TABLES = {
    "header": ("mrc,n\nA,1\n", "row 1: expected a column named code, found 'mrc, n'"),
    "empty header": (",,\n", "row 1: expected a header"),
    "hole in header": ("code,,n\nA,1,1\n", "row 1, column 2: expected a name"),
    "twice": ("code,n,n\nA,1,1\n", "row 1: expected each column once, found 'n' twice"),
    "no rows": ("code,n\n", "row 2: expected a territory"),
    "no criteria": ("code,prev\nA,1\n", "row 1: expected at least one column"),
    "no code": ("code,n\n,1\n", "row 2, column code: expected a code"),
    "text": ("code,n\nA,1\nB,beaucoup\n", "row 3, column n: expected a number, found 'beaucoup'"),
    "hole": ("code,n,m\nA,1\n", "row 2, column m: expected a number, found nothing"),
    "nan": ("code,n\nA,nan\n", "row 2, column n: expected a number, found 'nan'"),
    "cents": (
        "code,n,prev\nA,1,10.5\n",
        "row 2, column prev: expected a whole number of cents, found '10.5'",
    ),
    "too long": ("code,n\nA,1,2\n", "row 2: expected 2 cells, found 3"),
    "quote": ('code,n\n"A,1\n', "expected CSV"),
    "empty": ("", "found an empty file"),
}


@pytest.mark.parametrize("name", UNREADABLE_TABLES)
def test_unreadable_tables_name_row_and_column(ask, name):
    content, said = UNREADABLE_TABLES[name]
    status, out, err = ask(content, "--envelope", "100", name="t.csv")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--envelope: expected a whole number of cents, found nothing"),
        (("--envelope", "ten"), "--envelope: expected a number, found 'ten'"),
        (("--envelope", "1.5"), "--envelope: expected a whole number of cents"),
        (("--envelope", "1", "--weights", "lim"), "--weights: expected column=number"),
        (("--envelope", "1", "--weights", "other=1"), "--weights: expected column=number"),
        (("--envelope", "1", "--weights", "lim=1,lim=2"), "--weights: expected column=number"),
        (("--envelope", "1", "--weights", "lim=x"), "--weights lim: expected a number, found 'x'"),
        (("--envelope", "1", "--max-loss", "5 %"), "--max-loss: expected a number"),
        (("--envelope", "1", "--max-loss", "5"), "rules.max_loss: expected a share between 0 and 1"),
        (("--envelope", "1", "--unit", "0"), "unit: expected a number of cents above zero"),
    ],
)
def test_unreadable_options(ask, options, said):
    status, out, err = ask(TABLE, *options, name="t.csv")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_negative_numbers_can_be_read_but_have_no_answer(ask):
    status, out, _ = ask(TABLE.replace("5000,", "-5000,"), "--envelope", "1", name="t.csv")
    assert (status, json.loads(out)["codes"]) == (3, ["02"])
    status, out, _ = ask(TABLE, "--envelope=-1", name="t.csv")
    assert (status, json.loads(out)["codes"]) == (3, ["envelope"])


def test_options_of_tables_are_refused_beside_json(ask):
    status, _, err = ask(BOUNDED, "--max-loss", "0.1")
    assert status == 2
    assert "--max-loss: expected a table" in err


def test_files_that_are_not_there_or_not_what_they_say(ask, tmp_path, capsys):
    for path in (tmp_path / "none.json", tmp_path):
        assert main([str(path)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    status, _, err = ask(b"PK no workbook", "--envelope", "1", name="t.xlsx")
    assert status == 2
    assert "expected a workbook" in err


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_problem_never_ends_in_a_traceback(ask, data):
    """One value anywhere in a written case becomes something else."""
    odd = st.sampled_from(
        [None, True, -1, 0, "", "x", [], {}, [[]], "1/0", "-1", 10**30, Decimal("0.5"), "NaN"]
    )
    case = data.draw(st.sampled_from(json.loads(OWN_CASES.read_text())["cases"]))
    place, key = case, "input"
    while isinstance(place[key], dict | list) and place[key] and data.draw(st.integers(0, 4)):
        place = place[key]
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
    place[key] = data.draw(odd)
    status, out, err = ask(json.dumps(case, default=str))
    assert status in {0, 2, 3}
    assert (err.count("\n"), out == "") == ((1, True) if status == 2 else (0, False))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: f"code,n\nA,{text}\n".encode()))
)
def test_any_bytes_end_in_one_line_or_an_answer(ask, content):
    for name in ("t.csv", "t.json", "t.xlsx"):
        options = () if name.endswith("json") else ("--envelope", "100")
        status, _, err = ask(content, *options, name=name)
        assert status in {0, 2, 3}
        assert err.count("\n") == (status == 2)


def test_it_runs_alone_and_never_loads_the_web_framework(tmp_path):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(BOUNDED))
    code = (
        "import sys; from alliances.ops import allocate; status = allocate.main(sys.argv[1:]); "
        "print({name.split('.')[0] for name in sys.modules} & {'django', 'psycopg'}, file=sys.stderr); sys.exit(status)"
    )
    alone = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert (alone.returncode, alone.stderr) == (0, "set()\n")
    module = [sys.executable, "-m", "alliances.ops.allocate", "-"]
    piped = subprocess.run(module, input=path.read_text(), capture_output=True, text=True, check=False)
    assert (piped.returncode, piped.stdout) == (0, alone.stdout)
