"""What the search finds in the journey: calls, grants, organisations, Alliances, priorities. Public things only."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from alliances.domain.chain.queries import public
from alliances.domain.common.text import sort_key
from alliances.spaces.public.registry import Found, Group

SHOWN = 12


def _letters(text: str) -> str:
    return sort_key(text).partition("\t")[0]


def _group(title: str, rows: Iterable[Any], words: str, read: Callable[[Any], Found]) -> Group:
    """Rows whose title or detail holds the words. They are few enough (a few thousand) to be compared here."""
    found = [each for each in map(read, rows) if words in _letters(f"{each.title} {each.detail}")]
    return Group(title, found[:SHOWN], max(0, len(found) - SHOWN))


def _marked(text: str, is_fictitious: bool) -> str:
    return f"{text} – {_('données fictives')}" if is_fictitious else text


def _found(row: Any, page: str, title: str, detail: str) -> Found:
    return Found(title, reverse(page, args=[row.pk]), _marked(detail, row.is_fictitious))


def calls(words: str) -> Group:
    rows: QuerySet[Any] = public.calls().order_by("-closes_at", "pk")
    return _group(
        _("Appels de projets"),
        rows,
        words,
        lambda call: _found(call, "call_page", call.title, call.territory.name),
    )


def grants(words: str) -> Group:
    rows = public.grants().order_by("-signed_on", "pk")
    return _group(
        _("Aides accordées"),
        rows,
        words,
        lambda grant: _found(
            grant, "grant_page", grant.application.title, f"{grant.organisation.name}, {grant.number}"
        ),
    )


def organisations(words: str) -> Group:
    rows = public.organisations().filter(sort_key__contains=words).alphabetical()
    return _group(
        _("Organismes"),
        rows,
        words,
        lambda row: _found(row, "organisation_page", row.name, row.territory.name),
    )


def alliances(words: str) -> Group:
    rows = public.alliances().order_by("territory__sort_key", "pk")
    return _group(
        _("Alliances"), rows, words, lambda row: _found(row, "alliance_page", row.name, row.mandataire.name)
    )


def priorities(words: str) -> Group:
    rows = public.priorities().order_by("local_plan", "rank")

    def read(row: Any) -> Found:
        detail = _marked(row.local_plan.territory.name, row.local_plan.alliance.is_fictitious)
        return Found(row.title, reverse("priority_page", args=[row.pk]), detail)

    return _group(_("Priorités"), rows, words, read)
