"""What happens to envelopes: created, split, shared among years, and moved money between."""

from alliances.domain.envelopes.actions.criteria_files import keep_criteria, withdraw_criteria
from alliances.domain.envelopes.actions.movements import TRANSITIONS as MOVEMENT_TRANSITIONS
from alliances.domain.envelopes.actions.movements import (
    Line,
    approve,
    cancel,
    carry_out_due,
    digest_of_movement,
    open_part,
    propose_movement,
    refuse,
    step_of_approval,
)
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
    "keep_criteria",
    "local_and_regional",
    "open_part",
    "propose",
    "propose_movement",
    "refuse",
    "save_scenario",
    "share_among_years",
    "simulate",
    "step_of_approval",
    "withdraw_criteria",
]
