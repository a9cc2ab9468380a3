"""An organisation asks for an amendment; the region takes it up, changed or not, or declines."""

from django.db import transaction
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import Transition, record_birth, transition
from alliances.domain.common.verdict import Refused, Verdict, require
from alliances.domain.grants import rules
from alliances.domain.grants.actions.once import once
from alliances.domain.grants.models import Amendment, AmendmentRequest, Grant, RequestState
from alliances.domain.grants.queries import Terms, terms_of
from alliances.domain.grants.rules import amendments as amending
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation


def _region(actor: Account, request: AmendmentRequest) -> Verdict:
    return rules.region_may(actor, request.grant)


def _organisation(actor: Account, request: AmendmentRequest) -> Verdict:
    return may_for_organisation(actor, Permission.SIGN_FOR_ORGANISATION, request.grant.organisation)


S = RequestState
REQUEST_TRANSITIONS = (
    Transition("take_up", S.ASKED, S.TAKEN_UP, permitted=_region),
    Transition("decline", S.ASKED, S.DECLINED, permitted=_region, reason_required=True),
    Transition("withdraw", S.ASKED, S.WITHDRAWN, permitted=_organisation),
)


@transaction.atomic
def ask_amendment(*, actor: Account, grant: Grant, after: Terms, reason: str) -> AmendmentRequest:
    """The terms as the organisation would like them, and why. Asking the same again changes nothing."""
    locked = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    words = reason.strip()
    made = locked.amendment_requests.filter(state=S.ASKED).first()
    if made and (made.asked_by_id, made.after, made.reason) == (actor.pk, after, words):
        return made
    require(amending.may_ask(actor, locked))
    before = terms_of(locked)
    require(amending.is_an_amendment(locked, before, after))
    if not words:
        raise Refused(_("Dites pourquoi la convention change."))
    request = AmendmentRequest.objects.create(
        grant=locked, reason=words, before=before, after=after, asked_by=actor
    )
    record_birth("ask", row=request, actor=actor)
    return request


def take_up(*, actor: Account, request: AmendmentRequest, amendment: Amendment) -> None:
    """`amendment` is the region's proposal made from the request, the same or changed."""
    transition(REQUEST_TRANSITIONS, "take_up", row=request, actor=actor, amendment=amendment)


@transaction.atomic
def decline_request(*, actor: Account, request: AmendmentRequest, reason: str) -> AmendmentRequest:
    """The region proposes nothing from it, and says why."""
    once(REQUEST_TRANSITIONS, "decline", row=request, actor=actor, reason=reason)
    return request


@transaction.atomic
def withdraw_request(*, actor: Account, request: AmendmentRequest) -> AmendmentRequest:
    """The organisation changes its mind before the answer."""
    once(REQUEST_TRANSITIONS, "withdraw", row=request, actor=actor)
    return request
