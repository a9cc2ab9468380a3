"""Asking an organisation to correct some pages of what it sent, and asking it no more."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alliances.domain.applications import actions, rules
from alliances.domain.common.transitions import verdict
from alliances.domain.common.verdict import NotPermitted, require
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.manager.forms import ReasonForm
from alliances.spaces.manager.perimeter import applications_for
from alliances.spaces.views import SignedRequest, attempt, visible_or_404
from alliances.ui.forms import Form, TextField


class CorrectionForm(Form):
    pages = forms.MultipleChoiceField(
        label=gettext_lazy("Quelles parties rouvrez-vous?"),
        help_text=gettext_lazy("L’organisme ne pourra changer que celles-là."),
        widget=forms.CheckboxSelectMultiple,
    )
    reason = TextField(
        label=gettext_lazy("Que faut-il corriger?"),
        help_text=gettext_lazy("L’organisme lira cette phrase sur chaque page rouverte."),
        lines=4,
    )


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedRequest, pk: int) -> HttpResponseBase:
    application = visible_or_404(applications_for(request.user), pk=pk)
    require(
        may_in_territory(request.user, Permission.RUN_CALLS, application.call.territory), error=NotPermitted
    )
    form = CorrectionForm(request.POST if request.method == "POST" else taken_back(request))
    form.fields["pages"].choices = list(rules.titles_of(application).items())  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        done = _("La correction est demandée. L’organisme la trouve dans sa journée.")
        asked = attempt(
            request,
            done,
            actions.ask_correction,
            actor=request.user,
            application=application,
            **form.cleaned_data,
        )
        if asked:
            return redirect("manager_application", pk)
    answer = verdict(actions.TRANSITIONS, "ask_correction", row=application, actor=request.user)
    if not answer and request.method != "POST":
        messages.info(request, answer.reason)
        return redirect("manager_application", pk)
    return render(request, "manager/correction.html", {"application": application, "form": form})


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: SignedRequest, pk: int) -> HttpResponseBase:
    application = visible_or_404(applications_for(request.user), pk=pk)
    require(
        may_in_territory(request.user, Permission.RUN_CALLS, application.call.territory), error=NotPermitted
    )
    form = ReasonForm(request.POST if request.method == "POST" else taken_back(request))
    if request.method == "POST" and form.is_valid():
        done = _("La demande de correction est annulée. L’organisme en est averti.")
        cancelled = attempt(
            request,
            done,
            actions.cancel_correction,
            actor=request.user,
            application=application,
            **form.cleaned_data,
        )
        if cancelled:
            return redirect("manager_application", pk)
    answer = verdict(actions.TRANSITIONS, "cancel_correction", row=application, actor=request.user)
    if not answer and request.method != "POST":
        messages.info(request, answer.reason)
        return redirect("manager_application", pk)
    correction = application.corrections.filter(answered_at=None).first()
    context = {"application": application, "form": form, "correction": correction}
    return render(request, "manager/correction_cancel.html", context)
