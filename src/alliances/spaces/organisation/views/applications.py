"""The applications of my organisation: list, start, file."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alliances.domain.applications import actions, queries, rules
from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.calls.models import Call
from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import refused
from alliances.domain.people.roles import Permission
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.organisation import presenting, states
from alliances.spaces.organisation.dossier import Dossier
from alliances.spaces.organisation.forms import StartForm
from alliances.spaces.organisation.profile.views import door
from alliances.spaces.organisation.tables import ApplicationTable
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@require_safe
@signed_in
def index(request: SignedRequest) -> HttpResponse:
    table = ApplicationTable(request, Application.objects.owned_by(request.user).with_context())
    if table.export:
        return table.response("demandes")
    return render(request, "organisation/applications.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: SignedRequest, pk: int) -> HttpResponseBase:
    """The door of a call, open to visitors: without an account, two ways in; without an organisation, its own."""
    call = visible_or_404(Call.objects.public().with_context(), pk=pk)
    if not request.user.is_authenticated and request.method != "POST":
        return door(request, call)
    if request.user.is_authenticated and not request.user.roles:
        return redirect(f"{reverse('organisation_register')}?appel={pk}")
    return start(request, call)


@keeps_words
def start(request: SignedRequest, call: Call) -> HttpResponseBase:
    """A new draft for a call. Drafts already begun are offered first, so that nobody starts twice by mistake."""
    mine = request.user.organisations_for(Permission.APPLY)
    form = StartForm(typed(request), organisations=mine, initial={"organisation": mine[0].pk} if mine else {})
    if request.method == "POST":
        # From the public page of the call the only organisation need not be named.
        chosen = mine[0] if len(mine) == 1 else form.is_valid() and form.cleaned_data["organisation"]
        if chosen and (
            draft := attempt(request, "", actions.start, actor=request.user, call=call, organisation=chosen)
        ):
            return redirect("organisation_application_step", draft.pk, rules.FACTS)
    answer = (
        rules.may_apply(request.user, call, mine[0])
        if mine
        else refused(_("Pour faire une demande, il faut un rôle dans un organisme. Inscrivez le vôtre."))
    )
    drafts = Application.objects.owned_by(request.user).filter(call=call, state=ApplicationState.DRAFT)
    context = {"call": call, "form": form, "several": len(mine) > 1, "organisations": mine, "verdict": answer,
               "drafts": list(drafts.select_related("organisation").order_by("-saved_at")),
               "fictitious": call.is_fictitious}  # fmt: skip
    return render(request, "organisation/start.html", context)


@require_safe
@signed_in
def file(request: SignedRequest, pk: int) -> HttpResponse:
    """The application as a file: its state, what happens next, its answers, its history."""
    owned = Application.objects.owned_by(request.user).with_context()
    application = visible_or_404(owned.select_related("decision__grant", "decision__resolution"), pk=pk)
    dossier = Dossier(application)
    context = {
        "application": application,
        "dossier": dossier,
        "state": states.APPLICATION[application.state],
        "next_sentence": states.what_next(application),
        "content": dossier.content if dossier.is_open else queries.content_sent(application),
        "edit": {step.slug: dossier.url(step) for step in dossier.open_steps},
        "gaps": dossier.gaps if dossier.is_open else [],
        "may_withdraw": verdict(
            actions.TRANSITIONS, actions.withdrawal_of(application), row=application, actor=request.user
        ),
        "decision": getattr(application, "decision", None),
        "grant": getattr(getattr(application, "decision", None), "grant", None),
        "events": presenting.history(application, states.EVENTS),
        "fictitious": application.is_fictitious,
    }
    return render(request, "organisation/application.html", context)
