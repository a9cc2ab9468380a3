"""The comparison of tables sees every change, and forgets what was taken back, however it was."""

from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests import factories
from tests.support import tables

from alliances.domain.people.models import Person

pytestmark = pytest.mark.django_db
NAMES = "people_person"


def agrees() -> bool:
    """What is remembered is what a whole reading finds."""
    return tables.state() == tables.read(tables.names())


def test_a_row_added_rewritten_and_removed_is_seen() -> None:
    states = [tables.state()]
    camille = Person.objects.create(full_name="Camille Essai", is_fictitious=True)
    states.append(tables.state())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET full_name = 'Claude Essai'")
    states.append(tables.state())
    camille.delete()
    states.append(tables.state())
    steps = [tables.changed(*pair) for pair in pairwise(states)]
    assert [step.get(NAMES) for step in steps] == [1, 0, -1]
    assert states[0] == states[-1]


def test_what_is_taken_back_is_forgotten() -> None:
    with tables.undone() as before:
        factories.territory("QC", "Québec", factories.Level.PROVINCE)
        assert tables.changed(before, tables.state())
    assert tables.state() == before
    assert agrees()


def test_a_rollback_that_nobody_announced_is_seen() -> None:
    before = tables.state()
    with transaction.atomic():
        factories.territory("QC", "Québec", factories.Level.PROVINCE)
        assert tables.changed(before, tables.state())
        transaction.set_rollback(True)
    assert tables.state() == before
    with transaction.atomic():
        factories.territory("QC", "Québec", factories.Level.PROVINCE)
        transaction.set_rollback(True)
    assert tables.state() == before
    assert agrees()


def test_rows_kept_after_an_undone_trial_are_seen() -> None:
    with tables.undone() as before:
        Person.objects.create(full_name="Camille Essai", is_fictitious=True)
    Person.objects.create(full_name="Camille Essai", is_fictitious=True)
    assert tables.changed(before, tables.state()) == {NAMES: 1}
    assert agrees()


def test_what_every_save_writes_again_is_no_change() -> None:
    account = factories.account("camille")
    before = tables.state()
    type(account).objects.filter(pk=account.pk).update(last_login=timezone.now())
    assert tables.state() == before
