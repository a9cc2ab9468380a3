"""Error pages: what happened, what to do now, and that nothing was lost. They never depend on the database."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from alliances.ui.context import Layout


def error_page(
    request: HttpRequest | None, status: int, *, title: str, happened: str, next_step: str, kept: str = ""
) -> HttpResponse:
    """The page of one error. The template is rendered without context processors: no session, no query."""
    context: dict[str, Any] = {
        "layout": Layout(request, anonymous=True),
        "error_page": True,
        "status": status,
        "title": title,
        "happened": happened,
        "next_step": next_step,
        "kept": kept,
    }
    response = HttpResponse(render_to_string("ui/error.html", context), status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(
        request,
        400,
        title=_("Nous n’avons pas pu lire cet envoi"),
        happened=_("Il contient un caractère invisible ou une adresse que le site ne peut pas lire."),
        next_step=_("Revenez à la page précédente. Retapez le texte collé, puis envoyez de nouveau."),
        kept=_("Rien n’a été changé. Votre texte est encore dans la page précédente."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        400,
        title=_("Cet envoi est trop volumineux"),
        happened=_("Le site accepte 5 Mo par envoi, sans compter les fichiers joints."),
        next_step=_("Revenez à la page précédente. Raccourcissez le texte, puis envoyez de nouveau."),
        kept=_("Rien n’a été changé. Votre texte est encore dans la page précédente."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The sentence of the rule when it gave one: `Refused` and `PermissionDenied` carry it."""
    reason = str(exception) if isinstance(exception, PermissionDenied) else ""
    return error_page(
        request,
        403,
        title=_("Vous ne pouvez pas faire cette action"),
        happened=reason or _("Votre rôle ne donne pas accès à cette page."),
        next_step=_("Vérifiez que vous utilisez le bon compte, ou écrivez à la personne qui gère vos accès."),
        kept=_("Rien n’a été changé."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(
        request,
        404,
        title=_("Cette page n’existe pas"),
        happened=_("L’adresse est incomplète, la page a changé de place, ou elle ne vous est pas destinée."),
        next_step=_("Vérifiez l’adresse, ou repartez de l’accueil."),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(
        request,
        500,
        title=_("Le site a rencontré un problème"),
        happened=_("L’erreur vient de nous, pas de vous. Elle a été inscrite dans notre registre."),
        next_step=_("Attendez une minute, revenez à la page précédente, puis réessayez."),
        kept=_("Ce que vous aviez enregistré est conservé."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        request,
        403,
        title=_("Votre session a expiré"),
        happened=_("La page est restée ouverte longtemps, ou le navigateur refuse les témoins (cookies)."),
        next_step=_("Revenez à la page précédente, rechargez-la, puis envoyez de nouveau."),
        kept=_("Rien n’a été envoyé. Copiez votre texte avant de recharger la page."),
    )
