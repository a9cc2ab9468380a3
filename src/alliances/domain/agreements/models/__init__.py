"""Alliances, the rules of a region in versions, where each rule was read, and the rules that are published."""

from alliances.domain.agreements.models.alliances import (
    Alliance,
    AllianceState,
    Amendment,
    Capacity,
    Party,
    YearAmount,
)
from alliances.domain.agreements.models.frameworks import RULES, Framework, FrameworkRule, RuleCode
from alliances.domain.agreements.models.published import PublishedRule, Topic

__all__ = [
    "RULES",
    "Alliance",
    "AllianceState",
    "Amendment",
    "Capacity",
    "Framework",
    "FrameworkRule",
    "Party",
    "PublishedRule",
    "RuleCode",
    "Topic",
    "YearAmount",
]
