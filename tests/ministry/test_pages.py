"""Every ministry page opens for its readers, hides from others, and says what to do when empty."""

import pytest
from django.urls import reverse
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    ["ministry_envelope_list", "ministry_envelope_new", "ministry_scenario_list", "ministry_alliance_list",
     "ministry_alliance_new"],
)  # fmt: skip
def test_the_lists_and_forms_open(as_officer, name):
    assert as_officer.get(reverse(name)).status_code == 200


def test_the_files_of_a_running_alliance_open(world, as_officer):
    alliance = factories.signed_alliance(world)
    scenario = alliance.envelope.scenarios.get()
    child = alliance.envelope.children.first()
    for name, pk in (
        ("ministry_envelope", alliance.envelope_id),
        ("ministry_envelope", child.pk),
        ("ministry_envelope_statement", alliance.envelope_id),
        ("ministry_workshop", alliance.envelope_id),
        ("ministry_scenario", scenario.pk),
        ("ministry_alliance", alliance.pk),
    ):
        answer = as_officer.get(reverse(name, args=[pk]))
        assert answer.status_code == 200, name
        assert "Données fictives" in answer.content.decode(), name
