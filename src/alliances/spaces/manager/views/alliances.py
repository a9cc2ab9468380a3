"""The region's Alliances: list, one Alliance with its rules, a new version of the rules."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.agreements import actions
from alliances.domain.agreements.models import Alliance, AllianceState
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.ledger.queries import columns_of
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.history import events_of
from alliances.spaces.manager import labels
from alliances.spaces.manager.forms import FrameworkForm
from alliances.spaces.manager.queries import with_received
from alliances.spaces.manager.tables import AllianceTable
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.ui.badges import StateLabel


def visible_alliances(request: SignedRequest):
    return Alliance.objects.visible_to(request.user).with_context()


@signed_in
def alliance_list(request: SignedRequest) -> HttpResponse:
    table = AllianceTable(request, visible_alliances(request))
    if table.export:
        return table.response("mes-alliances")
    return render(request, "manager/alliance_list.html", {"table": table})


@signed_in
def alliance_page(request: SignedRequest, pk: int) -> HttpResponse:
    alliance = visible_or_404(visible_alliances(request), pk=pk)
    envelopes = [alliance.envelope, *alliance.envelope.children.select_related("territory", "account")]
    envelopes.sort(key=lambda e: (e.parent_id is not None, e.component != "regional", e.territory.sort_key))
    columns = columns_of(envelope.account_id for envelope in envelopes)
    state = labels.ALLIANCES[AllianceState(alliance.state)]
    user, place = request.user, alliance.territory
    context = {
        "alliance": alliance,
        "state": state,
        "next_step": _next_step(alliance, state),
        "envelopes": [(envelope, columns[envelope.account_id]) for envelope in envelopes],
        "frameworks": alliance.frameworks.all(),
        "may_read_money": user.may(Permission.READ_MONEY, place),
        "plans": alliance.local_plans.select_related("territory").annotate(priority_count=Count("priorities"))
        .order_by("territory__sort_key", "pk"),
        "calls": with_received(alliance.calls.all()).order_by("-opens_at"),
        "may_manage": may_in_territory(user, Permission.MANAGE_ALLIANCE, place),
        "may_plan": bool(user.territories_for(Permission.SET_PRIORITIES)),
        "may_call": bool(user.territories_for(Permission.RUN_CALLS)),
        "events": events_of(alliance, labels.PASSAGES),
    }  # fmt: skip
    return render(request, "manager/alliance_page.html", context)


def _next_step(alliance: Alliance, state: StateLabel) -> str:
    if alliance.state == AllianceState.SIGNED and alliance.frameworks.exists():
        return _("Les règles sont inscrites. Les plans locaux et les appels s’y tiennent.")
    return state.next_step_for()


@signed_in
def framework_new(request: SignedRequest, pk: int) -> HttpResponse:
    """The next version of the rules, with the version in force as a starting point."""
    alliance = visible_or_404(visible_alliances(request), pk=pk)
    require(
        may_in_territory(request.user, Permission.MANAGE_ALLIANCE, alliance.territory), error=NotPermitted
    )
    last = alliance.frameworks.first()
    carried = ("local_percent", "maximum_aid_percent", "ceiling_cents", "scores_per_application", "source")
    initial = {"valid_from": timezone.localdate()}
    if last:
        initial |= {name: getattr(last, name) for name in carried}
    form = FrameworkForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        adopted = attempt(
            request,
            _("La nouvelle version est inscrite. Les dossiers déjà commencés gardent la leur."),
            actions.adopt_framework,
            actor=request.user,
            alliance=alliance,
            **form.cleaned_data,
        )
        if adopted:
            return redirect("manager_alliance", pk)
    return render(request, "manager/framework_new.html", {"alliance": alliance, "form": form, "last": last})
