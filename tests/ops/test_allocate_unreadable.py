"""``./run allocate FILE``: what it cannot read ends in one line that names the place."""

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.problems import BOUNDED, OWN_CASES, TABLE

from alliances.ops.allocate import main

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


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: f"code,n\nA,{text}\n".encode()))
)
def test_any_bytes_end_in_one_line_or_an_answer(ask, content):
    for name in ("t.csv", "t.json", "t.xlsx"):
        options = () if name.endswith("json") else ("--envelope", "100")
        status, _, err = ask(content, *options, name=name)
        assert status in {0, 2, 3}
        assert err.count("\n") == (status == 2)
