"""The same page sent twice – a double click, a reload, the back button – acts once and is answered the same.

The hidden token of a page is masked anew each time the page is made. A body that comes again with its token is thus the
same page, untouched. When it was the last to act from that page, the session knows and says where it led; refused, it
may try again. Two at once wait for each other. A page whose words were changed is another sending: the rules judge it,
and the words of before it may then come back.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

KEY = "acted_from"
REMEMBERED = 30  # pages of one session
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field
View = Callable[..., HttpResponseBase]


def acted(request: HttpRequest) -> None:
    """Said by whoever just did what was asked: the same page sent again does not do it again."""
    request.META[KEY] = True


def acts_once(view: View) -> View:
    """For the view of a person who is signed in."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or TOKEN not in request.POST:
            return view(request, *args, **kwargs)
        page, sending = _page(request), _digest(request)
        with _one_at_a_time(str(request.session.session_key)):
            last, place = _remembered(request).get(page, ("", ""))
            if last == sending:
                messages.info(request, _("C’était déjà fait. Rien n’a été fait deux fois."))
                return redirect(place)
            response = view(request, *args, **kwargs)
            if request.META.get(KEY):
                _remember(request, page, sending, response.headers.get("Location", request.path))
            return response

    return door


def _page(request: HttpRequest) -> str:
    """The page as it was made: its address and its token."""
    return f"{request.path} {hashlib.sha256(request.POST[TOKEN].encode()).hexdigest()}"


def _digest(request: HttpRequest) -> str:
    files = [(name, file.name, file.size) for name, several in request.FILES.lists() for file in several]
    whole = [request.get_full_path(), sorted(request.POST.lists()), files]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


@contextmanager
def _one_at_a_time(session: str) -> Iterator[None]:
    """What one person sends waits for what she sent before: the memory of a session has one writer."""
    names = ["page-sent", session]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s), hashtext(%s))", names)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), hashtext(%s))", names)


def _remembered(request: HttpRequest) -> dict[str, tuple[str, str]]:
    """As the session stands now: another request of the same person may have just written it.

    The whole session is taken as it stands, so that saving it later does not bring back what was before the wait.
    """
    stored = type(request.session)(request.session.session_key).load()
    request.session._session_cache = stored  # type: ignore[attr-defined]
    found: dict[str, tuple[str, str]] = request.session.get(KEY, {})
    return found


def _remember(request: HttpRequest, page: str, sending: str, place: str) -> None:
    """Written before the next one may look."""
    # A form that sees what changed since its page was made judges older pages better than this memory does.
    forgotten = f"{request.path} " if "seen" in request.POST else page
    kept = {
        each: answer
        for each, answer in request.session.get(KEY, {}).items()
        if not each.startswith(forgotten)
    }
    kept[page] = (sending, place)
    request.session[KEY] = dict(list(kept.items())[-REMEMBERED:])
    request.session.save()
