"""What the database holds besides rows, as one line each: what a fresh migration makes, and what is there now.

`catalogue.txt` is what a fresh migration makes; a test compares the two, and writes it again when it is asked to
(`ALLIANCES_WRITE_CATALOGUE=1 ./test tests/ops/test_catalogue.py`). PostgreSQL 15 and 18 print every line alike,
and so does a restored backup (`as_restored`).
Reading needs no right: PostgreSQL shows its own catalogue to every role.
"""

# ruff: noqa: S608 - queries made of our own constants, nothing that anybody typed

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from alliances.domain.common.grants import APPLICATION_ROLE

FILE = Path(__file__).with_name("catalogue.txt")
FUNCTION, TRIGGER, CONSTRAINT, UNIQUE, COLUMNS, RIGHT = (
    "function", "trigger", "constraint", "unique", "columns", "right",
)  # fmt: skip
Key = tuple[str, str, str]
"""A kind, the table (empty for a function; « table.column » for a right on a column), and a name."""

OURS = """
    namespace.nspname = 'public' AND NOT EXISTS (
        SELECT 1 FROM pg_depend WHERE objid = thing.oid AND deptype = 'e' AND classid = thing.tableoid
    )
"""
WRITING = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
QUERIES = {
    FUNCTION: f"""
        SELECT '', thing.proname || '(' || pg_get_function_identity_arguments(thing.oid) || ')', concat_ws(E'\\n',
            pg_get_function_result(thing.oid), language.lanname, thing.provolatile, thing.prosecdef,
            thing.proisstrict, array_to_string(thing.proconfig, ' '), thing.prosrc,
            pg_get_function_sqlbody(thing.oid))
        FROM pg_proc thing JOIN pg_namespace namespace ON namespace.oid = thing.pronamespace
        JOIN pg_language language ON language.oid = thing.prolang WHERE {OURS}
    """,
    TRIGGER: f"""
        SELECT thing.relname, tgname, tgenabled::text || ' ' || pg_get_triggerdef(pg_trigger.oid)
        FROM pg_trigger JOIN pg_class thing ON thing.oid = tgrelid
        JOIN pg_namespace namespace ON namespace.oid = thing.relnamespace WHERE NOT tgisinternal AND {OURS}
    """,
    CONSTRAINT: f"""
        SELECT thing.relname, conname, pg_get_constraintdef(pg_constraint.oid) || CASE WHEN EXISTS (
                SELECT 1 FROM pg_trigger
                WHERE tgconstraint = pg_constraint.oid AND tgisinternal AND tgenabled NOT IN ('O', 'A')
            ) THEN ' DISABLED' ELSE '' END
        FROM pg_constraint JOIN pg_class thing ON thing.oid = conrelid
        JOIN pg_namespace namespace ON namespace.oid = thing.relnamespace
        WHERE contype IN ('c', 'f', 'p', 'u', 'x') AND {OURS}
    """,
    UNIQUE: f"""
        SELECT of_table.relname, thing.relname, pg_get_indexdef(thing.oid)
            || CASE WHEN indisvalid AND indisready AND indislive THEN '' ELSE ' INVALID' END
        FROM pg_index JOIN pg_class thing ON thing.oid = indexrelid JOIN pg_class of_table ON of_table.oid = indrelid
        JOIN pg_namespace namespace ON namespace.oid = thing.relnamespace WHERE indisunique AND {OURS}
    """,
    COLUMNS: f"""
        SELECT thing.relname, thing.relkind::text, string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod),
            CASE WHEN attnotnull THEN 'NOT NULL' END, nullif(attidentity, ''), nullif(attgenerated, ''),
            pg_get_expr(adbin, adrelid)), ', ' ORDER BY attname)
        FROM pg_class thing JOIN pg_namespace namespace ON namespace.oid = thing.relnamespace
        JOIN pg_attribute ON attrelid = thing.oid AND attnum > 0 AND NOT attisdropped
        LEFT JOIN pg_attrdef ON adrelid = thing.oid AND adnum = attnum
        WHERE thing.relkind IN ('r', 'p', 'v', 'm', 'f') AND {OURS} GROUP BY thing.oid, thing.relname, thing.relkind
    """,
    # Reading given to somebody else is the operator's business; writing never is.
    RIGHT: f"""
        SELECT given.name, coalesce(role.rolname, 'PUBLIC'), string_agg(
            given.privilege_type || CASE WHEN given.is_grantable THEN '*' ELSE '' END, ' ' ORDER BY privilege_type)
        FROM (
            SELECT thing.relname AS name, thing.relowner, acl.*
            FROM pg_class thing JOIN pg_namespace namespace ON namespace.oid = thing.relnamespace,
                aclexplode(thing.relacl) acl WHERE {OURS}
            UNION ALL
            SELECT thing.relname || '.' || attname, thing.relowner, acl.*
            FROM pg_class thing JOIN pg_namespace namespace ON namespace.oid = thing.relnamespace
                JOIN pg_attribute ON attrelid = thing.oid, aclexplode(attacl) acl WHERE {OURS}
            UNION ALL
            SELECT 'public', nspowner, acl.* FROM pg_namespace, aclexplode(nspacl) acl
            WHERE nspname = 'public' AND privilege_type = 'CREATE'
        ) given LEFT JOIN pg_roles role ON role.oid = given.grantee
        WHERE given.grantee <> given.relowner
            AND (role.rolname = '{APPLICATION_ROLE}' OR given.privilege_type = ANY ('{{{",".join(WRITING)},CREATE}}'))
        GROUP BY 1, 2
    """,
}


