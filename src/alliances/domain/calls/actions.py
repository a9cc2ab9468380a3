"""Preparing, correcting, copying, publishing, prolonging and closing a call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance, AllianceState, Framework
from alliances.domain.calls.models import Call, CallState, ClosingChange, Criterion
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.envelopes.models import Envelope
from alliances.domain.forms.models import FormVersion
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.participation.models import LocalPlanState, Priority
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.territories.models import Territory

NOT_WAITING = (
    "draft",
    "withdrawn",
)  # the states of an application in which nobody counts on the closing date


@dataclass(frozen=True)
class Line:
    """One line of the grid as it is typed: points from 0 to `maximum`, counted `weight` times."""

    label: str
    weight: int = 1
    maximum: int = 5


def may_run_call(actor: Account, call: Call) -> Verdict:
    return may_in_territory(actor, Permission.RUN_CALLS, call.territory)


def _is_complete(call: Call) -> Verdict:
    if call.alliance.state != AllianceState.SIGNED:
        return refused(_("L’Alliance n’est pas signée : aucun appel ne peut ouvrir."))
    if not call.priorities.exists():
        return refused(_("Nommez au moins une priorité du plan local."))
    if call.priorities.exclude(local_plan__state=LocalPlanState.ADOPTED).exists():
        return refused(_("Une priorité vient d’un plan local qui n’est pas adopté."))
    if call.form_version is None:
        return refused(_("Choisissez le formulaire auquel les organismes répondront."))
    if not call.criteria.exists():
        return refused(_("Ajoutez la grille d’analyse avant de publier."))
    if call.budget_cents > balance_cents(call.envelope.account_id):
        return refused(_("Le budget dépasse le solde disponible de l’enveloppe."))
    return ALLOWED


def may_edit(actor: Account, call: Call) -> Verdict:
    """Every field of a call may change until it opens; afterwards people rely on what they read."""
    allowed = may_run_call(actor, call)
    if not allowed:
        return allowed
    if call.state == CallState.CLOSED or call.has_opened:
        return refused(
            _("L’appel est ouvert : ses règles ne changent plus. Sa fermeture peut être reportée.")
        )
    return ALLOWED


def may_prolong(actor: Account, call: Call) -> Verdict:
    allowed = may_run_call(actor, call)
    if not allowed:
        return allowed
    if call.state != CallState.PUBLISHED or not call.has_opened:
        return refused(_("La fermeture se reporte quand l’appel est ouvert. Avant, modifiez l’appel."))
    if call.closes_at <= timezone.now():
        return refused(_("L’appel est fermé. Préparez-en un autre, à partir de celui-ci."))
    return ALLOWED


def _nobody_counts_on_the_date(call: Call) -> Verdict:
    if call.closes_at > timezone.now() and call.applications.exclude(state__in=NOT_WAITING).exists():
        return refused(_("Des demandes sont déjà envoyées : l’appel reste ouvert jusqu’à la date annoncée."))
    return ALLOWED


TRANSITIONS = (
    Transition("publish", CallState.DRAFT, CallState.PUBLISHED, permitted=may_run_call, guard=_is_complete),
    Transition(
        "close",
        CallState.PUBLISHED,
        CallState.CLOSED,
        permitted=may_run_call,
        guard=_nobody_counts_on_the_date,
        reason_required=True,
    ),
)


@transaction.atomic
def prepare_call(
    *,
    actor: Account,
    alliance: Alliance,
    envelope: Envelope,
    territory: Territory,
    title: str,
    purpose: str,
    budget_cents: int,
    opens_at: datetime,
    closes_at: datetime,
    priorities: Iterable[Priority],
    criteria: Sequence[Line | tuple[str, int]],
    form_version: FormVersion | None = None,
) -> Call:
    """A draft call with its grid: `criteria` are lines, or (label, weight) scored from 0 to 5.

    Without `form_version`, its applications answer the first standard form.

    Raises Refused when the envelope is not the territory's or when no framework says by which rules files are judged.
    """
    call = Call(
        alliance=alliance,
        framework=_framework_of(alliance),
        envelope=envelope,
        territory=territory,
        form_version=form_version or FormVersion.objects.default(),
        title=title,
        purpose=purpose,
        budget_cents=budget_cents,
        opens_at=opens_at,
        closes_at=closes_at,
    )
    require(may_run_call(actor, call), error=NotPermitted)
    _require_money_of_the_place(call)
    call.save()
    call.priorities.set(priorities)
    _write_grid(call, criteria)
    return call


@transaction.atomic
def edit_call(
    *,
    actor: Account,
    call: Call,
    envelope: Envelope,
    territory: Territory,
    title: str,
    purpose: str,
    budget_cents: int,
    opens_at: datetime,
    closes_at: datetime,
    priorities: Iterable[Priority],
    criteria: Sequence[Line | tuple[str, int]],
    form_version: FormVersion | None = None,
) -> Call:
    """Writes a call again, in every field, until it opens; it is judged by the framework in force when written.

    A published call stays complete: raises Refused, and changes nothing, when the new text would not be publishable.
    """
    locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    require(may_run_call(actor, locked), error=NotPermitted)
    require(may_edit(actor, locked))
    locked.envelope, locked.territory = envelope, territory
    require(may_run_call(actor, locked), error=NotPermitted)
    _require_money_of_the_place(locked)
    locked.framework = _framework_of(locked.alliance)
    locked.form_version = form_version or locked.form_version
    locked.title, locked.purpose, locked.budget_cents = title, purpose, budget_cents
    locked.opens_at, locked.closes_at = opens_at, closes_at
    locked.save()
    locked.priorities.set(priorities)
    locked.criteria.all().delete()
    _write_grid(locked, criteria)
    if locked.state == CallState.PUBLISHED:
        require(_is_complete(locked))
    return locked


@transaction.atomic
def copy_call(*, actor: Account, call: Call) -> Call:
    """A draft that starts from an earlier call: same text, money and grid; priorities still in force; dates to come."""
    lasting = max(call.closes_at - call.opens_at, timedelta(days=1))
    opens_at = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=14)
    return prepare_call(
        actor=actor,
        alliance=call.alliance,
        envelope=call.envelope,
        territory=call.territory,
        title=_("%(title)s (copie)") % {"title": call.title[:190]},
        purpose=call.purpose,
        budget_cents=call.budget_cents,
        opens_at=opens_at,
        closes_at=opens_at + lasting,
        priorities=call.priorities.filter(local_plan__state=LocalPlanState.ADOPTED),
        criteria=[Line(line.label, line.weight, line.maximum) for line in call.criteria.order_by("rank")],
        form_version=call.form_version,
    )


def _framework_of(alliance: Alliance) -> Framework:
    framework = alliance.frameworks.order_by("-version").first()
    if framework is None:
        raise Refused(_("Inscrivez d’abord le cadre de gestion de l’Alliance."))
    return framework


def _require_money_of_the_place(call: Call) -> None:
    same_fund = call.envelope.fund_id == call.alliance.envelope.fund_id
    if not same_fund or not call.envelope.territory.contains(call.territory):
        raise Refused(_("Cette enveloppe ne paie pas les projets de ce territoire."))


def _write_grid(call: Call, criteria: Sequence[Line | tuple[str, int]]) -> None:
    lines = [line if isinstance(line, Line) else Line(*line) for line in criteria]
    Criterion.objects.bulk_create(
        Criterion(call=call, rank=rank, label=line.label, weight=line.weight, maximum=line.maximum)
        for rank, line in enumerate(lines, start=1)
    )


@transaction.atomic
def publish(*, actor: Account, call: Call) -> Call:
    transition(TRANSITIONS, "publish", row=call, actor=actor)
    return call


@transaction.atomic
def prolong(*, actor: Account, call: Call, closes_at: datetime, reason: str) -> ClosingChange:
    """Moves the closing of an open call to a later instant, with the reason that everybody will read."""
    locked = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    require(may_run_call(actor, locked), error=NotPermitted)
    require(may_prolong(actor, locked))
    if closes_at <= locked.closes_at:
        raise Refused(_("La nouvelle fermeture doit venir après celle qui est annoncée."))
    if not reason.strip():
        raise Refused(_("Dites pourquoi la fermeture change."))
    change = ClosingChange.objects.create(
        call=locked, before=locked.closes_at, after=closes_at, reason=reason.strip(), changed_by=actor
    )
    locked.closes_at = closes_at
    locked.save(update_fields=["closes_at"])
    return change


@transaction.atomic
def close(*, actor: Account, call: Call, reason: str) -> Call:
    """Ends a call, with the reason that everybody will read; before its date, only while nobody has sent a file."""
    transition(TRANSITIONS, "close", row=call, actor=actor, reason=reason)
    return call
