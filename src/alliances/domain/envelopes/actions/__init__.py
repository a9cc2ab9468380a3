"""What happens to envelopes: created, split, shared among years, and moved money between."""

from alliances.domain.envelopes.actions.carry_over import record_carry_over_rule
from alliances.domain.envelopes.actions.criteria_files import keep_criteria, withdraw_criteria
from alliances.domain.envelopes.actions.explorations import TASK as TASK_OF_EXPLORATIONS
from alliances.domain.envelopes.actions.explorations import (
    ask_exploration,
    engine_here,
    grid_for,
    run_exploration,
)
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
from alliances.domain.envelopes.actions.new_envelopes import create_fund, propose_envelope
from alliances.domain.envelopes.actions.parts import open_part
from alliances.domain.envelopes.actions.splits import (
    TRANSITIONS,
    adopt,
    digest_of,
    discard,
    parts_shared,
    propose,
    save_scenario,
    simulate,
)
from alliances.domain.envelopes.actions.tranches import share_among_years

__all__ = [
    "MOVEMENT_TRANSITIONS",
    "TASK_OF_EXPLORATIONS",
    "TRANSITIONS",
    "Line",
    "adopt",
    "approve",
    "ask_exploration",
    "cancel",
    "carry_out_due",
    "create_fund",
    "digest_of",
    "digest_of_movement",
    "discard",
    "engine_here",
    "grid_for",
    "keep_criteria",
    "open_part",
    "parts_shared",
    "propose",
    "propose_envelope",
    "propose_movement",
    "record_carry_over_rule",
    "refuse",
    "run_exploration",
    "save_scenario",
    "share_among_years",
    "simulate",
    "step_of_approval",
    "withdraw_criteria",
]
