"""Every environment variable the product reads, in one table.

`docs/configuration.md` is generated from it (`./run configuration`), so the table and the code cannot disagree.
"""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    meaning: str
    required_in_production: bool = False


VARIABLES = (
    Variable("ALLIANCES_ENV", "development", "`development`, `test` or `production`."),
    Variable(
        "ALLIANCES_SECRET_KEY",
        "",
        "Signs sessions and links: at least 50 characters, different in each installation.",
        required_in_production=True,
    ),
    Variable(
        "ALLIANCES_HOSTS",
        "localhost,127.0.0.1,[::1]",
        "Host names the site answers to, separated by commas.",
        required_in_production=True,
    ),
    Variable(
        "DATABASE_URL",
        "",
        "PostgreSQL 15 or newer, as the *application* role (`postgres://…`). Empty: a local server is started.",
        required_in_production=True,
    ),
    Variable(
        "DATABASE_OWNER_URL",
        "",
        "The same database as the *owner* role, used by migrations only. Two roles, so that the application "
        "itself cannot alter the ledger.",
        required_in_production=True,
    ),
    Variable("ALLIANCES_DATABASE_ROLE", "app", "`owner` while migrating; the commands set it themselves."),
    Variable(
        "PG_BIN", "", "Directory that holds `postgres`, `initdb` and `pg_ctl`; before the embedded server."
    ),
    Variable("ALLIANCES_VAR", "var", "Directory of the local database, its logs and generated keys."),
    Variable(
        "ALLIANCES_PORT",
        "8000",
        "Port of the web server, on the loopback interface unless ALLIANCES_BIND says otherwise.",
    ),
    Variable("ALLIANCES_BIND", "127.0.0.1", "Address the web server listens on."),
    Variable("ALLIANCES_WORKERS", "2", "Web server processes."),
    Variable(
        "ALLIANCES_PROXIES",
        "0",
        "How many reverse proxies add to `X-Forwarded-For`: limits on sign-in attempts then count the visitor's "
        "address and not the proxy's.",
    ),
    Variable(
        "ALLIANCES_INSECURE_HTTP", "", "`yes` allows production without HTTPS (behind a closed network only)."
    ),
    Variable(
        "ALLIANCES_SECOND_FACTOR",
        "",
        "`required` or `offered` to staff and signatories. Empty: required in production, offered elsewhere.",
    ),
    Variable(
        "ALLIANCES_EMAIL_URL",
        "",
        "SMTP server (`smtp://user:password@host:587`). Empty: messages stay in `var/mail`.",
    ),
    Variable(
        "ALLIANCES_ADDRESS",
        "",
        "Public address of the site, in the links of e-mails. Empty: `https://` and the first of ALLIANCES_HOSTS in "
        "production, the loopback address elsewhere.",
    ),
    Variable("ALLIANCES_FILES", "", "Directory of the uploaded files. Empty: `files` under ALLIANCES_VAR."),
    Variable(
        "ALLIANCES_SCANNER",
        "",
        "Virus scanner (clamd): path of its socket, or `host:port`. `none`: files are readable without a scan, and say "
        "so. Empty: `none` outside production; in production files then wait, and nobody reads them.",
    ),
    Variable(
        "ALLIANCES_SHARED", "", "Directory of extra test vectors; tests use their own small files without it."
    ),
)

_KNOWN = {variable.name: variable for variable in VARIABLES}


def read(name: str) -> str:
    """Value of a declared variable, or its default. KeyError for an undeclared name: declare it above."""
    return os.environ.get(name) or _KNOWN[name].default


OWNER_URL = "DATABASE_OWNER_URL"


def missing_in_production(*, migrating: bool) -> list[str]:
    """Names of the variables production cannot do without and that are not set.

    Only migrations need the owner's address: the launcher takes it away from the web server and the worker.
    """
    missing = [v.name for v in VARIABLES if v.required_in_production and not os.environ.get(v.name)]
    return [name for name in missing if migrating or name != OWNER_URL]


def as_markdown_table() -> str:
    """The table of `docs/configuration.md`."""
    rows = ["| Variable | Default | Meaning |", "|---|---|---|"]
    for variable in VARIABLES:
        required = " **Required in production.**" if variable.required_in_production else ""
        default = f"`{variable.default}`" if variable.default else "–"
        rows.append(f"| `{variable.name}` | {default} | {variable.meaning}{required} |")
    return "\n".join(rows)
