"""What the journey adds below the published facts of other public pages."""

from typing import Any

from django.http import HttpRequest

from alliances.domain.chain.queries import columns_by_side, journey_of, public
from alliances.spaces.journey.templatetags.journey import KINDS
from alliances.spaces.public.registry import Section

SHOWN_ON_HOME = 4


def after_the_facts(request: HttpRequest, subject: Any) -> list[Section]:
    """Where a plan, goal, measure, article or territory led; nothing when nothing public flows from it."""
    found = journey_of(KINDS[type(subject)], subject)
    return [Section("journey/parts/section.html", {"found": found})] if found else []


def of_home(request: HttpRequest, subject: Any) -> list[Section]:
    """The open calls, and the last payments as doors to the whole walk."""
    calls = public.calls().open_now().order_by("closes_at", "pk")[:SHOWN_ON_HOME]
    payments = public.payments().order_by("-paid_on", "-pk")[:SHOWN_ON_HOME]
    sides = sorted(columns_by_side().items())
    data = {"calls": list(calls), "payments": list(payments), "sides": sides}
    return [Section("journey/parts/home.html", data)]
