"""Where each thing of the journey is read. Pages of published facts go by their stable public code."""

from django.urls import NoReverseMatch, reverse

from alliances.domain.chain.queries import Kind, Link
from alliances.domain.chain.queries.links import FACT_PAGES

# Stations told on the page of the grant, each at its own heading.
ON_GRANT_PAGE = {
    Kind.APPLICATION: "demande",
    Kind.RECOMMENDATION: "decision",
    Kind.RESOLUTION: "decision",
    Kind.REPORT: "reddition",
}


def address_of(link: Link) -> str:
    """The address of the page, or nothing when the thing has none."""
    if anchor := ON_GRANT_PAGE.get(link.kind):
        return f"{reverse('grant_page', args=[link.pk])}#{anchor}"
    if not link.url_name or not link.pk:
        return ""
    return reverse(link.url_name, args=[link.code if link.kind in FACT_PAGES else link.pk])


def page_or_nothing(name: str, *args: object) -> str:
    """The address of a page of another space; empty while that space has not opened it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
