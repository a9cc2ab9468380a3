"""Words typed while signed out: kept in the anonymous session, given back on the same page after signing in.

A session that expired must not cost a word, not even when one signed in again in another tab: the page then carries
the token of the session before, and what it sends is shown again instead of being thrown away.

What is kept belongs to the person to whom this browser last showed a form: a signed cookie says who, longer than her
session. Somebody else who signs in next does not read it. Words typed before anybody signed in go to who then does.

The door of a form wears `@keeps_words` in place of `@signed_in`; its view reads `taken_back(request)` when it shows
the form and, if something was kept, binds the form to it.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from alliances.spaces.replays import acts_once

KEY = "kept_words"
WRITER = "writer"  # the cookie that names the person, signed
WRITER_LASTS = 30 * 24 * 3600  # seconds, longer than any session
LARGEST = 400_000  # characters in all, so that an anonymous session stays small
View = Callable[..., HttpResponseBase]


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, not a page."""
    return request.headers.get("Accept", "").startswith("application/json")


def keeps_words(view: View) -> View:
    """`signed_in` for a page with a form: what was sent while signed out comes back after signing in."""

    opened = acts_once(view)

    @csrf_exempt  # the token is checked just below, so that a refusal can keep the words
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        failure = CsrfViewMiddleware(_nothing).process_view(request, view, args, kwargs)
        if failure is not None:
            return _shown_again(request) if request.user.is_authenticated else failure
        if request.user.is_authenticated:
            return _signed_by(request, opened(request, *args, **kwargs))
        if request.method == "POST":
            if wants_json(request):
                sentence = _("Vous n’êtes plus connecté ou connectée. Votre texte reste dans cette page.")
                return JsonResponse({"state": "signed_out", "sentence": sentence}, status=401)
            _keep(
                request,
                _("Votre session a expiré. Votre texte est conservé : connectez-vous pour le retrouver."),
            )
        return redirect_to_login(request.get_full_path())

    return door


def _signed_by(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The form of this page is hers: what it sends once her session has expired is kept for her alone."""
    person = _person(request)
    if _writer(request) != person:
        response.set_signed_cookie(
            WRITER,
            str(person),
            max_age=WRITER_LASTS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _person(request: HttpRequest) -> int | None:
    return request.user.person_id if request.user.is_authenticated else None


def _writer(request: HttpRequest) -> int | None:
    """Who was last shown a form here; None when nobody was. A cookie that was tampered with names nobody."""
    return int(request.get_signed_cookie(WRITER, default="", max_age=WRITER_LASTS) or 0) or None


def _nothing(request: HttpRequest) -> HttpResponseBase:
    raise AssertionError("only the check of the token is used")


def _shown_again(request: HttpRequest) -> HttpResponseBase:
    """A stale token of somebody signed in: nothing is done, the words are shown again in the page.

    Another site cannot reach this: its requests come without the session's cookie (SameSite), so without a person.
    """
    if wants_json(request):
        sentence = _("Cette page est restée ouverte longtemps. Rechargez-la : votre texte y sera encore.")
        return JsonResponse({"state": "refused", "sentence": sentence}, status=403)
    _keep(
        request,
        _("Cette page était restée ouverte longtemps. Votre texte est là, rien n’est encore enregistré."),
    )
    return redirect(request.get_full_path())


def keep(request: HttpRequest) -> None:
    """For the page that is shown next, at the same address: it says why the words come back."""
    _keep(request, "")


def _keep(request: HttpRequest, said: str) -> None:
    words = {name: texts for name, texts in request.POST.lists() if name != "csrfmiddlewaretoken"}
    entry = {"person": _person(request) or _writer(request), "words": words}
    kept = {**request.session.get(KEY, {}), request.path: entry}
    if len(json.dumps(kept)) > LARGEST:
        kept = {request.path: entry}
    if len(json.dumps(kept)) > LARGEST:
        messages.error(
            request,
            _("Votre session a expiré et ce texte est trop long pour être gardé. Revenez en arrière."),
        )
        return
    request.session[KEY] = kept
    if said:
        messages.warning(request, said)


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: what is sent now, else what was kept for this page, else nothing."""
    return request.POST if request.method == "POST" else taken_back(request)


def taken_back(request: HttpRequest) -> QueryDict | None:
    """What was kept for this page, once; None when nothing was. Call it only for a page the person may see."""
    kept = request.session.get(KEY, {})
    if request.method != "GET" or request.path not in kept:
        return None
    if kept[request.path]["person"] not in (None, _person(request)):
        return None
    words = kept.pop(request.path)["words"]
    request.session[KEY] = kept
    found = QueryDict(mutable=True)
    for name, texts in words.items():
        found.setlist(name, texts)
    return found
