"""Which rule of carry-over stands for an envelope, and whether a carry-over respects it."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from alliances.domain.common.formats import day as written
from alliances.domain.common.formats import money, percent
from alliances.domain.common.verdict import ALLOWED, Verdict, first_refusal, refused
from alliances.domain.envelopes.models import (
    CarryOverRule,
    Envelope,
    MovementKind,
    MovementLine,
    MovementState,
    Tranche,
)
from alliances.domain.envelopes.tree import tree_above


def rule_for(envelope: Envelope) -> CarryOverRule | None:
    """The last rule recorded for the nearest envelope above (itself first), else for its plan in its fund, else for
    its fund. None: nobody recorded any, the rule is unknown. Two queries.
    """
    above = tree_above(envelope.pk)[::-1]
    plan = envelope.measure.plan_id
    found = CarryOverRule.objects.filter(fund=envelope.fund_id).filter(
        Q(envelope__in=above) | Q(plan=plan, envelope=None) | Q(plan=None, envelope=None)
    )

    def nearness(rule: CarryOverRule) -> tuple[int, int]:
        if rule.envelope_id is not None:
            return above.index(rule.envelope_id), -rule.pk
        return len(above) + (rule.plan_id is None), -rule.pk

    return min(found.select_related("fund", "plan", "envelope"), key=nearness, default=None)


def ceiling_of(rule: CarryOverRule, envelope: Envelope, year: int) -> int | None:
    """The most (cents) that may leave `year` of `envelope` by carry-overs, all of them together. None: no ceiling."""
    ceilings = [] if rule.ceiling_cents is None else [rule.ceiling_cents]
    if rule.ceiling_share is not None:
        tranche = Tranche.objects.filter(envelope=envelope).by_year().get(year, 0)
        base = tranche + carried_before(envelope, year)
        ceilings.append(int(base * Fraction(rule.ceiling_share)))
    return min(ceilings, default=None)


def carried_before(envelope: Envelope, year: int) -> int:
    """Cents that earlier carry-overs took from `year`."""
    lines = MovementLine.objects.filter(
        movement__kind=MovementKind.CARRY_OVER, movement__state=MovementState.DONE, origin=envelope,
        destination=envelope, from_year=year,
    )  # fmt: skip
    return lines.aggregate(total=Sum("amount_cents"))["total"] or 0


def may_carry(envelope: Envelope, year: int, cents: int, *, day: date, approval: str) -> Verdict:
    """Whether `cents` of `year` may pass to a later one on `day`. Unknown rule: two signatures and a reason do."""
    rule = rule_for(envelope)
    if rule is None:
        return ALLOWED
    return first_refusal(
        _permits(rule), _in_time(rule, day), _under(rule, envelope, year, cents), _approved(rule, approval)
    )


def may_carry_all(lines: Iterable[MovementLine], *, day: date, approval: str) -> Verdict:
    """The same of every line that stays in its envelope; several that leave one year count together."""
    asked: dict[tuple[int, int], tuple[Envelope, int]] = {}
    for line in lines:
        if line.origin is None or line.origin != line.destination or line.from_year is None:
            continue
        _envelope, before = asked.get((line.origin.pk, line.from_year), (line.origin, 0))
        asked[line.origin.pk, line.from_year] = (line.origin, before + (line.amount_cents or 0))
    return first_refusal(
        *(
            may_carry(envelope, year, cents, day=day, approval=approval)
            for (_key, year), (envelope, cents) in asked.items()
        )
    )


def _permits(rule: CarryOverRule) -> Verdict:
    if rule.is_allowed:
        return ALLOWED
    return refused(
        _("La règle de report de « %(scope)s » ne permet aucun report. Source : %(source)s")
        % {"scope": rule, "source": rule.source}
    )


def _in_time(rule: CarryOverRule, day: date) -> Verdict:
    if rule.until is None or day <= rule.until:
        return ALLOWED
    return refused(
        _("La règle de report de « %(scope)s » permettait un report jusqu’au %(day)s.")
        % {"scope": rule, "day": written(rule.until)}
    )


def _under(rule: CarryOverRule, envelope: Envelope, year: int, cents: int) -> Verdict:
    ceiling = ceiling_of(rule, envelope, year)
    if ceiling is None:
        return ALLOWED
    left = max(ceiling - carried_before(envelope, year), 0)
    if cents <= left:
        return ALLOWED
    return refused(
        _(
            "La règle de report de « %(scope)s » laisse reporter %(left)s de plus de cet exercice, pas %(asked)s."
        )
        % {"scope": rule, "left": money(left), "asked": money(cents)}
    )


def _approved(rule: CarryOverRule, approval: str) -> Verdict:
    if not rule.asks_approval or approval.strip():
        return ALLOWED
    return refused(
        _(
            "La règle de report demande l’approbation de : %s. Écrivez la référence et la date de cette approbation."
        )
        % rule.approver
    )


def said_of(rule: CarryOverRule) -> list[str]:
    """The rule in sentences, what is unknown included."""
    if not rule.is_allowed:
        return [_("Aucun report n’est permis.")]
    ceilings = [percent(Fraction(rule.ceiling_share), 3)] if rule.ceiling_share is not None else []
    ceilings += [money(rule.ceiling_cents)] if rule.ceiling_cents is not None else []
    return [
        _("Le report est permis."),
        _("Plafond, pour un exercice d’une enveloppe : %s.") % _(" et ").join(ceilings)
        if ceilings
        else _("Plafond inconnu."),
        _("Jusqu’au %s.") % written(rule.until) if rule.until else _("Date limite inconnue."),
        {
            True: _("Chaque report demande l’approbation de : %s.") % rule.approver,
            False: _("Aucune approbation extérieure n’est demandée."),
            None: _("On ne sait pas si une approbation extérieure est demandée."),
        }[rule.asks_approval],
    ]
