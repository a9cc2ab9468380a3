"""What every door shares: signing in, fetching what one may see, and trying an action."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import IntegrityError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import Refused
from alliances.domain.people.models import Account
from alliances.spaces.replays import acted, acts_once

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The door of a view for people with an account; the same page sent twice acts once.

    Who presses a button after her session expired comes back to the page of the button, and is told that nothing was
    done: the address of an act is not a page.
    """
    opened = login_required(acts_once(view))

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            messages.warning(request, _("Votre session a expiré. Rien n’a été fait : recommencez ce geste."))
            return redirect_to_login(_page_before(request))
        return opened(request, *args, **kwargs)

    return door


def _page_before(request: HttpRequest) -> str:
    """The page of ours that held the button, or what awaits this person."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    parts = urlsplit(before)
    return urlunsplit(("", "", parts.path, parts.query, "")) if ours and parts.path else reverse("today")


class SignedRequest(HttpRequest):
    """What a view behind `@signed_in` receives: there is always an account."""

    user: Account


def visible_or_404(queryset: QuerySet[M], **lookup: Any) -> M:
    """The object among those `queryset` lets this person see; somebody else's is « not found », never « forbidden »."""
    return get_object_or_404(queryset, **lookup)


def attempt(request: HttpRequest, success: str, action: Callable[..., T], /, **arguments: Any) -> T | None:
    """Runs `action(**arguments)` and says how it went: `success`, or the sentence of the refusal.

    Returns what the action returned, or None when it was refused (the page is then shown again, nothing lost).
    """
    try:
        result = action(**arguments)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    except IntegrityError as error:
        messages.error(request, sentence_of(error))
        return None
    acted(request)
    if success:
        messages.success(request, success)
    return result


def sentence_of(error: IntegrityError) -> str:
    """The human sentence of the database constraint that refused, found by the constraint's name."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return str(
        _constraint_sentences().get(name or "") or _("Ces données se contredisent. Rien n’a été enregistré.")
    )


def _constraint_sentences() -> dict[str, str]:
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }
