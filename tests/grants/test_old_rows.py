"""Rows of before the instalments become instalments: migrations run on data, not on an empty database."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import namedtuple_row

from alliances.ops import testing
from alliances.ops.postgres import roles
from alliances.ops.postgres.cluster import OWNER

pytestmark = pytest.mark.database
NAME = "old_rows"
MANUFACTURE = """
SET session_replication_role = replica;  -- what these rows point at, and that migrations never read, is left out
INSERT INTO people_person (id, full_name, sort_key, is_fictitious)
    VALUES (1, 'Une', 'une', true), (2, 'Deux', 'deux', true);
INSERT INTO people_account (id, password, email, is_active, created_at, person_id)
    VALUES (1, 'x', 'une@exemple.org', true, now(), 1);
INSERT INTO review_decision (id, is_granted, amount_cents, difference_reason, application_id, resolution_id,
        reserved_account_id)
    SELECT n, true, 10000, '', n, 1, n FROM generate_series(1, 3) n;
INSERT INTO grants_grant (id, number, signed_on, signed_for_organisation, state, decision_id, organisation_id,
        signed_by_id, committed_account_id, paid_account_id, justified_account_id, signed_on_paper)
    SELECT n, 'A-' || n, '2026-03-02', 'Camille', 'signed', n, 1, 1, 10 + n, 20 + n, 30 + n, false
    FROM generate_series(1, 3) n;
INSERT INTO grants_payment (id, grant_id, amount_cents, purpose, attestations, state, requested_by_id, requested_at,
        approved_by_id, approved_at, paid_on, reference, evidence)
    SELECT id, grant_id, cents, purpose, '{basis,charge,due,rules}', state, 1, asked, who, answered, paid, ref, ''
    FROM (VALUES
        (1, 1, 6000, 'Premier versement', 'paid', date '2026-03-03', 2, now(), date '2026-03-04', 'V-1'),
        (2, 1, 4000, 'Deuxième versement', 'requested', '2026-06-01', NULL, NULL, NULL, ''),
        (3, 2, 2500, '', 'approved', '2026-03-03', 2, now(), NULL, ''),
        (4, 2, 9000, 'Trop tôt', 'refused', '2026-03-02', 2, now(), NULL, '')
    ) AS old (id, grant_id, cents, purpose, state, asked, who, answered, paid, ref);
"""


MIGRATE = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
executor.migrate([{target}] if {target} else executor.loader.graph.leaf_nodes("grants"))
"""


def migrate(url: str, target: tuple[str, str] | None = None) -> None:
    """As the owner, to `target` and what it needs (the last of the room when None), and nothing after."""
    env = os.environ | {"DATABASE_URL": url, "DATABASE_OWNER_URL": url, "ALLIANCES_DATABASE_ROLE": "owner"}
    code = MIGRATE.format(target=target)
    answer = subprocess.run(
        [sys.executable, "-m", "alliances.ops.cli", "manage", "shell", "--no-imports", "-c", code],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.fixture
def database() -> Iterator[str]:
    running = testing.cluster()
    roles.drop_database(running, NAME)
    roles.make_database(running, NAME)
    url = running.url(OWNER, NAME)
    migrate(url, ("grants", "0003_offers_and_instalments"))
    with running.admin(NAME) as admin:
        admin.execute(MANUFACTURE)
    yield url
    roles.drop_database(running, NAME)


def test_agreements_signed_before_instalments_keep_every_dollar_and_every_payment(database):
    migrate(database)
    with psycopg.connect(database, row_factory=namedtuple_row) as connection:
        instalments = connection.execute(
            "SELECT grant_id, rank, amount_cents, condition, due_on::text, awaits"
            " FROM grants_instalment ORDER BY 1, 2"
        ).fetchall()
        payments = connection.execute(
            "SELECT p.id, i.grant_id, i.rank, evidence FROM grants_payment p"
            " JOIN grants_instalment i ON i.id = instalment_id ORDER BY 1"
        ).fetchall()
        agreements = connection.execute(
            "SELECT DISTINCT amount_cents, offered_on::text, expires_on::text, offered_by_id FROM grants_grant"
        ).fetchall()
    day = "2026-03-02"
    assert instalments == [
        (1, 1, 6_000, "Premier versement", day, "nothing"),
        (1, 2, 4_000, "Deuxième versement", day, "nothing"),
        (2, 1, 2_500, "–", day, "nothing"),
        (2, 2, 7_500, "Le reste de la convention", day, "nothing"),
        (3, 1, 10_000, "Le reste de la convention", day, "nothing"),
    ]
    assert payments == [
        (1, 1, 1, "Premier versement"),
        (2, 1, 2, "Deuxième versement"),
        (3, 2, 1, "–"),
        (4, 2, 1, "–"),
    ]
    assert agreements == [(10_000, day, day, 1)]
