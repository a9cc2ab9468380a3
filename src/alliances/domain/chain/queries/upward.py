"""Upward: every step behind one grant, from the article of the law to the last receipt."""

import datetime
from dataclasses import dataclass, replace

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.domain.chain.queries import public
from alliances.domain.chain.queries.links import Kind, Link, day_of
from alliances.domain.chain.queries.makers import (
    alliance_link,
    allocation_link,
    article_link,
    call_link,
    decision_link,
    envelope_link,
    goal_link,
    local_plan_link,
    measure_link,
    payment_link,
    plan_link,
    priority_link,
    recovery_link,
    report_link,
    territory_link,
)
from alliances.domain.chain.queries.money import lineage_of
from alliances.domain.envelopes.models import Envelope, ScenarioLine, ScenarioState
from alliances.domain.envelopes.money import received_by_account
from alliances.domain.grants.models import Grant
from alliances.domain.ledger.queries import Columns, columns_of_accounts
from alliances.domain.participation.models import Priority
from alliances.domain.review.models import Review
from alliances.domain.strategy.models import LawArticle

# The article that asks public action to favour the participation of people in a situation of poverty.
PARTICIPATION_ARTICLE = 11


@dataclass(frozen=True)
class Step:
    """One station: its kind, and the things met there (several goals, several payments). `note` is a plain sentence."""

    kind: Kind
    links: tuple[Link, ...]

    @property
    def date(self) -> datetime.date | None:
        return next((link.date for link in self.links if link.date), None)

    @property
    def is_empty(self) -> bool:
        """The journey did not reach this station yet."""
        return not self.links


@dataclass(frozen=True)
class Chain:
    """The whole walk of one grant. `columns`: its own four columns, in cents.

    What was paid is justified, given back, or still to justify: `paid_out_cents` is the sum of the three.
    """

    grant: Link
    steps: tuple[Step, ...]
    columns: Columns
    is_fictitious: bool
    recovered_cents: int

    @property
    def paid_out_cents(self) -> int:
        """All that ever left, what came back included."""
        return self.columns.paid_cents + self.recovered_cents

    @property
    def to_justify_cents(self) -> int:
        return self.columns.paid_cents - self.columns.justified_cents

    @property
    def last_reached(self) -> Step:
        return [step for step in self.steps if not step.is_empty][-1]


