"""Amending a signed agreement: proposed by the region, authorised when it adds money, accepted by the organisation."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.bodies.models import Sitting
from alliances.domain.common.transitions import Transition, record_birth
from alliances.domain.common.verdict import NotPermitted, Refused, Verdict, refused, require
from alliances.domain.grants import rules
from alliances.domain.grants.actions.offers import envelope_account, reserved_account
from alliances.domain.grants.actions.once import once
from alliances.domain.grants.actions.papers import Paper, record_paper
from alliances.domain.grants.actions.report_lines import renew_reports
from alliances.domain.grants.actions.requests import take_up
from alliances.domain.grants.models import Amendment, AmendmentRequest, AmendmentState, Grant, Instalment
from alliances.domain.grants.queries import Terms, terms_of
from alliances.domain.grants.rules import amendments as amending
from alliances.domain.ledger.actions import post
from alliances.domain.ledger.models import LedgerAccount, TransferKind
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation, may_in_territory
from alliances.domain.review.models import Resolution
from alliances.domain.review.rules import DECIDING, may_sit_for


def _clerk(actor: Account, amendment: Amendment) -> Verdict:
    return may_in_territory(actor, Permission.RECORD_RESOLUTION, rules.place_of(amendment.grant))


def _region(actor: Account, amendment: Amendment) -> Verdict:
    return rules.region_may(actor, amendment.grant)


def _organisation(actor: Account, amendment: Amendment) -> Verdict:
    if amendment.proposed_by.person_id == actor.person_id:
        return refused(_("Vous avez proposé cet avenant : une autre personne y répond pour l’organisme."))
    return may_for_organisation(actor, Permission.SIGN_FOR_ORGANISATION, amendment.grant.organisation)


S = AmendmentState
AMENDMENT_TRANSITIONS = (
    Transition("authorise", S.TO_AUTHORISE, S.PROPOSED, permitted=_clerk, guard=amending.still_stands),
    Transition("accept", S.PROPOSED, S.ACCEPTED, permitted=_organisation, guard=amending.still_stands),
    Transition("record_acceptance", S.PROPOSED, S.ACCEPTED, permitted=_region, guard=amending.still_stands),
    Transition("decline", S.PROPOSED, S.DECLINED, permitted=_organisation, reason_required=True),
    Transition("withdraw", S.TO_AUTHORISE, S.WITHDRAWN, permitted=_region, reason_required=True),
    Transition("withdraw", S.PROPOSED, S.WITHDRAWN, permitted=_region, reason_required=True),
)


@transaction.atomic
def propose_amendment(
    *, actor: Account, grant: Grant, after: Terms, reason: str, request: AmendmentRequest | None = None
) -> Amendment:
    """The terms as they would be. More money waits for a resolution; the rest waits for the organisation.

    `request`: what the organisation asked, that this takes up, changed or not. Proposing the same again answers the
    amendment already proposed.
    """
    locked = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    words = reason.strip()
    made = locked.amendments.filter(state__in=[S.TO_AUTHORISE, S.PROPOSED]).first()
    if made and (made.proposed_by_id, made.after, made.reason) == (actor.pk, after, words):
        return made
    require(amending.may_amend(actor, locked))
    before = terms_of(locked)
    require(amending.is_an_amendment(locked, before, after))
    if not words:
        raise Refused(_("Dites pourquoi la convention change."))
    added = after["amount_cents"] - before["amount_cents"]
    amendment = Amendment.objects.create(
        grant=locked,
        number=locked.amendments.count() + 1,
        reason=words,
        before=before,
        after=after,
        added_cents=added,
        state=S.TO_AUTHORISE if added > 0 else S.PROPOSED,
        proposed_by=actor,
    )
    record_birth("ask_resolution" if added > 0 else "propose", row=amendment, actor=actor)
    if request is not None:
        take_up(actor=actor, request=request, amendment=amendment)
    return amendment


@transaction.atomic
def authorise_amendment(*, actor: Account, amendment: Amendment, sitting: Sitting, number: str) -> Amendment:
    """The council's resolution: it reserves what the amendment adds. The ledger refuses what the envelope lacks."""
    call = amendment.grant.application.call
    require(_clerk(actor, amendment), error=NotPermitted)
    require(may_sit_for(sitting, call, DECIDING))
    Grant.objects.select_for_update(of=("self",)).get(pk=amendment.grant_id)
    locked = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    if locked.state != S.TO_AUTHORISE:
        raise Refused(_("Cet avenant n’attend pas de résolution."))
    resolution = Resolution.objects.create(
        call=call,
        sitting=sitting,
        body_name=sitting.body.name,
        number=number.strip(),
        adopted_on=sitting.held_on,
        recorded_by=actor,
    )
    once(AMENDMENT_TRANSITIONS, "authorise", row=amendment, actor=actor, resolution_id=resolution.pk)
    reserved = reserved_account(amendment.grant.decision)
    _post(
        amendment,
        actor,
        TransferKind.RESERVATION,
        envelope_account(reserved),
        reserved,
        document=f"resolution:{resolution.pk}",
    )
    return amendment


