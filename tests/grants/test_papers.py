"""A yes on paper: recorded by the region with its day, who signed and the paper itself, kept for both."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.files import samples
from tests.support import amending
from tests.support.amending import signed_paper

from alliances.domain.bodies.models import BodyKind
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.files.models import StoredFile
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Amendment, Grant
from alliances.domain.grants.queries import terms_of
from alliances.domain.notices.models import Notice


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.signed_grant(world.call, world.here)
    world.amendment = amending.proposed_amendment(world.grant, world.here)
    return world


def test_the_paper_puts_the_amendment_in_force_once_and_the_organisation_is_told(built):
    here, amendment = built.here, built.amendment
    for _ in range(2):
        grants.record_acceptance(actor=here.manager, amendment=amendment, paper=signed_paper())
    assert (amendment.state, amendment.signed_for_organisation) == ("accepted", "Camille Essai")
    assert terms_of(Grant.objects.get(pk=built.grant.pk))["ends_on"] == "2028-03-31"
    assert StoredFile.objects.get() == amendment.paper
    assert amendment.paper.organisation == here.organisation
    told = Notice.objects.filter(subject_id=amendment.pk, event="amendment_recorded")
    assert [each.account for each in told] == [here.coordinator]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"day": timezone.localdate() + timedelta(days=1)}, "pas encore passée"),
        ({"day": timezone.localdate() - timedelta(days=1)}, "avant ce qui l’autorise"),
        ({"who": " "}, "qui a signé"),
        ({"content": b"<html>"}, "PDF"),
    ],
)
def test_a_paper_that_cannot_be_is_refused_and_nothing_is_kept(built, said, sentence):
    with pytest.raises(Refused, match=sentence):
        grants.record_acceptance(
            actor=built.here.manager, amendment=built.amendment, paper=signed_paper(**said)
        )
    built.amendment.refresh_from_db()
    assert (built.amendment.state, StoredFile.objects.count()) == ("proposed", 0)


def test_no_paper_no_signature_and_only_the_region_records_one(built):
    here, amendment = built.here, built.amendment
    with pytest.raises(Refused, match="Joignez"):
        grants.record_acceptance(
            actor=here.manager, amendment=amendment, paper=grants.Paper(timezone.localdate(), "Camille")
        )
    for other in (here.coordinator, here.table, built.there.manager):
        with pytest.raises(NotPermitted):
            grants.record_acceptance(actor=other, amendment=amendment, paper=signed_paper())
    assert not StoredFile.objects.exists()


def test_more_money_is_never_signed_before_its_resolution(built):
    here = built.here
    grant = factories.signed_grant(built.call, here)
    first = terms_of(grant)["instalments"][0]
    more = {"amount_cents": 10_500, "instalments": [{**first, "amount_cents": 10_500}]}
    amendment = amending.proposed_amendment(grant, here, **more)
    with pytest.raises(Refused):
        grants.record_acceptance(actor=here.manager, amendment=amendment, paper=signed_paper())
    sitting = factories.sitting(here, BodyKind.ELECTED_COUNCIL)
    grants.authorise_amendment(actor=here.clerk, amendment=amendment, sitting=sitting, number="AV-1")
    grants.record_acceptance(actor=here.manager, amendment=amendment, paper=signed_paper())
    assert Grant.objects.get(pk=grant.pk).amount_cents == 10_500


def test_a_full_shelf_does_not_keep_the_signature_out(built, monkeypatch):
    monkeypatch.setattr("alliances.domain.files.rules.QUOTA", 10)
    grants.record_acceptance(actor=built.here.manager, amendment=built.amendment, paper=signed_paper())
    assert built.amendment.state == "accepted"


def test_postgresql_keeps_the_paper_with_its_signature(built):
    grants.record_acceptance(actor=built.here.manager, amendment=built.amendment, paper=signed_paper())
    offer = factories.offered_grant(built.call, built.here)
    file = built.amendment.paper
    rows, offers = Amendment.objects.filter(pk=built.amendment.pk), Grant.objects.filter(pk=offer.pk)
    other = amending.proposed_amendment(factories.signed_grant(built.call, built.here), built.here)
    changes = (
        lambda: rows.update(paper=None),
        lambda: Amendment.objects.filter(pk=other.pk).update(signed_for_organisation="Camille"),
        lambda: offers.update(paper=file),
        lambda: Grant.objects.filter(pk=built.grant.pk).update(paper=file, signed_on_paper=True),
        file.delete,
    )
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    grants.record_signature(actor=built.here.manager, grant=offer, paper=signed_paper())
    with pytest.raises(IntegrityError, match="is signed"), transaction.atomic():
        offers.update(paper=None)


def test_the_screens_record_the_paper_and_both_read_it(built, client):
    here, amendment = built.here, built.amendment
    client.force_login(here.manager)
    page, act = (
        reverse(name, args=[amendment.pk]) for name in ("manager_amendment", "manager_amendment_signature")
    )
    assert "L’organisme a signé sur papier" in client.get(page).content.decode()
    typed = {"signed_on": timezone.localdate().isoformat(), "signed_for_organisation": "Camille Essai"}
    assert "Joignez le papier signé." in client.post(act, typed).content.decode()
    sent = SimpleUploadedFile("avenant signé.pdf", samples.pdf("avenant"), "application/pdf")
    client.post(act, {**typed, "paper": sent})
    amendment.refresh_from_db()
    assert amendment.state == "accepted"
    read = reverse("manager_paper", args=[amendment.paper_id])
    assert read in client.get(page).content.decode()
    assert client.get(read).content.startswith(b"%PDF")
    letter = client.get(reverse("document_amendment", args=[amendment.pk])).content
    assert letter.startswith(b"%PDF")
    client.force_login(here.coordinator)
    shown = client.get(reverse("organisation_amendment", args=[amendment.pk])).content.decode()
    assert "par Camille Essai." in shown
    assert reverse("organisation_file", args=[amendment.paper_id]) in shown
    client.force_login(built.there.manager)
    assert client.get(read).status_code == 404


def test_the_offer_takes_the_same_paper_and_a_file_too_large_is_said(built, client):
    offer = factories.offered_grant(built.call, built.here)
    client.force_login(built.here.manager)
    act = reverse("manager_grant_signature", args=[offer.pk])
    typed = {"signed_on": timezone.localdate().isoformat(), "signed_for_organisation": "Camille Essai"}
    large = SimpleUploadedFile("papier.pdf", b"0" * (10 * 1024 * 1024 + 1), "application/pdf")
    assert "dépasse 10 Mo" in client.post(act, {**typed, "paper": large}).content.decode()
    client.post(act, {**typed, "paper": SimpleUploadedFile("papier.pdf", samples.pdf("offre"))})
    offer = Grant.objects.get(pk=offer.pk)
    assert (offer.state, offer.paper.name) == ("signed", "papier.pdf")
    assert (
        reverse("manager_paper", args=[offer.paper_id])
        in client.get(reverse("manager_grant", args=[offer.pk])).content.decode()
    )
