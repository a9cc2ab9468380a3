"""Starting, saving, sending and withdrawing an application."""

import hashlib
import json
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.applications import rules
from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.calls.models import Call
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import NotPermitted, Refused, Verdict, require
from alliances.domain.people.models import Account, Organisation
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation, may_in_territory

EDITABLE = (
    "title",
    "priority",
    "need",
    "activities",
    "participation",
    "people_expected",
    "total_cost_cents",
    "requested_cents",
    "starts_on",
    "ends_on",
)


class Conflict(Refused):
    """The draft was saved elsewhere since this page was opened. `current` is what is stored now."""

    def __init__(self, current: Application) -> None:
        super().__init__(_("Cette demande a été modifiée dans un autre onglet ou par une autre personne."))
        self.current = current


def _organisation(actor: Account, application: Application) -> Verdict:
    return may_for_organisation(actor, Permission.APPLY, application.organisation)


def _committee(actor: Account, application: Application) -> Verdict:
    return may_in_territory(actor, Permission.RECOMMEND, application.call.territory)


def _council(actor: Account, application: Application) -> Verdict:
    return may_in_territory(actor, Permission.RECORD_RESOLUTION, application.call.territory)


S = ApplicationState
TRANSITIONS = (
    Transition("send", S.DRAFT, S.SENT, permitted=_organisation, guard=rules.is_ready),
    Transition("withdraw", S.SENT, S.WITHDRAWN, permitted=_organisation, reason_required=True),
    Transition("recommend", S.SENT, S.RECOMMENDED, permitted=_committee),
    Transition("grant", S.RECOMMENDED, S.GRANTED, permitted=_council),
    Transition("decline", S.RECOMMENDED, S.DECLINED, permitted=_council),
)


@transaction.atomic
def start(*, actor: Account, call: Call, organisation: Organisation) -> Application:
    """A new draft of the organisation for an open call."""
    require(rules.may_apply(actor, call, organisation))
    return Application.objects.create(call=call, organisation=organisation, started_by=actor)


@transaction.atomic
def save_draft(
    *,
    actor: Account,
    application: Application,
    version: int,
    answers: dict[str, Any],
    unread: dict[str, str] | None = None,
) -> Application:
    """Writes `answers` (keys among EDITABLE) if nobody saved since `version`; validates nothing else.

    `unread`: for the answers that could not be read, the text as it was typed; it replaces, for the keys of `answers`,
    what was kept before. Raises Conflict when somebody did: nothing is written, and the caller shows both texts.
    """
    require(_organisation(actor, application), error=NotPermitted)
    unknown = set(answers) - set(EDITABLE)
    if unknown:
        raise ValueError(f"not answers of an application: {sorted(unknown)}")
    same = Application.objects.filter(pk=application.pk, state=ApplicationState.DRAFT, version=version)
    before = same.select_for_update(of=("self",)).first()
    kept = {k: text for k, text in (before.unread if before else {}).items() if k not in answers}
    written = same.update(
        **answers, unread={**kept, **(unread or {})}, version=F("version") + 1, saved_at=timezone.now()
    )
    current = Application.objects.with_context().get(pk=application.pk)
    if written:
        return current
    if current.state != ApplicationState.DRAFT:
        raise Refused(_("Cette demande est déjà envoyée : elle ne change plus."))
    raise Conflict(current)


@transaction.atomic
def send(*, actor: Account, application: Application, version: int | None = None) -> Application:
    """The one explicit act: a numbered receipt with the digest of what was sent. Sending again changes nothing.

    The row is locked before its digest is made. Raises Conflict when somebody saved since `version`, the one reviewed.
    """
    locked = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    application.refresh_from_db()
    if locked.state == ApplicationState.SENT:
        return application
    if version is not None and locked.state == ApplicationState.DRAFT and locked.version != version:
        raise Conflict(locked)
    transition(
        TRANSITIONS,
        "send",
        row=application,
        actor=actor,
        sent_at=timezone.now(),
        number=_next_number(application.call),
        digest=digest_of(application),
    )
    return application


@transaction.atomic
def withdraw(*, actor: Account, application: Application, reason: str) -> Application:
    transition(TRANSITIONS, "withdraw", row=application, actor=actor, reason=reason)
    return application


def digest_of(application: Application) -> str:
    """SHA-256 of the canonical JSON of the answers: what the receipt proves."""
    answers = model_to_dict(application, fields=[*EDITABLE, "call", "organisation"])
    canonical = json.dumps(answers, sort_keys=True, default=str, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _next_number(call: Call) -> str:
    """« D-12-0007 »: the call, then the order of arrival, without a hole. The lock makes arrivals wait in line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('application-number'), %s)", [call.pk])
    sent = call.applications.exclude(number="").count()
    return f"D-{call.pk}-{sent + 1:04d}"
