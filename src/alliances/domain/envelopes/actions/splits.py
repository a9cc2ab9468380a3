"""Creating envelopes, simulating, proposing and adopting a split."""

import hashlib
import json
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.envelopes import methods, rules
from alliances.domain.envelopes.actions.parts import make_part
from alliances.domain.envelopes.actions.tranches import hand_down_years
from alliances.domain.envelopes.models import (
    Component,
    Envelope,
    Fund,
    Scenario,
    ScenarioLine,
    ScenarioState,
    Signature,
)
from alliances.domain.ledger.actions import open_account, post
from alliances.domain.ledger.models import Book, Stage, TransferKind
from alliances.domain.ledger.queries import balance_cents
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.strategy.models import Measure
from alliances.domain.territories.models import Territory
from alliances.engine.allocation import ProblemError
from alliances.engine.money import split

S = ScenarioState
TRANSITIONS = (
    Transition("propose", S.DRAFT, S.PROPOSED, permitted=rules.may_sign, guard=rules.can_be_proposed),
    Transition("adopt", S.PROPOSED, S.ADOPTED, permitted=rules.may_sign_second, guard=rules.can_be_adopted),
    Transition("discard", S.DRAFT, S.REJECTED, permitted=rules.may_discard, reason_required=True),
    Transition("refuse", S.PROPOSED, S.REJECTED, permitted=rules.may_sign, reason_required=True),
)


@transaction.atomic
def create_fund(*, code: str, name: str, is_fictitious: bool) -> Fund:
    """A fund with its own books. Its source account is the appropriation, the only one that goes below zero."""
    book = Book.objects.create(code=code, name=name, is_fictitious=is_fictitious)
    source = open_account(book=book, stage=Stage.SOURCE, label=name)
    return Fund.objects.create(code=code, name=name, book=book, source_account=source)


@transaction.atomic
def create_envelope(
    *,
    actor: Account,
    fund: Fund,
    measure: Measure,
    territory: Territory,
    name: str,
    first_year: int,
    last_year: int,
    amount_cents: int,
) -> Envelope:
    """A top envelope credited with `amount_cents` from the fund. Raises NotPermitted or Refused."""
    require(may_in_territory(actor, Permission.SPLIT_ENVELOPE, territory), error=NotPermitted)
    if amount_cents <= 0:
        raise Refused(_("Le montant de l’enveloppe doit être plus grand que zéro."))
    if not measure.plan.is_in_force:
        raise Refused(_("Ce plan est terminé : il se lit, mais il ne reçoit plus de nouvel argent."))
    envelope = Envelope.objects.create(
        fund=fund,
        measure=measure,
        territory=territory,
        name=name,
        first_year=first_year,
        last_year=last_year,
        account=open_account(book=fund.book, stage=Stage.AVAILABLE, label=name),
        created_by=actor,
    )
    post(
        kind=TransferKind.ALLOCATION,
        origin=fund.source_account,
        destination=envelope.account,
        amount_cents=amount_cents,
        document=f"envelope:{envelope.pk}",
        actor=actor,
        key=f"envelope:{envelope.pk}",
    )
    return envelope


def local_and_regional(envelope: Envelope, local_percent: int) -> tuple[int, int]:
    """The envelope's available cents cut in two by largest remainder (ties to the local part)."""
    parts = split(
        balance_cents(envelope.account_id), {"local": local_percent, "regional": 100 - local_percent}
    )
    return parts["local"], parts["regional"]


class Simulation(NamedTuple):
    """A whole problem, as it would be kept, and the engine's answer with its trail and its remedies."""

    problem: dict[str, Any]
    answer: dict[str, Any]


def simulate(*, envelope: Envelope, local_percent: int, problem: dict[str, Any]) -> Simulation:
    """What `problem` gives on the local part of `envelope`; nothing is written.

    Raises Refused when the problem cannot be read (a value nobody published, for instance).
    """
    local_cents, _regional = local_and_regional(envelope, local_percent)
    whole = methods.complete(problem, local_cents)
    return Simulation(whole, _solved(whole, trail=True))


@transaction.atomic
def save_scenario(
    *,
    actor: Account,
    envelope: Envelope,
    title: str,
    local_percent: int,
    problem: dict[str, Any],
    note: str = "",
) -> Scenario:
    """Keeps a simulation, feasible or not, with its inputs and its result."""
    require(rules.may_split(actor, envelope))
    local_cents, _regional = local_and_regional(envelope, local_percent)
    whole_problem = methods.complete(problem, local_cents)
    result = _solved(whole_problem)
    scenario = Scenario.objects.create(
        envelope=envelope,
        title=title,
        local_percent=local_percent,
        note=note,
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
    _require_same_amount(
        locked,
        _("Le montant de l’enveloppe a changé depuis la simulation. Refaites-la avec le nouveau montant."),
    )
    transition(TRANSITIONS, "propose", row=locked, actor=actor, digest=digest_of(locked))
    _sign(locked, actor)
    return locked


@transaction.atomic
def adopt(*, actor: Account, scenario: Scenario) -> Scenario:
    """Second signature: the split becomes envelopes and ledger entries, to the cent."""
    locked = _locked(scenario)
    require(rules.may_adopt(actor, locked))
    if digest_of(locked) != locked.digest:
        raise Refused(_("Les données ne correspondent plus à l’empreinte signée. Rien n’a été adopté."))
    _require_same_lines(locked)
    _require_same_amount(
        locked, _("Le montant de l’enveloppe a changé depuis la première signature. Rien n’a été adopté.")
    )
    _local_cents, regional_cents = local_and_regional(locked.envelope, locked.local_percent)
    transition(TRANSITIONS, "adopt", row=locked, actor=actor, adopted_at=timezone.now())
    _sign(locked, actor)
    for line in locked.lines.select_related("territory").order_by("territory__code"):
        if line.amount_cents:
            _give(locked, line.territory, Component.LOCAL, line.amount_cents, actor)
    if regional_cents:
        _give(locked, locked.envelope.territory, Component.REGIONAL, regional_cents, actor)
    hand_down_years(locked.envelope, f"scenario:{locked.pk}")
    return locked


@transaction.atomic
def discard(*, actor: Account, scenario: Scenario, reason: str) -> Scenario:
    """Sets aside a simulation, or refuses a proposal, for a reason that stays in the file. Nothing is erased."""
    locked = _locked(scenario)
    step = "refuse" if locked.state == ScenarioState.PROPOSED else "discard"
    transition(TRANSITIONS, step, row=locked, actor=actor, reason=reason)
    return locked


def _require_same_amount(scenario: Scenario, sentence: str) -> None:
    """Refuses when the envelope no longer holds what the split was computed for."""
    local_cents, _regional = local_and_regional(scenario.envelope, scenario.local_percent)
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
    """SHA-256 of the canonical JSON (sorted keys, UTF-8, no spaces) of the problem and its result."""
    content = {
        "local_percent": scenario.local_percent,
        "problem": scenario.problem,
        "result": scenario.result,
    }
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
    name = f"{parent.name} – {territory.name} – {component.label}"
    child = make_part(parent, territory, component, name, actor)
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
