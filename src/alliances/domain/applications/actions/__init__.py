"""What one does with an application: start it, write it, send it, withdraw it, have it corrected."""

from alliances.domain.applications.actions.sending import (
    TRANSITIONS,
    ask_correction,
    cancel_correction,
    send,
    withdraw,
    withdrawal_of,
)
from alliances.domain.applications.actions.writing import (
    EDITABLE,
    Conflict,
    LineTyped,
    ResultTyped,
    save_answers,
    save_budget,
    save_draft,
    save_results,
    start,
)

__all__ = [
    "EDITABLE",
    "TRANSITIONS",
    "Conflict",
    "LineTyped",
    "ResultTyped",
    "ask_correction",
    "cancel_correction",
    "save_answers",
    "save_budget",
    "save_draft",
    "save_results",
    "send",
    "start",
    "withdraw",
    "withdrawal_of",
]
