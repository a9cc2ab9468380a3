"""The decision behind a ledger entry: « payment:12 » as words. Every kind that the rooms write has its line here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.models import Envelope, Movement, Scenario
from alliances.domain.grants.models import Amendment, Grant, Payment, Recovery, Report
from alliances.domain.review.models import Resolution


@dataclass(frozen=True)
class Paper:
    """What an entry rests on. `kind` and `key` are empty for a text that names none of our decisions."""

    text: str
    title: str
    kind: str = ""
    key: int = 0
    page: int = 0
    """The key of the row whose screen shows it: the grant for a recovery, its own elsewhere."""

    def __str__(self) -> str:
        return self.title


@dataclass(frozen=True)
class _Kind:
    label: str | Promise
    rows: Callable[[], QuerySet[Any]]
    name: Callable[[Any], str]
    page: Callable[[Any], int] = lambda row: row.pk


_KINDS: dict[str, _Kind] = {
    "envelope": _Kind(_("Enveloppe"), Envelope.objects.all, lambda row: row.name),
    "scenario": _Kind(_("Répartition"), Scenario.objects.all, lambda row: row.title),
    "movement": _Kind(
        _("Mouvement"), Movement.objects.all, lambda row: f"{row.pk}, {row.get_kind_display()}"
    ),
    "resolution": _Kind(
        _("Résolution"), Resolution.objects.all, lambda row: f"{row.number}, {row.body_name}"
    ),
    "grant": _Kind(_("Convention"), Grant.objects.all, lambda row: row.number),
    "amendment": _Kind(
        _("Avenant"),
        lambda: Amendment.objects.select_related("grant"),
        lambda row: f"{row.number}, {row.grant.number}",
    ),
    "payment": _Kind(
        _("Versement"), lambda: Payment.objects.select_related("grant"), lambda row: row.grant.number
    ),
    "report": _Kind(
        _("Reddition de comptes"), lambda: Report.objects.select_related("grant"), lambda row: row.number
    ),
    "recovery": _Kind(
        _("Remboursement"),
        lambda: Recovery.objects.select_related("grant"),
        lambda row: row.grant.number,
        lambda row: row.grant_id,
    ),
}


def papers_of(texts: Iterable[str]) -> dict[str, Paper]:
    """Each text of `Transfer.document` with its decision; what names none of ours is shown as it is.

    One query for each kind met.
    """
    wanted: dict[str, dict[int, str]] = {}
    found: dict[str, Paper] = {}
    for text in texts:
        kind, _colon, key = text.partition(":")
        if kind in _KINDS and key.isascii() and key.isdigit() and len(key) < 19:
            wanted.setdefault(kind, {})[int(key)] = text
        else:
            found[text] = Paper(text, text)
    for kind, keys in wanted.items():
        found |= _named(kind, keys)
    return found


def _named(kind: str, keys: dict[int, str]) -> dict[str, Paper]:
    one = _KINDS[kind]
    rows = {row.pk: row for row in one.rows().filter(pk__in=keys)}
    return {
        text: Paper(text, f"{one.label} {one.name(rows[key])}", kind, key, one.page(rows[key]))
        if key in rows
        else Paper(text, text)
        for key, text in keys.items()
    }
