"""Where other spaces add to the public pages: sections of a page, and what the search finds.

An application registers in its `AppConfig.ready()`, by dotted path, since models cannot be imported there:

    registry.add_section("territory", "alliances.spaces.x.public.of_territory")  # (request, territory) -> [Section]
    registry.add_search("alliances.spaces.x.public.calls")                       # (words) -> Group

The facts of a page come first; what is registered stands apart, below them, and says by itself whether it is
fictitious.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import import_string

PAGES = ("home", "plan", "goal", "measure", "territory", "article")


@dataclass(frozen=True)
class Section:
    """A part of a page: a template, included with its `data`."""

    template: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """One result: what it is called, where it is, and a few words to recognise it."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """The results of one kind. `more` is how many are left out."""

    title: str
    results: list[Found]
    more: int = 0


Provider = Callable[[HttpRequest, Any], Iterable[Section]]
Searcher = Callable[[str], Group]

_sections: dict[str, list[str]] = {page: [] for page in PAGES}
_searchers: list[str] = []


def add_section(page: str, provider: str) -> None:
    """`provider` is the dotted path of a `Provider`. Raises KeyError for a page that takes no section."""
    if provider not in _sections[page]:
        _sections[page].append(provider)


def sections(page: str, request: HttpRequest, subject: Any = None) -> list[Section]:
    providers: list[Provider] = [import_string(path) for path in _sections[page]]
    return [section for provider in providers for section in provider(request, subject)]


def add_search(searcher: str) -> None:
    """`searcher` is the dotted path of a `Searcher`.

    It receives the sort key of the words typed (no accents, no case, no spaces), at least two letters.
    """
    if searcher not in _searchers:
        _searchers.append(searcher)


def search(words: str) -> list[Group]:
    """Every group that found something, in order of registration."""
    searchers: list[Searcher] = [import_string(path) for path in _searchers]
    groups = [searcher(words) for searcher in searchers]
    return [group for group in groups if group.results]
