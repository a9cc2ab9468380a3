"""A session's setting does not switch the guards off, and who changed what stays: under the application's role."""

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories

pytestmark = pytest.mark.django_db


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def test_every_table_with_such_triggers_refuses_the_setting():
    """But those of the envelopes, whose tests still use it."""
    missing = run(
        """
        SELECT DISTINCT relname FROM pg_trigger kept JOIN pg_class ON pg_class.oid = tgrelid
        WHERE tgname LIKE 'pgtrigger\\_%%' AND relname NOT LIKE 'envelopes\\_%%'
            AND NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = kept.tgrelid AND tgname = 'never_ignored')
        ORDER BY 1
        """
    )
    assert missing == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE grants_payment SET reference = 'X'",
        "DELETE FROM grants_payment",
        "UPDATE review_score SET points = 1",
        "UPDATE people_roleassignment SET valid_until = NULL",
    ],
)
def test_nothing_is_written_while_the_triggers_would_be_ignored(change):
    world = factories.world()
    factories.paid_grant(factories.open_call(world), world.here)
    with pytest.raises(IntegrityError, match="never ignored"), transaction.atomic():
        run(f"SET LOCAL pgtrigger.ignore = '{{all}}'; {change}")


def a_context(age):
    return run(
        """
        INSERT INTO pghistory_context (id, metadata, created_at, updated_at)
        VALUES (gen_random_uuid(), '{"user": 1, "url": "/a/"}', now() - %s::interval, now()) RETURNING id
        """,
        age,
    )[0][0]


def set_to(context, metadata):
    run("UPDATE pghistory_context SET metadata = %s::jsonb WHERE id = %s", metadata, context)


@pytest.mark.parametrize(
    ("age", "metadata"),
    [
        ("1 day", '{"user": 2, "url": "/a/"}'),
        ("1 day", '{"url": "/a/"}'),
        ("1 day", "{}"),
        ("0", '{"user": 1, "url": "/b/"}'),
    ],
)
def test_who_changed_what_is_not_rewritten(age, metadata):
    context = a_context(age)
    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        set_to(context, metadata)


def test_the_library_completes_the_context_of_a_request():
    set_to(a_context("0"), '{"user": 2, "url": "/a/", "more": 1}')
    set_to(a_context("1 day"), '{"user": 1, "url": "/a/", "more": 1}')
