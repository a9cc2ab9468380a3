"""Pages of a list: few links, never a number of page that the address could break."""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PageLink:
    """One page of the list; `number` 0 stands for a gap."""

    number: int
    url: str
    current: bool


class Pages:
    """`count` rows cut in pages of `size`. A page that does not exist is replaced by the nearest one."""

    def __init__(self, count: int, size: int, asked: str, url: Callable[[str], str]) -> None:
        self.count, self.size, self._url = count, size, url
        self.last = max(1, -(-count // size))
        wanted = int(asked) if re.fullmatch(r"[0-9]{1,9}", asked, re.ASCII) else 1
        self.number = min(max(1, wanted), self.last)

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    @property
    def end(self) -> int:
        return min(self.start + self.size, self.count)

    @property
    def first_shown(self) -> int:
        return min(self.start + 1, self.count)

    @property
    def previous_url(self) -> str:
        return self._url(str(self.number - 1)) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self._url(str(self.number + 1)) if self.number < self.last else ""

    @property
    def links(self) -> list[PageLink]:
        """First, last, and the pages around this one."""
        near = {1, self.last, self.number - 1, self.number, self.number + 1}
        shown = sorted(number for number in near if 1 <= number <= self.last)
        links: list[PageLink] = []
        for number in shown:
            if links and number - links[-1].number > 1:
                links.append(PageLink(0, "", False))
            links.append(PageLink(number, self._url(str(number)), number == self.number))
        return links
