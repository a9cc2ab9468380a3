"""The state of a file, in the words of each reader.

SENT = StateLabel(
    {"organisation": _("Envoyée"), "staff": _("À examiner"), "public": _("En analyse")},
    tone="waiting",
    next_step={"organisation": _("La MRC vérifie l’admissibilité d’ici dix jours ouvrables.")},
)

<c-badge :state="label" audience="organisation" />
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TONES = ("neutral", "info", "waiting", "success", "warning", "danger")


@dataclass(frozen=True)
class StateLabel:
    """One state: its name for each audience, its tone, and one sentence that says what happens next.

    `""` is the audience of everyone else; without it, the first one given speaks for all.
    Raises ValueError for a tone that does not exist, or without any label.
    """

    labels: Mapping[str, Any]
    tone: str = "neutral"
    next_step: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.tone not in TONES or not self.labels:
            raise ValueError(f"expected a label and a tone among {', '.join(TONES)}, found {self.tone!r}")

    def label_for(self, audience: str = "") -> str:
        return str(_pick(self.labels, audience))

    def next_step_for(self, audience: str = "") -> str:
        """Empty when nothing is said to this audience."""
        return str(self.next_step.get(audience) or self.next_step.get("") or "")

    def badge_for(self, audience: str = "") -> "Badge":
        return Badge(self.label_for(audience), self.tone)


def _pick(texts: Mapping[str, Any], audience: str) -> Any:
    return texts.get(audience) or texts.get("") or next(iter(texts.values()))


@dataclass(frozen=True)
class Badge:
    """A word and its tone, ready to show (value of a table's badge column)."""

    label: Any
    tone: str = "neutral"

    def __str__(self) -> str:
        return str(self.label)
