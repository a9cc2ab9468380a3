"""What makes an application ready to be sent, who may start or write one, and what its budget still lacks."""

from alliances.domain.applications.rules.budget import (
    CATEGORIES,
    Balance,
    FrameworkRule,
    balance_of,
    balance_sentences,
    framework_rules,
)
from alliances.domain.applications.rules.pages import (
    BUDGET,
    DOCUMENTS,
    FACTS,
    RESULTS,
    page_of,
    pages_of,
    titles_of,
)
from alliances.domain.applications.rules.readiness import (
    LONGEST_LINE,
    Gap,
    gaps,
    is_ready,
    may_apply,
    may_write,
    stands_as_sent,
    unread_sentence,
)

__all__ = [
    "BUDGET",
    "CATEGORIES",
    "DOCUMENTS",
    "FACTS",
    "LONGEST_LINE",
    "RESULTS",
    "Balance",
    "FrameworkRule",
    "Gap",
    "balance_of",
    "balance_sentences",
    "framework_rules",
    "gaps",
    "is_ready",
    "may_apply",
    "may_write",
    "page_of",
    "pages_of",
    "stands_as_sent",
    "titles_of",
    "unread_sentence",
]
