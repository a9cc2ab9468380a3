"""The law, article by article, and the calendar of what it asks for."""

from collections.abc import Iterable
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from alliances.domain.strategy import queries
from alliances.domain.strategy.models import Law, LawArticle, Obligation
from alliances.domain.strategy.rules import calendar, previous_and_next
from alliances.spaces.public import registry

ON_PLANS = (13, 14)
"""The articles that ask for a plan and for its targets."""


def law(request: HttpRequest) -> HttpResponse:
    found = get_object_or_404(Law, code="L-7")
    articles = found.articles.order_by("number")
    context = {
        "law": found,
        "chapters": _by_chapter(articles),
        "goals": queries.goals(),
        "axes": found.axes.select_related("detailed_in").order_by("number"),
    }
    return render(request, "public/law.html", context)


def _by_chapter(articles: Iterable[LawArticle]) -> list[list[LawArticle]]:
    return [list(group) for _chapter, group in groupby(articles, key=lambda article: article.chapter)]


def article(request: HttpRequest, number: int) -> HttpResponse:
    """One article: how it is known, what it says, and all that rests on it."""
    rows = queries.articles().prefetch_related("wordings", "axes", "obligations", "documents", "targets")
    found = get_object_or_404(rows, law__code="L-7", number=number)
    numbers = list(found.law.articles.order_by("number").values_list("number", flat=True))
    position = numbers.index(number)
    context = {
        "article": found,
        "goals": queries.goals().filter(article=found),
        "anchors": found.anchors.select_related("measure__plan").order_by("-measure__plan__starts"),
        "plans": found.law.plans.order_by("-starts") if number in ON_PLANS else [],
        "previous": numbers[position - 1] if position else None,
        "next": numbers[position + 1] if position + 1 < len(numbers) else None,
        "sections": registry.sections("article", request, found),
    }
    return render(request, "public/article.html", context)


def obligations(request: HttpRequest) -> HttpResponse:
    """The calendar of the law. A date passed without a known document reads « non vérifié »."""
    today = timezone.localdate()
    rows = Obligation.objects.prefetch_related("articles", "documents").order_by("code")
    lines = [
        {
            "obligation": row,
            "dates": calendar(row, today=today),
            "previous": previous_and_next(row, today=today)[0],
            "next": previous_and_next(row, today=today)[1],
        }
        for row in rows
    ]
    return render(request, "public/obligations.html", {"lines": lines})