def chain_of_grant(grant: Grant) -> Chain:
    """All steps in the order of the journey, empty ones included. Fourteen queries.

    `grant` comes from `public.grants()`.
    """
    call = (
        public.calls()
        .select_related("alliance__plan__law", "envelope__measure")
        .get(pk=grant.application.call_id)
    )
    fictitious = grant.is_fictitious
    goals, priority = _priority_and_goals(grant.application.priority_id)
    envelopes = lineage_of(call.envelope_id)
    lines = _allocation_lines(envelopes)
    received = received_by_account(e.account_id for e in envelopes)
    application, resolution = grant.application, grant.decision.resolution
    advice = getattr(application, "recommendation", None)  # none of a grant taken over in mid-plan
    file_link = decision_link(grant.decision)
    recoveries = list(public.recoveries().filter(grant=grant).order_by("received_on", "pk"))

    def on_file(kind: Kind, label: str, when: datetime.date | None, amount_cents: int | None = None) -> Step:
        return Step(kind, (Link(kind, label, grant.pk, when, amount_cents, fictitious),))

    steps = (
        Step(Kind.ARTICLE, _participation_article(call.alliance.plan.law_id)),
        Step(Kind.GOAL, goals),
        Step(Kind.PLAN, (plan_link(call.alliance.plan),)),
        Step(Kind.MEASURE, (measure_link(call.envelope.measure),)),
        Step(
            Kind.FUND,
            (Link(Kind.FUND, call.envelope.fund.name, call.envelope.fund_id, is_fictitious=fictitious),),
        ),
        Step(Kind.ENVELOPE, tuple(envelope_link(e, received.get(e.account_id)) for e in envelopes)),
        Step(Kind.ALLOCATION, lines),
        Step(Kind.ALLIANCE, (alliance_link(call.alliance),)),
        Step(Kind.TERRITORY, (territory_link(call.territory),)),
        Step(Kind.LOCAL_PLAN, (local_plan_link(priority.local_plan),) if priority else ()),
        Step(Kind.PRIORITY, (priority_link(priority),) if priority else ()),
        Step(Kind.CALL, (call_link(call),)),
        on_file(Kind.APPLICATION, _("Demande envoyée"), day_of(application.sent_at)),
        Step(Kind.SCORES, _readings(grant)),
        on_file(Kind.RECOMMENDATION, _("Avis du comité"), day_of(advice.recorded_at))
        if advice
        else Step(Kind.RECOMMENDATION, ()),
        on_file(
            Kind.RESOLUTION,
            f"{resolution.body_name}, {resolution.number}",
            resolution.adopted_on,
            grant.decision.amount_cents,
        ),
        on_file(Kind.OFFER, _("Convention offerte"), grant.offered_on, grant.amount_cents),
        Step(Kind.GRANT, (file_link,)),
        Step(
            Kind.PAYMENT,
            tuple(
                replace(
                    payment_link(p),
                    label=_("Versement de la tranche %(rank)s") % {"rank": p.instalment.rank},
                    detail="",
                )
                for p in public.payments()
                .filter(grant=grant)
                .select_related("instalment")
                .order_by("paid_on", "pk")
            ),
        ),
        Step(
            Kind.REPORT,
            tuple(report_link(r, is_fictitious=fictitious) for r in public.reports().filter(grant=grant)),
        ),
        Step(Kind.RECOVERY, tuple(recovery_link(r, is_fictitious=fictitious) for r in recoveries)),
    )
    recovered_cents = sum(each.amount_cents for each in recoveries)
    return Chain(file_link, steps, columns_of_grant(grant), fictitious, recovered_cents)


def _readings(grant: Grant) -> tuple[Link, ...]:
    """How many members gave their scores, and when the last did; never a score, never a name."""
    done = Review.objects.filter(application=grant.decision.application_id, submitted_at__isnull=False)
    found = done.aggregate(many=Count("pk"), last=Max("submitted_at"))
    if not found["many"]:
        return ()
    label = ngettext("Un membre a noté la demande", "%(count)s membres ont noté la demande", found["many"])
    text = label % {"count": found["many"]}
    return (Link(Kind.SCORES, text, grant.pk, day_of(found["last"]), is_fictitious=grant.is_fictitious),)


def columns_of_grant(grant: Grant) -> Columns:
    """The four columns of one grant, from its accounts already loaded."""
    accounts = [
        grant.decision.reserved_account,
        grant.committed_account,
        grant.paid_account,
        grant.justified_account,
    ]
    return columns_of_accounts(account for account in accounts if account)


def _participation_article(law_id: int) -> tuple[Link, ...]:
    return tuple(map(article_link, LawArticle.objects.filter(law=law_id, number=PARTICIPATION_ARTICLE)))


def _priority_and_goals(priority_id: int | None) -> tuple[tuple[Link, ...], Priority | None]:
    priority = public.priorities().prefetch_related("goals__wordings").filter(pk=priority_id or 0).first()
    goals = sorted(priority.goals.all(), key=lambda goal: goal.number) if priority else []
    return tuple(map(goal_link, goals)), priority


def _allocation_lines(envelopes: list[Envelope]) -> tuple[Link, ...]:
    """The line of each adopted allocation that gave one of these envelopes its part."""
    gave = {(e.parent_id, e.territory_id) for e in envelopes if e.parent_id}
    lines = ScenarioLine.objects.filter(
        scenario__state=ScenarioState.ADOPTED, scenario__envelope__in=[e.pk for e in envelopes]
    ).select_related("scenario__envelope__fund__book", "scenario__envelope__territory", "territory")
    return tuple(
        allocation_link(line.scenario, line.amount_cents)
        for line in lines.order_by("scenario__adopted_at", "pk")
        if (line.scenario.envelope_id, line.territory_id) in gave
    )
