"""The rules of a framework as lines that a page shows: the rule, its value in words, where it was read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.domain.agreements.models import RULES, Framework, RuleCode
from alliances.domain.people.models import LegalForm
from alliances.ui.formats import money, points


@dataclass(frozen=True)
class RuleLine:
    """One rule; `shown` is empty when nobody published it."""

    code: str
    label: str
    shown: str
    source: str
    source_date: date | None


def rule_lines(framework: Framework) -> list[RuleLine]:
    """Every rule a framework may hold, holes included, in the order of `RuleCode`. One query."""
    read = framework.provenance()
    return [_line(framework, code, read.get(code)) for code in RULES]


def _line(framework: Framework, code: RuleCode, read: Any) -> RuleLine:
    value = framework.value_of(code)
    return RuleLine(
        code=code.value,
        label=str(code.label),
        shown="" if value is None else SHOWN[code](value),
        source=read.source if read else "",
        source_date=read.source_date if read else None,
    )


def _percent(value: int) -> str:
    return points(value, 0)


def _legal_forms(codes: list[str]) -> str:
    return "; ".join(str(LegalForm(code).label) for code in codes)


def _instalments(percents: list[int]) -> str:
    return _(", puis ").join(_percent(percent) for percent in percents)


def _at_least(count: int) -> str:
    return _("au moins %(count)s") % {"count": count}


def _days(count: int) -> str:
    return ngettext("%(count)s jour", "%(count)s jours", count) % {"count": count}


SHOWN: dict[RuleCode, Callable[[Any], str]] = {
    RuleCode.LEGAL_FORMS: _legal_forms,
    RuleCode.LOCAL_PERCENT: _percent,
    RuleCode.MAX_SHARE: _percent,
    RuleCode.MAX_GRANT: money,
    RuleCode.PARTNERS: _at_least,
    RuleCode.SCORES: str,
    RuleCode.INSTALMENTS: _instalments,
    RuleCode.OFFER_DAYS: _days,
}
