"""Demonstration data: fictitious people and decisions on real, published territories."""

from django.utils.module_loading import import_string

from alliances.ops.demo.cast import CAST, PASSWORD, DemoAccount

__all__ = ["DemoAccount", "accounts", "build"]


def build() -> None:
    """Make the demonstration; running it again changes nothing."""
    import_string("alliances.ops.demo.story.tell")()  # by name: it imports models, which wait for Django


def accounts() -> list[DemoAccount]:
    """One account per role, for the launcher's banner and the sign-in page."""
    return [DemoAccount(member.shown_role, member.email, PASSWORD) for member in CAST if member.shown_role]
