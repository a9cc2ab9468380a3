"""What the ministry adds, for its own readers only, to the public page of a measure."""

from django.http import HttpRequest

from alliances.domain.envelopes.models import Envelope
from alliances.domain.people.roles import Permission
from alliances.domain.strategy.models import Measure
from alliances.spaces.ministry.perimeter import may_somewhere
from alliances.spaces.public.registry import Section


def of_measure(request: HttpRequest, measure: Measure) -> list[Section]:
    """The envelopes that serve the measure, and where to create one. Nothing, and no query, for a visitor."""
    account = request.user
    if not account.is_authenticated or not may_somewhere(account, Permission.SPLIT_ENVELOPE):
        return []
    envelopes = Envelope.objects.visible_to(account).filter(measure=measure, parent=None)
    data = {
        "measure": measure,
        "envelopes": envelopes.select_related("fund").order_by("territory__path", "pk"),
        "may_create": measure.plan.is_in_force,
    }
    return [Section("ministry/parts/measure_actions.html", data)]
