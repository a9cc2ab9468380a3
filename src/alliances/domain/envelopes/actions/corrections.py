"""The adoption of a correction: the money that changes place moves as one revision, signed by the same two people."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from alliances.domain.common.verdict import Refused
from alliances.domain.envelopes.actions.movements import Line, approve, propose_movement
from alliances.domain.envelopes.actions.parts import part_of
from alliances.domain.envelopes.models import Component, Envelope, MovementKind, Scenario
from alliances.domain.envelopes.standing import Standing
from alliances.domain.people.models import Account
from alliances.domain.territories.models import Territory


def require_same_standing(scenario: Scenario, standing: Standing | None) -> None:
    """Refuses when what the parts hold changed since the simulation, or when more is promised than they would get."""
    if scenario.replaces_id is None:
        return
    if standing is None or standing.scenario.pk != scenario.replaces_id:
        raise Refused(
            _("La répartition à corriger n’est plus celle qui est adoptée. Refaites la correction.")
        )
    if scenario.problem["before"] != dict(standing.held):
        raise Refused(_("De l’argent a changé d’enveloppe depuis cette simulation. Refaites la correction."))
    amounts = scenario.result["cents"]
    short = [code for code, cents in standing.promised.items() if amounts.get(code, 0) < cents]
    if short:
        names = Territory.objects.filter(code__in=short).alphabetical().values_list("name", flat=True)
        sentence = _(
            "Un montant plus grand que le nouveau est maintenant promis à : %s. Refaites la correction."
        )
        raise Refused(sentence % ", ".join(names))


def move_differences(
    scenario: Scenario, standing: Standing, others: Mapping[str, int], actor: Account
) -> None:
    """Brings each part from what it held to its new amount: what goes up first, then what comes down."""
    lines = list(_lines(scenario, standing, others, actor))
    if not lines:
        return
    first = scenario.signatures.select_related("account").order_by("signed_at", "pk")[0].account
    movement = propose_movement(
        actor=first,
        kind=MovementKind.REVISION,
        fund=scenario.envelope.fund,
        lines=sorted(lines, key=lambda line: line.origin == scenario.envelope),
        reason=_("Correction de la répartition « %(title)s » : %(reason)s")
        % {"title": standing.scenario.title, "reason": scenario.reason},
    )
    scenario.movement = approve(actor=actor, movement=movement)
    scenario.save(update_fields=["movement"])


def _lines(
    scenario: Scenario, standing: Standing, others: Mapping[str, int], actor: Account
) -> Iterator[Line]:
    wanted: dict[str, int] = {**dict.fromkeys(standing.held, 0), **scenario.result["cents"]}
    places = Territory.objects.in_bulk(list(wanted), field_name="code")
    for code in sorted(wanted):
        change = wanted[code] - standing.held.get(code, 0)
        if change:
            part = part_of(scenario.envelope, places[code], Component.LOCAL, actor)
            yield _line(scenario.envelope, part, change)
    for component in sorted({*others, *standing.others_held}):
        change = others.get(component, 0) - standing.others_held.get(component, 0)
        if change:
            part = part_of(scenario.envelope, scenario.envelope.territory, Component(component), actor)
            yield _line(scenario.envelope, part, change)


def _line(whole: Envelope, part: Envelope, change: int) -> Line:
    return Line(whole, part, change) if change > 0 else Line(part, whole, -change)
