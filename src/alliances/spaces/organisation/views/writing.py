"""Writing the application: one page of questions at a time, saved by hand or by itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliances.domain.applications.actions import Conflict
from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.common.verdict import Refused
from alliances.spaces.kept import keeps_words, taken_back, wants_json
from alliances.spaces.organisation import answers, presenting, steps
from alliances.spaces.organisation.forms import AnswersForm
from alliances.spaces.organisation.steps import Step
from alliances.spaces.views import SignedRequest, visible_or_404
from alliances.ui import formats


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedRequest, pk: int, slug: str) -> HttpResponseBase:
    """One page of the form. What is typed is stored, whatever it is; only another person's change stops it."""
    found = steps.by_slug(slug)
    if found is None:
        raise Http404
    application = visible_or_404(Application.objects.owned_by(request.user).with_context(), pk=pk)
    if request.method == "POST":
        return _save(request, application, found)
    if application.state != ApplicationState.DRAFT:
        return redirect("organisation_application", pk)
    kept = taken_back(request)
    form = AnswersForm(
        answers.stored(application, found) if kept is None else kept, application=application, step=found
    )
    return _page(request, application, found, form, brought_back=kept is not None, typed=kept)


def _save(request: SignedRequest, application: Application, step: Step) -> HttpResponseBase:
    form = AnswersForm(request.POST, application=application, step=step)
    try:
        saved = answers.save(actor=request.user, application=application, step=step, form=form)
    except Conflict as conflict:
        return _conflict(request, conflict, step, form)
    except Refused as refusal:
        if wants_json(request):
            return JsonResponse({"state": "refused", "sentence": str(refusal)}, status=409)
        messages.error(request, str(refusal))
        return _page(request, application, step, form, status=409)
    if wants_json(request):
        return _saved_answer(saved, step, form)
    messages.success(request, saved_sentence())
    return _onwards(request, saved, step, form)


def saved_sentence() -> str:
    return _("Enregistré à %(hour)s") % {"hour": formats.clock(timezone.localtime())}


def _onwards(request: SignedRequest, application: Application, step: Step, form: AnswersForm) -> HttpResponse:
    """The next page, unless the person stays or something on this one cannot be read."""
    following = steps.after(step)
    if form.errors or request.POST.get("act") == "stay":
        return redirect("organisation_application_step", application.pk, step.slug)
    if following is None:
        return redirect("organisation_application_check", application.pk)
    return redirect("organisation_application_step", application.pk, following.slug)


def _saved_answer(application: Application, step: Step, form: AnswersForm) -> JsonResponse:
    return JsonResponse(
        {
            "state": "saved",
            "sentence": saved_sentence(),
            "version": application.version,
            "seen": answers.fingerprint(application, step),
            "errors": {name: str(errors[0]) for name, errors in form.errors.items()},
        }
    )


def _conflict(request: SignedRequest, conflict: Conflict, step: Step, form: AnswersForm) -> HttpResponse:
    """Both texts on screen: what was typed in the fields, what is stored above them. Nothing was written."""
    theirs = answers.differences(conflict.current, step, form)
    if wants_json(request):
        body = {
            "state": "conflict",
            "sentence": str(conflict),
            "version": conflict.current.version,
            "seen": answers.fingerprint(conflict.current, step),
            "theirs": [{"field": d.field, "label": d.label, "text": d.text} for d in theirs],
        }
        return JsonResponse(body, status=409)
    return _page(request, conflict.current, step, form, status=409, theirs=theirs, sentence=str(conflict))


def _page(
    request: SignedRequest,
    application: Application,
    step: Step,
    form: AnswersForm,
    *,
    status: int = 200,
    typed: Any = None,
    **more: Any,
) -> HttpResponse:
    """`typed`: words brought back after signing in; they keep the version they were typed on."""
    context = {
        "application": application,
        "step": step,
        "form": form,
        "pages": presenting.pages(application, step),
        "previous": steps.before(step),
        "version": answers.number_in(typed, "version") if typed else application.version,
        "seen": typed.get("seen", "") if typed else answers.fingerprint(application, step),
        "fictitious": application.is_fictitious,
        "brought_back": False,
        "theirs": [],
        "sentence": "",
        **more,
    }
    return render(request, "organisation/step.html", context, status=status)
