"""Screens of invitations: inviting, and accepting by an explicit act."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alliances.domain.people import invitations
from alliances.domain.people.models import Invitation
from alliances.spaces.kept import keeps_words, typed
from alliances.spaces.me.forms import AcceptForm, InvitationForm
from alliances.spaces.me.letters import send_invitation, tell_other_accounts
from alliances.spaces.views import SignedRequest, attempt


@keeps_words
def invite(request: SignedRequest) -> HttpResponse:
    """Whom I invited, and a new invitation. The link is sent, and shown once to the person who invites."""
    form = InvitationForm(request.user, typed(request))
    link = ""
    if request.method == "POST" and form.is_valid() and form.says_who():
        done = attempt(
            request, _("L’invitation est envoyée."), invitations.invite,
            actor=request.user, person=form.person, is_another=form.is_another, **form.cleaned_data,
        )  # fmt: skip
        if done:
            link = request.build_absolute_uri(reverse("invitation", args=[done[1]]))
            send_invitation(done[0], link)
            form = InvitationForm(request.user)
    sent = Invitation.objects.filter(invited_by=request.user).select_related("territory", "organisation")[
        :100
    ]
    return render(
        request,
        "me/invite.html",
        {"form": form, "link": link, "sent": sent, "may": invitations.invitable_roles(request.user)},
    )


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
