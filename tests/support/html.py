"""Whether a page is valid HTML: parsed strictly, then held to the rules that browsers forgive and people pay for.

`faults(text)` gives one line per fault, none when the page is sound. The parser reports what the HTML standard calls
parse errors (stray or missing end tags, misplaced elements, attributes written twice); the rules below are the ones of
the standard that a parser cannot see, and two of the house: no inline style, no inline script.
"""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PHRASING_ONLY = words(
    "abbr b button cite code em h1 h2 h3 h4 h5 h6 i kbd label legend output p pre q s small span "
    "strong sub summary sup time u var"
)
FLOW = words(
    "address article aside blockquote details dialog div dl fieldset figure footer form h1 h2 h3 h4 "
    "h5 h6 header hr main nav ol p pre section table ul"
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
MAY_HOLD_HEADINGS = frozenset({"legend", "summary"})
INTERACTIVE = frozenset(["a", "button", "details", "embed", "iframe", "input", "label", "select", "textarea"])
SCRIPTING = frozenset({"script", "template"})
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"td", "th"},
    "select": {"option", "optgroup", "hr"},
}
OBSOLETE = words("acronym basefont big center dir font frame frameset marquee nobr strike tt")
REFERENCES = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-errormessage",
    "headers",
    "list",
)
MOMENT = re.compile(r"\d{4}(-\d{2}(-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?")


def faults(text: str) -> list[str]:
    """One line per fault of the document `text`."""
    parser = HTMLParser(namespace_html_elements=False)
    root = parser.parse(text)
    return [
        *(f"line {line}: {code} {details or ''}".strip() for (line, _column), code, details in parser.errors),
        *_document(root),
        *_identifiers(root),
        *(fault for element in root.iter() if isinstance(element.tag, str) for fault in _element(element)),
        *_inside(root, frozenset()),
    ]


def _document(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "html has no lang"
    if not (root.findtext("head/title") or "").strip():
        yield "the title is empty"
    for name in ("main", "h1"):
        if (count := sum(1 for _each in root.iter(name))) != 1:
            yield f"{count} {name} elements instead of one"


def _identifiers(root: Element) -> Iterator[str]:
    found = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    for name, times in found.items():
        if times > 1:
            yield f"id {name!r} is used {times} times"
        if not name or re.search(r"\s", name):
            yield f"id {name!r} is empty or holds a space"
    for element in root.iter():
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in found:
                    yield f"{element.tag} {attribute} points at {name!r}, which is not in the page"
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith("#") and href[1:] and href[1:] not in found:
            yield f"a link leads to {href!r}, which is not in the page"


def _element(element: Element) -> Iterator[str]:
    tag = element.tag
    if tag in OBSOLETE:
        yield f"{tag} is obsolete"
    for attribute in element.attrib:
        if attribute == "style" or attribute.startswith("on"):
            yield f"{tag} has an inline {attribute}"
    if tag in CHILDREN:
        yield from _children(element)
    if tag == "div" and element.find("dt") is not None and element.find("dd") is None:
        yield "a group of dl has a dt without dd"
    yield from _attributes(element)


def _attributes(element: Element) -> Iterator[str]:
    tag = element.tag
    if tag == "img" and element.get("alt") is None:
        yield f"img {element.get('src')!r} has no alt"
    if tag == "script" and not element.get("src"):
        yield "a script is written in the page"
    if tag == "time" and not MOMENT.fullmatch(element.get("datetime") or "".join(element.itertext()).strip()):
        yield f"time {element.get('datetime')!r} is no date"


def _children(element: Element) -> Iterator[str]:
    for child in element:
        if isinstance(child.tag, str) and child.tag not in CHILDREN[element.tag] | SCRIPTING:
            yield f"{element.tag} holds {child.tag}"
    if element.tag in {"ul", "ol", "dl"} and _bare_text(element):
        yield f"{element.tag} holds text outside its items"


def _bare_text(element: Element) -> bool:
    pieces = [element.text, *(child.tail for child in element)]
    return any((piece or "").strip() for piece in pieces)


def _inside(element: Element, above: frozenset[str]) -> Iterator[str]:
    """What an element may not hold at any depth: blocks in a line of text, a control in a control."""
    within = above | {str(element.tag)}
    for child in element:
        tag = child.tag
        if not isinstance(tag, str) or tag == "svg":
            continue
        holders = PHRASING_ONLY & within
        if tag in HEADINGS:
            holders -= MAY_HOLD_HEADINGS
        if tag in FLOW and holders:
            yield f"{tag} stands in {', '.join(sorted(holders))}"
        if tag in INTERACTIVE and _is_interactive(child):
            if {"a", "button"} & within:
                yield f"{tag} stands in a link or a button"
            if tag == "label" and "label" in within:
                yield "a label stands in a label"
        if tag == "form" and "form" in within:
            yield "a form stands in a form"
        yield from _inside(child, within)


def _is_interactive(element: Element) -> bool:
    return not (element.tag == "input" and element.get("type") == "hidden")
