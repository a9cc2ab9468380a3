"""Moving money between envelopes, or between the years of one: proposed, then approved by another person."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import Transition, record_birth, transition
from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.envelopes import rules
from alliances.domain.envelopes.actions.schedule import Schedule
from alliances.domain.envelopes.carry_over import may_carry_all, rule_for
from alliances.domain.envelopes.models import (
    CarryOverRule,
    Envelope,
    Fund,
    Movement,
    MovementKind,
    MovementLine,
    MovementState,
)
from alliances.domain.ledger.actions import Overdrawn, post
from alliances.domain.ledger.models import TransferKind
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.people.models import Account

S = MovementState
TRANSITIONS = (
    Transition("announce", S.PROPOSED, S.ANNOUNCED, permitted=rules.may_approve, guard=rules.lies_ahead),
    Transition("approve", S.PROPOSED, S.DONE, permitted=rules.may_approve, guard=rules.has_come),
    Transition("carry_out", S.ANNOUNCED, S.DONE, permitted=rules.signed_second, guard=rules.has_come),
    Transition("refuse", S.PROPOSED, S.REFUSED, permitted=rules.may_decide, reason_required=True),
    Transition("cancel", S.ANNOUNCED, S.CANCELLED, permitted=rules.may_decide, reason_required=True),
)


@dataclass(frozen=True)
class Line:
    """One leg to propose; see `MovementLine` for what an absent end, amount or year means."""

    origin: Envelope | None
    destination: Envelope | None
    amount_cents: int | None
    from_year: int | None = None
    to_year: int | None = None

    @property
    def ends(self) -> list[Envelope]:
        return [envelope for envelope in (self.origin, self.destination) if envelope]


@transaction.atomic
def propose_movement(
    *,
    actor: Account,
    kind: MovementKind,
    fund: Fund,
    lines: Sequence[Line],
    reason: str,
    effective_on: date | None = None,
    approval: str = "",
) -> Movement:
    """The first signature: lines and reason are frozen under a digest, nothing has moved yet.

    `effective_on` (default today) may lie ahead for a pooling only: it is announced before it takes place.
    `approval` is the one that a rule of carry-over asks for. Raises NotPermitted, or Refused with the first thing that
    would not hold.
    """
    today = timezone.localdate()
    day = effective_on or today
    require(rules.may_propose_movement(actor, _touched(lines)), error=NotPermitted)
    Fund.objects.select_for_update(no_key=True).get(pk=fund.pk)  # the same proposal from two tabs counts once
    _check(kind, fund, lines, reason, day, today)
    movement = Movement.objects.create(
        fund=fund,
        kind=kind,
        reason=reason.strip(),
        approval=approval.strip(),
        carry_over_rule=_rule_of(kind, lines),
        effective_on=day,
        proposed_by=actor,
        proposed_person_id=actor.person_id,
    )
    MovementLine.objects.bulk_create(
        MovementLine(movement=movement, position=position, **vars(line))
        for position, line in enumerate(lines, start=1)
    )
    _respect_the_rule(movement)
    _try_years(movement)
    movement.digest = digest_of_movement(movement)
    movement.save(update_fields=["digest"])
    record_birth("propose", row=movement, actor=actor)
    return movement


@transaction.atomic
def approve(*, actor: Account, movement: Movement) -> Movement:
    """The second signature, by another person: the money moves at once, or on the announced day.

    Raises NotPermitted, or Refused (an envelope no longer holds enough, for instance); nothing has moved then.
    """
    locked = _locked(movement)
    if digest_of_movement(locked) != locked.digest:
        raise Refused(_("Les lignes ne correspondent plus à l’empreinte signée. Rien n’a bougé."))
    now = timezone.now()
    signed: dict[str, Any] = {"approved_by": actor, "approved_person_id": actor.person_id, "approved_at": now}
    if step_of_approval(locked) == "announce":
        transition(TRANSITIONS, "announce", row=locked, actor=actor, **signed)
        return locked
    _respect_the_rule(locked)
    transition(TRANSITIONS, "approve", row=locked, actor=actor, done_at=now, **signed)
    _carry_out(locked, actor)
    return locked


def step_of_approval(movement: Movement) -> str:
    """What the second signature does: announce what lies ahead, or move the money at once."""
    return "announce" if movement.effective_on > timezone.localdate() else "approve"


@transaction.atomic
def refuse(*, actor: Account, movement: Movement, reason: str) -> Movement:
    """Sets a proposal aside, for a reason that stays in the file."""
    locked = _locked(movement)
    transition(TRANSITIONS, "refuse", row=locked, actor=actor, reason=reason)
    return locked


@transaction.atomic
def cancel(*, actor: Account, movement: Movement, reason: str) -> Movement:
    """An announced pooling does not take place after all; those concerned read the reason."""
    locked = _locked(movement)
    transition(TRANSITIONS, "cancel", row=locked, actor=actor, reason=reason)
    return locked


def carry_out_due() -> int:
    """Makes each announced movement whose day has come; how many were made. Each in a transaction of its own."""
    due = Movement.objects.filter(state=S.ANNOUNCED, effective_on__lte=timezone.localdate())
    return sum(_carry_out_announced(key) for key in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _carry_out_announced(key: int) -> bool:
    locked = _locked(Movement(pk=key))
    if (
        locked.state != S.ANNOUNCED
        or locked.approved_by is None
        or digest_of_movement(locked) != locked.digest
    ):
        return False
    approver = locked.approved_by
    transition(TRANSITIONS, "carry_out", row=locked, actor=approver, done_at=timezone.now())
    _carry_out(locked, approver)
    return True


def digest_of_movement(movement: Movement) -> str:
    """SHA-256 of the canonical JSON (sorted keys, UTF-8, no spaces) of what is proposed."""
    content: dict[str, Any] = {
        "fund": movement.fund_id,
        "kind": str(movement.kind),
        "reason": movement.reason,
        "effective_on": movement.effective_on.isoformat(),
        "proposed_by": movement.proposed_person_id,
        "lines": [_figures(line) for line in sorted(movement.lines.all(), key=lambda line: line.position)],
    }
    if movement.approval or movement.carry_over_rule_id:  # earlier movements were signed without them
        content |= {"approval": movement.approval, "carry_over_rule": movement.carry_over_rule_id}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _carry_out(movement: Movement, actor: Account) -> None:
    """Posts each line and moves the years with the money."""
    schedule = Schedule(movement)
    for line in movement.lines.select_related("origin__account", "destination__account").order_by("position"):
        cents = line.amount_cents
        if cents is None:
            cents = balance_cents(line.origin.account_id) if line.origin else 0
        if not cents:
            continue
        if line.origin_id != line.destination_id:
            _post(movement, line, cents, actor)
        schedule.move(line, cents)
    schedule.record()


def _try_years(movement: Movement) -> None:
    """Refuses at once what the years would refuse at the second signature."""
    schedule = Schedule(movement)
    for line in movement.lines.select_related("origin", "destination").order_by("position"):
        if line.amount_cents is not None:
            schedule.move(line, line.amount_cents)


def _post(movement: Movement, line: MovementLine, cents: int, actor: Account) -> None:
    source = movement.fund.source_account
    goes_up = line.destination is None or (line.origin and line.origin.parent_id == line.destination_id)
    try:
        post(
            kind=TransferKind.RETURN if goes_up else TransferKind.ALLOCATION,
            origin=line.origin.account if line.origin else source,
            destination=line.destination.account if line.destination else source,
            amount_cents=cents,
            document=movement.document,
            actor=actor,
            key=f"{movement.document}:{line.position}",
        )
    except Overdrawn as error:
        raise Refused(
            _(
                "« %(envelope)s » ne tient plus ce montant : une partie a été réservée ou engagée. Rien n’a bougé."
            )
            % {"envelope": line.origin}
        ) from error


def _check(
    kind: MovementKind, fund: Fund, lines: Sequence[Line], reason: str, day: date, today: date
) -> None:
    if not reason.strip():
        raise Refused(_("Un mouvement entre enveloppes dit sa raison."))
    if not lines:
        raise Refused(_("Ce mouvement ne change rien : aucun montant ne bouge."))
    if any(envelope.fund_id != fund.pk for envelope in _touched(lines)):
        raise Refused(
            _("L’argent d’un fonds reste dans ses livres : choisissez des enveloppes du même fonds.")
        )
    if kind == MovementKind.POOLING and day <= today:
        raise Refused(_("Une remise en commun s’annonce : choisissez une date à venir."))
    if kind != MovementKind.POOLING and day != today:
        raise Refused(_("Seule une remise en commun a une date à venir."))
    if any((line.amount_cents is None) != (kind == MovementKind.POOLING) for line in lines):
        raise Refused(_("Donnez un montant à chaque ligne."))
    if any(line.amount_cents is not None and line.amount_cents <= 0 for line in lines):
        raise Refused(_("Un mouvement porte un montant plus grand que zéro."))
    if kind != MovementKind.CARRY_OVER and any(line.origin == line.destination for line in lines):
        raise Refused(_("D’un exercice à un autre de la même enveloppe, c’est un report d’exercice."))
    _enough(lines)
    if _already_proposed(kind, fund, lines):
        raise Refused(_("Ce mouvement est déjà proposé et attend sa deuxième signature."))


def _rule_of(kind: MovementKind, lines: Sequence[Line]) -> CarryOverRule | None:
    """The rule that a carry-over follows; None when it is unknown."""
    origin = next((line.origin for line in lines if line.origin and line.origin == line.destination), None)
    return rule_for(origin) if origin and kind == MovementKind.CARRY_OVER else None


def _respect_the_rule(movement: Movement) -> None:
    """A carry-over under the rule that stands now, at both signatures."""
    if movement.kind != MovementKind.CARRY_OVER:
        return
    lines = movement.lines.select_related("origin__measure", "destination").order_by("position")
    require(may_carry_all(lines, day=timezone.localdate(), approval=movement.approval))
    origin = next((line.origin for line in lines if line.origin_id == line.destination_id), None)
    stands = rule_for(origin) if origin else None
    if stands and stands.pk != movement.carry_over_rule_id:
        raise Refused(
            _("La règle de report a changé depuis la proposition. Refusez ce report et refaites-le.")
        )


def _already_proposed(kind: MovementKind, fund: Fund, lines: Sequence[Line]) -> bool:
    wanted = [_figures(MovementLine(**vars(line))) for line in lines]
    waiting = Movement.objects.filter(fund=fund, kind=kind, state=S.PROPOSED).prefetch_related("lines")
    return any(wanted == [_figures(line) for line in movement.lines.all()] for movement in waiting)


def _figures(line: MovementLine) -> list[int | None]:
    return [line.origin_id, line.destination_id, line.amount_cents, line.from_year, line.to_year]


def _enough(lines: Iterable[Line]) -> None:
    """Follows the money line after line, as it will be posted: no envelope goes below zero on the way."""
    held: dict[int, int] = {}
    for line in lines:
        if line.origin == line.destination or line.amount_cents is None:
            continue
        for envelope in line.ends:
            held.setdefault(envelope.pk, balance_cents(envelope.account_id))
        if line.origin:
            held[line.origin.pk] -= line.amount_cents
            if held[line.origin.pk] < 0:
                raise Refused(_("« %s » ne tient pas ce montant.") % line.origin)
        if line.destination:
            held[line.destination.pk] += line.amount_cents


def _touched(lines: Iterable[Line]) -> list[Envelope]:
    return list({envelope.pk: envelope for line in lines for envelope in line.ends}.values())


def _locked(movement: Movement) -> Movement:
    """The movement and its envelopes, locked in the order of their keys: two decisions wait for each other."""
    locked = (
        Movement.objects.select_for_update(of=("self",))
        .select_related("fund__source_account")
        .get(pk=movement.pk)
    )
    keys = locked.lines.values_list("origin", "destination")
    touched = sorted({key for pair in keys for key in pair if key})
    list(Envelope.objects.select_for_update(of=("self",)).filter(pk__in=touched).order_by("pk"))
    return locked
