"""Checks an operator can run on the real data, on one unmoving view of the database."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from alliances.domain.chain.queries import amounts, given, noted, places, receipts
from alliances.domain.chain.queries.deliberations import check_deliberations
from alliances.domain.common.checked import Checked
from alliances.domain.envelopes.proofs import check_entries, check_movements, check_splits, check_tranches
from alliances.domain.files import queries as files
from alliances.domain.files.models import StoredFile
from alliances.domain.ledger.queries import proofs
from alliances.ops.errors import Refusal
from alliances.ops.guards import check_guards
from alliances.ops.histories import check_histories
from alliances.ops.passages import check_passages


def check_files() -> Checked:
    """Every stored file is there, with the bytes whose digest it bears."""
    return Checked(_("fichiers"), StoredFile.objects.count(), tuple(files.findings()))


# In order: what lies deepest first, so that the first difference named is the cause and not its consequence.
CHECKS: tuple[Callable[[], Checked | list[Checked]], ...] = (
    proofs.check_chains,
    proofs.check_anchors,
    proofs.check_balances,
    proofs.check_years,
    proofs.check_closings,
    check_entries,
    check_movements,
    check_splits,
    check_tranches,
    amounts.check_amounts,
    amounts.check_instalments,
    amounts.check_books_apart,
    places.check_places,
    amounts.check_public_totals,
    receipts.check_sendings,
    receipts.check_reports,
    receipts.check_signed,
    given.check_sent_words,
    given.check_closings,
    given.check_roles,
    check_files,
    check_deliberations,
    check_passages,
    check_histories,
    noted.check_evidence,
    check_guards,
)


def _refuse_an_older_schema() -> None:
    """The checks read the tables of this version: on another, they would stumble and not verify."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refusal(
            "Le schéma de la base est d’une version antérieure : lancez d’abord ./run migrate.\n"
            "The database schema is of an earlier version: first run ./run migrate."
        )


def checks(against: Path | None = None) -> list[Checked]:
    """Every check, in order; first the digests noted in the file `against`, when one is given."""
    _refuse_an_older_schema()
    with _one_view():
        answers = [check() for check in CHECKS]
        known = _compared(against) if against else []
    return [
        *known,
        *(each for answer in answers for each in (answer if isinstance(answer, list) else [answer])),
    ]


def findings(checked: Sequence[Checked]) -> list[str]:
    """What is wrong, a sentence each, deepest first; none when all is well."""
    return [finding for each in checked for finding in each.findings]


def verify_all() -> list[str]:
    return findings(checks())


def heads() -> dict[str, list[dict[str, Any]]]:
    """The last number and digest of each book, and the last digest of the evidence."""
    return {
        "heads": [asdict(head) for head in proofs.heads()],
        "evidence": [asdict(day) for day in noted.noted()[-1:]],
    }


@contextmanager
def _one_view() -> Iterator[None]:
    """What is posted meanwhile is not seen by half. (A test may already be in a transaction of its own.)"""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _compared(path: Path) -> list[Checked]:
    """What was noted in this file, beside what is here. An older file has no digest of the evidence."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        heads = [proofs.Head(**head) for head in read["heads"]]
        days = [noted.Noted(**day) for day in read.get("evidence", [])]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refusal(
            f"« {path} » ne se lit pas comme une liste d’empreintes ({error}).\n"
            f"“{path}” cannot be read as a list of digests ({error})."
        ) from error
    return [proofs.check_heads(heads), *([noted.check_noted(days)] if days else [])]
