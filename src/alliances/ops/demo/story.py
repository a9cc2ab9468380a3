"""The story the demonstration tells, through the product's own actions: nothing is written around a rule.

Two regions under the plan in force. In Chaudière-Appalaches one project has reached its last receipt and others stand
at each step before it, so that every role finds something waiting.
"""

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from alliances.domain.agreements import actions as agreements
from alliances.domain.agreements.models import Alliance
from alliances.domain.calls import actions as calls
from alliances.domain.calls.models import Call
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.criteria import needs_of, problem_for
from alliances.domain.envelopes.models import Component, Envelope, Fund
from alliances.domain.participation import actions as participation
from alliances.domain.participation.models import Priority
from alliances.domain.people.models import Account, Organisation, Person, RoleAssignment
from alliances.domain.strategy.models import Goal, Measure
from alliances.domain.territories.models import Level, Territory
from alliances.ops.demo import files
from alliances.ops.demo.cast import (
    APPALACHES,
    CAST,
    CHAUDIERE_APPALACHES,
    COOPERATIVE,
    FOOD_BANK,
    LANAUDIERE,
    NORTH_SHORE,
    ORGANISATIONS,
    PASSWORD,
)
from alliances.ops.demo.files import Troupe

FUND = "FQIS-DEMO"
KEY_NOTE = (
    "Clé illustrative : la clé entre les dix territoires n’est pas publiée. La nôtre compte la population de 2021 et "
    "une estimation des personnes à faible revenu (taux de 2020 × population de 2021). Le partage 90 % local et 10 % "
    "régional est celui du plan d’avant : c’est une hypothèse pour 2024-2029."
)


@transaction.atomic
def tell() -> None:
    """Builds everything once, or changes nothing when it stands already. Needs the reference data."""
    if Fund.objects.filter(code=FUND).exists():
        return
    troupe = _gather()
    fund = envelopes.create_fund(
        code=FUND, name="FQIS – démonstration (données fictives)", is_fictitious=True
    )
    first = _alliance(
        troupe,
        fund,
        region=CHAUDIERE_APPALACHES,
        amount_cents=471_619_500,
        manager="region",
        mandataire="mandataire12",
    )
    second = _alliance(
        troupe,
        fund,
        region=LANAUDIERE,
        amount_cents=610_000_000,
        manager="region14",
        mandataire="mandataire14",
    )
    call = _call(troupe, first, table="mrc", manager="region", place=APPALACHES)
    files.fill_first_call(troupe, call, food_bank=FOOD_BANK, cooperative=COOPERATIVE)
    northern = _call(troupe, second, table="mrc14", manager="region14", place="620")
    files.fill_second_call(troupe, northern, organisation=NORTH_SHORE)
    _waiting_envelope(troupe, fund)


def _gather() -> Troupe:
    """Organisations and people, each in the perimeter of the cast list."""
    territories = Territory.objects.in_bulk(field_name="code")
    organisations = {
        key: Organisation.objects.create(name=name, territory=territories[code], is_fictitious=True)
        for key, name, code in ORGANISATIONS
    }
    accounts = {}
    hashed = make_password(PASSWORD)  # once for all: they share it, and hashing is slow on purpose
    for member in CAST:
        person = Person.objects.create(full_name=member.name, is_fictitious=True)
        account = Account.objects.create(email=member.email, password=hashed, person=person)
        place, organisation = territories.get(member.perimeter), organisations.get(member.perimeter)
        RoleAssignment.objects.create(
            account=account,
            role=member.role,
            territory=place,
            organisation=organisation,
            valid_from=date(2024, 4, 1),
        )
        accounts[member.key] = account
    return Troupe(accounts, organisations, territories)


