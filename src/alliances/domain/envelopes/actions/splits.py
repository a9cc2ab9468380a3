"""Simulating, proposing and adopting a split."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.formats import money
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import Refused, require
from alliances.domain.envelopes import methods, rules
from alliances.domain.envelopes.actions.corrections import move_differences, require_same_standing
from alliances.domain.envelopes.actions.parts import part_of
from alliances.domain.envelopes.actions.tranches import hand_down_years
from alliances.domain.envelopes.models import (
    Component,
    Envelope,
    Scenario,
    ScenarioLine,
    ScenarioState,
    Signature,
)
from alliances.domain.envelopes.standing import Parts, Standing, corrected, parts_of, pot_cents, standing_of
from alliances.domain.ledger.actions import post
from alliances.domain.ledger.models import TransferKind
from alliances.domain.people.models import Account
from alliances.domain.territories.models import Territory
from alliances.engine.allocation import ProblemError

S = ScenarioState
TRANSITIONS = (
    Transition("propose", S.DRAFT, S.PROPOSED, permitted=rules.may_sign, guard=rules.can_be_proposed),
    Transition("adopt", S.PROPOSED, S.ADOPTED, permitted=rules.may_sign_second, guard=rules.can_be_adopted),
    Transition("replace", S.ADOPTED, S.REPLACED, permitted=rules.may_sign, guard=rules.can_be_replaced),
    Transition("discard", S.DRAFT, S.REJECTED, permitted=rules.may_discard, reason_required=True),
    Transition("refuse", S.PROPOSED, S.REJECTED, permitted=rules.may_sign, reason_required=True),
)


def parts_shared(
    envelope: Envelope, local_percent: int, problem: Mapping[str, Any], standing: Standing | None = None
) -> Parts:
    """What the envelope holds (for a correction, with what its parts received), cut into its components."""
    return parts_of(pot_cents(envelope, standing), local_percent, methods.components_of(problem))


class Simulation(NamedTuple):
    """A whole problem, as it would be kept, and the engine's answer with its trail and its remedies."""

    problem: dict[str, Any]
    answer: dict[str, Any]


def simulate(*, envelope: Envelope, local_percent: int, problem: dict[str, Any]) -> Simulation:
    """What `problem` gives on the local part of `envelope`; nothing is written. Once a split is adopted, a correction.

    Raises Refused when the problem cannot be read (a value nobody published, for instance), when the components fixed
    in advance ask for more than there is, or when a correction would leave one less than what is promised of it.
    """
    whole = _whole(envelope, local_percent, problem, standing_of(envelope))
    return Simulation(whole, _solved(whole, trail=True))


def _whole(
    envelope: Envelope, local_percent: int, problem: dict[str, Any], standing: Standing | None
) -> dict[str, Any]:
    local_cents, others = parts_shared(envelope, local_percent, problem, standing)
    if local_cents < 0:
        raise Refused(
            _("Les volets fixés d’avance dépassent ce qu’il y a à répartir de %s.") % money(-local_cents)
        )
    problem = {**problem, "others": others}
    if standing is None:
        return methods.complete(problem, local_cents)
    for component, promised in standing.others_promised.items():
        new = others.get(component, 0)
        if new < promised:
            words = {"name": Component(component).label, "new": money(new), "promised": money(promised)}
            sentence = _(
                "« %(name)s » aurait %(new)s, et %(promised)s sont déjà promis. Augmentez cette part."
            )
            raise Refused(sentence % words)
    return methods.complete(corrected(problem, standing), local_cents)


@transaction.atomic
def save_scenario(
    *,
    actor: Account,
    envelope: Envelope,
    title: str,
    local_percent: int,
    problem: dict[str, Any],
    note: str = "",
    reason: str = "",
) -> Scenario:
    """Keeps a simulation, feasible or not, with its inputs and its result. Once a split is adopted, what is kept is its
    correction, for a `reason`.
    """
    standing = standing_of(envelope)
    require(rules.may_correct(actor, envelope) if standing else rules.may_split(actor, envelope))
    if standing and not reason.strip():
        raise Refused(_("Cette enveloppe a déjà une répartition adoptée. Dites pourquoi la corriger."))
    whole_problem = _whole(envelope, local_percent, problem, standing)
    result = _solved(whole_problem)
    scenario = Scenario.objects.create(
        envelope=envelope,
        title=title,
        local_percent=local_percent,
        note=note,
        replaces=standing.scenario if standing else None,
        reason=reason.strip() if standing else "",
        problem=whole_problem,
        result=result,
        created_by=actor,
    )
    if result["status"] == "ok":
        _write_lines(scenario)
    return scenario


@transaction.atomic
def propose(*, actor: Account, scenario: Scenario) -> Scenario:
    """First signature: inputs, data and result are frozen under a digest."""
    locked = _locked(scenario)
    require(rules.may_propose(actor, locked))
    _require_same_lines(locked)
    standing = _standing_for(locked)
    _require_same_amount(
        locked,
        standing,
        _("Le montant de l’enveloppe a changé depuis la simulation. Refaites-la avec le nouveau montant."),
    )
    require_same_standing(locked, standing)
    transition(TRANSITIONS, "propose", row=locked, actor=actor, digest=digest_of(locked))
    _sign(locked, actor)
    return locked


