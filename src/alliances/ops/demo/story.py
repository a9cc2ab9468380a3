"""The story the demonstration tells, through the product's own actions: nothing is written around a rule.

Two regions under the plan in force. In Chaudière-Appalaches one project has reached its last receipt and others stand
at each step before it, so that every role finds something waiting.
"""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from alliances.domain.agreements import actions as agreements
from alliances.domain.agreements.actions import PartyTyped, Provenance
from alliances.domain.agreements.models import Alliance, Capacity, RuleCode
from alliances.domain.calls import actions as calls
from alliances.domain.calls.models import Call
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.criteria import needs_of, problem_for
from alliances.domain.envelopes.models import Component, Envelope, Fund, Scenario
from alliances.domain.participation import actions as participation
from alliances.domain.participation.models import Priority
from alliances.domain.people import invitations
from alliances.domain.people.models import Account, LegalForm, Organisation, Person, RoleAssignment
from alliances.domain.people.roles import Role
from alliances.domain.strategy.models import Goal, Measure
from alliances.domain.territories.models import Level, Territory
from alliances.engine.money import split
from alliances.ops.demo import bodies, files, letters, movements, voices
from alliances.ops.demo.bodies import LAST_SEASON
from alliances.ops.demo.cast import (
    APPALACHES,
    BAS_SAINT_LAURENT,
    CAST,
    CHAUDIERE_APPALACHES,
    COOPERATIVE,
    FOOD_BANK,
    LANAUDIERE,
    NORTH_SHORE,
    ORGANISATIONS,
    PASSWORD,
)
from alliances.ops.demo.clock import earlier
from alliances.ops.demo.files import Troupe

BEAUCE_SARTIGAN = "290"
FUND = "FQIS-DEMO"
OPEN_SINCE = LAST_SEASON + timedelta(days=25)  # the call, so that last season could answer it
FICTITIOUS_RULE = "Règle fictive de démonstration : la vraie n’est pas publiée."
LEGAL_FORMS = Provenance(
    "Alliance pour la solidarité en Mauricie, page des initiatives : https://www.tdemauricie.com/alliance-initiatives"
)
# What each year weighs in the fictitious protocol: it starts slowly and ends lighter.
YEAR_SHARES = {"2024": 10, "2025": 22, "2026": 24, "2027": 24, "2028": 20}
FRAMEWORK: dict[str, Any] = {
    "eligible_legal_forms": LegalForm.values,
    "local_percent": 90,
    "max_share_percent": 90,
    "max_grant_cents": 10_000_000,
    "instalment_percents": [60, 40],
    "offer_valid_days": 60,
    "provenance": {RuleCode.LEGAL_FORMS: LEGAL_FORMS},
}
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
    fund = envelopes.create_fund(code=FUND, name="FQIS – démonstration", is_fictitious=True)
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
    _alliance(  # nothing else: this region starts in mid-plan, from its workbook
        troupe,
        fund,
        region=BAS_SAINT_LAURENT,
        amount_cents=601_414_400,  # that of 2017-2023: the one of 2024-2029 is not published
        manager="region01",
        mandataire="mandataire01",
    )
    bodies.set_up(troupe, region=CHAUDIERE_APPALACHES)
    bodies.set_up(troupe, region=LANAUDIERE, suffix="14")
    bodies.local_table(troupe, region_manager="region", place=APPALACHES)
    call = _call(troupe, first, table="mrc", manager="region", place=APPALACHES)
    files.fill_first_call(troupe, call, food_bank=FOOD_BANK, cooperative=COOPERATIVE)
    northern = _call(troupe, second, table="mrc14", manager="region14", place="620")
    files.fill_second_call(troupe, northern, organisation=NORTH_SHORE)
    files.ask_corrections(troupe, call, northern, food_bank=FOOD_BANK, north=NORTH_SHORE)
    files.fill_offers(troupe, call, food_bank=FOOD_BANK, cooperative=COOPERATIVE)
    files.fill_running_grants(troupe, call, food_bank=FOOD_BANK, cooperative=COOPERATIVE)
    files.leave_an_offer_unanswered(troupe, call, cooperative=COOPERATIVE)
    _waiting_envelope(troupe, fund)
    voices.speak(troupe)
    _drafts(troupe, first, call)
    letters.send_those_of_signed_agreements(troupe, "region", "region14")
    movements.tell(troupe, first.envelope)
    _waiting_invitation(troupe)


