"""The lines of a report that is being written: first those of the agreement, then those of each amendment."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from alliances.domain.grants.models import (
    AmendmentState,
    Grant,
    Report,
    ReportResult,
    ReportSection,
    ReportSpending,
    ReportState,
)
from alliances.domain.grants.queries import terms_of

Line = ReportResult | ReportSpending
TYPED = {ReportResult: ("achieved", "comment"), ReportSpending: ("spent", "part", "why")}
"""The names under which `Report.typed` keeps what was typed on a line, before its rank."""
RESULT, SPENDING = ("target", "unit"), ("planned_cents",)
"""What the agreement says on a line, beside its label."""


def planned_results(grant: Grant, report: Report | None = None) -> list[ReportResult]:
    """A line, not stored yet, for each result that the agreement aims at, as amended."""
    rows = terms_of(grant)["results"]
    return [ReportResult(report=report, rank=rank, **row) for rank, row in enumerate(rows, start=1)]


def planned_spending(grant: Grant, report: Report | None = None) -> list[ReportSpending]:
    """A line, not stored yet, for each cost of the budget, as amended."""
    return [
        ReportSpending(report=report, rank=rank, label=row["label"], planned_cents=row["amount_cents"])
        for rank, row in enumerate(terms_of(grant)["costs"], start=1)
    ]


def open_sections(report: Report) -> list[str]:
    """What the organisation may write now: everything in a draft, what was sent back afterwards."""
    if report.state == ReportState.DRAFT:
        return list(ReportSection.values)
    if report.state == ReportState.SENT_BACK:
        return list(report.returns.filter(answered_at=None).values_list("section", flat=True))
    return []


def renew_reports(grant: Grant) -> None:
    """An amendment took effect: each report still being written gets the lines that the agreement now asks for."""
    for report in grant.reports.filter(state__in=[ReportState.DRAFT, ReportState.SENT_BACK]):
        renew_lines(report)


def renew_lines(report: Report) -> None:
    """The open sections follow the terms of today, and no word is lost.

    A line is the same when its label is. One that the terms no longer name is withdrawn: it stays until it is
    emptied, even empty today, for a page open elsewhere may hold words for it. That page is told (`version`).
    """
    if not report.grant.amendments.filter(state=AmendmentState.ACCEPTED).exists():
        return
    opened = open_sections(report)
    changed = False
    if ReportSection.RESULTS in opened:
        changed |= _renew(
            list(report.results.order_by("rank")), planned_results(report.grant, report), RESULT
        )
    if ReportSection.SPENDING in opened:
        wanted = planned_spending(report.grant, report)
        stored = list(report.spending.order_by("rank")) or (_total_as_line(report) if wanted else [])
        changed |= _renew(stored, wanted, SPENDING)
        if changed:
            add_up(report)
    if changed:
        report.version += 1
        report.save()


def _total_as_line(report: Report) -> list[ReportSpending]:
    """A budget without lines gets some: the total typed so far becomes a withdrawn line, not a thing of the past."""
    words = report.typed.pop("spent_cents", "")
    if report.spent_cents is None and not words.strip():
        return []
    line = ReportSpending.objects.create(
        report=report,
        rank=1,
        label=_("Dépenses payées avec l’aide"),
        planned_cents=0,
        from_grant_cents=report.spent_cents,
        is_withdrawn=True,
    )
    report.typed["part_1"] = words
    return [line]


def _renew(stored: Sequence[Line], wanted: Sequence[Line], fields: Sequence[str]) -> bool:
    """Whether a line changed. A new line takes a rank that none had: a rank names one line, also in an open page."""
    left, rank, changed = list(stored), max((line.rank for line in stored), default=0), False
    for line in wanted:
        same = next((each for each in left if _key(each) == _key(line)), None)
        if same is None:
            rank += 1
            line.rank = rank
            line.save()
            changed = True
            continue
        left.remove(same)
        now = {field: getattr(line, field) for field in ("label", "is_withdrawn", *fields)}
        if any(getattr(same, field) != value for field, value in now.items()):
            for field, value in now.items():
                setattr(same, field, value)
            same.save(update_fields=list(now))
            changed = True
    for line in left:
        if not line.is_withdrawn:
            line.is_withdrawn = True
            line.save(update_fields=["is_withdrawn"])
            changed = True
    return changed


def _key(line: Line) -> str:
    return " ".join(line.label.split()).casefold()


def drop_emptied(report: Report) -> None:
    """The withdrawn lines that hold nothing any more go away, with what was typed on them."""
    for line in [*report.results.filter(is_withdrawn=True), *report.spending.filter(is_withdrawn=True)]:
        names = [f"{name}_{line.rank}" for name in TYPED[type(line)]]
        if line.is_empty and not any(report.typed.get(name, "").strip() for name in names):
            report.typed = {name: words for name, words in report.typed.items() if name not in names}
            line.delete()


def add_up(report: Report) -> None:
    """What was spent is the sum of the lines that stand; unknown in a draft as long as one of them is."""
    parts = list(report.spending.filter(is_withdrawn=False).values_list("from_grant_cents", flat=True))
    if parts:
        known = sum(part for part in parts if part is not None)
        report.spent_cents = known if report.state == ReportState.SENT_BACK or None not in parts else None
