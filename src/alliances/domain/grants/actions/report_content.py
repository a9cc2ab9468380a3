"""What a report says, as one document: what each sending keeps, and what its receipt proves."""

import hashlib
import json
from typing import Any

from alliances.domain.grants.models import Report

RESULT = ("label", "target", "achieved", "comment")
SPENDING = ("label", "planned_cents", "spent_cents", "from_grant_cents", "explanation")


def content_of(report: Report) -> dict[str, Any]:
    """Every answer of the report as it stands; amounts in cents."""
    return {
        "grant": report.grant.number,
        "kind": str(report.kind),
        **({"rank": report.rank} if report.rank > 1 else {}),
        "activities": report.activities,
        "people_reached": report.people_reached,
        "spent_cents": report.spent_cents,
        "results": list(report.results.order_by("rank").values(*RESULT, "unit")),
        "spending": list(report.spending.order_by("rank").values(*SPENDING)),
    }


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of the answers; units are the agreement's words, not answers."""
    answers = {
        **content,
        "results": [[line[name] for name in RESULT] for line in content["results"]],
        "spending": [[line[name] for name in SPENDING] for line in content["spending"]],
    }
    canonical = json.dumps(answers, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def as_sent(report: Report, rank: int | None = None) -> dict[str, Any]:
    """What was last sent, or at sending `rank`: what is being rewritten since is its organisation's alone.

    A report that an opening brought was never sent here: it says what it says.
    """
    sendings = report.sendings.order_by("rank")
    kept = sendings.last() if rank is None else sendings.filter(rank=rank).first()
    return content_of(report) if kept is None else kept.content
