"""Who decides on public money proves it twice: a password, then a code."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _


class SecondFactorMiddleware:
    """Sends staff and signatories without a second factor to its set-up page before anything else.

    `ALLIANCES_SECOND_FACTOR=offered` (development and demonstration) only offers it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self._is_due(request):
            messages.info(request, _("Votre rôle demande un second facteur. Réglez-le pour continuer."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _is_due(request: HttpRequest) -> bool:
        account = request.user
        if not account.is_authenticated or request.path_info.startswith(_account_pages()):
            return False
        return account.needs_second_factor and not is_mfa_enabled(account)


def _account_pages() -> tuple[str, ...]:
    """Signing out, the account's own pages and static files stay open."""
    root = reverse("account_logout").rsplit("/", 2)[0]
    return (f"{root}/", settings.STATIC_URL)
