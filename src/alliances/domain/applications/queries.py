"""Everything an application holds, as it stands now or as it was sent; the snapshot that a receipt's digest covers."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from alliances.domain.applications.models import (
    Application,
    Attachment,
    BudgetLine,
    BudgetSide,
    ExpectedResult,
    Submission,
)
from alliances.domain.forms import queries as forms
from alliances.domain.forms.queries import Filled, FilledSection

LINE_FIELDS = (
    "side",
    "category",
    "label",
    "amount_cents",
    "amount_typed",
    "source_kind",
    "is_confirmed",
    "is_requested",
)
RESULT_FIELDS = ("label", "target", "target_typed", "unit")


@dataclass(frozen=True)
class Facts:
    """The facts of an application; `priority` in words, for reading."""

    title: str
    priority: str
    people_expected: int | None
    starts_on: date | None
    ends_on: date | None
    total_cost_cents: int | None
    requested_cents: int | None


@dataclass(frozen=True)
class Content:
    """What the organisation wrote, ready to read without another query."""

    facts: Facts
    sections: list[FilledSection]
    lines: list[BudgetLine]
    results: list[ExpectedResult]
    documents: list[Attachment]

    @property
    def costs(self) -> list[BudgetLine]:
        return [line for line in self.lines if line.side == BudgetSide.COST]

    @property
    def revenues(self) -> list[BudgetLine]:
        return [line for line in self.lines if line.side == BudgetSide.REVENUE]

    @property
    def totals(self) -> tuple[int, int]:
        """Costs and revenues in cents, lines without an amount aside."""
        costs = sum(line.amount_cents or 0 for line in self.costs)
        return costs, sum(line.amount_cents or 0 for line in self.revenues)

    @property
    def answers(self) -> list[Filled]:
        return [answer for section in self.sections for answer in section.answers]


def content_of(application: Application) -> Content:
    """As it stands now: seven queries, whatever its length."""
    typed = dict(application.answers.values_list("question__code", "typed"))
    return Content(
        facts=_facts(application),
        sections=forms.filled(forms.sections_of(application.form_version), typed),
        lines=list(application.budget_lines.order_by("side", "rank")),
        results=list(application.expected_results.order_by("rank")),
        documents=list(application.attachments.current().with_file()),
    )


def content_sent(application: Application, submission: Submission | None = None) -> Content:
    """As it was sent: by `submission`, or the last time. What stands now, for a file sent before sendings were kept."""
    submission = submission or application.submissions.order_by("-rank").first()
    if submission is None:
        return content_of(application)
    sent: dict[str, Any] = submission.content
    return Content(
        facts=_facts_from(sent["facts"]),
        sections=forms.filled(forms.sections_of(application.form_version), sent["answers"]),
        lines=[BudgetLine(application=application, **line) for line in sent["budget"]],
        results=[ExpectedResult(application=application, **result) for result in sent["results"]],
        documents=documents_sent(application, submission),
    )


def documents_sent(application: Application, submission: Submission | None = None) -> list[Attachment]:
    """The documents of `submission`, or of the last sending: what everybody but the organisation reads."""
    submission = submission or application.submissions.order_by("-rank").first()
    if submission is None:
        return list(application.attachments.current().with_file())
    keys = [sent["id"] for sent in submission.content.get("documents", [])]
    return list(application.attachments.filter(pk__in=keys).with_file())


def documents_of_each(applications: Sequence[Application]) -> dict[int, list[Attachment]]:
    """`documents_sent` for several applications, by their keys. Two queries, however many."""
    last = Submission.objects.filter(application__in=applications).order_by("application", "-rank")
    sent = {each.application_id: each for each in last.distinct("application")}
    joined = list(Attachment.objects.filter(application__in=applications).with_file())
    return {
        application.pk: [
            each
            for each in joined
            if each.application_id == application.pk and _went_with(each, sent.get(application.pk))
        ]
        for application in applications
    }


def _went_with(joined: Attachment, submission: Submission | None) -> bool:
    if submission is None:
        return joined.removed_at is None
    return joined.pk in {sent["id"] for sent in submission.content.get("documents", [])}


def _facts(application: Application) -> Facts:
    names = [name for name in Facts.__dataclass_fields__ if name != "priority"]
    values = {name: getattr(application, name) for name in names}
    return Facts(**values, priority=str(application.priority or ""))


def _facts_from(sent: dict[str, Any]) -> Facts:
    days = {name: date.fromisoformat(sent[name]) for name in ("starts_on", "ends_on") if sent[name]}
    known = {name: sent[name] for name in Facts.__dataclass_fields__}
    return Facts(**{**known, **days})


def snapshot(application: Application) -> dict[str, Any]:
    """Everything that a sending sends, fit for JSON: facts, answers word for word, budget, results."""
    content = content_of(application)
    version = application.form_version
    facts = vars(content.facts) | {
        "starts_on": str(application.starts_on or ""),
        "ends_on": str(application.ends_on or ""),
        "priority_id": application.priority_id,
    }
    return {
        "call": application.call_id,
        "organisation": application.organisation_id,
        "form": f"{version.form.code}/{version.number}",
        "facts": facts,
        "answers": {answer.question.code: answer.typed for answer in content.answers},
        "budget": [_fields(line, LINE_FIELDS) for line in content.lines],
        "results": [_fields(result, RESULT_FIELDS) for result in content.results],
        "documents": [_document(one) for one in content.documents],
    }


def _document(joined: Attachment) -> dict[str, Any]:
    """With the SHA-256 of its bytes, so that the receipt's digest covers them."""
    told = {"id": joined.pk, "kind": joined.kind, "label": joined.label}
    return told | {"name": joined.file.name, "sha256": joined.file.sha256}


def _fields(row: BudgetLine | ExpectedResult, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a snapshot: what the receipt proves."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
