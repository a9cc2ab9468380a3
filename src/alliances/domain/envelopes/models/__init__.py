"""Funds, the tree of envelopes, the scenarios that split them, and the movements between them."""

from alliances.domain.envelopes.models.carry_over import CarryOverRule
from alliances.domain.envelopes.models.envelopes import (
    Component,
    Envelope,
    EnvelopeQuerySet,
    Fund,
    FundQuerySet,
)
from alliances.domain.envelopes.models.movements import (
    Movement,
    MovementKind,
    MovementLine,
    MovementLineQuerySet,
    MovementState,
)
from alliances.domain.envelopes.models.scenarios import Scenario, ScenarioLine, ScenarioState, Signature
from alliances.domain.envelopes.models.tranches import Tranche

__all__ = [
    "CarryOverRule",
    "Component",
    "Envelope",
    "EnvelopeQuerySet",
    "Fund",
    "FundQuerySet",
    "Movement",
    "MovementKind",
    "MovementLine",
    "MovementLineQuerySet",
    "MovementState",
    "Scenario",
    "ScenarioLine",
    "ScenarioState",
    "Signature",
    "Tranche",
]
