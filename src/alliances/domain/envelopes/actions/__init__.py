"""What happens to envelopes: created, split, shared among years, and moved money between."""

from alliances.domain.envelopes.actions.carry_over import record_carry_over_rule
from alliances.domain.envelopes.actions.movements import TRANSITIONS as MOVEMENT_TRANSITIONS
from alliances.domain.envelopes.actions.movements import (
    Line,
    approve,
    cancel,
    carry_out_due,
    digest_of_movement,
    propose_movement,
    refuse,
    step_of_approval,
)
from alliances.domain.envelopes.actions.parts import open_part
from alliances.domain.envelopes.actions.splits import (
    TRANSITIONS,
    adopt,
    create_envelope,
    create_fund,
    digest_of,
    discard,
    local_and_regional,
    propose,
    save_scenario,
    simulate,
)
from alliances.domain.envelopes.actions.tranches import share_among_years

__all__ = [
    "MOVEMENT_TRANSITIONS",
    "TRANSITIONS",
    "Line",
    "adopt",
    "approve",
    "cancel",
    "carry_out_due",
    "create_envelope",
    "create_fund",
    "digest_of",
    "digest_of_movement",
    "discard",
    "local_and_regional",
    "open_part",
    "propose",
    "propose_movement",
    "record_carry_over_rule",
    "refuse",
    "save_scenario",
    "share_among_years",
    "simulate",
    "step_of_approval",
]
