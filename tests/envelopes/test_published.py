"""The sums and the regularities of the published amounts, to the cent: read as facts, and reproduced by the product.

The figures stand in `domain/strategy/data/published_sums.csv`, with the amounts and their sources.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from tests import factories

from alliances.domain.common.reference import read_rows
from alliances.domain.envelopes import actions, proofs
from alliances.domain.envelopes.models import Component, Envelope, Tranche
from alliances.domain.ledger.models import Transfer
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.strategy.models import Law, Plan, PublishedAmount
from alliances.domain.strategy.published_sums import DATA, SumKind, sums_of
from alliances.engine.allocation import increment, uniform
from alliances.engine.money import split

pytestmark = pytest.mark.django_db

ROWS = read_rows(DATA / "published_sums.csv")
PUBLISHED = read_rows(DATA / "published_amounts.csv")
TERMS = read_rows(DATA / "published_sum_terms.csv")


def cents(text):
    return round(Decimal(text) * 100)


@pytest.fixture
def sums():
    """The published amounts alone, without the territories they are about."""
    law = Law.objects.create(code="L-7", title="Loi d’essai", citation="RLRQ, c. L-7", source="essai")
    for code in ("PAGIEPS", "PAGMAP"):
        Plan.objects.create(
            law=law, code=code, title=code, short_name=code, period="essai", starts="2017", status="closed",
            source="essai",
        )  # fmt: skip
    PublishedAmount.objects.bulk_create(
        PublishedAmount(
            rank=row["rank"], cycle=row["cycle"], period=row["period"], recipient=row["recipient"],
            amount_cents=cents(row["amount_cad"]), kind=row["kind"], precision=row["precision"], source=row["source"],
        )
        for row in PUBLISHED
    )  # fmt: skip
    plans = {plan.code: plan for plan in Plan.objects.filter(code__in={row["plan"] for row in ROWS})}
    return {found.code: found for plan in plans.values() for found in sums_of(plan)}


@pytest.fixture(scope="module")
def amounts():
    """Cents by rank of the published amount."""
    return {int(row["rank"]): cents(row["amount_cad"]) for row in PUBLISHED}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["code"])
def test_each_sum_comes_to_what_is_written_and_agrees_with_what_was_announced(sums, row):
    found = sums[row["code"]]
    assert len(found.terms) == sum(line["check"] == row["code"] for line in TERMS)
    if found.kind is SumKind.RATE:
        assert found.rate == Decimal(row["expected"])
    else:
        assert found.cents == cents(row["expected"])
    assert found.agrees


def test_every_amount_names_its_source_or_says_that_it_is_an_assumption(sums):
    for found in sums.values():
        assert all(term.source or "hypothèse" in term.label for term in found.terms), found.code


def test_a_total_announced_otherwise_does_not_agree(sums):
    PublishedAmount.objects.filter(rank=32).update(amount_cents=389_678_487)
    found = {each.code: each for each in sums_of(Plan.objects.get(code="PAGIEPS"))}
    assert not found["lanaudiere-2020"].agrees


def test_published_amounts_are_facts_and_no_entry_of_the_ledger(sums):
    assert sums
    assert not Transfer.objects.exists()
    assert not Envelope.objects.exists()


def test_the_previous_amount_plus_the_same_step_is_what_was_published(amounts):
    """Mauricie and Chaudière-Appalaches, from 2017-2023 to 2024-2029: 70 000 $ each."""
    before = {"04": amounts[9], "12": amounts[8]}
    after = {"04": amounts[65], "12": amounts[68]}
    assert increment(sum(after.values()), before, 7_000_000) == after


def test_one_percentage_gives_both_extensions_to_the_dollar(amounts):
    """Baie-James and Abitibi-Témiscamingue, 2023-2024: 17,00096 % of five-year envelopes partly inferred."""
    before = {"991": amounts[88] - 7_000_000, "08": amounts[10] + 35_000_000}
    assert uniform(before, "0.1700096", unit=100) == {"991": amounts[63], "08": amounts[57]}


def test_the_two_ratios_agree_to_seven_decimals(amounts):
    first = Fraction(amounts[63], amounts[88] - 7_000_000)
    second = Fraction(amounts[57], amounts[10] + 35_000_000)
    assert abs(first - second) < Fraction(1, 10**7)


def test_the_recommended_split_of_the_second_plan_is_three_parts_to_the_cent(amounts):
    parts = split(amounts[1], {"regional": 90, "national": 7, "nations": 3})
    assert parts == {"regional": 10_350_000_000, "national": 805_000_000, "nations": 345_000_000}


def test_ninety_and_ten_of_chaudiere_appalaches_are_to_the_half_dollar(amounts):
    world = factories.world()
    top = factories.envelope(world, world.here, amounts[8], name="Quatre-vingt-dix et dix")
    parts = actions.parts_shared(top, 90, {})
    assert (parts.local, parts.others) == (418_157_550, {"regional": 46_461_950})


def test_lanaudiere_of_2020_holds_on_both_margins_through_the_ledger(amounts):
    """Five published balances as parts, over the two years that the call announced."""
    world = factories.world()
    whole = amounts[32]
    top = factories.envelope(world, world.here, whole, name="Soldes publiés")
    half = whole // 2
    actions.share_among_years(actor=world.here.officer, envelope=top, years={2024: half, 2025: whole - half})
    parts = {}
    for rank, (place, component) in zip(
        (27, 28, 29, 30, 31),
        [
            (world.here.mrcs[0], Component.LOCAL), (world.here.mrcs[1], Component.LOCAL),
            (world.here.mrcs[0], Component.COMMUNITY), (world.here.mrcs[1], Component.COMMUNITY),
            (world.here.region, Component.REGIONAL),
        ], strict=True,
    ):  # fmt: skip
        part = actions.open_part(
            actor=world.here.officer, parent=top, territory=place, component=component, name=f"Rang {rank}"
        )
        parts[rank] = part
    movement = actions.propose_movement(
        actor=world.here.officer,
        kind="transfer",
        fund=world.fund,
        lines=[actions.Line(top, part, amounts[rank]) for rank, part in parts.items()],
        reason="Montants imposés, tels que publiés.",
    )
    actions.approve(actor=world.here.second_officer, movement=movement)
    assert {rank: balance_cents(part.account_id) for rank, part in parts.items()} == {
        rank: amounts[rank] for rank in parts
    }
    assert balance_cents(top.account_id) == 0
    years = dict(Tranche.objects.filter(envelope=top).by_year())
    assert sum(years.values()) == whole
    by_part = [Tranche.objects.filter(envelope=part).by_year() for part in parts.values()]
    for year, of_year in years.items():
        assert sum(part.get(year, 0) for part in by_part) == of_year
    assert proofs.check_tranches().findings == ()
