"""Envelopes and Alliances: creating, reading the statement, signing; refusals and garbage."""

import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.ministry.conftest import signed_in

from alliances.domain.agreements.models import Alliance
from alliances.domain.envelopes.models import Envelope
from alliances.domain.strategy.models import Plan
from alliances.spaces.ministry.queries import transfers_of

pytestmark = pytest.mark.django_db


def text(answer):
    return html.unescape(answer.content.decode())


def new_envelope(world, **changes):
    values = {
        "fund": world.fund.pk,
        "measure": world.measure.pk,
        "territory": world.here.region.pk,
        "name": "Nouvelle",
        "first_year": "2026",
        "last_year": "2028",
        "amount": "1 234,56 $",
        "reason": "Annonce d’essai.",
    }
    return {**values, **changes}


def test_no_money_enters_an_envelope_by_one_person_alone(world, as_officer):
    answer = as_officer.post(reverse("ministry_envelope_new"), new_envelope(world), follow=True)
    created = Envelope.objects.get(name="Nouvelle")
    movement = created.movements_in.get().movement
    assert "L’enveloppe est créée, vide." in text(answer)
    assert created.account.balance_cents == 0
    approve = reverse("ministry_movement_approve", args=[movement.pk])
    assert "Une autre personne doit l’approuver." in text(as_officer.post(approve, follow=True))
    created.account.refresh_from_db()
    assert created.account.balance_cents == 0
    second = signed_in(world.here.second_officer)
    today = text(second.get(reverse("today")))
    assert "Approuver le mouvement" in today
    assert reverse("ministry_movement", args=[movement.pk]) in today
    second.post(approve)
    created.account.refresh_from_db()
    assert created.account.balance_cents == 123_456
    assert reverse("ministry_movement", args=[movement.pk]) not in text(second.get(reverse("today")))


def test_who_proposed_an_envelope_is_not_asked_to_approve_it(world, as_officer):
    as_officer.post(reverse("ministry_envelope_new"), new_envelope(world))
    assert "Approuver le mouvement" not in text(as_officer.get(reverse("today")))


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "0"},
        {"amount": "-5"},
        {"amount": "1,234"},
        {"amount": "9" * 29},
        {"amount": ""},
        {"fund": "999999"},
        {"fund": "abc"},
        {"measure": "9" * 40},
        {"territory": "there"},
        {"name": ""},
        {"reason": " "},
        {"name": "x" * 5000},
        {"first_year": "1"},
        {"first_year": "2028", "last_year": "2026"},
    ],
)
def test_an_envelope_that_cannot_be_read_is_not_created(world, as_officer, changes):
    if changes.get("territory") == "there":
        changes = {"territory": world.there.region.pk}
    answer = as_officer.post(reverse("ministry_envelope_new"), new_envelope(world, **changes))
    assert answer.status_code == 200
    assert 'class="error-summary"' in text(answer)
    assert Envelope.objects.count() == 1


def test_no_new_money_under_a_closed_plan(world, as_officer):
    Plan.objects.update(status="closed")
    answer = as_officer.post(reverse("ministry_envelope_new"), new_envelope(world))
    assert 'class="error-summary"' in text(answer)


def test_who_may_not_split_is_told_why(world):
    client = signed_in(world.here.auditor)
    for answer in (
        client.get(reverse("ministry_envelope_new")),
        client.post(reverse("ministry_envelope_new"), new_envelope(world)),
        client.get(reverse("ministry_alliance_new")),
    ):
        assert answer.status_code == 403
        assert "il faut un de ces rôles" in text(answer)


def test_the_statement_ends_on_the_balance(world):
    call = factories.open_call(world)
    factories.paid_grant(call, world.here)
    envelope = call.envelope
    lines = list(transfers_of(envelope))
    assert [line.kind for line in lines] == ["allocation", "reservation", "commitment", "payment"]
    envelope.account.refresh_from_db()
    assert lines[-1].after_cents == envelope.account.balance_cents  # type: ignore[attr-defined]
    page = text(signed_in(world.here.manager).get(reverse("ministry_envelope_statement", args=[envelope.pk])))
    assert reverse("manager_grant", args=[1]).rsplit("/", 2)[0] in page
    assert "Réservation" in page


