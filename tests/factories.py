"""A small fictitious world for tests: two regions, people in their roles, one journey of the money.

`world()` builds what stands before a call; `open_call`, `sent_application`, … walk one step further each, through the
product's own actions. Nothing here needs the reference data.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.db.models import Max
from django.utils import timezone

from alliances.domain.agreements import actions as agreements
from alliances.domain.agreements.models import Alliance
from alliances.domain.applications import actions as applications
from alliances.domain.applications.models import Application
from alliances.domain.bodies import actions as bodies
from alliances.domain.bodies.models import Body, BodyKind, HolderStatus, SeatCategory, Sitting
from alliances.domain.calls import actions as calls
from alliances.domain.calls.models import Call
from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.models import Component, Envelope, Scenario
from alliances.domain.forms import actions as forms
from alliances.domain.forms.models import Form, FormVersion
from alliances.domain.grants import actions as grants
from alliances.domain.grants.models import (
    Attestation,
    Awaits,
    Grant,
    Payment,
    Recovery,
    Report,
    ReportKind,
)
from alliances.domain.participation import actions as participation
from alliances.domain.participation.models import Priority, Stage
from alliances.domain.people.models import Account, Organisation, Person, RoleAssignment
from alliances.domain.people.roles import Role
from alliances.domain.review import actions as review
from alliances.domain.review.models import Decision, Resolution
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
    body = ResponsibleBody.objects.create(acronym="MESS", name="Ministère d’essai", source="essai")
    measure.responsible.add(body)
    committee = Body.objects.create(
        code="CCLP", name="Comité d’essai", kind="advisory_committee", standing="active", source="essai"
    )
    return SimpleNamespace(
        law=law, article=eleven, goal=goal, plan=plan, measure=measure, body=body, committee=committee
    )


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


def body(where: Side, kind: BodyKind, **rules: Any) -> Body:
    """A body of the region: three elected seats, or two for people with lived experience and one for organisations.

    A quorum of two members unless said otherwise; on a committee, its two members sit.
    """
    elected = kind == BodyKind.ELECTED_COUNCIL
    seats = [bodies.Quota(SeatCategory.ELECTED, 3)] if elected else [
        bodies.Quota(SeatCategory.LIVED_EXPERIENCE, 2, 1), bodies.Quota(SeatCategory.COMMUNITY, 1)
    ]  # fmt: skip
    created = bodies.create_body(
        actor=where.manager, territory=where.region, kind=kind, name=f"{kind.label} d’essai {where.region.code}",
        **{"source": "essai", "quotas": seats, "quorum_members": 2, **rules},
    )  # fmt: skip
    if kind == BodyKind.ANALYSIS_COMMITTEE:
        people = (where.member.person, where.second_member.person)
        for seat, person in zip(created.seats.filter(category="lived_experience"), people, strict=True):
            bodies.set_holder(actor=where.manager, seat=seat, status=HolderStatus.FILLED, person=person)
    return created


def sitting(where: Side, kind: BodyKind) -> Sitting:
    """The sitting of today of the region's body of this kind, everybody present, presences settled."""
    keeper = where.clerk if kind == BodyKind.ELECTED_COUNCIL else where.manager
    place = Body.objects.within(where.region).of_kind(kind).first() or body(where, kind)
    found = place.sittings.closed().first()
    if found is None:
        found = bodies.plan_sitting(
            actor=keeper, body=place, held_on=timezone.localdate(), place="Salle d’essai"
        )
        bodies.record_presence(actor=keeper, sitting=found, seats=list(place.seats.all()))
        bodies.close_sitting(actor=keeper, sitting=found)
    return found


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


def open_call(
    built: SimpleNamespace, where: Side | None = None, *, alliance: Alliance | None = None, **changes: Any
) -> Call:
    """A published call; `changes` are arguments of `prepare_call` that differ."""
    where = where or built.here
    alliance = alliance or signed_alliance(built, where)
    priority = adopted_priority(built, alliance, where)
    paying = local_envelope(alliance, where)
    plain: dict[str, Any] = {
        "title": "Appel d’essai",
        "purpose": "Soutenir des projets.",
        "budget_cents": paying.account.balance_cents,
        "opens_at": timezone.now() - timedelta(days=1),
        "closes_at": timezone.now() + timedelta(days=30),
        "priorities": [priority],
        "criteria": [("Réponse à la priorité", 2), ("Place des personnes", 1)],
    }
    call = calls.prepare_call(
        actor=where.manager,
        alliance=alliance,
        envelope=paying,
        territory=where.mrcs[0],
        **{**plain, **changes},
    )
    return calls.publish(actor=where.manager, call=call)


def draft_application(
    call: Call, where: Side, *, requested_cents: int = 10_000, **answers: Any
) -> Application:
    draft = applications.start(actor=where.coordinator, call=call, organisation=where.organisation)
    whole = {
        "title": "Cuisine collective",
        "priority": call.priorities.get(),
        "people_expected": 40,
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 12, 31),
    }
    writing: dict[str, Any] = {"actor": where.coordinator, "application": draft}
    saved = applications.save_draft(
        **writing,
        version=draft.version,
        answers={**whole, **{name: value for name, value in answers.items() if name in whole}},
    )
    for page, typed in ANSWERS.items():
        told = {code: answers.get(code, text) for code, text in typed.items()}
        saved = applications.save_answers(**writing, version=saved.version, page=page, typed=told)
    saved = applications.save_results(
        **writing,
        version=saved.version,
        results=[applications.ResultTyped(label="Repas servis", target=400, unit="repas")],
    )
    return applications.save_budget(**writing, version=saved.version, lines=budget(requested_cents))


