"""What anybody reads of a grant: amendments in force, in figures only, and the figures of accepted interim reports."""

import pytest
from django.urls import reverse
from tests import factories
from tests.support import amending

from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import ReportKind
from alliances.domain.grants.queries import terms_of


@pytest.fixture
def built(db):
    world = factories.world()
    world.call = factories.open_call(world)
    world.grant = factories.signed_grant(
        world.call, world.here, parts=(6_000, 4_000), awaits=("nothing", "interim")
    )
    return world


def page(client, grant):
    return client.get(reverse("grant_page", args=[grant.pk])).content.decode().replace("\u00a0", " ")


def test_an_amendment_is_told_once_it_is_in_force_in_figures_and_never_in_words(built, client):
    grant, terms = built.grant, terms_of(built.grant)
    first, second = terms["instalments"]
    lower = {**second, "amount_cents": 3_000, "condition": "Condition secrète"}
    meals = [{"label": "Nom changé", "target": 555, "unit": "repas"}]
    amendment = amending.proposed_amendment(
        grant, built.here, amount_cents=9_000, ends_on="2028-03-31", instalments=[first, lower], results=meals,
        costs=[{"label": "Coût privé", "amount_cents": 18_765}],
    )  # fmt: skip
    assert 'id="avenants"' not in page(client, grant), "a proposal is nobody's business"
    grants.accept_amendment(actor=built.here.coordinator, amendment=amendment)
    shown = page(client, grant)
    assert 'id="avenants"' in shown
    told = shown[shown.index('id="avenants"') : shown.index('id="versements"')]
    for expected in ("100,00 $", "90,00 $", "40,00 $", "30,00 $", "31 mars 2028", "555", "400"):
        assert expected in told, expected
    for private in ("Essai.", "Condition secrète", "Nom changé", "Coût privé", "187,65", "Essai Camille"):
        assert private not in told, private


def test_an_amendment_of_words_alone_says_that_no_figure_changes(built, client):
    costs = [{"label": "Animation et transport", "amount_cents": 20_000}]
    amendment = amending.proposed_amendment(built.grant, built.here, costs=costs)
    grants.accept_amendment(actor=built.here.coordinator, amendment=amendment)
    shown = page(client, built.grant)
    assert "Les montants, les dates et les nombres visés ne changent pas." in shown
    assert "Animation et transport" not in shown


def test_an_accepted_interim_report_shows_its_figures_and_a_sent_one_nothing(built, client):
    grant, who = built.grant, built.here.coordinator
    factories.pay_next(grant, built.here)
    grants.start_report(actor=who, grant=grant, kind=ReportKind.INTERIM)
    report = grants.save_report(
        actor=who, grant=grant, kind=ReportKind.INTERIM, activities="Mots privés.", people_reached=77,
        results={1: grants.Achieved(123, "Précision privée.")}, spending={1: grants.Spent(6_000, 4_321)},
    )  # fmt: skip
    grants.send_report(actor=who, report=report)
    assert "77" not in page(client, grant).partition('id="reddition"')[0].partition('id="versements"')[2]
    grants.accept_report(actor=built.here.manager, report=report)
    shown = page(client, grant)
    told = shown[shown.index('id="etape"') : shown.index('id="reddition"')]
    for expected in ("77", "43,21 $", "Repas servis : 123", "prévu 400"):
        assert expected in told, expected
    for private in ("Mots privés.", "Précision privée."):
        assert private not in shown


def test_more_amendments_and_reports_cost_no_more_queries(built, client, django_assert_max_num_queries):
    for cents in (3_900, 3_800, 3_700):
        first, second = terms_of(built.grant)["instalments"]
        amendment = amending.proposed_amendment(
            built.grant,
            built.here,
            amount_cents=6_000 + cents,
            instalments=[first, {**second, "amount_cents": cents}],
        )
        grants.accept_amendment(actor=built.here.coordinator, amendment=amendment)
        built.grant.refresh_from_db()
    with django_assert_max_num_queries(30) as few:
        page(client, built.grant)
    amendment = amending.proposed_amendment(built.grant, built.here, ends_on="2028-04-30")
    grants.accept_amendment(actor=built.here.coordinator, amendment=amendment)
    with django_assert_max_num_queries(len(few)):
        page(client, built.grant)