@transaction.atomic
def accept_amendment(*, actor: Account, amendment: Amendment) -> Amendment:
    """From now on the agreement says this: instalments, amount, and the money committed for it."""
    Grant.objects.select_for_update(of=("self",)).get(pk=amendment.grant_id)
    step: dict[str, Any] = {"answered_at": timezone.now(), "answered_by_id": actor.pk}
    if once(AMENDMENT_TRANSITIONS, "accept", row=amendment, actor=actor, **step):
        _take_effect(actor, amendment)
    return amendment


@transaction.atomic
def record_acceptance(*, actor: Account, amendment: Amendment, paper: Paper) -> Amendment:
    """The region records the amendment that the organisation signed on paper, and keeps the paper."""
    Grant.objects.select_for_update(of=("self",)).get(pk=amendment.grant_id)
    recorded = record_paper(
        AMENDMENT_TRANSITIONS,
        "record_acceptance",
        row=amendment,
        actor=actor,
        paper=paper,
        not_before=amending.first_day(amendment),
        answered_at=timezone.now(),
        answered_by_id=actor.pk,
    )
    if recorded:
        _take_effect(actor, amendment)
    return amendment


def _take_effect(actor: Account, amendment: Amendment) -> None:
    grant = amendment.grant
    _write_instalments(grant, amendment.after["instalments"])
    Grant.objects.filter(pk=grant.pk).update(amount_cents=amendment.after["amount_cents"])
    renew_reports(grant)
    if amendment.added_cents > 0:
        reserved = reserved_account(grant.decision)
        _post(amendment, actor, TransferKind.COMMITMENT, reserved, grant.committed_account)
    elif amendment.added_cents < 0:
        envelope = envelope_account(grant.committed_account)
        _post(amendment, actor, TransferKind.RELEASE, grant.committed_account, envelope)


def _write_instalments(grant: Grant, rows: list[Terms]) -> None:
    """Those that nobody asked for become these; those paid or asked for are the same in both."""
    stored = {part.rank: part for part in grant.instalments.all()}
    for rank, row in enumerate(rows, start=1):
        part = stored.pop(rank, None) or Instalment(grant=grant, rank=rank)
        for field, value in {"activity_year": None, **row}.items():
            setattr(part, field, value)
        part.save()
    for part in stored.values():
        part.delete()


@transaction.atomic
def decline_amendment(*, actor: Account, amendment: Amendment, reason: str) -> Amendment:
    """The organisation says no: the agreement stays as it was, and what was reserved goes back."""
    step: dict[str, Any] = {"answered_at": timezone.now(), "answered_by_id": actor.pk}
    if once(AMENDMENT_TRANSITIONS, "decline", row=amendment, actor=actor, reason=reason, **step):
        _give_back(actor, amendment)
    return amendment


@transaction.atomic
def withdraw_amendment(*, actor: Account, amendment: Amendment, reason: str) -> Amendment:
    """The region takes its proposal back before the answer."""
    if once(AMENDMENT_TRANSITIONS, "withdraw", row=amendment, actor=actor, reason=reason):
        _give_back(actor, amendment)
    return amendment


def _give_back(actor: Account, amendment: Amendment) -> None:
    if amendment.resolution_id:
        reserved = reserved_account(amendment.grant.decision)
        _post(amendment, actor, TransferKind.RELEASE, reserved, envelope_account(reserved))


def _post(
    amendment: Amendment,
    actor: Account,
    kind: TransferKind,
    origin: LedgerAccount,
    destination: LedgerAccount,
    *,
    document: str = "",
) -> None:
    post(
        kind=kind,
        origin=origin,
        destination=destination,
        amount_cents=abs(amendment.added_cents),
        document=document or f"amendment:{amendment.pk}",
        actor=actor,
        key=f"{kind}-of-amendment:{amendment.pk}",
    )
