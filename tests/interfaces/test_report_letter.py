"""The report as a PDF: tagged, whole, in both languages, and read by those who may: its council once it is accepted."""

import pytest
from django.urls import reverse
from tests import factories
from tests.interfaces.test_documents import (
    HOSTILE,
    assert_accessible,
    both,
    signed_in,
    squeezed,
    tags_of,
    words_of,
)

from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import ReportKind
from alliances.ui.formats import day, money


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.paid_grant(world.call, world.here)
    return world


def written(built, **changes):
    who = built.here.coordinator
    grants.start_report(actor=who, grant=built.grant)
    whole = {
        "activities": HOSTILE,
        "people_reached": 1_234,
        "results": {1: grants.Achieved(380, "Deux semaines de moins.")},
        "spending": {1: grants.Spent(19_000, 9_000, "Une salle prêtée.")},
    }
    report = grants.save_report(actor=who, grant=built.grant, **{**whole, **changes})
    return grants.send_report(actor=who, report=report)


def test_the_report_says_everything_that_was_sent_and_what_became_of_it(built):
    report = written(built)
    grants.send_back_report(actor=built.here.manager, report=report, sections={"people": "Qui, exactement?"})
    report = grants.save_report(actor=built.here.coordinator, grant=built.grant, people_reached=1_235)
    grants.send_report(actor=built.here.coordinator, report=report)
    grants.accept_report(actor=built.here.manager, report=report)
    path = reverse("document_report", args=[report.pk])
    french, english = both(signed_in(built.here.manager), path)
    assert_accessible(french, "fr-CA", "Reddition finale")
    assert_accessible(english, "en-CA", "Final report")
    printed = words_of(french)
    for expected in (
        report.number, report.digest, built.grant.number, built.grant.organisation.name, HOSTILE, "1 235",
        "Repas servis", "400 repas", "380", "Deux semaines de moins.", "Animation", money(20_000), money(19_000),
        money(9_000), "Une salle prêtée.", "Qui, exactement?", day(report.accepted_at),
    ):  # fmt: skip
        assert squeezed(expected) in printed, expected


def test_its_tables_have_heads_and_its_sections_are_headings(built):
    french, _english = both(
        signed_in(built.here.manager), reverse("document_report", args=[written(built).pk])
    )
    tags = tags_of(french)
    assert tags.count("/Table") == 2
    assert tags.count("/TH") >= 8
    assert tags.count("/H2") >= 4


def test_an_interim_report_says_that_it_is_one(built):
    grant = factories.signed_grant(
        built.call, built.here, parts=(6_000, 4_000), awaits=("nothing", "interim")
    )
    factories.pay_next(grant, built.here)
    report = factories.report(grant, built.here, kind=ReportKind.INTERIM, spent_cents=1_000)
    french, english = both(signed_in(built.here.coordinator), reverse("document_report", args=[report.pk]))
    assert_accessible(french, "fr-CA", "Rapport d’étape")
    assert_accessible(english, "en-CA", "Interim report")
    assert squeezed("La reddition finale le complétera.") in words_of(french)


def test_the_council_reads_it_once_it_is_accepted_and_another_region_never(built):
    here, there = built.here, built.there
    draft = grants.start_report(actor=here.coordinator, grant=built.grant)
    path = reverse("document_report", args=[draft.pk])

    def status(who):
        return signed_in(who).get(path).status_code

    assert [status(who) for who in (here.coordinator, here.manager, here.clerk)] == [404, 404, 404]
    report = written(built)
    assert [status(who) for who in (here.coordinator, here.manager, here.clerk)] == [200, 200, 404]
    grants.accept_report(actor=here.manager, report=report)
    assert [status(who) for who in (here.coordinator, here.manager, here.clerk)] == [200, 200, 200]
    assert [status(who) for who in (there.coordinator, there.manager, there.clerk, here.member)] == [404] * 4
