"""What the page layout needs: menus, the person, the same page in the other language, the notices."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alliances.ui import navigation


def other_language_url(path: str, query: str = "") -> str:
    """This page in the other language: the same words in the address, with or without `/en`.

    The result always starts with exactly one slash, so a crafted path cannot turn the link into another site.
    """
    root = get_script_prefix().rstrip("/")
    inner = "/" + path.removeprefix(root).lstrip("/")
    in_english = inner == "/en" or inner.startswith("/en/")
    inner = "/" + inner.removeprefix("/en").lstrip("/") if in_english else "/en" + inner
    return f"{root}{inner}{f'?{query}' if query else ''}"


def url_or_nothing(name: str) -> str:
    """The address of a page that another space may not have built yet; empty then."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


class Layout:
    """Read by `ui/base.html`. Everything is computed when the template asks for it.

    Without a request (or with `anonymous`), nothing is read from the session or the database: error pages use that.
    """

    notice = _("Ceci n’est pas un site officiel")

    def __init__(self, request: HttpRequest | None = None, *, anonymous: bool = False) -> None:
        self.request = request
        self.anonymous = anonymous or request is None
        self.path = request.path if request else "/"

    @cached_property
    def is_english(self) -> bool:
        return (get_language() or "").startswith("en")

    @cached_property
    def language_url(self) -> str:
        query = self.request.META.get("QUERY_STRING", "") if self.request else ""
        return other_language_url(self.path, query)

    @cached_property
    def account(self) -> Any:
        """The account signed in, or None."""
        user = None if self.anonymous else getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def person(self) -> Any:
        return self.account.person if self.account else None

    @cached_property
    def public_links(self) -> list[navigation.Link]:
        return navigation.public_links(self.path)

    @cached_property
    def space_links(self) -> list[navigation.Link]:
        if not self.account:
            return []
        return navigation.space_links(self.path, [assignment.role for assignment in self.account.roles])

    @cached_property
    def urls(self) -> dict[str, str]:
        """Addresses the layout links to; the empty ones are not shown."""
        names = {
            "home": "home",
            "search": "search",
            "login": "account_login",
            "logout": "account_logout",
            "account": "profile",
            "second_factor": "mfa_index",
            "password": "account_change_password",
            "sources": "sources",
            "accessibility": "accessibility",
            "licence": "licence",
            "privacy": "privacy",
            "components": "components",
        }
        return {key: url_or_nothing(name) for key, name in names.items()}

    @cached_property
    def search_text(self) -> str:
        return self.request.GET.get("q", "")[:200] if self.request else ""


def layout(request: HttpRequest) -> dict[str, Layout]:
    """Context processor."""
    return {"layout": Layout(request)}
