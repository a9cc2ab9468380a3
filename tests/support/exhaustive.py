"""What takes minutes and is asked for: `./test --exhaustive [PATHS]`."""

import os

import pytest

ASKED = "ALLIANCES_EXHAUSTIVE" in os.environ
on_demand = pytest.mark.skipif(not ASKED, reason="./test --exhaustive")
