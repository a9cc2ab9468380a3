"""Money after the split: a rule of carry-over, a transfer made, one to approve, an announced pooling. Fictitious."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from alliances.domain.envelopes import actions as envelopes
from alliances.domain.envelopes.actions import Line
from alliances.domain.envelopes.models import Component, Envelope, MovementKind
from alliances.ops.demo.files import Troupe

DAYS_OF_NOTICE = 120


def tell(troupe: Troupe, whole: Envelope) -> None:
    """Between the local envelopes of one region, those of its last territories first."""
    officer, second = troupe.accounts["ministere"], troupe.accounts["ministere2"]
    envelopes.record_carry_over_rule(
        actor=officer,
        fund=whole.fund,
        envelope=whole,
        is_allowed=True,
        ceiling_share=Decimal("0.5"),
        asks_approval=False,
        source="Règle fictive de démonstration : la vraie n’est pas publiée.",
    )
    local = list(whole.children.filter(component=Component.LOCAL).order_by("-territory__code")[:3])
    regional = whole.children.get(component=Component.REGIONAL)
    made = envelopes.propose_movement(
        actor=officer,
        kind=MovementKind.TRANSFER,
        fund=whole.fund,
        lines=[Line(local[0], local[1], 1_250_000, from_year=2026)],
        reason="La table voisine a plus de projets prêts cette année; les deux tables se sont entendues.",
    )
    envelopes.approve(actor=second, movement=made)
    envelopes.propose_movement(
        actor=officer,
        kind=MovementKind.TRANSFER,
        fund=whole.fund,
        lines=[Line(local[1], local[2], 400_000)],
        reason="Demande de la table : un projet commun aux deux territoires.",
    )
    pooled = envelopes.propose_movement(
        actor=officer,
        kind=MovementKind.POOLING,
        fund=whole.fund,
        lines=[Line(part, regional, None) for part in local[1:]],
        reason="Après le dernier appel local, ce qui reste s’ouvre à tous les territoires de la région.",
        effective_on=timezone.localdate() + timedelta(days=DAYS_OF_NOTICE),
    )
    envelopes.approve(actor=second, movement=pooled)
