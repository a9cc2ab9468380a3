"""What the operator reads once everything runs."""

import django
from django.core.exceptions import AppRegistryNotReady
from django.utils.module_loading import import_string

from alliances.ops.demo import DemoAccount


def address(port: int, bind: str) -> str:
    host = "127.0.0.1" if bind in {"0.0.0.0", "::"} else bind  # noqa: S104 - read, not bound
    return f"http://{host}:{port}/"


def text(home: str, accounts: list[DemoAccount]) -> str:
    """Address and demonstration accounts, French first."""
    lines = [
        "",
        "Alliances est prêt · Alliances is ready",
        f"    {home:<34}français",
        f"    {home + 'en/':<34}English",
    ]
    if accounts:
        widths = [max(len(account[column]) for account in accounts) for column in range(3)]
        lines += ["", "Comptes de démonstration, données fictives · Demonstration accounts, fictitious data"]
        lines += [
            "    "
            + "  ".join(f"{value:<{width}}" for value, width in zip(account, widths, strict=True)).rstrip()
            for account in accounts
        ]
    return "\n".join([*lines, "", "Ctrl-C arrête tout · Ctrl-C stops everything", ""])


def demonstration_accounts() -> list[DemoAccount]:
    """The accounts of the demonstration; Django is set up only when their module asks for it."""
    try:
        return list(import_string("alliances.ops.demo.accounts")())
    except AppRegistryNotReady:
        django.setup()
        return list(import_string("alliances.ops.demo.accounts")())
