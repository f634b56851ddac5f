"""Web pages: the text between menus and footers, and what the page says of itself.

Links are not followed and nothing is fetched. A date counts only where the page's own fields tell
it, never from its text or its copyright line.
"""

import re
from datetime import datetime
from typing import Any

import trafilatura

from truceline.io.documents.parts import Note, Parsed, Part, refused

_FIELDS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
)
_LINKED = re.compile(r'"datePublished"\s*:\s*"([^"]{10,40})"')
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2199-12-31"}
"""Header fields only; the newest date allowed is fixed, or else it would be today."""


def parse(data: bytes) -> Parsed:
    """The page's main text; all its text, with a warning, where none stands out as such."""
    tree = trafilatura.load_html(data)
    if tree is None:
        return refused("holds no web page")
    moment = _moment(tree)
    page = trafilatura.bare_extraction(
        tree, with_metadata=True, include_comments=False, date_extraction_params=_DATES
    )
    return _all_text(data, moment) if page is None else Parsed(parts=(_part(page, moment),))


def _part(page: Any, moment: str) -> Part:  # noqa: ANN401 - the library has no types
    told = {
        name: getattr(page, field) or ""
        for name, field in (("title", "title"), ("author", "author"), ("url", "url"))
    }
    outlet = page.sitename or page.hostname or ""
    return Part(text=page.text or "", outlet=outlet, moment=moment or page.date or "", **told)


def _all_text(data: bytes, moment: str) -> Parsed:
    _, text, _ = trafilatura.baseline(data)
    note = Note(message="has no main text; all of its text is read", severity="warning")
    return Parsed(parts=(Part(text=text, moment=moment),), notes=(note,))


def _moment(tree: Any) -> str:  # noqa: ANN401 - as above
    """When the page says that it was published, to the minute; empty where it names no hour."""
    told = [str(value).strip() for field in _FIELDS for value in tree.xpath(field)]
    scripts = tree.xpath("//script[@type='application/ld+json']/text()")
    told += [value for script in scripts for value in _LINKED.findall(str(script))]
    return next((value for value in told if _is_moment(value)), "")


def _is_moment(value: str) -> bool:
    try:
        return "T" in value and bool(datetime.fromisoformat(value))
    except ValueError:
        return False
