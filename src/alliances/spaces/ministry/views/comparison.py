"""Splits of one envelope side by side. Nothing is decided here."""

from django.http import HttpResponse
from django.shortcuts import render

from alliances.domain.envelopes.models import Envelope
from alliances.spaces.ministry.comparison import FEWEST, MOST, comparable, compare
from alliances.spaces.views import SignedRequest, signed_in, visible_or_404


@signed_in
def comparison(request: SignedRequest, pk: int) -> HttpResponse:
    """`?r=1&r=2` names the splits, the first one being what the others are compared with; by default the latest two."""
    envelope = visible_or_404(Envelope.objects.visible_to(request.user).with_context(), pk=pk)
    offered = comparable(envelope)
    asked = request.GET.getlist("r")
    chosen = [scenario for scenario in offered if str(scenario.pk) in asked]
    if not asked:
        chosen = offered[:FEWEST]
    fits = FEWEST <= len(chosen) <= MOST
    context = {
        "envelope": envelope,
        "offered": offered,
        "chosen": {scenario.pk for scenario in chosen},
        "comparison": compare(_first_asked_first(chosen, asked)) if fits else None,
        "too_few": len(offered) < FEWEST,
    }
    return render(request, "ministry/comparison.html", context)


def _first_asked_first(chosen: list, asked: list[str]) -> list:
    """In the order of the address: a link may say which split the others are compared with."""
    return sorted(chosen, key=lambda scenario: asked.index(str(scenario.pk)) if asked else 0)
