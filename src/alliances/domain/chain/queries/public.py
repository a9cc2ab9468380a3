"""What anybody may read, and nothing more.

Published calls, granted decisions, signed grants, paid payments, accepted reports, signed Alliances, adopted plans and
allocations. Never drafts, refusals, scores, or the name of a person.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from alliances.domain.agreements.models import Alliance, AllianceState
from alliances.domain.calls.models import Call, CallQuerySet, CallState
from alliances.domain.envelopes.models import Envelope, Scenario, ScenarioState
from alliances.domain.grants.models import (
    Amendment,
    AmendmentState,
    Grant,
    GrantState,
    Payment,
    PaymentState,
    Recovery,
    RecoveryState,
    Report,
    ReportKind,
    ReportState,
)
from alliances.domain.participation.models import LocalPlan, LocalPlanState, Priority
from alliances.domain.people.models import Account, Organisation, OrganisationQuerySet
from alliances.domain.review.models import Decision

ADOPTED = (LocalPlanState.ADOPTED, LocalPlanState.REPLACED)
GRANT_FILE = "decision__application__call"


def envelopes() -> QuerySet[Envelope]:
    return Envelope.objects.select_related("fund__book", "territory", "measure__plan", "account")


def allocations() -> QuerySet[Scenario]:
    return Scenario.objects.filter(state=ScenarioState.ADOPTED).select_related(
        "envelope__fund__book", "envelope__territory", "envelope__measure__plan"
    )


def allocations_ever() -> QuerySet[Scenario]:
    """The adopted splits, and those that a correction replaced: what was decided stays readable."""
    return Scenario.objects.filter(state__in=[ScenarioState.ADOPTED, ScenarioState.REPLACED]).select_related(
        "envelope__fund__book", "envelope__territory", "envelope__measure__plan", "replaces"
    )


def alliances() -> QuerySet[Alliance]:
    return Alliance.objects.with_context().filter(state=AllianceState.SIGNED)


def local_plans() -> QuerySet[LocalPlan]:
    """Adopted plans, and those that a revision replaced: calls still name their priorities."""
    return LocalPlan.objects.filter(state__in=ADOPTED, alliance__state=AllianceState.SIGNED).select_related(
        "territory", "alliance__envelope__fund__book", "alliance__territory"
    )


def priorities() -> QuerySet[Priority]:
    return Priority.objects.filter(
        local_plan__state__in=ADOPTED, local_plan__alliance__state=AllianceState.SIGNED
    ).select_related("local_plan__territory", "local_plan__alliance__envelope__fund__book")


def calls() -> CallQuerySet:
    return calls_with_context().public()


def drafts_of_calls(account: Account | AnonymousUser) -> CallQuerySet:
    """The draft calls that `account` reads by her role, to show them as they will be published; none to a visitor."""
    drafts = calls_with_context().filter(state=CallState.DRAFT)
    return drafts.visible_to(account) if isinstance(account, Account) else drafts.none()


def calls_with_context() -> CallQuerySet:
    return Call.objects.with_context().select_related(
        "framework", "alliance__territory", "alliance__envelope__fund__book"
    )


def decisions() -> QuerySet[Decision]:
    """What was granted; the agreement may still be unsigned. An offer that lapsed or was declined is no help."""
    over = [GrantState.LAPSED, GrantState.DECLINED]
    return Decision.objects.filter(is_granted=True).exclude(grant__state__in=over).select_related(
        "resolution", "grant", "application__organisation", "application__call__territory",
        "application__call__envelope__fund__book",
    )  # fmt: skip


def grants() -> QuerySet[Grant]:
    return (
        Grant.objects.in_force()
        .with_context()
        .select_related("decision__application__organisation", "decision__application__recommendation")
    )


def payments() -> QuerySet[Payment]:
    return Payment.objects.filter(state=PaymentState.PAID).select_related(
        "grant__organisation",
        f"grant__{GRANT_FILE}__territory",
        f"grant__{GRANT_FILE}__envelope__fund__book",
    )


def reports() -> QuerySet[Report]:
    return Report.objects.final().filter(state=ReportState.ACCEPTED)


def interim_reports() -> QuerySet[Report]:
    """Accepted on the way; the chain counts the final ones alone, which repeat their figures."""
    return Report.objects.filter(kind=ReportKind.INTERIM, state=ReportState.ACCEPTED)


def amendments() -> QuerySet[Amendment]:
    """Those that took effect. Their reasons and their conditions are words between two parties."""
    return Amendment.objects.filter(state=AmendmentState.ACCEPTED)


def recoveries() -> QuerySet[Recovery]:
    """Money that came back; what is only asked for is not a fact yet."""
    return Recovery.objects.filter(state=RecoveryState.RECEIVED)


def organisations() -> OrganisationQuerySet:
    """Those that received help or hold an Alliance: an organisation that was refused is nobody's business."""
    granted = Q(applications__decision__is_granted=True)
    holding = Q(alliances__state=AllianceState.SIGNED)
    known = Organisation.objects.filter(granted | holding).values("pk")
    return Organisation.objects.filter(pk__in=known).select_related("territory")