def _alliance(
    troupe: Troupe, fund: Fund, *, region: str, amount_cents: int, manager: str, mandataire: str
) -> Alliance:
    """Envelope, illustrative split signed by two people, signed Alliance and its framework."""
    place = troupe.territories[region]
    officer = troupe.accounts["ministere"]
    envelope = envelopes.create_envelope(
        actor=officer,
        fund=fund,
        measure=Measure.objects.get(plan__short_name="PAGMAP", number="3.1.1.1"),
        territory=place,
        name=f"Alliances 2024-2029, {place.name} (données fictives)",
        first_year=2024,
        last_year=2028,
        amount_cents=amount_cents,
    )
    _split(troupe, envelope)
    alliance = agreements.prepare(
        actor=officer,
        name=f"Alliance de démonstration, {place.name}",
        territory=place,
        plan=envelope.measure.plan,
        mandataire=troupe.organisations[mandataire],
        envelope=envelope,
        protocol_number=f"DEMO-{region}-2024",
        starts_on=date(2024, 4, 1),
        ends_on=date(2029, 3, 31),
    )
    agreements.sign(actor=officer, alliance=alliance, signed_on=date(2025, 2, 3))
    agreements.adopt_framework(
        actor=troupe.accounts[manager],
        alliance=alliance,
        source="Cadre de démonstration. Taux d’aide, plafond et cumul : non publiés, laissés vides.",
        valid_from=date(2025, 2, 3),
        local_percent=90,
    )
    return alliance


def _split(troupe: Troupe, envelope: Envelope) -> None:
    """Population and low-income persons where both are published; elsewhere population alone, and the note says so."""
    recipients = Territory.objects.within(envelope.territory).filter(level=Level.MRC).order_by("code")
    needs = needs_of(recipients)
    weights = {"population": "50", "low_income": "50"}
    if any(need.missing for need in needs):
        weights = {"population": "100"}
    scenario = envelopes.save_scenario(
        actor=troupe.accounts["ministere"],
        envelope=envelope,
        title=f"Clé illustrative, {envelope.territory.name}",
        local_percent=90,
        problem=problem_for(needs, weights),
        note=KEY_NOTE,
    )
    envelopes.propose(actor=troupe.accounts["ministere"], scenario=scenario)
    envelopes.adopt(actor=troupe.accounts["ministere2"], scenario=scenario)


def _waiting_envelope(troupe: Troupe, fund: Fund) -> None:
    """One more envelope with a proposed split, so that the second signature finds something to sign."""
    place = troupe.territories["04"]
    officer = troupe.accounts["ministere"]
    envelope = envelopes.create_envelope(
        actor=officer,
        fund=fund,
        measure=Measure.objects.get(plan__short_name="PAGMAP", number="3.1.1.1"),
        territory=place,
        name=f"Alliances 2024-2029, {place.name} (données fictives)",
        first_year=2024,
        last_year=2028,
        amount_cents=580_568_200,
    )
    recipients = Territory.objects.within(place).filter(level=Level.MRC).order_by("code")
    scenario = envelopes.save_scenario(
        actor=officer,
        envelope=envelope,
        title=f"Clé illustrative, {place.name}",
        local_percent=90,
        problem=problem_for(needs_of(recipients), {"base": "30", "population": "70"}),
        note="Clé illustrative : ni la clé ni le partage local et régional ne sont publiés pour cette région.",
    )
    envelopes.propose(actor=officer, scenario=scenario)


def _priorities(troupe: Troupe, alliance: Alliance, table: Account, place: Territory) -> list[Priority]:
    plan = participation.start_plan(
        actor=table, alliance=alliance, territory=place, title=f"Plan local de démonstration, {place.name}"
    )
    priorities = [
        participation.add_priority(
            actor=table,
            plan=plan,
            title=title,
            need=need,
            goals=Goal.objects.filter(number__in=goals),
            people_with_experience=people,
            organisations_present=organisations,
        )
        for title, need, goals, people, organisations in files.PRIORITIES
    ]
    participation.adopt_plan(
        actor=table,
        plan=plan,
        adopted_by=f"Table locale de démonstration, {place.name} (fictive)",
        adopted_on=date(2025, 5, 20),
    )
    return priorities


def _call(troupe: Troupe, alliance: Alliance, *, table: str, manager: str, place: str) -> Call:
    territory = troupe.territories[place]
    priorities = _priorities(troupe, alliance, troupe.accounts[table], territory)
    now = timezone.now()
    call = calls.prepare_call(
        actor=troupe.accounts[manager],
        alliance=alliance,
        envelope=alliance.envelope.children.get(territory=territory, component=Component.LOCAL),
        territory=territory,
        title=f"Appel de projets solidaires, {territory.name} (données fictives)",
        purpose="Soutenir des projets qui répondent aux priorités du plan local, avec les personnes concernées.",
        budget_cents=25_000_000,
        opens_at=now - timedelta(days=30),
        closes_at=now + timedelta(days=45),
        priorities=priorities,
        criteria=files.GRID,
    )
    return calls.publish(actor=troupe.accounts[manager], call=call)
