"""The offer of an agreement, and its answer: signing commits, a lapse or a refusal releases.

Each action repeated with the same words answers the same thing and moves no money twice.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import Transition, record_birth
from alliances.domain.common.verdict import Refused, require
from alliances.domain.grants import rules
from alliances.domain.grants.actions.once import once
from alliances.domain.grants.actions.papers import Paper, record_paper
from alliances.domain.grants.models import Awaits, Grant, GrantState, Instalment
from alliances.domain.ledger.actions import open_account, post
from alliances.domain.ledger.models import LedgerAccount, Stage, TransferKind
from alliances.domain.people.models import Account
from alliances.domain.review.models import Decision

log = logging.getLogger(__name__)
S = GrantState
GRANT_TRANSITIONS = (
    Transition("accept", S.OFFERED, S.SIGNED, permitted=rules.organisation_may, guard=rules.is_still_open),
    Transition("record_signature", S.OFFERED, S.SIGNED, permitted=rules.region_may),
    Transition("decline", S.OFFERED, S.DECLINED, permitted=rules.organisation_may, reason_required=True),
    Transition("record_refusal", S.OFFERED, S.DECLINED, permitted=rules.region_may, reason_required=True),
    Transition("lapse", S.OFFERED, S.LAPSED, permitted=rules.may_lapse, guard=rules.has_lapsed),
    Transition(
        "end_payments",
        S.SIGNED,
        S.SIGNED,
        permitted=rules.may_follow_up,
        guard=rules.something_is_left,
        reason_required=True,
    ),
    Transition("close", S.SIGNED, S.CLOSED, permitted=rules.may_follow_up, guard=rules.nothing_blocks),
)


@dataclass(frozen=True)
class Planned:
    """One instalment of an offer: cents, the day it is expected, its condition in words, the report it awaits, and the
    calendar year of the activities it pays for, when the agreement says which.
    """

    amount_cents: int
    due_on: date
    condition: str
    awaits: str = Awaits.NOTHING
    activity_year: int | None = None


@transaction.atomic
def make_offer(
    *,
    actor: Account,
    decision: Decision,
    expires_on: date,
    signed_for_organisation: str,
    instalments: Sequence[Planned],
    offered_on: date | None = None,
) -> Grant:
    """The agreement as the region offers it. The money stays reserved until the answer.

    `offered_on`: the day the organisation received it, today when None; a paper handed over before is recorded with its
    day. Raises Refused when the instalments do not make the amount granted, or when the dates are not in order.
    """
    locked = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    made = Grant.objects.filter(decision=locked).first()
    if made and _is_same(made, actor, expires_on, instalments):
        return made
    require(rules.may_offer(actor, locked))
    offered_on = offered_on or timezone.localdate()
    require(rules.dates_in_order(locked, offered_on, expires_on))
    require(rules.add_up([line.amount_cents for line in instalments], locked.amount_cents))
    if not all(line.condition.strip() for line in instalments) or not signed_for_organisation.strip():
        raise Refused(_("Dites la condition de chaque tranche, et qui signe pour l’organisme."))
    grant = _create(actor, locked, (offered_on, expires_on), signed_for_organisation.strip())
    Instalment.objects.bulk_create(
        Instalment(
            grant=grant,
            rank=rank,
            amount_cents=line.amount_cents,
            due_on=line.due_on,
            condition=line.condition.strip(),
            awaits=line.awaits,
            activity_year=line.activity_year,
        )
        for rank, line in enumerate(instalments, start=1)
    )
    record_birth("offer", row=grant, actor=actor)
    return grant


def _is_same(grant: Grant, actor: Account, expires_on: date, instalments: Sequence[Planned]) -> bool:
    """The same person offers the same thing again: a second click, not a second offer."""
    fields = ("amount_cents", "due_on", "condition", "awaits", "activity_year")
    stored = grant.instalments.order_by("rank").values_list(*fields)
    wanted = [
        (line.amount_cents, line.due_on, line.condition.strip(), line.awaits, line.activity_year)
        for line in instalments
    ]
    return (grant.offered_by_id, grant.expires_on) == (actor.pk, expires_on) and list(stored) == wanted


def _create(actor: Account, decision: Decision, lasts: tuple[date, date], signatory: str) -> Grant:
    application = decision.application
    reserved = reserved_account(decision)
    accounts = {
        f"{stage}_account": open_account(
            book=reserved.book,
            stage=stage,
            label=f"{application.number} – {stage.label}",
            drawn_from=reserved.drawn_from,
        )
        for stage in (Stage.COMMITTED, Stage.PAID, Stage.JUSTIFIED)
    }
    return Grant.objects.create(
        decision=decision,
        organisation=application.organisation,
        number=application.number.replace("D-", "A-", 1),
        amount_cents=decision.amount_cents,
        offered_on=lasts[0],
        offered_by=actor,
        expires_on=lasts[1],
        signed_for_organisation=signatory,
        **accounts,
    )


@transaction.atomic
def accept_offer(*, actor: Account, grant: Grant) -> Grant:
    """The organisation accepts on screen, today: the reserved money is committed, whole."""
    today = timezone.localdate()
    once(GRANT_TRANSITIONS, "accept", row=grant, actor=actor, signed_on=today, signed_by_id=actor.pk)
    return _commit(actor, grant)


@transaction.atomic
def record_signature(*, actor: Account, grant: Grant, paper: Paper) -> Grant:
    """The region records the paper that the organisation signed, with its date and who signed it.

    A paper signed in time counts, even when it is recorded after the last day of the offer.
    """
    if paper.signed_on > grant.expires_on:
        raise Refused(_("Ce papier est signé après la fin de l’offre : elle est échue."))
    record_paper(
        GRANT_TRANSITIONS,
        "record_signature",
        row=grant,
        actor=actor,
        paper=paper,
        not_before=grant.decision.resolution.adopted_on,
        signed_by_id=actor.pk,
        signed_on_paper=True,
    )
    return _commit(actor, grant)


def _commit(actor: Account, grant: Grant) -> Grant:
    post(
        kind=TransferKind.COMMITMENT,
        origin=reserved_account(grant.decision),
        destination=grant.committed_account,
        amount_cents=grant.amount_cents,
        document=f"grant:{grant.pk}",
        actor=actor,
        key=f"commitment:{grant.pk}",
    )
    return grant


@transaction.atomic
def decline_offer(*, actor: Account, grant: Grant, reason: str) -> Grant:
    """The organisation says no, with its reason; the reserved money goes back to the envelope."""
    return _let_go(actor, grant, "decline", reason)


@transaction.atomic
def record_refusal(*, actor: Account, grant: Grant, reason: str) -> Grant:
    """The region records a no that came by paper, by phone or in person."""
    return _let_go(actor, grant, "record_refusal", reason)


@transaction.atomic
def record_lapse(*, actor: Account, grant: Grant) -> Grant:
    """Nobody answered in time: the reserved money goes back to the envelope."""
    return _let_go(actor, grant, "lapse")


def lapse_unanswered() -> int:
    """Lapses the offers whose time, and the time of a late paper, is over: each alone, as the product's own act.

    Returns how many. Done again, it finds nothing left to do.
    """
    last_day = timezone.localdate() - rules.PAPER_GRACE - timedelta(days=1)
    waiting = Grant.objects.filter(state=S.OFFERED, expires_on__lte=last_day).order_by("expires_on", "pk")
    done = 0
    for grant in waiting:
        try:
            record_lapse(actor=Account.objects.system(), grant=grant)
            done += 1
        except Refused as refusal:
            log.warning("offer %s did not lapse: %s", grant.number, refusal)
    return done


def _let_go(actor: Account, grant: Grant, step: str, reason: str = "") -> Grant:
    once(GRANT_TRANSITIONS, step, row=grant, actor=actor, reason=reason)
    reserved = reserved_account(grant.decision)
    post(
        kind=TransferKind.RELEASE,
        origin=reserved,
        destination=envelope_account(reserved),
        amount_cents=grant.amount_cents,
        document=f"grant:{grant.pk}",
        actor=actor,
        key=f"release:{grant.pk}",
    )
    return grant


def envelope_account(account: LedgerAccount) -> LedgerAccount:
    """The available account that this grant's money was drawn from."""
    if account.drawn_from is None:
        raise ValueError(f"account {account.pk} draws from no envelope")
    return account.drawn_from


def reserved_account(decision: Decision) -> LedgerAccount:
    """The account that holds the decision's money; the database promises one for each grant."""
    if decision.reserved_account is None:
        raise ValueError(f"decision {decision.pk} grants nothing")
    return decision.reserved_account
