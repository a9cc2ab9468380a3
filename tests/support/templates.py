"""A template variable that does not exist fails the test, instead of rendering as nothing.

Only in our own templates: those of Django, allauth and cotton test for missing variables on purpose.
"""

import sys
from pathlib import Path
from typing import Any

import alliances

OURS = str(Path(alliances.__file__).resolve().parent)


class UnknownVariableError(AssertionError):
    """A template of ours uses a name its view does not give."""


class FailingText(str):
    """Django asks `"%s" in it`, then formats it with the variable's name: that is where we fail.

    It must not be empty: Django would not ask.
    """

    __slots__ = ()

    def __contains__(self, text: object) -> bool:
        return text == "%s" or super().__contains__(str(text))

    def __mod__(self, variable: Any) -> str:
        origin = _origin()
        if origin.startswith(OURS):
            raise UnknownVariableError(f"unknown variable “{variable}” in {origin}")
        return ""


def _origin() -> str:
    """File of the template node being rendered, found on the stack."""
    frame = sys._getframe(2)
    while frame:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None:
            return str(getattr(origin, "name", origin))
        frame = frame.f_back  # type: ignore[assignment]
    return ""
