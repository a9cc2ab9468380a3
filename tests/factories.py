"""A small fictitious world for tests: two regions, people in their roles, one journey of the money.

`world()` builds what stands before a call; `open_call`, `sent_application`, … walk one step further each, through the
product's own actions. Nothing here needs the reference data.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from alliances.domain.agreements import actions as agreements
from alliances.domain.agreements.models import Alliance
from alliances.domain.applications import actions as applications
from alliances.domain.applications.models import Application
from alliances.domain.calls import actions as calls
from alliances.domain.calls.models import Call
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.models import Component, Envelope, Scenario
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import Attestation, Grant, Payment
from alliances.domain.participation import actions as participation
from alliances.domain.participation.models import Priority
from alliances.domain.people.models import Account, Organisation, Person, RoleAssignment
from alliances.domain.people.roles import Role
from alliances.domain.review import actions as review
from alliances.domain.review.models import Resolution
from alliances.domain.strategy.models import Goal, Law, LawArticle, Measure, Plan
from alliances.domain.territories.models import Level, Territory

PASSWORD = "une phrase de passe d’essai"


def territory(
    code: str, name: str, level: Level, parent: Territory | None = None, **fields: Any
) -> Territory:
    return Territory.objects.create(
        code=code, name=name, level=level, parent=parent, source="essai", **fields
    )


def account(name: str, *, person: Person | None = None) -> Account:
    """An account `name@exemple.test`, without a role."""
    person = person or Person.objects.create(full_name=name.replace(".", " ").title(), is_fictitious=True)
    return Account.objects.create_user(f"{name}@exemple.test", PASSWORD, person=person)


def hold(who: Account, role: Role, perimeter: Territory | Organisation) -> Account:
    """Gives `who` the role in the perimeter; the account is returned with fresh roles."""
    kind = "territory" if isinstance(perimeter, Territory) else "organisation"
    RoleAssignment.objects.create(account=who, role=role, **{kind: perimeter})
    return Account.objects.get(pk=who.pk)


def organisation(name: str, place: Territory) -> Organisation:
    return Organisation.objects.create(name=name, territory=place, is_fictitious=True)


@dataclass
class Side:
    """One region, its two MRCs, and one person per role in it."""

    region: Territory
    mrcs: list[Territory]
    organisation: Organisation
    people: dict[str, Account] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Account:
        people = self.__dict__.get("people", {})  # a copy in the making has none yet
        if name not in people:
            raise AttributeError(name)
        return people[name]


def strategy() -> SimpleNamespace:
    """A law with articles 6 and 11, one goal, a plan in force and its measure."""
    law = Law.objects.create(
        code="L-7", title="Loi d’essai", title_en="Test act", citation="RLRQ, c. L-7", source="essai"
    )
    six, eleven = (
        LawArticle.objects.create(
            law=law, number=n, reading="text", paraphrase=f"Article {n}", source="essai"
        )
        for n in (6, 11)
    )
    goal = Goal.objects.create(
        law=law,
        article=six,
        number=4,
        code="GOAL-4",
        short="Participation",
        short_en="Participation",
        source="essai",
    )
    plan = Plan.objects.create(
        law=law,
        code="PAGMAP",
        title="Plan d’essai",
        short_name="PAGMAP",
        period="2024-2029",
        starts="2024",
        ends="2029-03-31",
        status="in_force",
        source="essai",
    )
    measure = Measure.objects.create(
        plan=plan, code="PAGMAP-3.1.1.1", number="3.1.1.1", title="Alliances", title_status="official", rank=1,
        source="essai",
    )  # fmt: skip
    return SimpleNamespace(law=law, article=eleven, goal=goal, plan=plan, measure=measure)


ROLES_IN_TERRITORY = {
    "officer": Role.MINISTRY_OFFICER,
    "second_officer": Role.MINISTRY_OFFICER,
    "manager": Role.REGIONAL_MANAGER,
    "table": Role.LOCAL_TABLE,
    "member": Role.COMMITTEE_MEMBER,
    "second_member": Role.COMMITTEE_MEMBER,
    "clerk": Role.COUNCIL_CLERK,
    "requester": Role.PAYMENT_REQUESTER,
    "approver": Role.PAYMENT_APPROVER,
    "advisor": Role.ADVISORY_MEMBER,
    "analyst": Role.ANALYST,
    "auditor": Role.AUDITOR,
}


def side(province: Territory, code: str, name: str) -> Side:
    region = territory(code, name, Level.REGION, province)
    mrcs = [
        territory(f"{code}{i}", f"{name} {i}", Level.MRC, region, tile_column=int(code) % 7 + i, tile_row=i)
        for i in (1, 2)
    ]
    home = organisation(f"Maison de {name}", mrcs[0])
    built = Side(region, mrcs, home)
    for key, role in ROLES_IN_TERRITORY.items():
        built.people[key] = hold(account(f"{key}.{code}"), role, region)
    built.people["coordinator"] = hold(account(f"coordinator.{code}"), Role.COORDINATOR, home)
    return built


def world() -> SimpleNamespace:
    """Two regions side by side (`here`, `there`) under one plan; `here` has an envelope of 1 000,00 $."""
    province = territory("QC", "Québec", Level.PROVINCE)
    here, there = side(province, "12", "Appalaches d’essai"), side(province, "14", "Lanaudière d’essai")
    built = SimpleNamespace(province=province, here=here, there=there, **vars(strategy()))
    built.fund = envelopes.create_fund(code="DEMO", name="Fonds d’essai", is_fictitious=True)
    built.envelope = envelope(built, here, 100_000)
    return built


def envelope(built: SimpleNamespace, where: Side, amount_cents: int, *, name: str = "") -> Envelope:
    return envelopes.create_envelope(
        actor=where.officer,
        fund=built.fund,
        measure=built.measure,
        territory=where.region,
        name=name or f"Enveloppe {where.region.name}",
        first_year=2024,
        last_year=2028,
        amount_cents=amount_cents,
    )


def problem(where: Side) -> dict[str, Any]:
    """Two territories, half by base and half by a count of 300 and 100."""
    return {
        "criteria": [
            {"code": "base", "kind": "equal", "weight": "50"},
            {"code": "population", "weight": "50"},
        ],
        "territories": [
            {"code": where.mrcs[0].code, "values": {"population": 300}},
            {"code": where.mrcs[1].code, "values": {"population": 100}},
        ],
    }


def adopted_scenario(built: SimpleNamespace, where: Side | None = None) -> Scenario:
    where = where or built.here
    top = built.envelope if where is built.here else envelope(built, where, 100_000)
    scenario = envelopes.save_scenario(
        actor=where.officer, envelope=top, title="Essai", local_percent=90, problem=problem(where)
    )
    envelopes.propose(actor=where.officer, scenario=scenario)
    return envelopes.adopt(actor=where.second_officer, scenario=scenario)


def signed_alliance(built: SimpleNamespace, where: Side | None = None) -> Alliance:
    """Adopted split, then a signed Alliance with a framework that asks for two scores."""
    where = where or built.here
    scenario = adopted_scenario(built, where)
    alliance = agreements.prepare(
        actor=where.officer,
        name=f"Alliance {where.region.name}",
        territory=where.region,
        plan=built.plan,
        mandataire=organisation(f"Mandataire {where.region.name}", where.region),
        envelope=scenario.envelope,
        protocol_number="P-1",
        starts_on=date(2024, 4, 1),
        ends_on=date(2029, 3, 31),
    )
    agreements.sign(actor=where.officer, alliance=alliance, signed_on=date(2025, 1, 15))
    agreements.adopt_framework(
        actor=where.manager, alliance=alliance, source="essai", valid_from=date(2025, 1, 15), local_percent=90
    )
    return alliance


def adopted_priority(built: SimpleNamespace, alliance: Alliance, where: Side | None = None) -> Priority:
    where = where or built.here
    plan = participation.start_plan(
        actor=where.table, alliance=alliance, territory=where.mrcs[0], title="Plan local d’essai"
    )
    priority = participation.add_priority(
        actor=where.table,
        plan=plan,
        title="Se nourrir",
        need="Des familles manquent de nourriture.",
        goals=[built.goal],
        people_with_experience=12,
        organisations_present=5,
    )
    participation.adopt_plan(
        actor=where.table, plan=plan, adopted_by="Conseil d’essai", adopted_on=date(2025, 3, 1)
    )
    return priority


def local_envelope(alliance: Alliance, where: Side) -> Envelope:
    return alliance.envelope.children.get(territory=where.mrcs[0], component=Component.LOCAL)


def open_call(built: SimpleNamespace, where: Side | None = None, *, alliance: Alliance | None = None) -> Call:
    where = where or built.here
    alliance = alliance or signed_alliance(built, where)
    priority = adopted_priority(built, alliance, where)
    paying = local_envelope(alliance, where)
    call = calls.prepare_call(
        actor=where.manager,
        alliance=alliance,
        envelope=paying,
        territory=where.mrcs[0],
        title="Appel d’essai",
        purpose="Soutenir des projets.",
        budget_cents=paying.account.balance_cents,
        opens_at=timezone.now() - timedelta(days=1),
        closes_at=timezone.now() + timedelta(days=30),
        priorities=[priority],
        criteria=[("Réponse à la priorité", 2), ("Place des personnes", 1)],
    )
    return calls.publish(actor=where.manager, call=call)


def draft_application(
    call: Call, where: Side, *, requested_cents: int = 10_000, **answers: Any
) -> Application:
    draft = applications.start(actor=where.coordinator, call=call, organisation=where.organisation)
    whole = {
        "title": "Cuisine collective",
        "priority": call.priorities.get(),
        "need": "Un besoin.",
        "activities": "Cuisiner ensemble.",
        "participation": "Les personnes choisissent les recettes.",
        "people_expected": 40,
        "total_cost_cents": requested_cents * 2,
        "requested_cents": requested_cents,
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 12, 31),
    }
    return applications.save_draft(
        actor=where.coordinator, application=draft, version=draft.version, answers={**whole, **answers}
    )


def sent_application(call: Call, where: Side, **answers: Any) -> Application:
    return applications.send(actor=where.coordinator, application=draft_application(call, where, **answers))


def scored_application(call: Call, where: Side, **answers: Any) -> Application:
    sent = sent_application(call, where, **answers)
    for member in (where.member, where.second_member):
        reading = review.declare_interests(actor=member, application=sent, has_conflict=False)
        review.submit_scores(actor=member, review=reading, points=dict.fromkeys(call.criteria.all(), 4))
    return sent


def recommended_application(call: Call, where: Side, **answers: Any) -> Application:
    scored = scored_application(call, where, **answers)
    review.recommend(
        actor=where.manager,
        application=scored,
        is_favourable=True,
        amount_cents=scored.requested_cents or 0,
        reasons="Répond à la priorité.",
    )
    return scored


def resolution(call: Call, where: Side, *files: Application, number: str = "2026-01") -> Resolution:
    return review.record_resolution(
        actor=where.clerk,
        call=call,
        body_name="Conseil d’essai",
        number=number,
        adopted_on=timezone.localdate(),
        verdicts=[review.Verdicts(file, file.recommendation.amount_cents) for file in files],
    )


def signed_grant(call: Call, where: Side, **answers: Any) -> Grant:
    file = recommended_application(call, where, **answers)
    resolution(call, where, file, number=f"R-{file.pk}")
    file.refresh_from_db()
    return grants.sign(
        actor=where.manager,
        decision=file.decision,
        signed_on=timezone.localdate(),
        signed_for_organisation="Camille Essai",
    )


def paid_grant(call: Call, where: Side, **answers: Any) -> Grant:
    """Signed and paid whole, by two people."""
    grant = signed_grant(call, where, **answers)
    payment = requested_payment(grant, where, grant.amount_cents)
    grants.approve_payment(actor=where.approver, payment=payment)
    grants.mark_paid(
        actor=where.requester, payment=payment, paid_on=timezone.localdate(), reference=f"V-{payment.pk}"
    )
    return Grant.objects.with_context().get(pk=grant.pk)


def requested_payment(grant: Grant, where: Side, amount_cents: int) -> Payment:
    return grants.request_payment(
        actor=where.requester,
        grant=grant,
        amount_cents=amount_cents,
        purpose="Premier versement",
        attestations=Attestation.values,
    )