def _gather() -> Troupe:
    """Organisations and people, each in the perimeter of the cast list."""
    territories = Territory.objects.in_bulk(field_name="code")
    organisations = {
        key: Organisation.objects.create(
            name=name,
            territory=territories[code],
            contact_email=f"{key.replace('_', '.')}@demo.exemple",
            is_fictitious=True,
        )
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


def _waiting_invitation(troupe: Troupe) -> None:
    """Who replaces the person that approves payments: her role is given by two, and the ministry has not confirmed."""
    invitations.invite(
        actor=troupe.accounts["region"],
        email="releve.versements@demo.exemple",
        full_name="Colombe Fictive",
        role=Role.PAYMENT_APPROVER,
        perimeter=troupe.territories[CHAUDIERE_APPALACHES],
    )


def _alliance(
    troupe: Troupe, fund: Fund, *, region: str, amount_cents: int, manager: str, mandataire: str
) -> Alliance:
    """Envelope, illustrative split signed by two people, signed Alliance and its framework."""
    place = troupe.territories[region]
    officer = troupe.accounts["ministere"]
    envelope = _envelope(troupe, fund, place, amount_cents)
    years = {int(year): cents for year, cents in split(amount_cents, YEAR_SHARES).items()}
    envelopes.share_among_years(actor=officer, envelope=envelope, years=years)
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
    agreements.edit_draft(
        actor=officer,
        alliance=alliance,
        fields={},
        parties=[
            PartyTyped(
                "Ministère (démonstration)", Capacity.MINISTRY, "Sous-ministre adjointe", date(2025, 1, 27)
            ),
            PartyTyped(alliance.mandataire.name, Capacity.MANDATAIRE, "Direction générale", date(2025, 2, 3)),
        ],
        years=years,
    )
    agreements.sign(actor=officer, alliance=alliance, signed_on=date(2025, 2, 3))
    agreements.adopt_framework(
        actor=troupe.accounts[manager],
        alliance=alliance,
        source=FICTITIOUS_RULE,
        valid_from=date(2025, 2, 3),
        **FRAMEWORK,
    )
    return alliance


def _envelope(troupe: Troupe, fund: Fund, place: Territory, amount_cents: int) -> Envelope:
    """Proposed by one officer, its money approved by another."""
    envelope, movement = envelopes.propose_envelope(
        actor=troupe.accounts["ministere"],
        fund=fund,
        measure=Measure.objects.get(plan__short_name="PAGMAP", number="3.1.1.1"),
        territory=place,
        name=f"Alliances 2024-2029, {place.name}",
        first_year=2024,
        last_year=2028,
        amount_cents=amount_cents,
        reason="Enveloppe de démonstration : le montant publié de l’Alliance, dans un fonds fictif.",
    )
    envelopes.approve(actor=troupe.accounts["ministere2"], movement=movement)
    return envelope


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
    """One more envelope with a proposed split to sign, another to compare it with, and one set aside."""
    place = troupe.territories["04"]
    officer = troupe.accounts["ministere"]
    envelope = _envelope(troupe, fund, place, 580_568_200)
    needs = needs_of(Territory.objects.within(place).filter(level=Level.MRC).order_by("code"))

    def kept(title: str, **weights: str) -> Scenario:
        return envelopes.save_scenario(
            actor=officer,
            envelope=envelope,
            title=title,
            local_percent=90,
            problem=problem_for(needs, weights),
            note="Clé illustrative : ni la clé ni le partage local et régional ne sont publiés pour cette région.",
        )

    envelopes.propose(
        actor=officer, scenario=kept(f"Clé illustrative, {place.name}", base="30", population="70")
    )
    kept("Autre essai : moitié base égale", base="50", population="50")
    envelopes.discard(
        actor=officer,
        scenario=kept("Population seule", population="100"),
        reason="Les petites MRC y perdent trop : la comparaison le montre.",
    )


def _drafts(troupe: Troupe, alliance: Alliance, call: Call) -> None:
    """A local plan and a call still being written, so that a draft can be seen and changed."""
    region = troupe.accounts["region"]
    plan = participation.start_plan(
        actor=region, alliance=alliance, territory=troupe.territories[BEAUCE_SARTIGAN],
        title="Plan local en préparation",
    )  # fmt: skip
    for title, need, goals, _people, organisations in files.PRIORITIES[:2]:
        participation.add_priority(
            actor=region, plan=plan, title=title, need=need, goals=Goal.objects.filter(number__in=goals),
            people_with_experience=None, organisations_present=organisations,
        )  # fmt: skip
    calls.copy_call(actor=region, call=call)


def _priorities(troupe: Troupe, alliance: Alliance, table: Account, place: Territory) -> list[Priority]:
    plan = participation.start_plan(
        actor=table, alliance=alliance, territory=place, title=f"Plan local de démonstration, {place.name}"
    )
    participation.edit_plan(actor=table, plan=plan, title=plan.title, **files.EQUITY)
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
    for priority in priorities:
        for stage, method, held_on, people, organisations in files.OCCASIONS[: priority.rank + 1]:
            participation.add_record(
                actor=table,
                priority=priority,
                stage=stage,
                method=method,
                held_on=held_on,
                people_with_experience=people,
                organisations_present=organisations,
            )
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
    today = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    with earlier(OPEN_SINCE - timedelta(days=1)):
        call = calls.prepare_call(
            actor=troupe.accounts[manager],
            alliance=alliance,
            envelope=alliance.envelope.children.get(territory=territory, component=Component.LOCAL),
            territory=territory,
            title=f"Appel de projets solidaires, {territory.name}",
            purpose="Soutenir des projets qui répondent aux priorités du plan local, avec les personnes concernées.",
            budget_cents=25_000_000,
            opens_at=today.replace(hour=9) - OPEN_SINCE,
            closes_at=today.replace(hour=16) + timedelta(days=45),
            priorities=priorities,
            criteria=files.GRID,
        )
        return calls.publish(actor=troupe.accounts[manager], call=call)
