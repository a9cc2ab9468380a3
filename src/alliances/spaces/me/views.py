"""Doors every signed-in person has: what awaits her, and who she is here."""

from django.http import HttpResponse
from django.shortcuts import render

from alliances.domain.notices.queries import mailbox
from alliances.spaces.me.today import tasks_for
from alliances.spaces.views import SignedRequest, signed_in


@signed_in
def today(request: SignedRequest) -> HttpResponse:
    """Home of every space: what awaits me, sorted by what is due, and nothing above it."""
    context = {
        "tasks": tasks_for(request.user),
        "unread": mailbox(request.user).unread().count(),
        "roles": request.user.roles,
    }
    return render(request, "me/today.html", context)


@signed_in
def profile(request: SignedRequest) -> HttpResponse:
    """My roles and their perimeters, my password and my second factor."""
    return render(request, "me/profile.html", {"roles": request.user.roles})
