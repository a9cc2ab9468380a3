"""Every way of sharing the weights of a kept split: asked for, followed while it runs, then read."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.envelopes import actions
from alliances.domain.envelopes.models import Envelope, Exploration, ExplorationState, Scenario
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.territories.models import Territory
from alliances.spaces.ministry.explorations import RangeChart, share_done, step_of, told_of
from alliances.spaces.ministry.tables import scenarios_with_context
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@signed_in
def exploration(request: SignedRequest, pk: int) -> HttpResponse:
    """GET follows or reads; POST asks for it. The page asks for itself again while the work goes on."""
    envelopes = Envelope.objects.visible_to(request.user)
    scenario = visible_or_404(scenarios_with_context(Scenario.objects.filter(envelope__in=envelopes)), pk=pk)
    territory = scenario.envelope.territory
    if request.method == "POST":
        require(may_in_territory(request.user, Permission.SPLIT_ENVELOPE, territory), error=NotPermitted)
        said = _("C’est demandé. La page se met à jour d’elle-même.")
        attempt(request, said, actions.ask_exploration, actor=request.user, scenario=scenario)
        return redirect("ministry_exploration", pk)
    latest = scenario.explorations.order_by("-pk").first()
    engine = actions.engine_here()
    context: dict[str, Any] = {
        "scenario": scenario,
        "exploration": latest,
        "engine": engine,
        "grid": actions.grid_for(scenario, engine),
        "may_ask": may_in_territory(request.user, Permission.SPLIT_ENVELOPE, territory),
        "may_ask_again": latest is None or latest.state == ExplorationState.FAILED or latest.was_cut,
        **(_progress(latest) if latest else {}),
    }
    return render(request, "ministry/exploration.html", context)


def _progress(latest: Exploration) -> dict[str, Any]:
    found: dict[str, Any] = {"step": step_of(latest), "share": share_done(latest)}
    if latest.state == ExplorationState.DONE and latest.result:
        places = list(Territory.objects.filter(code__in=latest.result["fates"]).alphabetical())
        told = told_of(latest, places)
        unanswered = latest.total - latest.result["answered"]
        found |= {"told": told, "chart": RangeChart(told), "unanswered": unanswered}
    return found
