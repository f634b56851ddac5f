"""RSS and Atom files: each entry a document. A feed is a file here, never an address to fetch.

Entities that a file declares for itself are refused: they serve to swell or to read other files.
"""

import re
from io import BytesIO
from typing import Any

import feedparser

from truceline.io.documents.markup import text_of
from truceline.io.documents.parts import Note, Parsed, Part, refused

MOST_ENTRIES = 2000

_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def parse(data: bytes) -> Parsed:
    """The feed's entries in its order: title, a blank line, and the text."""
    if _ENTITY.search(data.replace(b"\0", b"")):  # UTF-16 has a zero in every other place
        return refused("declares entities of its own, which are not read", "save it without them")
    feed = feedparser.parse(BytesIO(data))
    if not feed.version and not feed.entries:
        return refused("is no RSS or Atom feed", "name a web page .html, any other text .txt")
    if len(feed.entries) > MOST_ENTRIES:
        many = f"has {len(feed.entries):,} entries; at most {MOST_ENTRIES:,} are read"
        return refused(many, "split it")
    if not feed.entries:
        return refused("has no entries")
    outlet = str(feed.feed.get("title", ""))
    parts = tuple(_part(entry, outlet) for entry in feed.entries)
    return Parsed(parts=parts, notes=_damage(feed))


def _damage(feed: Any) -> tuple[Note, ...]:  # noqa: ANN401 - the library has no types
    """Warns that some entries may be missing."""
    fault = feed.get("bozo_exception")
    if fault is None or isinstance(fault, feedparser.CharacterEncodingOverride):
        return ()
    message = f"is not well-formed, so entries may be missing: {str(fault)[:150]}"
    return (Note(message=message, severity="warning"),)


def _part(entry: Any, outlet: str) -> Part:  # noqa: ANN401 - as above
    title = text_of(str(entry.get("title", "")))
    body = _body(entry)
    return Part(
        text=f"{title}\n\n{body}" if title and body else title or body,
        title=title,
        outlet=outlet,
        author=str(entry.get("author", "")),
        url=str(entry.get("link", "")),
        moment=_moment(entry),
        id=str(entry.get("id", "")),
    )


def _body(entry: Any) -> str:  # noqa: ANN401 - as above
    """The whole text where the feed carries it, else its summary."""
    told = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    found: Any = next((one for one in told if one.get("value")), {})
    value = str(found.get("value", ""))
    return value.strip() if found.get("type") == "text/plain" else text_of(value)


def _moment(entry: Any) -> str:  # noqa: ANN401 - as above
    """When it was published, else changed, in UTC as the library gives it."""
    told = entry.get("published_parsed") or entry.get("updated_parsed")
    if told is None:
        return ""
    year, month, day, hour, minute, second = told[:6]
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{min(second, 59):02}+00:00"
