"""A first start applies hundreds of operations: what each of them must not do again.

Django keeps every model rendered while it migrates. After an operation that touches a relation it renders again all
that is related, which here is nearly everything, and `pgtrigger` does so for triggers that no rendered model reads.
Three quarters of a first start went there.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger


@contextmanager
def rendering_little() -> Iterator[None]:
    """Inside, an operation renders the models next to its own; the others wait until something reads them.

    That is Django's own « delayed » state, which it keeps for operations without relations: `RunPython` renders
    everything anew when it meets it. The schema that results is the same.
    """
    with ExitStack() as stack:
        stack.enter_context(patch.object(ProjectState, "reload_model", _delayed(ProjectState.reload_model)))
        for operation in (AddTrigger, RemoveTrigger):
            quiet = _without_rendering(operation.state_forwards)
            stack.enter_context(patch.object(operation, "state_forwards", quiet))
        yield


def _delayed(reload_model: Callable[..., None]) -> Callable[..., None]:
    def reload(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        reload_model(state, app_label, model_name, delay=True)

    return reload


def _without_rendering(state_forwards: Callable[..., None]) -> Callable[..., None]:
    def forwards(operation: Any, app_label: str, state: ProjectState) -> None:
        with patch.object(state, "reload_model"):
            state_forwards(operation, app_label, state)
        state.is_delayed = True

    return forwards
