"""Sending an application, withdrawing it, and having some of its pages corrected."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.applications import queries, rules
from alliances.domain.applications.actions.writing import Conflict
from alliances.domain.applications.models import Application, ApplicationState, Correction, Submission
from alliances.domain.calls.models import Call
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import Refused, Verdict
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation, may_in_territory


def _organisation(actor: Account, application: Application) -> Verdict:
    return may_for_organisation(actor, Permission.APPLY, application.organisation)


def _committee(actor: Account, application: Application) -> Verdict:
    return may_in_territory(actor, Permission.RECOMMEND, application.call.territory)


def _council(actor: Account, application: Application) -> Verdict:
    return may_in_territory(actor, Permission.RECORD_RESOLUTION, application.call.territory)


def _region(actor: Account, application: Application) -> Verdict:
    return may_in_territory(actor, Permission.RUN_CALLS, application.call.territory)


S = ApplicationState
TRANSITIONS = (
    Transition("send", S.DRAFT, S.SENT, permitted=_organisation, guard=rules.is_ready),
    Transition("send", S.REOPENED, S.SENT, permitted=_organisation, guard=rules.is_ready),
    Transition("ask_correction", S.SENT, S.REOPENED, permitted=_region, reason_required=True),
    Transition(
        "cancel_correction",
        S.REOPENED,
        S.SENT,
        permitted=_region,
        guard=rules.stands_as_sent,
        reason_required=True,
    ),
    Transition("give_up", S.DRAFT, S.WITHDRAWN, permitted=_organisation, reason_required=True),
    Transition("withdraw", S.SENT, S.WITHDRAWN, permitted=_organisation, reason_required=True),
    Transition("withdraw", S.REOPENED, S.WITHDRAWN, permitted=_organisation, reason_required=True),
    Transition("recommend", S.SENT, S.RECOMMENDED, permitted=_committee),
    Transition("recommend_again", S.RECOMMENDED, S.RECOMMENDED, permitted=_committee, reason_required=True),
    Transition("grant", S.RECOMMENDED, S.GRANTED, permitted=_council),
    Transition("decline", S.RECOMMENDED, S.DECLINED, permitted=_council),
)


@transaction.atomic
def send(*, actor: Account, application: Application, version: int | None = None) -> Application:
    """The one explicit act: a numbered receipt, everything that was sent, and its digest. Twice changes nothing.

    The row is locked before its digest is made. After a correction, sending again gives the next receipt of the same
    number. Raises Conflict when somebody saved since `version`, the one reviewed.
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    application.refresh_from_db()
    if locked.state == S.SENT:
        return application
    writable = locked.state in (S.DRAFT, S.REOPENED)
    if version is not None and writable and locked.version != version:
        raise Conflict(locked)
    now = timezone.now()
    content = queries.snapshot(locked)
    changes: dict[str, Any] = {"digest": queries.digest_of(content)}
    if locked.state == S.DRAFT:
        changes |= {"sent_at": now, "number": _next_number(application.call)}
    transition(TRANSITIONS, "send", row=application, actor=actor, **changes)
    application.corrections.filter(answered_at=None).update(answered_at=now)
    _keep(application, content, by=actor, at=now)
    return application


def _keep(application: Application, content: dict[str, object], *, by: Account, at: datetime) -> Submission:
    """The sending as it will always be read. The receipts of one application are « D-12-0007 », « D-12-0007-2 », …"""
    rank = application.submissions.count() + 1
    return Submission.objects.create(
        application=application,
        rank=rank,
        number=application.number if rank == 1 else f"{application.number}-{rank}",
        content=content,
        digest=application.digest,
        sent_at=at,
        sent_by=by,
    )


def withdrawal_of(application: Application) -> str:
    """The step that withdraws it: a draft that nobody else ever saw is given up, a sent file is withdrawn."""
    return "give_up" if application.state == S.DRAFT else "withdraw"


@transaction.atomic
def withdraw(*, actor: Account, application: Application, reason: str) -> Application:
    """Takes back a draft, or a file on which nothing was recommended. Its words stay readable by the organisation."""
    transition(TRANSITIONS, withdrawal_of(application), row=application, actor=actor, reason=reason)
    application.corrections.filter(answered_at=None).update(answered_at=timezone.now())
    return application


@transaction.atomic
def ask_correction(
    *, actor: Account, application: Application, pages: Sequence[str], reason: str
) -> Correction:
    """Reopens some pages of a sent application, with the sentence that says what to correct.

    Until it is sent again, everybody else reads what was sent. Raises Refused without a page, or for an unknown one.
    """
    known = rules.pages_of(application)
    if not pages or set(pages) - set(known):
        raise Refused(_("Choisissez au moins une partie à corriger."))
    transition(TRANSITIONS, "ask_correction", row=application, actor=actor, reason=reason)
    if not application.submissions.exists():  # sent before sendings were kept whole
        _keep(
            application,
            queries.snapshot(application),
            by=application.started_by,
            at=application.sent_at or timezone.now(),
        )
    return Correction.objects.create(
        application=application,
        pages=[page for page in known if page in pages],
        reason=reason.strip(),
        asked_by=actor,
    )


@transaction.atomic
def cancel_correction(*, actor: Account, application: Application, reason: str) -> Application:
    """Closes what was reopened, as long as the organisation changed nothing: no word of hers may be lost."""
    transition(TRANSITIONS, "cancel_correction", row=application, actor=actor, reason=reason)
    application.corrections.filter(answered_at=None).update(answered_at=timezone.now())
    return application


def _next_number(call: Call) -> str:
    """« D-12-0007 »: the call, then the order of arrival, without a hole. The lock makes arrivals wait in line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('application-number'), %s)", [call.pk])
    sent = call.applications.exclude(number="").count()
    return f"D-{call.pk}-{sent + 1:04d}"
