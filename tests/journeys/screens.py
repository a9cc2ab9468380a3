"""The screens that `./test --screens` writes. Add one line per screen; the demonstration gives it its data."""

from typing import NamedTuple


class Screen(NamedTuple):
    """`path` is the French one, without language prefix; `role` is the label of a demonstration account, or empty."""

    name: str
    path: str
    role: str = ""


SCREENS = [
    Screen("accueil", "/"),
    Screen("connexion", "/compte/login/"),
    Screen("composants", "/composants/"),
]
