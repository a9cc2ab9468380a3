"""Every written case comes out as written: the house's own, and the shared method document's beside it."""

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from alliances.engine.allocation import solve
from alliances.engine.allocation.documents import KINDS

OWN = Path(__file__).parent / "data" / "cases.json"
ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("ALLIANCES_SHARED", ROOT.parent / "shared")) / "data" / "allocation_vectors.json"


def cases_of(*paths: Path) -> list[dict[str, Any]]:
    found = []
    for path in paths:
        if path.exists():
            found += json.loads(path.read_text(), parse_float=Decimal)["cases"]
    return found


@pytest.mark.parametrize("case", cases_of(OWN, SHARED), ids=lambda case: case["id"])
def test_the_answer_is_the_one_written(case: dict[str, Any]):
    assert solve(case) == case["expected"]


def test_own_cases_cover_every_kind_and_reason():
    cases = cases_of(OWN)
    assert {case["kind"] for case in cases} == set(KINDS)
    reasons = {case["expected"].get("reason") for case in cases}
    assert reasons >= {
        "negative_input",
        "duplicate_code",
        "unit_mismatch",
        "set_asides_exceed_envelope",
        "zero_criterion",
        "bounds_crossed",
        "floors_exceed_envelope",
        "no_positive_weight",
        "caps_below_envelope",
        "years_do_not_sum",
        "spent_exceeds_allotment",
        "no_spread",
    }


def test_an_answer_is_plain_json():
    for case in cases_of(OWN):
        answer = solve(case, trail=True)
        assert json.loads(json.dumps(answer)) == answer
