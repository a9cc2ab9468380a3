"""The organisation's way in and its profile: the door of a call, registering, joining, members and documents."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from alliances.domain.applications import actions as applications
from alliances.domain.calls.models import Call
from alliances.domain.files.models import StoredFile
from alliances.domain.files.queries import used_by
from alliances.domain.files.rules import QUOTA
from alliances.domain.people import registration
from alliances.domain.people.models import JoinRequest, Organisation
from alliances.domain.people.roles import Permission
from alliances.spaces.downloads import download
from alliances.spaces.kept import keeps_words, taken_back
from alliances.spaces.me.letters import send_invitation
from alliances.spaces.organisation.profile import queries
from alliances.spaces.organisation.profile.forms import ContactForm, RegistrationForm
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


def door(request: HttpRequest, call: Call) -> HttpResponse:
    """Before an account: what it takes, and the two ways in. Both come back to this call."""
    context = {"call": call, "next": request.get_full_path(), "fictitious": call.is_fictitious}
    return render(request, "organisation/door.html", context)


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: SignedRequest) -> HttpResponseBase:
    """A new organisation, then the draft of the call one came from. An organisation already here is joined instead."""
    call = _call_named(request)
    kept = taken_back(request)
    start = {"territory": call.territory_id, "legal_form": "non_profit"} if call else {}
    form = RegistrationForm(request.POST if request.method == "POST" else kept, initial=start)
    if request.method == "POST" and form.is_valid():
        alike = form.look_for_alike()
        if form.chosen is not None:
            return _join(request, form.chosen)
        if not alike or form.is_another:
            made = attempt(
                request, _("L’organisme est inscrit."), registration.register,
                actor=request.user, is_another=form.is_another, **_profile(form),
            )  # fmt: skip
            if made:
                return _begin(request, made, call)
    context = {"form": form, "call": call, "fictitious": bool(call and call.is_fictitious)}
    return render(request, "organisation/register.html", context)


def _call_named(request: SignedRequest) -> Call | None:
    """The call one came from, by `?appel=`; none when the address names no published call."""
    text = request.GET.get("appel", "")
    key = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    return Call.objects.public().with_context().filter(pk=key).first()


def _profile(form: RegistrationForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("name", "neq", "legal_form", "territory", "address")}


def _begin(request: SignedRequest, organisation: Organisation, call: Call | None) -> HttpResponse:
    if call is None or not call.is_open:
        return redirect("organisation_profile")
    draft = attempt(request, "", applications.start, actor=request.user, call=call, organisation=organisation)
    if not draft:
        return redirect("organisation_profile")
    return redirect("organisation_application_step", draft.pk, "projet")


def _join(request: SignedRequest, organisation: Organisation) -> HttpResponse:
    said = _("Votre demande est envoyée. Si l’organisme l’accepte, vous recevrez un lien par courriel.")
    attempt(request, said, registration.ask_to_join, actor=request.user, organisation=organisation)
    return redirect("today")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def join_request(request: SignedRequest, pk: int) -> HttpResponse:
    """Who asks, with which address; yes sends her an invitation, no ends it."""
    asked = visible_or_404(
        JoinRequest.objects.visible_to(request.user).select_related("organisation", "account__person"), pk=pk
    )
    if request.method == "POST" and asked.answered_at is None:
        accepted = request.POST.get("act") == "accept"
        said = _("L’invitation est envoyée.") if accepted else _("La demande est refusée.")
        made = attempt(
            request, said, registration.answer, actor=request.user, request=asked, is_accepted=accepted
        )
        if made and made[1]:
            send_invitation(made[0], request.build_absolute_uri(reverse("invitation", args=[made[1]])))
        return redirect("organisation_join_request", pk)
    return render(request, "organisation/join_request.html", {"asked": asked})


@require_safe
@signed_in
def profile(request: SignedRequest) -> HttpResponse:
    """My organisations: what is known of each, who works there, who asks to, and its documents."""
    mine = request.user.organisations_for(Permission.APPLY)
    used = used_by(mine)
    context = {
        "organisations": [(one, used.get(one.pk, 0), QUOTA) for one in mine],
        "members": queries.members(mine),
        "requests": queries.waiting_requests(mine),
        "files": queries.latest_files(mine),
        "fictitious": any(one.is_fictitious for one in mine),
    }
    return render(request, "organisation/profile.html", context)


@require_safe
@signed_in
def document(request: SignedRequest, pk: int) -> HttpResponse:
    """A document of one of my organisations, whatever it was joined to."""
    return download(visible_or_404(StoredFile.objects.visible_to(request.user), pk=pk))


@never_cache
@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedRequest, pk: int) -> HttpResponseBase:
    mine = [one.pk for one in request.user.organisations_for(Permission.APPLY)]
    organisation = visible_or_404(Organisation.objects.filter(pk__in=mine), pk=pk)
    stored = {name: getattr(organisation, name) for name in registration.PROFILE}
    form = ContactForm(request.POST if request.method == "POST" else taken_back(request), initial=stored)
    if request.method == "POST" and form.is_valid():
        said = _("Le profil est enregistré.")
        if attempt(
            request, said, registration.change_profile,
            actor=request.user, organisation=organisation, **form.cleaned_data,
        ):  # fmt: skip
            return redirect("organisation_profile")
    context = {"form": form, "organisation": organisation, "fictitious": organisation.is_fictitious}
    return render(request, "organisation/profile_edit.html", context)