ANSWERS = {
    "besoin": {"need": "Un besoin."},
    "activites": {"activities": "Cuisiner ensemble.", "participation": "Les personnes choisissent."},
}


def budget(requested_cents: int) -> list[applications.LineTyped]:
    """Twice what is asked, half of it from elsewhere."""
    return [
        applications.LineTyped("cost", "staff", "Animation", requested_cents * 2),
        applications.LineTyped("revenue", "requested", amount_cents=requested_cents, is_requested=True),
        applications.LineTyped("revenue", "own", "Fonds de l’organisme", requested_cents),
    ]


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
    recommend(call, where, scored)
    return scored


def recommend(call: Call, where: Side, *files: Application, amount_cents: int | None = None) -> None:
    """One favourable list at the committee's sitting, in the order given, after those that stand already."""
    last = call.recommendations.aggregate(last=Max("rank"))["last"] or 0
    review.recommend_list(
        actor=where.manager,
        call=call,
        sitting=sitting(where, BodyKind.ANALYSIS_COMMITTEE),
        advices=[
            review.Advice(
                file, True, amount_cents or file.requested_cents or 0, rank, "Répond à la priorité."
            )
            for rank, file in enumerate(files, start=last + 1)
        ],
    )


def resolution(call: Call, where: Side, *files: Application, number: str = "2026-01") -> Resolution:
    return review.record_resolution(
        actor=where.clerk,
        call=call,
        sitting=sitting(where, BodyKind.ELECTED_COUNCIL),
        number=number,
        verdicts=[review.Verdicts(file, file.recommendation.amount_cents) for file in files],
    )


def offered_grant(
    call: Call, where: Side, *, parts: tuple[int, ...] = (), awaits: tuple[str, ...] = (), **answers: Any
) -> Grant:
    """An offer for thirty days; `parts` are its instalments in cents, one for the whole when there are none."""
    file = recommended_application(call, where, **answers)
    resolution(call, where, file, number=f"R-{file.pk}")
    file.refresh_from_db()
    return make_offer(file.decision, where, parts=parts, awaits=awaits)


def make_offer(
    decision: Decision, where: Side, *, parts: tuple[int, ...] = (), awaits: tuple[str, ...] = ()
) -> Grant:
    today = timezone.localdate()
    return grants.make_offer(
        actor=where.manager,
        decision=decision,
        expires_on=today + timedelta(days=30),
        signed_for_organisation="Camille Essai",
        instalments=[
            grants.Planned(
                cents,
                today + timedelta(days=90 * rank),
                f"Condition {rank + 1}",
                awaits[rank] if awaits else Awaits.NOTHING,
            )
            for rank, cents in enumerate(parts or (decision.amount_cents,))
        ],
    )


def signed_grant(call: Call, where: Side, **offer: Any) -> Grant:
    """Offered by the region, accepted by the organisation."""
    return grants.accept_offer(actor=where.coordinator, grant=offered_grant(call, where, **offer))


def paid_grant(call: Call, where: Side, **answers: Any) -> Grant:
    """Signed and paid whole, by two people."""
    grant = signed_grant(call, where, **answers)
    pay_next(grant, where)
    return Grant.objects.with_context().get(pk=grant.pk)


def pay_next(grant: Grant, where: Side) -> Payment:
    """The first instalment that nobody asked for yet, whole, by two people."""
    instalment = grant.instalments.unclaimed().order_by("rank").first() or grant.instalments.earliest("rank")
    payment = requested_payment(grant, where, instalment.amount_cents)
    grants.approve_payment(actor=where.approver, payment=payment)
    return grants.mark_paid(
        actor=where.requester, payment=payment, paid_on=timezone.localdate(), reference=f"V-{payment.pk}"
    )


def requested_payment(grant: Grant, where: Side, amount_cents: int) -> Payment:
    """Of the first instalment that nobody asked for yet."""
    instalment = grant.instalments.unclaimed().order_by("rank").first() or grant.instalments.earliest("rank")
    return grants.request_payment(
        actor=where.requester,
        instalment=instalment,
        amount_cents=amount_cents,
        evidence="La convention est signée.",
        attestations=Attestation.values,
    )


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


def reported_grant(call: Call, where: Side, *, spent_cents: int, **answers: Any) -> Grant:
    """Paid whole, its final report accepted with this spending."""
    grant = paid_grant(call, where, **answers)
    report(grant, where, spent_cents=spent_cents)
    return Grant.objects.with_context().get(pk=grant.pk)


def report(
    grant: Grant,
    where: Side,
    *,
    spent_cents: int,
    kind: ReportKind = ReportKind.FINAL,
    accepted: bool = True,
) -> Report:
    """A report sent, and accepted unless said otherwise."""
    written = grants.save_report(
        actor=where.coordinator, grant=grant, kind=kind, activities="Fait.", people_reached=12,
        spent_cents=spent_cents,
    )  # fmt: skip
    grants.send_report(actor=where.coordinator, report=written)
    return grants.accept_report(actor=where.manager, report=written) if accepted else written


def open_recovery(grant: Grant, where: Side, amount_cents: int) -> Recovery:
    """Asked back within thirty days; each with its own reason, so that none is taken for a repeat."""
    return grants.open_recovery(
        actor=where.manager,
        grant=grant,
        amount_cents=amount_cents,
        reason=f"Non dépensé, demande {grant.recoveries.count() + 1}.",
        due_on=timezone.localdate() + timedelta(days=30),
    )
