"""Money not spent comes back, and a grant ends with every dollar somewhere known."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.common.verdict import Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants.rules import closing_blockers, recoverable_cents
from alliances.domain.ledger.models import Transfer
from alliances.domain.ledger.queries import balance_cents, broken_balances, columns_of


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    return world


def columns(world):
    return columns_of([world.call.envelope.account_id])[world.call.envelope.account_id]


def test_unspent_money_returns_to_the_envelope_and_the_grant_ends(built):
    here, before = built.here, columns(built).available_cents
    grant = factories.reported_grant(built.call, here, spent_cents=9_000)
    with pytest.raises(Refused, match="ni dépensée ni rendue"):
        grants.close_grant(actor=here.manager, grant=grant)
    recovery = factories.open_recovery(grant, here, 1_000)
    assert recoverable_cents(grant) == 0
    with pytest.raises(Refused, match="pas encore reçu"):
        grants.close_grant(actor=here.manager, grant=grant)
    said = {"actor": here.requester, "received_on": timezone.localdate(), "reference": "R-1"}
    for _ in range(2):
        grants.receive_recovery(recovery=recovery, **said)
    found = columns(built)
    assert (found.available_cents, found.paid_cents, found.justified_cents) == (before - 9_000, 9_000, 9_000)
    assert Transfer.objects.filter(kind="recovery").count() == 1
    for _ in range(2):
        grants.close_grant(actor=here.manager, grant=grant)
    assert grant.state == "closed"
    assert broken_balances() == []
    with pytest.raises(Refused):
        grants.receive_recovery(recovery=recovery, **{**said, "reference": "R-2"})


def test_closing_releases_what_was_never_paid(built):
    here, before = built.here, columns(built).available_cents
    grant = factories.signed_grant(built.call, here, parts=(6_000, 4_000))
    payment = factories.requested_payment(grant, here, 6_000)
    assert closing_blockers(grant) == ["Un versement est demandé et n’est pas encore fait."]
    grants.refuse_payment(actor=here.approver, payment=payment, reason="Projet abandonné.")
    grants.close_grant(actor=here.manager, grant=grant)
    assert balance_cents(grant.committed_account_id) == 0
    assert columns(built).available_cents == before
    with pytest.raises(Refused):
        factories.requested_payment(grant, here, 4_000)


def test_no_more_is_asked_back_than_was_left(built):
    here = built.here
    paid = factories.paid_grant(built.call, here)
    with pytest.raises(Refused, match="reddition finale"):
        factories.open_recovery(paid, here, 10)
    grant = factories.reported_grant(built.call, here, spent_cents=9_000)
    with pytest.raises(Refused, match="dépasse"):
        factories.open_recovery(grant, here, 1_001)
    factories.open_recovery(grant, here, 600)
    with pytest.raises(Refused, match="dépasse"):
        factories.open_recovery(grant, here, 401)
    factories.open_recovery(grant, here, 400)


def test_a_cancelled_request_frees_the_amount(built):
    here = built.here
    grant = factories.reported_grant(built.call, here, spent_cents=9_000)
    recovery = factories.open_recovery(grant, here, 1_000)
    grants.cancel_recovery(actor=here.manager, recovery=recovery, reason="Une facture est arrivée.")
    assert recoverable_cents(grant) == 1_000


def test_the_screens_ask_back_receive_and_end(built, client):
    here = built.here
    grant = factories.reported_grant(built.call, here, spent_cents=9_000)
    client.force_login(here.manager)
    page = client.get(reverse("manager_grant", args=[grant.pk])).content.decode()
    assert "Demander l’argent non dépensé" in page
    due = (timezone.localdate() + timedelta(days=20)).isoformat()
    typed = {"amount_cents": "10,01", "reason": "Non dépensé.", "due_on": due}
    url = reverse("manager_recovery_open", args=[grant.pk])
    assert "10,01" in client.post(url, typed).content.decode()
    for _ in range(2):
        client.post(url, {**typed, "amount_cents": "10,00"})
    recovery = grant.recoveries.get()
    client.force_login(here.coordinator)
    assert "Non dépensé." in client.get(reverse("organisation_grant", args=[grant.pk])).content.decode()
    client.force_login(here.requester)
    received = {"received_on": timezone.localdate().isoformat(), "reference": "R-9"}
    receive = reverse("payments_receive", args=[recovery.pk])
    assert client.post(receive, {"received_on": "demain", "reference": "R-9"}).status_code == 200
    for _ in range(2):
        client.post(receive, received)
    assert Transfer.objects.filter(kind="recovery").count() == 1
    client.force_login(here.manager)
    client.post(reverse("manager_grant_close", args=[grant.pk]))
    grant.refresh_from_db()
    assert grant.state == "closed"
    public = client.get(reverse("grant_page", args=[grant.pk])).content.decode()
    assert "de retour dans l’enveloppe" in public
