"""What stands before a call: two regions, a plan and its money, a signed Alliance, an adopted priority."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from tests.factories.sides import Side, hold, organisation, side, territory

from alliances.domain.agreements import actions as agreements
from alliances.domain.agreements.models import Alliance
from alliances.domain.bodies.models import Body
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.models import Component, Envelope, Scenario
from alliances.domain.forms import actions as forms
from alliances.domain.forms.models import Form, FormVersion
from alliances.domain.participation import actions as participation
from alliances.domain.participation.models import Priority, Stage
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Role
from alliances.domain.strategy import actions as strategy_actions
from alliances.domain.strategy.models import (
    Goal,
    Law,
    LawArticle,
    Measure,
    Opinion,
    Plan,
    ResponsibleBody,
    Spokesperson,
)
from alliances.domain.territories.models import Level


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
    body = ResponsibleBody.objects.create(acronym="MESS", name="Ministère d’essai", source="essai")
    measure.responsible.add(body)
    committee = Body.objects.create(
        code="CCLP", name="Comité d’essai", kind="advisory_committee", standing="active", source="essai"
    )
    return SimpleNamespace(
        law=law, article=eleven, goal=goal, plan=plan, measure=measure, body=body, committee=committee
    )


def world() -> SimpleNamespace:
    """Two regions side by side (`here`, `there`) under one plan; `here` has an envelope of 1 000,00 $."""
    province = territory("QC", "Québec", Level.PROVINCE)
    form_version()
    here, there = side(province, "12", "Appalaches d’essai"), side(province, "14", "Lanaudière d’essai")
    built = SimpleNamespace(province=province, here=here, there=there, **vars(strategy()))
    hold(here.advisor, Role.ADVISORY_MEMBER, province)  # the committee advises for the whole territory
    here.people["advisor"] = Account.objects.get(pk=here.advisor.pk)
    built.fund = envelopes.create_fund(code="DEMO", name="Fonds d’essai", is_fictitious=True)
    built.envelope = envelope(built, here, 100_000)
    return built


def form_version() -> FormVersion:
    """A short standard form, so that calls have one without the reference data."""
    form = Form.objects.create(code="essai", title="Formulaire d’essai", is_standard=True, rank=1)
    asked = {
        "need": ("long_text", "Quel besoin avez-vous constaté?"),
        "activities": ("long_text", "Que ferez-vous?"),
        "participation": ("long_text", "Quelle place ont les personnes?"),
    }
    questions = [
        {"code": code, "kind": kind, "label": label, "longest": 20_000}
        for code, (kind, label) in asked.items()
    ]
    sections = [
        {"code": "besoin", "title": "Le besoin", "questions": questions[:1]},
        {"code": "activites", "title": "Les activités", "questions": questions[1:]},
    ]
    return forms.publish_version(form=form, number=1, sections=sections)


def envelope(built: SimpleNamespace, where: Side, amount_cents: int, *, name: str = "") -> Envelope:
    """Proposed by an officer and approved by another: its money is there."""
    found, movement = envelopes.propose_envelope(
        actor=where.officer,
        fund=built.fund,
        measure=built.measure,
        territory=where.region,
        name=name or f"Enveloppe {where.region.name}",
        first_year=2024,
        last_year=2028,
        amount_cents=amount_cents,
        reason="Enveloppe d’essai.",
    )
    envelopes.approve(actor=where.second_officer, movement=movement)
    return found


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
    participation.add_record(
        actor=where.table,
        priority=priority,
        stage=Stage.CHOICE,
        method="Rencontre d’essai",
        people_with_experience=9,
        organisations_present=None,
    )
    participation.adopt_plan(
        actor=where.table, plan=plan, adopted_by="Conseil d’essai", adopted_on=date(2025, 3, 1)
    )
    return priority


def local_envelope(alliance: Alliance, where: Side) -> Envelope:
    return alliance.envelope.children.get(territory=where.mrcs[0], component=Component.LOCAL)


def spokesperson(built: SimpleNamespace, who: Account) -> Account:
    """`who` speaks for the body that answers for the measure."""
    Spokesperson.objects.create(body=built.body, account=who)
    return who


def draft_opinion(built: SimpleNamespace, **fields: Any) -> Opinion:
    """On the plan, unless another subject is given."""
    subject = {} if {"measure", "about_fund"} & fields.keys() else {"plan": built.plan}
    whole = {"title": "Avis d’essai", "text": "Le comité recommande.", **subject, **fields}
    return strategy_actions.draft_opinion(actor=built.here.advisor, **whole)


def published_opinion(built: SimpleNamespace, **fields: Any) -> Opinion:
    return strategy_actions.publish_opinion(actor=built.here.advisor, opinion=draft_opinion(built, **fields))
