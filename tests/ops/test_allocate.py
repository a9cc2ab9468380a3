"""``./run allocate FILE``: what it reads, what it prints, how it ends."""

import json
import subprocess
import sys
from fractions import Fraction

import pytest
from tests.support.problems import BOUNDED, OWN_CASES, TABLE, WEIGHTS, workbook


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
