"""What stands between every request and its view.

Input that PostgreSQL or a template would choke on is answered with our 400 page, in a sentence, never a 500.
"""

import re
from collections.abc import Callable, Iterable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.cache import add_never_cache_headers

from alliances.ui import errors

# NUL is refused by PostgreSQL; a lone surrogate cannot be written in UTF-8 at all.
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def _unwritable(texts: Iterable[str]) -> bool:
    return any(_UNWRITABLE.search(text) for text in texts)


def _undecodable(encoded: bytes) -> bool:
    """Whether a query string or a form body holds bytes that are not UTF-8 (Django would replace them silently)."""
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _texts(data: QueryDict) -> Iterable[str]:
    for key, values in data.lists():
        yield key
        yield from values


def unreadable(request: HttpRequest) -> bool:
    """Whether the address, the cookies, the query or the form hold something that cannot be stored or shown."""
    if _undecodable(request.META.get("QUERY_STRING", "").encode("latin-1", "surrogateescape")):
        return True
    if _unwritable([request.path_info, *request.COOKIES.values(), *_texts(request.GET)]):
        return True
    if request.method != "POST":
        return False
    names = (uploaded.name or "" for files in request.FILES.lists() for uploaded in files[1])
    if _unwritable(_texts(request.POST)) or _unwritable(names):
        return True
    return request.content_type == "application/x-www-form-urlencoded" and _undecodable(request.body)


class FriendlyInputMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            refused = unreadable(request)
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            return errors.too_large(request)
        except (MultiPartParserError, UnreadablePostError):
            refused = True
        return errors.bad_request(request) if refused else self.get_response(request)


class SignedOutMiddleware:
    """On a shared computer, the next person must not find one's pages behind the back button.

    A page read with a session is kept by no browser and no proxy: going back asks for it again, as whoever is here now.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        here = request.resolver_match
        if request.method == "POST" and here and here.view_name == "account_logout":
            response.headers["Clear-Site-Data"] = '"cache"'
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            add_never_cache_headers(response)
            del response.headers["ETag"], response.headers["Last-Modified"]
        return response
