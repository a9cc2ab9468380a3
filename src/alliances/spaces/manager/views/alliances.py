"""The region's Alliances: list, one Alliance with its rules, a new version of the rules."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.agreements import actions
from alliances.domain.agreements.models import Alliance, AllianceState, Framework
from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.ledger.queries import columns_of
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.differences import Difference, of_amendment, of_rules
from alliances.spaces.framework import RuleLine, rule_lines
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.manager import labels
from alliances.spaces.manager.framework_forms import FrameworkForm, carried
from alliances.spaces.manager.histories import alliance_events
from alliances.spaces.manager.queries import with_received
from alliances.spaces.manager.tables import AllianceTable
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404
from alliances.spaces.years import year_table
from alliances.ui.badges import StateLabel

FEW = 20  # lines of a list inside the page; the link under it leads to the whole list


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
        "frameworks": _versions(alliance),
        "parties": alliance.parties.all(),
        "amendments": [(a, of_amendment(a)) for a in alliance.amendments.order_by("-version")],
        "years": year_table(alliance),
        "may_edit": actions.may_edit(user, alliance),
        "may_amend": verdict(actions.TRANSITIONS, "amend", row=alliance, actor=user),
        "may_read_money": user.may(Permission.READ_MONEY, place),
        "plans": alliance.local_plans.select_related("territory").annotate(priority_count=Count("priorities"))
        .order_by("territory__sort_key", "pk")[:FEW],
        "calls": with_received(alliance.calls.all()).order_by("-opens_at")[:FEW],
        "may_manage": may_in_territory(user, Permission.MANAGE_ALLIANCE, place),
        "may_plan": bool(user.territories_for(Permission.SET_PRIORITIES)),
        "may_call": bool(user.territories_for(Permission.RUN_CALLS)),
        "events": alliance_events(alliance),
    }  # fmt: skip
    return render(request, "manager/alliance_page.html", context)


def _versions(alliance: Alliance) -> list[tuple[Framework, list[RuleLine], list[Difference]]]:
    """Each version of the framework, the newest first: its rules, and what it changed in the one before."""
    found = [(f, rule_lines(f)) for f in alliance.frameworks.prefetch_related("rules").order_by("-version")]
    before = [lines for _framework, lines in found[1:]]
    changed = [of_rules(older, lines) for older, (_f, lines) in zip(before, found, strict=False)]
    return [(f, lines, changes) for (f, lines), changes in zip(found, [*changed, []], strict=False)]


def _next_step(alliance: Alliance, state: StateLabel) -> str:
    if alliance.state == AllianceState.SIGNED and alliance.frameworks.exists():
        return _("Les règles sont inscrites. Les plans locaux et les appels s’y tiennent.")
    return state.next_step_for()


@keeps_words
def framework_new(request: SignedRequest, pk: int) -> HttpResponse:
    """The next version of the rules, with the version in force as a starting point."""
    alliance = visible_or_404(visible_alliances(request), pk=pk)
    require(
        may_in_territory(request.user, Permission.MANAGE_ALLIANCE, alliance.territory), error=NotPermitted
    )
    last = alliance.frameworks.prefetch_related("rules").first()
    initial = {"valid_from": timezone.localdate()} | (carried(last) if last else {})
    form = FrameworkForm(typed(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        adopted = attempt(
            request,
            _("La nouvelle version est inscrite. Les dossiers déjà commencés gardent la leur."),
            actions.adopt_framework,
            actor=request.user,
            alliance=alliance,
            source=form.cleaned_data["source"],
            valid_from=form.cleaned_data["valid_from"],
            provenance=form.provenance(),
            **form.rules(),
        )
        if adopted:
            return redirect("manager_alliance", pk)
    return render(request, "manager/framework_new.html", {"alliance": alliance, "form": form, "last": last})
