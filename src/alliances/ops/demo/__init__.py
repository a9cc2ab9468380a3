"""Demonstration data: fictitious people and decisions on real, published territories."""

from typing import NamedTuple


class DemoAccount(NamedTuple):
    """One account a visitor may use; the label names its role."""

    role: str
    email: str
    password: str


def build() -> None:
    """Make the demonstration; running it again changes nothing."""


def accounts() -> list[DemoAccount]:
    """One account per role, for the launcher's banner and the sign-in page."""
    return []
