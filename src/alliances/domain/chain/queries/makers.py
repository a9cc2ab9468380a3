"""How each row of the journey becomes a `Link`. The rows come from `public`, so their neighbours are loaded."""

from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.calls.models import Call
from alliances.domain.chain.queries.links import Kind, Link, day_of, in_language, wording_in_language
from alliances.domain.envelopes.models import Component, Envelope, Scenario
from alliances.domain.grants.models import Payment, Recovery, Report
from alliances.domain.participation.models import LocalPlan, Priority
from alliances.domain.people.models import Organisation
from alliances.domain.review.models import Decision
from alliances.domain.strategy.models import Goal, LawArticle, Measure, Plan
from alliances.domain.territories.models import Territory


def article_link(article: LawArticle) -> Link:
    label = _("Article %(number)s") % {"number": article.number}
    return Link(
        Kind.ARTICLE, label, article.pk, code=str(article.number), detail=in_language(article, "subject")
    )


def goal_link(goal: Goal) -> Link:
    return Link(
        Kind.GOAL,
        f"{goal.number}. {in_language(goal, 'short')}",
        goal.pk,
        code=str(goal.number),
        detail=wording_in_language(goal),
    )


def plan_link(plan: Plan) -> Link:
    return Link(Kind.PLAN, str(plan), plan.pk, code=plan.code, detail=in_language(plan, "title"))


def measure_link(measure: Measure) -> Link:
    label = f"{measure.number} {in_language(measure, 'title')}".strip()
    return Link(Kind.MEASURE, label, measure.pk, code=measure.code)


def territory_link(territory: Territory) -> Link:
    return Link(
        Kind.TERRITORY,
        territory.name,
        territory.pk,
        code=territory.code,
        detail=territory.get_level_display(),
    )


def organisation_link(organisation: Organisation) -> Link:
    return Link(
        Kind.ORGANISATION,
        organisation.name,
        organisation.pk,
        is_fictitious=organisation.is_fictitious,
        detail=organisation.territory.name,
    )


def envelope_link(envelope: Envelope, amount_cents: int | None = None) -> Link:
    parts = [envelope.territory.name, f"{envelope.first_year}-{envelope.last_year + 1}"]
    if envelope.component != Component.WHOLE:
        parts.insert(1, envelope.get_component_display())
    return Link(
        Kind.ENVELOPE,
        envelope.name,
        envelope.pk,
        amount_cents=amount_cents,
        is_fictitious=envelope.is_fictitious,
        detail=", ".join(map(str, parts)),
    )


def allocation_link(scenario: Scenario, amount_cents: int | None = None) -> Link:
    return Link(
        Kind.ALLOCATION,
        scenario.title,
        scenario.pk,
        date=day_of(scenario.adopted_at),
        amount_cents=amount_cents,
        is_fictitious=scenario.envelope.is_fictitious,
        detail=scenario.envelope.territory.name,
    )


def alliance_link(alliance: Alliance) -> Link:
    return Link(
        Kind.ALLIANCE,
        alliance.name,
        alliance.pk,
        date=alliance.signed_on,
        is_fictitious=alliance.is_fictitious,
        detail=alliance.mandataire.name,
    )


def local_plan_link(plan: LocalPlan) -> Link:
    return Link(
        Kind.LOCAL_PLAN,
        plan.title,
        plan.pk,
        date=plan.adopted_on,
        is_fictitious=plan.alliance.is_fictitious,
        detail=plan.territory.name,
    )


def priority_link(priority: Priority) -> Link:
    return Link(
        Kind.PRIORITY,
        priority.title,
        priority.pk,
        date=priority.local_plan.adopted_on,
        is_fictitious=priority.local_plan.alliance.is_fictitious,
        detail=priority.local_plan.territory.name,
    )


def call_link(call: Call) -> Link:
    return Link(
        Kind.CALL,
        call.title,
        call.pk,
        date=day_of(call.opens_at),
        amount_cents=call.budget_cents,
        is_fictitious=call.is_fictitious,
        detail=call.territory.name,
    )


def decision_link(decision: Decision) -> Link:
    """The help granted. Its page is the grant's; while the agreement is unsigned, there is none (pk 0)."""
    application = decision.application
    offered = getattr(decision, "grant", None)
    grant = offered if offered and offered.signed_on else None
    return Link(
        Kind.GRANT,
        application.title,
        grant.pk if grant else 0,
        date=grant.signed_on if grant else decision.resolution.adopted_on,
        amount_cents=decision.amount_cents,
        is_fictitious=application.is_fictitious,
        code=grant.number if grant else "",
        detail=application.organisation.name,
    )


def payment_link(payment: Payment) -> Link:
    """Date and amount: the bank reference and the people are nobody's business."""
    return Link(
        Kind.PAYMENT,
        payment.grant.application.title,
        payment.pk,
        date=payment.paid_on,
        amount_cents=payment.amount_cents,
        is_fictitious=payment.grant.is_fictitious,
        code=payment.grant.number,
        detail=payment.grant.organisation.name,
    )


def recovery_link(recovery: Recovery, *, is_fictitious: bool) -> Link:
    """Date and amount, as for a payment."""
    return Link(
        Kind.RECOVERY,
        _("Argent rendu"),
        recovery.pk,
        date=recovery.received_on,
        amount_cents=recovery.amount_cents,
        is_fictitious=is_fictitious,
    )


def report_link(report: Report, *, is_fictitious: bool) -> Link:
    return Link(
        Kind.REPORT,
        _("Dépenses justifiées"),
        report.grant_id,  # told on the page of the grant, like the application and the decision
        date=day_of(report.accepted_at),
        amount_cents=report.spent_cents,
        is_fictitious=is_fictitious,
    )
