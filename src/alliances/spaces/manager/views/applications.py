"""Applications received: list, the file to read, and the committee's recommendation."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.calls.models import Call
from alliances.domain.common.verdict import NotPermitted, Verdict, refused, require
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.review import actions, rules
from alliances.spaces.history import events_of
from alliances.spaces.manager import labels
from alliances.spaces.manager.forms import RecommendationForm
from alliances.spaces.manager.perimeter import applications_for
from alliances.spaces.manager.queries import comments_of, scores_of, with_scored
from alliances.spaces.manager.tables import ApplicationTable
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@signed_in
def application_list(request: SignedRequest) -> HttpResponse:
    calls = Call.objects.visible_to(request.user).order_by("-closes_at", "-pk").values_list("pk", "title")
    table = ApplicationTable(
        request, with_scored(applications_for(request.user)), call_choices=list(calls[:200])
    )
    if table.export:
        return table.response("demandes-recues")
    return render(request, "manager/application_list.html", {"table": table})


@signed_in
def application_page(request: SignedRequest, pk: int) -> HttpResponse:
    return _page(request, visible_or_404(applications_for(request.user), pk=pk))


@signed_in
def recommend(request: SignedRequest, pk: int) -> HttpResponse:
    application = visible_or_404(applications_for(request.user), pk=pk)
    require(
        may_in_territory(request.user, Permission.RECOMMEND, application.call.territory), error=NotPermitted
    )
    may_recommend = _may_recommend(request, application)
    if not may_recommend and request.method != "POST":
        return _page(request, application)
    form = RecommendationForm(request.POST or None, application=application)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        recorded = attempt(
            request,
            _("La recommandation est consignée. L’instance peut décider."),
            actions.recommend,
            actor=request.user,
            application=application,
            is_favourable=data["is_favourable"],
            amount_cents=(data["amount"] or 0) if data["is_favourable"] else 0,
            reasons=data["reasons"],
        )
        if recorded:
            return redirect("manager_application", pk)
    return render(
        request,
        "manager/recommend.html",
        {"application": application, "form": form, **_scores(request, application)},
    )


def _may_recommend(request: SignedRequest, application: Application) -> Verdict:
    if application.state != ApplicationState.SENT:
        return refused(_("La recommandation est déjà consignée."))
    return rules.may_recommend(request.user, application)


def _scores(request: SignedRequest, application: Application) -> dict[str, object]:
    may_read = rules.may_read_scores(request.user, application)
    if not may_read:
        return {"may_read_scores": may_read, "scores": None, "comments": []}
    return {
        "may_read_scores": may_read,
        "scores": scores_of(application),
        "comments": comments_of(application),
    }


def _page(request: SignedRequest, application: Application) -> HttpResponse:
    state = labels.APPLICATIONS[ApplicationState(application.state)]
    decision = getattr(application, "decision", None)
    grant = getattr(decision, "grant", None)
    context = {
        "application": application,
        "state": state,
        "next_step": _("La convention est signée : suivez l’aide, ses versements et sa reddition.")
        if grant
        else state.next_step_for(),
        "wanted": application.call.framework.scores_per_application,
        "may_recommend": _may_recommend(request, application),
        "recommendation": getattr(application, "recommendation", None),
        "decision": decision,
        "grant": grant,
        "events": events_of(application, labels.PASSAGES),
        **_scores(request, application),
    }
    return render(request, "manager/application_page.html", context)
