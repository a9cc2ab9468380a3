"""Amending a signed agreement: what may change, who says yes, and where the money goes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.support import amending

from alliances.domain.bodies.models import BodyKind
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Amendment, Grant, Instalment
from alliances.domain.grants.queries import Difference, differences, terms_of
from alliances.domain.ledger.actions import Overdrawn
from alliances.domain.ledger.models import Transfer
from alliances.domain.ledger.queries import balance_cents, broken_balances, columns_of
from alliances.domain.people.roles import Role
from alliances.ops.verification import verify_all


@pytest.fixture
def built(db):
    """100,00 $ in three instalments; the first, 40,00 $, is paid."""
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.signed_grant(world.call, world.here, parts=(4_000, 4_000, 2_000))
    factories.pay_next(world.grant, world.here)
    return world


def columns(world):
    return columns_of([world.call.envelope.account_id])[world.call.envelope.account_id]


def wanted(grant, *cents, **changes):
    """The terms of today with these amounts from the second instalment on."""
    terms = terms_of(grant)
    first, second, third = terms["instalments"]
    parts = [
        first,
        *({**row, "amount_cents": each} for row, each in zip((second, third), cents, strict=False)),
    ]
    amount = sum(row["amount_cents"] for row in parts)
    return amending.balanced({**terms, "instalments": parts, "amount_cents": amount, **changes})


def propose(built, after, reason="Le local change."):
    return grants.propose_amendment(actor=built.here.manager, grant=built.grant, after=after, reason=reason)


def authorise(built, amendment, number="AV-1"):
    return grants.authorise_amendment(
        actor=built.here.clerk,
        amendment=amendment,
        sitting=factories.sitting(built.here, BodyKind.ELECTED_COUNCIL),
        number=number,
    )


def test_less_money_a_later_end_and_other_results_by_the_organisations_yes(built):
    here, before = built.here, columns(built)
    after = wanted(
        built.grant, 3_000, ends_on="2028-02-29", results=[{"label": "Repas", "target": 300, "unit": "repas"}]
    )
    amendment = propose(built, after)
    assert propose(built, after) == amendment
    assert [(d.part, d.rank, d.field) for d in differences(amendment.before, amendment.after)] == [
        ("agreement", 0, "amount_cents"),
        ("agreement", 0, "ends_on"),
        ("instalments", 2, "amount_cents"),
        *(("instalments", 3, field) for field in ("amount_cents", "due_on", "condition", "awaits")),
        ("results", 1, "label"),
        ("results", 1, "target"),
        ("revenues", 1, "amount_cents"),
    ]
    assert columns(built) == before
    with pytest.raises(NotPermitted):
        grants.accept_amendment(actor=here.manager, amendment=amendment)
    for _ in range(2):
        grants.accept_amendment(actor=here.coordinator, amendment=amendment)
    grant = Grant.objects.get(pk=built.grant.pk)
    assert (grant.amount_cents, terms_of(grant)) == (7_000, after)
    assert columns(built).available_cents == before.available_cents + 3_000
    assert Transfer.objects.filter(kind="release").count() == 1
    assert broken_balances() == []
    factories.pay_next(grant, here)
    report = grants.start_report(actor=here.coordinator, grant=grant)
    assert list(report.results.values_list("label", "target")) == [("Repas", 300)]
    assert balance_cents(grant.committed_account_id) == 0


def test_more_money_waits_for_a_resolution_then_for_the_organisation(built):
    here, before = built.here, columns(built)
    amendment = propose(built, wanted(built.grant, 4_000, 3_500))
    assert amendment.state == "to_authorise"
    with pytest.raises(Refused):
        grants.accept_amendment(actor=here.coordinator, amendment=amendment)
    with pytest.raises(NotPermitted):
        grants.authorise_amendment(
            actor=here.manager, amendment=amendment, number="AV-0",
            sitting=factories.sitting(here, BodyKind.ELECTED_COUNCIL),
        )  # fmt: skip
    authorise(built, amendment)
    assert columns(built).reserved_cents == before.reserved_cents + 1_500
    grants.accept_amendment(actor=here.coordinator, amendment=amendment)
    assert (amendment.state, amendment.resolution.number) == ("accepted", "AV-1")
    assert columns(built).committed_cents == before.committed_cents + 1_500
    assert Grant.objects.get(pk=built.grant.pk).amount_cents == 11_500

    second = propose(built, wanted(Grant.objects.get(pk=built.grant.pk), 4_000, 4_500))
    authorise(built, second, "AV-2")
    grants.decline_amendment(actor=here.coordinator, amendment=second, reason="Ce n’est plus utile.")
    assert columns(built).reserved_cents == before.reserved_cents
    assert (second.number, second.state) == (2, "declined")
    assert verify_all() == []


def test_more_than_the_envelope_holds_is_refused_and_nothing_is_recorded(built):
    available = columns(built).available_cents
    costs = [{"label": "Animation", "amount_cents": available + 20_000}]
    amendment = propose(built, wanted(built.grant, available + 4_001, 2_000, costs=costs))
    with pytest.raises(Overdrawn), transaction.atomic():
        authorise(built, amendment)
    amendment.refresh_from_db()
    assert (amendment.state, amendment.resolution) == ("to_authorise", None)
    grants.withdraw_amendment(actor=built.here.manager, amendment=amendment, reason="Trop.")
    assert amendment.state == "withdrawn"


def test_what_is_paid_or_asked_for_never_changes_and_terms_hold_together(built):
    grant = built.grant
    same = terms_of(grant)
    first, *rest = same["instalments"]
    for after, sentence in (
        (same, "Rien ne change"),
        ({**same, "instalments": [{**first, "due_on": "2030-01-01"}, *rest]}, "ne change pas"),
        ({**same, "instalments": rest, "amount_cents": 6_000}, "ne change pas"),
        ({**same, "amount_cents": 9_999}, "n’égalent pas"),
        ({**same, "ends_on": "2020-01-01"}, "finit avant"),
        ({**same, "costs": [{"label": "Animation", "amount_cents": 19_999}]}, "de dépenses"),
        ({**same, "costs": [{"label": "Animation", "amount_cents": 20_001}]}, "Il manque 0,01"),
        ({**same, "revenues": []}, "Il manque 100,00"),
    ):
        with pytest.raises(Refused, match=sentence):
            propose(built, after)
    amendment = propose(built, wanted(grant, 3_000, 2_000))
    with pytest.raises(Refused, match="attend déjà"):
        propose(built, wanted(grant, 2_000, 2_000))
    factories.requested_payment(grant, built.here, 4_000)
    with pytest.raises(Refused, match="demandée depuis"):
        grants.accept_amendment(actor=built.here.coordinator, amendment=amendment)


def test_the_person_who_proposes_does_not_accept_with_another_account(built):
    amendment = propose(built, wanted(built.grant, 3_000, 2_000))
    twin = factories.account("jumelle", person=built.here.manager.person)
    twin = factories.hold(twin, Role.COORDINATOR, built.here.organisation)
    with pytest.raises(NotPermitted, match="une autre personne"):
        grants.accept_amendment(actor=twin, amendment=amendment)


def test_postgresql_refuses_to_change_signed_terms_in_any_other_way(built):
    grant = built.grant
    agreement = Grant.objects.filter(pk=grant.pk)
    paid, second, third = (Instalment.objects.filter(grant=grant, rank=rank) for rank in (1, 2, 3))
    tomorrow = timezone.localdate() + timedelta(days=1)
    changes = (
        lambda: paid.update(condition="Autre"),
        lambda: second.update(due_on=tomorrow),
        lambda: third.update(awaits="final"),
        third.delete,
        lambda: agreement.update(amount_cents=9_000),
        lambda: agreement.update(signed_for_organisation="Autre"),
        lambda: agreement.update(signed_on=tomorrow),
        lambda: agreement.update(state="offered", signed_on=None, signed_by=None),
    )
    for change in changes:
        with pytest.raises(IntegrityError, match=r"is signed|is asked for"), transaction.atomic():
            change()
    amendment = propose(built, wanted(grant, 3_000, 2_000))
    grants.accept_amendment(actor=built.here.coordinator, amendment=amendment)
    rows = Amendment.objects.filter(pk=amendment.pk)
    for change in (
        lambda: rows.update(after=amendment.before),
        lambda: rows.update(state="withdrawn", answered_at=None, answered_by=None),
        rows.delete,
        lambda: second.update(amount_cents=3_001),
    ):
        with pytest.raises(IntegrityError, match=r"says what it says|is signed"), transaction.atomic():
            change()


def test_a_difference_is_a_field_of_a_row_that_may_be_new():
    before = {
        "amount_cents": 1,
        "starts_on": "",
        "ends_on": "",
        "instalments": [],
        "results": [],
        "costs": [],
        "revenues": [],
    }
    after = {**before, "costs": [{"label": "Loyer", "amount_cents": 2}]}
    assert differences(before, after) == [
        Difference("costs", 1, "label", None, "Loyer"),
        Difference("costs", 1, "amount_cents", None, 2),
    ]


def test_the_screens_propose_authorise_and_accept(built, client):
    here, grant = built.here, built.grant
    client.force_login(here.manager)
    url = reverse("manager_amendment_new", args=[grant.pk])
    page = client.get(url).content.decode()
    assert "Condition 2" in page
    assert "Condition 1" not in page
    terms = terms_of(grant)
    typed = {
        "starts_on": terms["starts_on"], "ends_on": "2028-01-31", "reason": "Plus de repas.",
        "label_1": "Repas servis", "target_1": "600", "unit_1": "repas", "cost_1": "Animation", "price_1": "300,00",
        "source_1": "Fonds de l’organisme", "revenue_1": "184,99",
        "amount_1": "40,00", "due_1": terms["instalments"][1]["due_on"], "condition_1": "Condition 2",
        "amount_2": "35,00", "due_2": terms["instalments"][2]["due_on"], "condition_2": "Condition 3",
    }  # fmt: skip
    refused = client.post(url, {**typed, "amount_2": "beaucoup"})
    assert "beaucoup" in refused.content.decode()
    unbalanced = client.post(url, typed).content.decode().replace("\u00a0", " ")
    assert (
        "Coûts : 300,00 $. Aide : 115,00 $. Autres revenus : 184,99 $. Il manque 0,01 $ de revenus."
        in unbalanced
    )
    client.post(url, {**typed, "revenue_1": "185,00"})
    amendment = grant.amendments.get()
    assert (amendment.added_cents, amendment.state) == (1_500, "to_authorise")
    assert (
        "Résultat 1 – nombre visé"
        in client.get(reverse("manager_amendment", args=[amendment.pk])).content.decode()
    )
    client.force_login(here.coordinator)
    answer = reverse("organisation_amendment", args=[amendment.pk])
    assert client.get(answer).status_code == 404, "the organisation is asked once the council has decided"
    client.force_login(here.clerk)
    assert "Consigner la résolution de l’avenant" in client.get(reverse("today")).content.decode()
    council = reverse("council_amendment", args=[amendment.pk])
    sitting = factories.sitting(here, BodyKind.ELECTED_COUNCIL)
    assert "AV-7" in client.post(council, {"number": "AV-7"}).content.decode()
    client.post(council, {"number": "AV-7", "sitting": sitting.pk})
    resolution = client.get(
        reverse("council_resolution", args=[amendment.grant.amendments.get().resolution_id])
    )
    assert "Cette résolution ajoute" in resolution.content.decode()
    client.force_login(here.coordinator)
    assert "Répondre à l’avenant" in client.get(reverse("today")).content.decode()
    assert "Plus de repas." in client.get(answer).content.decode()
    assert client.post(answer, {}).status_code == 200
    assert client.post(answer, {"act": "decline", "reason": " "}).status_code == 200
    for _ in range(2):
        client.post(answer, {"confirmed": "on"})
    amendment.refresh_from_db()
    assert amendment.state == "accepted"
    assert "En vigueur" in client.get(reverse("organisation_grant", args=[grant.pk])).content.decode()
    letter = client.get(reverse("document_amendment", args=[amendment.pk]))
    assert letter.content.startswith(b"%PDF")
    assert b"pdfuaid" in letter.content


def test_the_dates_change_even_when_every_instalment_is_asked_for(built, client):
    grant = factories.signed_grant(built.call, built.here)
    factories.requested_payment(grant, built.here, 10_000)
    client.force_login(built.here.manager)
    url = reverse("manager_amendment_new", args=[grant.pk])
    page = client.get(url).content.decode()
    assert "Montant de la tranche 2" in page
    assert "Montant de la tranche 1" not in page
    typed = {"starts_on": "2027-01-01", "ends_on": "2028-01-31", "reason": "Le local est prêté plus tard."}
    budget = {
        "cost_1": "Animation", "price_1": "200,00", "source_1": "Fonds de l’organisme", "revenue_1": "100,00",
    }  # fmt: skip
    client.post(url, {**typed, **budget, "label_1": "Repas servis", "target_1": "400", "unit_1": "repas"})
    amendment = grant.amendments.get()
    assert (amendment.added_cents, amendment.after["ends_on"]) == (0, "2028-01-31")
    assert amendment.after["instalments"] == terms_of(grant)["instalments"]