def present() -> dict[Key, str]:
    """What is in the database now. Names are written whole, whatever path this session searches."""
    found: dict[Key, str] = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('search_path'), set_config('search_path', '', false)")
        path = cursor.fetchone()[0]
        for kind, query in QUERIES.items():
            cursor.execute(query)
            found |= {(kind, table, name): _short(kind, text) for table, name, text in cursor.fetchall()}
        cursor.execute("SELECT set_config('search_path', %s, false)", [path])
    return found


def declared() -> dict[Key, str]:
    """What a fresh migration makes."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {(kind, table, name): text for kind, table, name, text in rows}


def as_lines(found: dict[Key, str]) -> str:
    return "".join(f"{chr(9).join((*key, text))}\n" for key, text in sorted(found.items()))


def write(found: dict[Key, str]) -> None:
    FILE.write_text(as_lines(found), encoding="utf-8")


# Printed otherwise once restored, beside the lists of words: a BETWEEN among other conditions loses its brackets.
RESTORED = {
    (CONSTRAINT, "agreements_framework", "framework_instalments_whole"): (
        "672986bd1918f61e5f52145d71b53b3480557a0abece36ff690573f07e8beae8"
    ),
}


def agree(key: Key, declared: str | None, present: str | None) -> bool:
    return present == declared or (present is not None and present == RESTORED.get(key))


LISTED = re.compile(r"\(ARRAY\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]")
WORD = re.compile(r"'(?:[^']|'')*'::character varying")


def as_restored(text: str) -> str:
    """The same definition as PostgreSQL prints it once a backup was restored: a list of words is cast word by word."""
    return LISTED.sub(lambda found: f"ARRAY[{WORD.sub(_as_text, found[1])}]", text)


def _as_text(word: re.Match[str]) -> str:
    return f"({word[0]})::text"


def _short(kind: str, text: str) -> str:
    """Bodies and long lines by their digest: the file says that something changed, the sources say what."""
    text = as_restored(text)
    if kind in {FUNCTION, COLUMNS} or len(text) > 400 or "\n" in text or "\t" in text:
        return hashlib.sha256(text.encode()).hexdigest()
    return text


# What no migration ever makes: rows hidden, statements turned aside, a table that is another's.
ODDITIES: dict[str, str] = {
    "hidden": f"""
        SELECT thing.relname, '' FROM pg_class thing JOIN pg_namespace namespace ON namespace.oid = relnamespace
        WHERE (relrowsecurity OR relforcerowsecurity OR EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = thing.oid))
            AND {OURS}
    """,
    "rule": f"""
        SELECT thing.relname, rulename FROM pg_rewrite JOIN pg_class thing ON thing.oid = ev_class
        JOIN pg_namespace namespace ON namespace.oid = relnamespace WHERE rulename <> '_RETURN' AND {OURS}
    """,
    "heir": f"""
        SELECT thing.relname, inhrelid::regclass::text FROM pg_inherits JOIN pg_class thing ON thing.oid = inhparent
        JOIN pg_namespace namespace ON namespace.oid = relnamespace WHERE {OURS}
    """,
    "owner": f"""
        SELECT name, rolname FROM (
            SELECT thing.relname AS name, thing.relowner AS owner FROM pg_class thing
            JOIN pg_namespace namespace ON namespace.oid = relnamespace WHERE relkind <> 'i' AND {OURS}
            UNION ALL
            SELECT thing.proname, thing.proowner FROM pg_proc thing
            JOIN pg_namespace namespace ON namespace.oid = pronamespace WHERE {OURS}
        ) held JOIN pg_roles role ON role.oid = held.owner
        WHERE owner <> (SELECT relowner FROM pg_class WHERE oid = 'public.django_migrations'::regclass)
    """,
    "power": f"""
        SELECT '{APPLICATION_ROLE}', '' FROM pg_roles role WHERE rolname = '{APPLICATION_ROLE}' AND (
            rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication
            OR pg_has_role(role.oid, 'pg_write_all_data', 'MEMBER') OR (
                SELECT relowner <> role.oid AND pg_has_role(role.oid, relowner, 'MEMBER')
                FROM pg_class WHERE oid = 'public.django_migrations'::regclass
            ))
    """,
    "setting": """
        SELECT coalesce(rolname, datname), setting FROM pg_db_role_setting
        LEFT JOIN pg_roles ON pg_roles.oid = setrole LEFT JOIN pg_database ON pg_database.oid = setdatabase,
        unnest(setconfig) setting
        WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
            AND split_part(setting, '=', 1) IN ('search_path', 'session_replication_role')
    """,
}


def oddities() -> Iterable[tuple[str, str, Any]]:
    """(kind, table or role, detail) of each, in order."""
    for kind, query in ODDITIES.items():
        with connection.cursor() as cursor:
            cursor.execute(f"{query} ORDER BY 1, 2")
            for name, detail in cursor.fetchall():
                yield kind, name, detail
