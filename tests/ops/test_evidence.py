"""Whatever the owner of the database changes by hand outside the ledger, `./run verify` names the object."""

# ruff: noqa: S608 - names of our own tables

import re

import pytest
from django.db import DatabaseError, connection, transaction
from tests.support import evidence
from tests.support.alterations import PASSAGES, PLACES, ROWS

from alliances.domain.chain.queries import receipts
from alliances.domain.chain.queries.deliberations import check_deliberations
from alliances.domain.chain.queries.places import check_places
from alliances.ops import histories, verification
from alliances.ops.histories import check_histories
from alliances.ops.passages import check_passages

GROUPS = (
    (PASSAGES, [check_passages]),
    (ROWS, [check_passages, check_histories, receipts.check_signed]),
    (PLACES, [check_places, check_deliberations]),
)
CASES = {what: (*case, checks) for cases, checks in GROUPS for what, case in cases.items()}


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def tables() -> list[str]:
    """Every table of ours but those of the job queue."""
    names = connection.introspection.table_names()
    return [name for name in names if not name.startswith(("procrastinate", "django", "auth"))]


def test_each_alteration_is_named(owner, subtests):
    evidence.build()
    assert verification.verify_all() == []
    run(["SET CONSTRAINTS ALL IMMEDIATE", "DELETE FROM notices_notice",
         *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in tables())])  # fmt: skip
    for what, (statements, named, checks) in CASES.items():
        with subtests.test(what):
            with transaction.atomic():
                run(statements)
                found = [sentence for check in checks for sentence in check().findings]
                transaction.set_rollback(True)
            assert any(re.match(named, sentence) for sentence in found), found[:5]
    left = [sentence for sentence in verification.verify_all() if "déclencheur" not in sentence]
    assert left == [], "everything was put back, but for the triggers"
    assert {check for _cases, checks in GROUPS for check in checks} <= set(verification.CHECKS)


ANOTHER = {
    "bool": "NOT {c}", "date": "{c} + 1", "timestamptz": "{c} + interval '1 day'", "jsonb": "'{{\"x\": 1}}'::jsonb",
    "varchar": "left({c} || 'x', {n})", "text": "{c} || 'x'", "int2": "{c} + 1", "int4": "{c} + 1", "int8": "{c} + 1",
    "uuid": "gen_random_uuid()", "_varchar": "{c} || '{{x}}'", "numeric": "{c} + 1", "_int2": "{c} || 1::smallint",
}  # fmt: skip


def columns() -> dict[str, list[tuple[str, str, int]]]:
    """(name, type, length) of the columns of each table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, udt_name, coalesce(character_maximum_length, 100000) "
            "FROM information_schema.columns WHERE table_schema = 'public'"
        )
        found: dict[str, list[tuple[str, str, int]]] = {}
        for table, *column in cursor.fetchall():
            found.setdefault(table, []).append(tuple(column))
        return found


@pytest.fixture
def free(superuser):
    """The whole evidence, where nothing refuses anything, foreign keys included; only CHECK constraints stand."""
    evidence.build()
    run(["SET CONSTRAINTS ALL IMMEDIATE", "SET LOCAL session_replication_role = replica"])


def differences(event) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(histories._differences(event))
        return [problem for _n, _key, problem, _columns in cursor.fetchall() if problem]


def test_any_column_of_any_row_that_keeps_its_versions_is_watched(free):
    """Every column, one after the other: a history that forgets one would let it change in silence."""
    of_tables, tried = columns(), 0
    for event in histories.event_models():
        table, kept = event.pgh_tracked_model._meta.db_table, set(histories.columns_of(event))
        watched = [column for column in of_tables[table] if column[0] in kept - {"id"}]
        for name, kind, length in watched:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    other = ANOTHER[kind].format(c=f'"{name}"', n=length)
                    where = f'"{name}" IS DISTINCT FROM ({other}) AND "{name}" IS NOT NULL'
                    cursor.execute(f'UPDATE {table} SET "{name}" = {other} WHERE {where}')
                    changed = cursor.rowcount
                    seen = "differs" in differences(event)
                    transaction.set_rollback(True)
            except DatabaseError:
                continue  # a CHECK constraint refuses even this hand
            assert seen or not changed, f"{table}.{name}"
            tried += bool(changed)
    assert tried > 150


def test_rows_deleted_or_added_are_named_in_each_table_that_keeps_versions(free):
    seen = 0
    for event in histories.event_models():
        model = event.pgh_tracked_model
        table, versions = model._meta.db_table, event._meta.db_table
        if not model._base_manager.exists():
            continue
        wanted = {
            f"DELETE FROM {versions}": "none",
            f"TRUNCATE {versions}": "none",
            f"UPDATE {versions} SET pgh_obj_id = pgh_obj_id + 100000": "none",
            f"DELETE FROM {table}": "gone",
            f"UPDATE {table} SET id = id + 100000": "none",
        }
        if model._meta.label_lower in histories.MAY_GO:
            del wanted[f"DELETE FROM {table}"]
        for statement, problem in wanted.items():
            with transaction.atomic():
                run([statement])
                assert problem in differences(event), statement
                transaction.set_rollback(True)
            seen += 1
    assert seen > 100
