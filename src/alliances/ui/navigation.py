"""The menus, filled by the spaces: each registers its items when the application starts.

    class OrganisationConfig(AppConfig):
        def ready(self) -> None:
            navigation.register(
                NavItem(_("Mes demandes"), "my_applications", order=10, roles=(Role.COORDINATOR,))
            )

An item whose address does not exist (yet) is left out; so is one for roles the person does not hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class NavItem:
    """One link of a menu. Without `roles` it is public; with them, it belongs to the person's own space.

    `roles=EVERYONE` is shown to every person signed in. Items stand by `order`, then in order of registration.
    """

    label: Any
    url_name: str
    roles: tuple[str, ...] = ()
    order: int = 100


EVERYONE = ("*",)

PUBLIC = (
    NavItem(_("Le plan"), "plans", order=10),
    NavItem(_("Territoires"), "territories", order=20),
    NavItem(_("La loi"), "law", order=30),
)

_items: list[NavItem] = [*PUBLIC, NavItem(_("Aujourd’hui"), "today", order=1, roles=EVERYONE)]


@dataclass(frozen=True)
class Link:
    """A menu item ready to show. `current`: this page, or a page below it."""

    label: str
    url: str
    current: bool


def register(*items: NavItem) -> None:
    """Adds items; registering the same one twice (tests, reloads) changes nothing."""
    for item in items:
        if item not in _items:
            _items.append(item)
    _items.sort(key=lambda item: item.order)


def _links(items: Iterable[NavItem], path: str) -> list[Link]:
    links = []
    for item in items:
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        links.append(Link(str(item.label), url, path == url or path.startswith(url.rstrip("/") + "/")))
    return links


def public_links(path: str) -> list[Link]:
    """The menu everyone sees."""
    return _links((item for item in _items if not item.roles), path)


def space_links(path: str, roles: Iterable[str]) -> list[Link]:
    """The menu of a person signed in who holds `roles`; the same page is listed once."""
    held = {*map(str, roles), *EVERYONE}
    mine = {item.url_name: item for item in reversed(_items) if held.intersection(map(str, item.roles))}
    return _links(sorted(mine.values(), key=lambda item: item.order), path)
