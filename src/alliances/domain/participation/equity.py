"""The three questions of equity, asked in the same words of a local plan and of an application."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class EquityQuestion:
    """`code` is the name of the field that holds the answer."""

    code: str
    short: Any
    question: Any
    help: Any


QUESTIONS = (
    EquityQuestion(
        "equity_gender",
        _("Genre"),
        _("Les femmes, les hommes et les personnes de la diversité de genre vivent-ils la même situation?"),
        _("Dites ce que vous savez des différences, et ce que vous ferez pour en tenir compte."),
    ),
    EquityQuestion(
        "equity_territory",
        _("Territoire"),
        _("Quelles parties du territoire sont plus loin des services, ou plus touchées?"),
        _("Villages, quartiers, distances, transport : nommez les lieux et ce qui est prévu pour eux."),
    ),
    EquityQuestion(
        "equity_groups",
        _("Groupes"),
        _("Quels groupes rencontrent plus d’obstacles, et comment seront-ils rejoints?"),
        _(
            "Par exemple les personnes handicapées, autochtones, immigrantes, aînées, ou les familles monoparentales."
        ),
    ),
)
