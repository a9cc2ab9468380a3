"""What an agreement says does not depend on who reads it."""

import pytest
from django.utils import translation
from tests import factories

from alliances.domain.applications.models import Application, BudgetLine
from alliances.domain.grants.queries import terms_of

pytestmark = pytest.mark.django_db


def test_a_line_without_words_has_the_same_ones_for_every_reader():
    world = factories.world()
    grant = factories.signed_grant(factories.open_call(world), world.here)
    file = Application.objects.filter(pk=grant.application.pk)
    file.update(state="reopened")  # while it is sent, no line moves
    BudgetLine.objects.filter(application__in=file).update(label="")
    file.update(state="granted")
    with translation.override("fr-ca"):
        french = terms_of(grant)
    with translation.override("en"):
        english = terms_of(grant)
    assert all(row["label"] for part in ("costs", "revenues") for row in french[part])
    assert english == french
