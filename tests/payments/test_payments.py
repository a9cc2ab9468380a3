"""The payments space: one person asks, another approves, the bank pays once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests import factories

from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Attestation, Payment
from alliances.domain.grants.rules import unclaimed_cents
from alliances.domain.ledger.models import Transfer
from alliances.domain.people.roles import Role
from alliances.engine.fiscal_years import FiscalYear

FULL = {"amount_cents": "100,00", "evidence": "Convention signée.", "attestations": Attestation.values}


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.signed_grant(world.call, world.here)
    world.instalment = world.grant.instalments.get()
    return world


@pytest.fixture
def as_(client):
    """Signs in as somebody, and gives the client."""

    def signed_in(account):
        client.force_login(account)
        return client

    return signed_in


def test_a_payment_walks_from_request_to_bank(built, as_):
    here, grant = built.here, built.grant
    page = as_(here.requester).post(
        reverse("payments_request", args=[built.instalment.pk]), FULL, follow=True
    )
    payment = grant.payments.get()
    assert page.redirect_chain[-1][0] == reverse("payments_payment", args=[payment.pk])
    assert (payment.amount_cents, payment.attestations) == (10_000, Attestation.values)

    as_(here.approver).post(reverse("payments_approve", args=[payment.pk]))
    done = {"paid_on": timezone.localdate().isoformat(), "reference": "V-77"}
    url = reverse("payments_mark_paid", args=[payment.pk])
    as_(here.requester).post(url, done)
    again = as_(here.requester).post(url, done, follow=True)

    payment.refresh_from_db()
    assert (payment.state, payment.reference) == ("paid", "V-77")
    assert Transfer.objects.filter(kind="payment").count() == 1
    assert again.status_code == 200
    text = again.content.decode()
    assert "Versement approuvé" in text
    assert "V-77" in text


def test_the_requester_gets_a_sentence_instead_of_the_button(built, as_):
    here = built.here
    payment = factories.requested_payment(built.grant, here, 5_000)
    twin = factories.hold(
        factories.account("jumelle", person=here.requester.person), Role.PAYMENT_APPROVER, here.region
    )
    for account in (here.requester, twin):
        client = as_(account)
        text = client.get(reverse("payments_payment", args=[payment.pk])).content.decode()
        assert "Vous avez demandé ce versement" in text
        assert "Approuver ce versement" not in text
        answer = client.post(reverse("payments_approve", args=[payment.pk]), follow=True)
        assert "Vous avez demandé ce versement" in answer.content.decode()
    payment.refresh_from_db()
    assert payment.state == "requested"


def test_the_database_refuses_the_same_person_and_half_attested_requests(built):
    payment = factories.requested_payment(built.grant, built.here, 5_000)
    rows = Payment.objects.filter(pk=payment.pk)
    same = built.here.requester.person
    with pytest.raises(IntegrityError, match="payment_two_people"), transaction.atomic():
        rows.update(state="approved", approved_by=same, approved_at=timezone.now())
    with pytest.raises(IntegrityError, match="payment_fully_attested"), transaction.atomic():
        rows.update(attestations=["basis"])


def test_paying_more_than_committed_is_refused_by_the_form_the_rule_and_the_ledger(built, as_):
    here, grant = built.here, built.grant
    too_much = {**FULL, "amount_cents": "100,01"}
    answer = as_(here.requester).post(reverse("payments_request", args=[built.instalment.pk]), too_much)
    assert answer.status_code == 200
    assert "100,01" in answer.content.decode()
    assert not grant.payments.exists()

    smuggled = {
        "grant": grant,
        "instalment": built.instalment,
        "purpose": "x",
        "evidence": "x",
        "attestations": Attestation.values,
        "requested_by": here.requester.person,
    }
    with pytest.raises(IntegrityError, match="not within instalment"), transaction.atomic():
        Payment.objects.create(amount_cents=10_001, **smuggled)
    Payment.objects.create(amount_cents=6_000, **smuggled)
    with pytest.raises(IntegrityError, match="payment_once_per_instalment"), transaction.atomic():
        Payment.objects.create(amount_cents=4_000, **smuggled)
    assert not Transfer.objects.filter(kind="payment").exists()


def test_a_refusal_needs_its_reason_and_frees_the_amount(built, as_):
    here, grant = built.here, built.grant
    payment = factories.requested_payment(grant, here, 10_000)
    url = reverse("payments_refuse", args=[payment.pk])
    client = as_(here.approver)
    assert client.post(url, {"reason": "  "}).status_code == 200
    payment.refresh_from_db()
    assert payment.state == "requested"
    page = client.post(url, {"reason": "Il manque la facture."}, follow=True)
    assert "Il manque la facture." in page.content.decode()
    assert unclaimed_cents(grant) == 10_000


def test_a_wrong_date_keeps_what_was_typed(built, as_):
    here = built.here
    payment = factories.requested_payment(built.grant, here, 10_000)
    grants.approve_payment(actor=here.approver, payment=payment)
    url = reverse("payments_mark_paid", args=[payment.pk])
    for day in (timezone.localdate() + timedelta(days=1), timezone.localdate() - timedelta(days=40)):
        text = (
            as_(here.requester).post(url, {"paid_on": day.isoformat(), "reference": "V-9"}).content.decode()
        )
        assert "V-9" in text
    payment.refresh_from_db()
    assert payment.state == "approved"


def test_another_region_finds_nothing(built, as_):
    payment = factories.requested_payment(built.grant, built.here, 5_000)
    client = as_(built.there.approver)
    for name, pk in (
        ("payments_grant", built.grant.pk),
        ("payments_request", built.instalment.pk),
        ("payments_payment", payment.pk),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404
    for name in ("payments_approve", "payments_refuse", "payments_mark_paid"):
        assert client.post(reverse(name, args=[payment.pk]), {"reason": "x"}).status_code == 404
    payment.refresh_from_db()
    assert payment.state == "requested"


def test_visitors_sign_in_and_readers_get_the_sentence_of_the_rule(built, client, as_):
    assert client.get(reverse("payments_grants")).status_code == 302
    text = as_(built.here.auditor).get(reverse("payments_grant", args=[built.grant.pk])).content.decode()
    assert "il faut un de ces rôles" in text
    assert "Demander ce versement" not in text
    answer = as_(built.here.auditor).post(reverse("payments_request", args=[built.instalment.pk]), FULL)
    assert "il faut un de ces rôles" in answer.content.decode()
    assert not built.grant.payments.exists()


GARBAGE = [
    "",
    " ",
    "abc",
    "-5",
    "1e9",
    "99999999999999999999",
    "1,234",
    "١٢٣",
    "2026-02-31",
    "é" * 6000,
    "<b>",
    "%00",
]


@pytest.mark.parametrize("value", GARBAGE)
def test_garbage_is_answered_with_a_sentence(built, as_, value):
    here = built.here
    grant = factories.signed_grant(built.call, here, requested_cents=3_000, parts=(1_000, 1_000, 1_000))
    waiting = factories.requested_payment(grant, here, 1_000)
    approved = factories.requested_payment(grant, here, 1_000)
    grants.approve_payment(actor=here.approver, payment=approved)
    posts = [
        (
            "payments_request",
            built.instalment.pk,
            {"amount_cents": value, "evidence": value, "attestations": [value]},
        ),
        ("payments_request", built.instalment.pk, {}),
        ("payments_mark_paid", approved.pk, {"paid_on": value, "reference": value}),
        ("payments_mark_paid", approved.pk, {}),
        ("payments_refuse", waiting.pk, {}),
    ]
    for name, pk, data in posts:
        assert as_(here.requester).post(reverse(name, args=[pk]), data).status_code in {200, 302}, name
    for name in ("payments_grants", "payments_list", "payments_to_approve"):
        query = {"tri": value, "page": value, "etat": value, "q": value, "reste": value}
        assert as_(here.requester).get(reverse(name), query).status_code == 200
    assert Payment.objects.filter(state="paid").count() == 0


def test_a_nul_byte_is_refused_in_a_sentence(built, as_):
    url = reverse("payments_request", args=[built.instalment.pk])
    assert as_(built.here.requester).post(url, {**FULL, "evidence": "a\0b"}).status_code == 400


@pytest.mark.parametrize("name", ["payments_grants", "payments_list", "payments_to_approve"])
def test_lists_cost_the_same_with_one_row_and_with_six(built, as_, name, django_assert_num_queries):
    here = built.here
    factories.requested_payment(built.grant, here, 100)
    client = as_(here.requester)
    url = reverse(name)
    client.get(url)
    with django_assert_num_queries(6) as one:
        assert client.get(url).status_code == 200
    for number in range(5):
        more = factories.signed_grant(built.call, here, requested_cents=1_000, title=f"Projet {number}")
        factories.requested_payment(more, here, 100)
    with django_assert_num_queries(len(one)):
        text = client.get(url).content.decode()
    assert "6 lignes" in text


def test_an_act_after_the_session_expired_comes_back_to_the_page_of_its_button(built, client):
    payment = factories.requested_payment(built.grant, built.here, 10_000)
    page = reverse("payments_payment", args=[payment.pk])
    act = reverse("payments_approve", args=[payment.pk])
    answer = client.post(act, HTTP_REFERER=f"http://testserver{page}?a=1")
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={page}%3Fa%3D1"
    assert "Rien n’a été fait" in client.get(answer.headers["Location"]).content.decode()
    elsewhere = client.post(act, HTTP_REFERER=f"https://ailleurs.exemple{page}")
    assert elsewhere.headers["Location"].endswith(f"?next={reverse('today')}")
    assert Payment.objects.get().state == "requested"


def test_who_asks_and_who_approves_read_what_they_attest(built, as_):
    """The agreement, the envelope and the fiscal year are on the page of the attestations."""
    year = f"{FiscalYear.of(timezone.localdate()).label}"
    envelope = built.grant.application.call.envelope.name
    asking = as_(built.here.requester).get(reverse("payments_request", args=[built.instalment.pk]))
    payment = factories.requested_payment(built.grant, built.here, 10_000)
    answering = as_(built.here.approver).get(reverse("payments_payment", args=[payment.pk]))
    for page in (asking, answering):
        text = page.content.decode()
        assert all(said in text for said in (year, envelope, built.grant.number))
