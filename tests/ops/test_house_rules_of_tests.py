"""The guards of `tests/conftest.py` themselves."""

import socket

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection
from django.template import Context, Origin, Template, engines
from tests.support import templates
from tests.support.network import NetworkBlockedError


def test_the_network_is_out_of_reach() -> None:
    with pytest.raises(NetworkBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(NetworkBlockedError):
        socket.getaddrinfo("example.org", 80)


@pytest.mark.django_db
def test_tests_work_as_the_application_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("alliances_app",)
        with pytest.raises(DatabaseError, match=r"must be owner|permission denied"):
            cursor.execute("DROP TABLE django_session")


@pytest.mark.django_db
def test_unordered_rows_come_in_any_order() -> None:
    orders = {tuple(ContentType.objects.order_by().values_list("pk", flat=True)) for _ in range(5)}
    firsts = {ContentType.objects.order_by()[0].pk for _ in range(20)}
    assert len(orders) > 1
    assert len(firsts) > 1
    ordered = list(ContentType.objects.order_by("pk").values_list("pk", flat=True))
    assert ordered == sorted(ordered)
    assert set(ContentType.objects.order_by().distinct()[:999]) == set(ContentType.objects.all())
    assert sorted(row.pk for row in ContentType.objects.order_by().iterator()) == ordered
    assert ContentType.objects.get(pk=ordered[0]).pk == ordered[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", [1, 2])
def test_committed_rows_are_gone_for_the_next_test(attempt: int) -> None:
    assert not ContentType.objects.filter(app_label="passing").exists()
    ContentType.objects.create(app_label="passing", model=f"attempt{attempt}")


def test_the_owner_sees_committed_rows(owner_connection: psycopg.Connection) -> None:
    ContentType.objects.create(app_label="passing", model="seen")
    row = owner_connection.execute(
        "SELECT current_user, count(*) FROM django_content_type WHERE app_label = 'passing'"
    ).fetchone()
    assert row == ("alliances_owner", 1)


def test_templates_of_others_may_test_missing_variables() -> None:
    assert engines["django"].from_string("{{ missing }}").render({}) == ""


def test_an_unknown_variable_in_a_template_of_ours_fails() -> None:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    ours = Template("{{ missing.name }}", origin=Origin(f"{templates.OURS}/ui/page.html"), engine=engine)
    with pytest.raises(templates.UnknownVariableError, match=r"missing.*page\.html"):
        ours.render(Context({}))
    assert (
        Template("{{ missing }}", origin=Origin("/elsewhere.html"), engine=engine).render(Context({})) == ""
    )
