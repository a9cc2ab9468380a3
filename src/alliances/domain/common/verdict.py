"""The answer of a rule: allowed or not, and why, in a sentence the screen can show."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed. A refusal always carries its reason, written for the person who is refused."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def refused(reason: str) -> Verdict:
    """A refusal. `reason` says what is missing and, where possible, what to do next."""
    return Verdict(False, reason)


def first_refusal(*verdicts: Verdict) -> Verdict:
    """The first refusal met, in the order given, or ALLOWED."""
    return next((verdict for verdict in verdicts if not verdict), ALLOWED)


class Refused(Exception):
    """An action met a rule that says no. Nothing was changed; `str(error)` is the sentence to show."""


class NotPermitted(Refused, PermissionDenied):
    """The person does not hold the role this action asks for."""


def require(verdict: Verdict, *, error: type[Refused] = Refused) -> None:
    """Raises `error` with the verdict's reason unless it allows."""
    if not verdict:
        raise error(str(verdict.reason))
