"""What any public page may show of the money's journey.

{% load journey %}
{% journey_of goal %}            after the published facts of a page: where this goal, plan, measure, article,
                                 territory, Alliance, priority, call, envelope or organisation led, with links and
                                 the ledger's four columns. Demonstration figures stand apart, under their mark.
                                 Shows nothing when nothing public flows from it. At most 14 SQL queries.
{% whole_list found "aides" %}   the address of the whole list of which a `Downstream` shows the first rows.
{% thing link %}                 one `Link` of `domain.chain`: its name, linked to its page, with its mark.
{% four_columns columns %}       the ledger’s four columns and what remains, under its mark (`caption`, `is_fictitious`)
{% place territory %}            a territory, a plan or a measure, linked to its page of published facts.
{{ count|people }}               a number of persons; under 10 it reads « moins de 10 », unknown « non publié ».
"""

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.calls.models import Call
from alliances.domain.chain.queries import Downstream, Kind, Link
from alliances.domain.chain.queries import journey_of as downstream_of
from alliances.domain.chain.queries.makers import measure_link, plan_link, territory_link
from alliances.domain.envelopes.models import Envelope
from alliances.domain.ledger.queries import Columns
from alliances.domain.participation.models import LocalPlan, Priority
from alliances.domain.people.models import Organisation
from alliances.domain.strategy.models import Goal, LawArticle, Measure, Plan
from alliances.domain.territories.models import Territory
from alliances.spaces.journey.addresses import address_of
from alliances.spaces.journey.lists import address_of_list
from alliances.ui import formats

register = template.Library()

SMALLEST_SHOWN = 10
KINDS: dict[type, Kind] = {
    LawArticle: Kind.ARTICLE,
    Goal: Kind.GOAL,
    Plan: Kind.PLAN,
    Measure: Kind.MEASURE,
    Territory: Kind.TERRITORY,
    Envelope: Kind.ENVELOPE,
    Alliance: Kind.ALLIANCE,
    LocalPlan: Kind.LOCAL_PLAN,
    Priority: Kind.PRIORITY,
    Call: Kind.CALL,
    Organisation: Kind.ORGANISATION,
}
MAKERS: dict[type, Callable[[Any], Link]] = {
    Territory: territory_link,
    Plan: plan_link,
    Measure: measure_link,
}


@register.inclusion_tag("journey/parts/journey_of.html")
def journey_of(row: Any) -> dict[str, Any]:
    kind = KINDS[type(row)]
    return {"found": downstream_of(kind, row), "kind": kind}


@register.inclusion_tag("journey/parts/downstream.html")
def downstream(found: Downstream) -> dict[str, Any]:
    """The lists and sums of a `Downstream` already read."""
    return {"found": found}


@register.simple_tag
def whole_list(found: Downstream, word: str) -> str:
    """The address of one whole list of a `Downstream`, by its word in the address (« aides »)."""
    return address_of_list(found, word)


@register.inclusion_tag("journey/parts/columns.html")
def four_columns(columns: Columns, caption: str = "", is_fictitious: bool = False) -> dict[str, Any]:
    """Every sum says by itself whether it is the demonstration's."""
    return {"columns": columns, "caption": caption, "is_fictitious": is_fictitious}


@register.simple_tag
def thing(link: Link) -> SafeString:
    """The name of the thing, as a link when it has a page."""
    url = address_of(link)
    return format_html('<a href="{}">{}</a>', url, link.label) if url else format_html("{}", link.label)


@register.simple_tag
def place(row: Any) -> SafeString:
    """A territory, plan or measure read as published facts: its name, linked to its page."""
    return thing(MAKERS[type(row)](row))


@register.filter
def address(link: Link) -> str:
    return address_of(link)


@register.filter
def people(count: int | None) -> str:
    if count is None:
        return _("non publié")
    return (
        _("moins de %(limit)s") % {"limit": SMALLEST_SHOWN}
        if count < SMALLEST_SHOWN
        else formats.number(count)
    )