@transaction.atomic
def adopt(*, actor: Account, scenario: Scenario) -> Scenario:
    """Second signature: the split becomes envelopes and ledger entries, to the cent; a correction moves the difference
    with the version it replaces.
    """
    locked = _locked(scenario)
    require(rules.may_adopt(actor, locked))
    if digest_of(locked) != locked.digest:
        raise Refused(_("Les données ne correspondent plus à l’empreinte signée. Rien n’a été adopté."))
    _require_same_lines(locked)
    standing = _standing_for(locked)
    _require_same_amount(
        locked,
        standing,
        _("Le montant de l’enveloppe a changé depuis la première signature. Rien n’a été adopté."),
    )
    require_same_standing(locked, standing)
    others = parts_shared(locked.envelope, locked.local_percent, locked.problem, standing).others
    if locked.replaces is not None:
        transition(TRANSITIONS, "replace", row=locked.replaces, actor=actor)
    transition(TRANSITIONS, "adopt", row=locked, actor=actor, adopted_at=timezone.now())
    _sign(locked, actor)
    if standing:
        move_differences(locked, standing, others, actor)
    else:
        _give_all(locked, others, actor)
    return locked


def _give_all(scenario: Scenario, others: Mapping[str, int], actor: Account) -> None:
    for line in scenario.lines.select_related("territory").order_by("territory__code"):
        if line.amount_cents:
            _give(scenario, line.territory, Component.LOCAL, line.amount_cents, actor)
    for component, cents in others.items():
        _give(scenario, scenario.envelope.territory, Component(component), cents, actor)
    hand_down_years(scenario.envelope, f"scenario:{scenario.pk}")


@transaction.atomic
def discard(*, actor: Account, scenario: Scenario, reason: str) -> Scenario:
    """Sets aside a simulation, or refuses a proposal, for a reason that stays in the file. Nothing is erased."""
    locked = _locked(scenario)
    step = "refuse" if locked.state == ScenarioState.PROPOSED else "discard"
    transition(TRANSITIONS, step, row=locked, actor=actor, reason=reason)
    return locked


def _standing_for(scenario: Scenario) -> Standing | None:
    """What a correction starts from; nothing for a first split."""
    return standing_of(scenario.envelope) if scenario.replaces_id else None


def _require_same_amount(scenario: Scenario, standing: Standing | None, sentence: str) -> None:
    """Refuses when there is no longer the amount that the split was computed for."""
    local_cents, _others = parts_shared(scenario.envelope, scenario.local_percent, scenario.problem, standing)
    if local_cents != methods.local_cents_of(scenario.problem):
        raise Refused(sentence)


def _require_same_lines(scenario: Scenario) -> None:
    """Refuses to sign lines that are not the result's: the digest is of the result."""
    if not scenario.lines_are_those_of_the_result():
        raise Refused(_("Les lignes ne sont plus celles du calcul. Refaites la simulation."))


def _solved(problem: dict[str, Any], *, trail: bool = False) -> dict[str, Any]:
    try:
        return methods.answer(problem, trail=trail)
    except ProblemError as error:
        raise Refused(
            _("Le calcul ne peut pas lire une donnée (%(field)s). Rien n’a été calculé.")
            % {"field": error.field}
        ) from error


def digest_of(scenario: Scenario) -> str:
    """SHA-256 of the canonical JSON (sorted keys, UTF-8, no spaces) of the problem and its result; of a
    correction, with what it replaces and why.
    """
    content: dict[str, Any] = {
        "local_percent": scenario.local_percent,
        "problem": scenario.problem,
        "result": scenario.result,
    }
    if scenario.replaces_id:
        content |= {"replaces": scenario.replaces_id, "reason": scenario.reason}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _locked(scenario: Scenario) -> Scenario:
    """The scenario and its envelope's row, locked: two adoptions of one envelope wait for each other."""
    envelope = Envelope.objects.select_for_update(of=("self",)).get(pk=scenario.envelope_id)
    locked = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    locked.envelope = envelope
    return locked


def _sign(scenario: Scenario, actor: Account) -> None:
    Signature.objects.create(
        scenario=scenario, account=actor, person_id=actor.person_id, digest=scenario.digest
    )


def _write_lines(scenario: Scenario) -> None:
    lines = methods.lines_of(scenario.problem, scenario.result)
    territories = Territory.objects.in_bulk([line.code for line in lines], field_name="code")
    ScenarioLine.objects.bulk_create(
        ScenarioLine(
            scenario=scenario,
            territory=territories[line.code],
            amount_cents=line.cents,
            state=line.state,
            parts=line.parts,
        )
        for line in lines
    )


def _give(
    scenario: Scenario, territory: Territory, component: Component, cents: int, actor: Account
) -> Envelope:
    parent = scenario.envelope
    child = part_of(parent, territory, component, actor)
    post(
        kind=TransferKind.ALLOCATION,
        origin=parent.account,
        destination=child.account,
        amount_cents=cents,
        document=f"scenario:{scenario.pk}",
        actor=actor,
        key=f"scenario:{scenario.pk}:{territory.code}:{component}",
    )
    return child
