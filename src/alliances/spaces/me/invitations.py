"""Screens of invitations: inviting, confirming for two, and accepting by an explicit act."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from alliances.domain.people import invitations
from alliances.domain.people.models import Invitation
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.me.forms import AcceptForm, InvitationForm
from alliances.spaces.me.letters import send_invitation, tell_other_accounts
from alliances.spaces.views import SignedRequest, attempt, signed_in, visible_or_404


@keeps_words
def invite(request: SignedRequest) -> HttpResponse:
    """Whom I invited, what waits for me to confirm, and a new invitation. Nobody but who is invited sees the link."""
    form = InvitationForm(request.user, typed(request))
    if request.method == "POST" and form.is_valid() and form.says_who():
        done = attempt(
            request, "", invitations.invite,
            actor=request.user, person=form.person, is_another=form.is_another, **form.cleaned_data,
        )  # fmt: skip
        if done:
            _send(request, *done)
            return redirect("invitations")
    sent = Invitation.objects.filter(invited_by=request.user).select_related("territory", "organisation")
    waiting = Invitation.objects.confirmable_by(request.user).select_related("territory", "organisation")
    may = invitations.invitable_roles(request.user)
    return render(
        request, "me/invite.html", {"form": form, "sent": sent[:100], "waiting": waiting, "may": may}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def invitation(request: SignedRequest, pk: int) -> HttpResponse:
    """One invitation: who, for which role, where; a second person confirms it, or it is withdrawn."""
    rows = Invitation.objects.visible_to(request.user)
    shown = visible_or_404(rows.select_related("territory", "organisation", "invited_by__person"), pk=pk)
    if request.method == "POST":
        if request.POST.get("act") == "confirm":
            done = attempt(request, "", invitations.confirm, actor=request.user, invitation=shown)
            if done:
                _send(request, *done)
        else:
            said = _("L’invitation est retirée.")
            attempt(request, said, invitations.withdraw, actor=request.user, invitation=shown)
        return redirect("invitation_sent", pk)
    may = invitations.may_confirm(request.user, shown)
    return render(request, "me/invitation_sent.html", {"invitation": shown, "may": may})


def _send(request: SignedRequest, invitation: Invitation, secret: str | None) -> None:
    """The letter that carries the link, once there is one."""
    if secret is None:
        messages.success(
            request,
            _("L’invitation est enregistrée. Ce rôle se donne à deux : une autre personne la confirme."),
        )
        return
    send_invitation(invitation, request.build_absolute_uri(reverse("invitation", args=[secret])))
    messages.success(request, _("L’invitation est envoyée à %(email)s.") % {"email": invitation.email})


def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Opening the link changes nothing (mail scanners open links); the button accepts."""
    invitation = invitations.find(secret)
    if invitation is None:
        return render(request, "me/invitation_gone.html", status=404)
    signed_in_account = request.user if request.user.is_authenticated else None
    form = None if signed_in_account else AcceptForm(request.POST or None)
    if request.method == "POST" and (form is None or form.is_valid()):
        password = form.cleaned_data["password"] if form else None
        account = attempt(
            request, "", invitations.accept, secret=secret, password=password, account=signed_in_account
        )
        if account:
            if invitation.person:
                tell_other_accounts(account)
            return _welcome(request, account, already_in=signed_in_account is not None)
    return render(request, "me/invitation.html", {"form": form, "invitation": invitation})


def _welcome(request: HttpRequest, account: object, *, already_in: bool) -> HttpResponse:
    messages.success(request, _("Bienvenue. Voici ce qui vous attend."))
    if already_in:
        return redirect("today")
    return perform_login(request, account, email_verification="none", redirect_url=reverse("today"))