@pytest.mark.parametrize(
    "name", ["ministry_envelope_list", "ministry_scenario_list", "ministry_alliance_list"]
)
def test_a_list_costs_the_same_with_one_row_and_with_many(world, as_officer, name):
    factories.signed_alliance(world)
    with CaptureQueriesContext(connection) as few:
        as_officer.get(reverse(name))
    for _again in range(20):
        factories.envelope(world, world.here, 1_000)
    with CaptureQueriesContext(connection) as many:
        answer = as_officer.get(reverse(name), {"tri": "-name", "q": "e"})
    assert answer.status_code == 200
    assert len(many) == len(few)
    for extension in ("csv", "xlsx"):
        assert as_officer.get(reverse(name), {"format": extension}).status_code == 200


def new_alliance(world, **changes):
    holder = factories.organisation("Mandataire", world.here.region)
    values = {
        "envelope": world.envelope.pk,
        "territory": world.here.region.pk,
        "plan": world.plan.pk,
        "mandataire": holder.pk,
        "name": "Alliance d’essai",
        "protocol_number": "",
        "starts_on": "2026-04-01",
        "ends_on": "2029-03-31",
    }
    return {**values, **changes}


def test_an_alliance_is_prepared_then_signed_with_its_protocol(world, as_officer):
    as_officer.post(reverse("ministry_alliance_new"), new_alliance(world))
    alliance = Alliance.objects.get()
    sign = reverse("ministry_alliance_sign", args=[alliance.pk])
    refused = as_officer.post(sign, {"signed_on": "2026-05-01"}, follow=True)
    assert "Inscrivez le numéro du protocole" in text(refused)
    Alliance.objects.update(protocol_number="P-9")
    assert as_officer.post(sign, {"signed_on": "2999-01-01"}).status_code == 200
    as_officer.post(sign, {"signed_on": "2026-05-01"})
    alliance.refresh_from_db()
    assert alliance.state == "signed"
    assert "Alliance signée" in text(as_officer.get(reverse("ministry_alliance", args=[alliance.pk])))


def test_the_form_starts_from_the_envelope(world, as_officer):
    answer = as_officer.get(reverse("ministry_alliance_new"), {"enveloppe": world.envelope.pk})
    assert answer.context["form"].initial["territory"] == world.here.region.pk
    for odd in ("abc", "9" * 40, "-1", "١"):
        assert as_officer.get(reverse("ministry_alliance_new"), {"enveloppe": odd}).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": "hier"},
        {"ends_on": "2020-01-01"},
        {"plan": "0"},
        {"mandataire": "abc"},
        {"envelope": "999"},
        {"name": ""},
        {"territory": "there"},
    ],
)
def test_an_alliance_that_cannot_be_read_is_not_prepared(world, as_officer, changes):
    if changes.get("territory") == "there":
        changes = {"territory": world.there.region.pk}
    answer = as_officer.post(reverse("ministry_alliance_new"), new_alliance(world, **changes))
    assert answer.status_code == 200
    assert 'class="error-summary"' in text(answer)
    assert not Alliance.objects.exists()


def test_another_roles_signature_is_refused_in_a_sentence(world, as_officer):
    as_officer.post(reverse("ministry_alliance_new"), new_alliance(world, protocol_number="P"))
    sign = reverse("ministry_alliance_sign", args=[Alliance.objects.get().pk])
    assert signed_in(world.here.manager).post(sign, {"signed_on": "2026-05-01"}).status_code == 403
    assert signed_in(world.there.officer).post(sign, {"signed_on": "2026-05-01"}).status_code == 404
