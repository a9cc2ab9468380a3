"""The file of an adopted allocation, downloaded from the demonstration's own server, against its ledger."""

import json
import re
import subprocess
import sys
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
ENTRIES = """
    SELECT place.code, transfer.amount_cents
    FROM envelopes_scenario AS scenario
    JOIN envelopes_envelope AS child ON child.parent_id = scenario.envelope_id AND child.component = 'local'
    JOIN territories_territory AS place ON place.id = child.territory_id
    JOIN ledger_transfer AS transfer ON transfer.destination_id = child.account_id AND transfer.kind = 'allocation'
        AND transfer.document = 'scenario:' || scenario.id
    WHERE scenario.id = %s AND scenario.state = 'adopted'
"""


def fetched(server: str, path: str) -> tuple[bytes, Message]:
    """The content and the headers of a public page."""
    connection = HTTPConnection(urlsplit(server).netloc)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read(), answer.headers
    finally:
        connection.close()


@pytest.mark.parametrize("scenario", [1, 2])
def test_the_command_that_the_page_gives_recomputes_every_cent_of_the_ledger(
    journey_server: str, journey_database: str, tmp_path: Path, scenario: int
) -> None:
    page, _headers = fetched(journey_server, f"/repartitions/{scenario}/")
    command = re.search(r"\./run allocate ([\w.-]+)", page.decode())
    assert command
    content, headers = fetched(journey_server, f"/repartitions/{scenario}/probleme.json")
    assert f'filename="{command[1]}"' in headers["Content-Disposition"]
    (tmp_path / command[1]).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "alliances.ops.cli", "allocate", command[1]],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    with psycopg.connect(journey_database) as connection:
        ledger = dict(connection.execute(ENTRIES, [scenario]).fetchall())
    computed = {code: cents for code, cents in json.loads(done.stdout)["cents"].items() if cents}
    assert computed
    assert computed == ledger
