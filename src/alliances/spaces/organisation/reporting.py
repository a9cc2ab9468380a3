"""Reading the report of a grant for its pages."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.grants import rules
from alliances.domain.grants.models import Grant, Report, ReportKind, ReportSection, ReportState
from alliances.spaces.organisation.report_forms import ReportForm
from alliances.ui import formats


@dataclass(frozen=True)
class Turn:
    """The report whose turn it is: what is written of it, and whether it may be written now."""

    kind: ReportKind
    report: Report | None
    may_write: Verdict
    address: str


def address(kind: str, grant: int, page: str = "", rank: int = 0) -> str:
    """The page of the report of this kind, or its receipt: the last one, or that of an earlier `rank`."""
    name = "organisation_interim" if kind == ReportKind.INTERIM else "organisation_report"
    return reverse(f"{name}{page}", args=[grant]) + (f"?rang={rank}" if rank else "")


def blank(grant: Grant, kind: str) -> Report:
    """The report that nobody began yet, not stored."""
    return Report(grant=grant, kind=kind, rank=rules.next_rank(grant, kind))


def sent_report(grant: Grant, kind: str, rank: str) -> Report | None:
    """The one of this rank, as the address says it; the last one sent when it says none."""
    sent = grant.reports.filter(kind=kind).exclude(state=ReportState.DRAFT).order_by("rank")
    return sent.filter(rank=int(rank)).first() if rank.isdecimal() and len(rank) < 4 else sent.last()


def turn_of(grant: Grant, reports: list[Report]) -> Turn:
    """Which report the page of the grant speaks of first: the one to write, else the one that waits or is done."""
    by_kind = {report.kind: report for report in sorted(reports, key=lambda each: each.rank)}
    final, interim = by_kind.get(ReportKind.FINAL), by_kind.get(ReportKind.INTERIM)
    may_final = rules.may_report(grant, ReportKind.FINAL)
    if final or may_final:
        kind, report, may = ReportKind.FINAL, final, ALLOWED if is_open(final) else refused("")
    elif interim and interim.state != ReportState.ACCEPTED:
        kind, report, may = ReportKind.INTERIM, interim, ALLOWED if is_open(interim) else refused("")
    elif rules.may_report(grant, ReportKind.INTERIM):
        kind, report, may = ReportKind.INTERIM, None, ALLOWED
    else:
        kind, report, may = ReportKind.FINAL, None, may_final
    return Turn(kind, report, may, address(kind, grant.pk))


def is_open(report: Report | None) -> bool:
    """Whether the organisation may still write."""
    return report is None or report.state in (ReportState.DRAFT, ReportState.SENT_BACK)


def stored(report: Report) -> dict[str, str]:
    """What is stored, as one would type it; an answer that could not be read is what was typed."""
    found = {
        "activities": report.activities,
        "people_reached": _plain(report.people_reached),
        "spent_cents": _money(report.spent_cents),
    }
    for line in report.results.all():
        found[f"achieved_{line.rank}"] = _plain(line.achieved)
        found[f"comment_{line.rank}"] = line.comment
    for cost in report.spending.all():
        found[f"spent_{cost.rank}"] = _money(cost.spent_cents)
        found[f"part_{cost.rank}"] = _money(cost.from_grant_cents)
        found[f"why_{cost.rank}"] = cost.explanation
    return {**found, **report.typed}


def _plain(value: int | None) -> str:
    return "" if value is None else str(value)


def _money(cents: int | None) -> str:
    return "" if cents is None else formats.number(formats.in_dollars(cents), 2)


def fingerprint(report: Report) -> str:
    """Changes when an answer changes."""
    return hashlib.sha256(json.dumps(stored(report), sort_keys=True).encode()).hexdigest()[:16]


def differences(current: Report, form: ReportForm) -> list[dict[str, str]]:
    """The answers stored now that are not those of the page, with their labels."""
    now = stored(current)
    return [
        {"field": name, "label": str(field.label), "text": now.get(name, "")}
        for name, field in form.fields.items()
        if name in form.data and now.get(name, "") != form.data[name]
    ]


def not_saved(form: ReportForm) -> str:
    """Which answers could not be read."""
    names = ", ".join(_("« %(label)s »") % {"label": form.fields[name].label} for name in form.errors)
    return _("Tout est gardé, mais ceci ne se lit pas encore : %(names)s. Corrigez, puis envoyez.") % {
        "names": names
    }


def returned(report: Report) -> list[Any]:
    """What the region sent back and is not answered yet, in the order of the page."""
    order = list(ReportSection.values)
    return sorted(report.returns.filter(answered_at=None), key=lambda each: order.index(each.section))
