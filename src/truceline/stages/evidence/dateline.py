"""When and by whom was a text put out, and in which language? As its head tells, or not at all.

Dates in the body are what the text speaks of, never its own; a date without a year is none. A date
in the file's name counts where the head has none, and is told to be that.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import PurePath

from truceline.foundation.text import language_of
from truceline.foundation.zones import day_end, day_start, zone_of
from truceline.model.claim import Document
from truceline.stages.evidence.stamp import moment, one_of, stamp, words

HEAD = 10
"""Lines with words: what comes after them is the body."""

ENOUGH = 2_000
"""Code points that tell the language."""

_PLACE = r"[^\W\d_a-zа-яіїєґ][^\W\d_]*(?:[ -][^\W\d_a-zа-яіїєґ][^\W\d_]*){0,3}"  # capitalised words
_PLACES = rf"(?-i:{_PLACE}(?:,\s+{_PLACE})?)"
_AGENCY = r"[(/][^\W\d_][^()/\n]{1,40}[)/]"
_DASH = r"\s*[:—–-]"
_REST = r"\s*(?:[|·•].{0,80})?\Z"  # what pages put after a date
_NAMED = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_WIRE = re.compile(
    rf"{_PLACES}(?:[,.][^()/\n:—–]{{0,40}})?\s*(?:\(([^\W\d_][^()\n]{{1,40}})\)|/([^\W\d_][^()/\n]{{1,40}})/)\s*[:—–-]"
)
"""PLACE, perhaps a date, (AGENCY) and a dash."""

Known = tuple[datetime, datetime]


def dated(document: Document, zone: str) -> Document:
    """The document with its language, its moment and its outlet, where its file didn't tell them.

    `zone` holds for dates and times that name none. Raises nothing: what isn't told stays empty.
    """
    outlet = document.outlet or _outlet(document.text)
    language = document.language or language_of(document.text[:ENOUGH])
    known = document.but(outlet=outlet, language=language, zone=zone)
    if document.published:
        return known
    if at := _at_head(document.text, zone):
        return _put_out(known, at, "dateline")
    return _put_out(known, at, "name") if (at := _in_name(document.name, zone)) else known


def given(document: Document, day: date, zone: str) -> Document:
    """An undated document as of a local day that a person names for it; others as they are."""
    if document.published:
        return document
    return _put_out(document.but(zone=zone), _whole(day, zone), "given")


def _put_out(document: Document, at: Known, basis: str) -> Document:
    return document.but(published=at[0], known=at[1], dated_by=basis)


def _whole(day: date, zone: str) -> Known:
    local = zone_of(zone) or UTC
    return day_start(day, local), day_end(day, local)


def _head(text: str) -> Iterator[str]:
    """The first lines that hold anything, without marks of headings and quotes around them."""
    lines = (line.strip(" \t\r\ufeff\u00a0*_#>\"'“”") for line in text[:20_000].split("\n", 200))
    yield from [line[:300] for line in lines if line][:HEAD]


def _at_head(text: str, zone: str) -> Known | None:
    """The first date that stands in the form of a dateline; that of a change only as the last."""
    found = [match for line in _head(text) if (match := _dateline(line))]
    first = sorted(found, key=lambda match: bool(match.groupdict().get("updated")))
    return next((at for match in first if (at := moment(match, zone))), None)


def _dateline(line: str) -> re.Match[str] | None:
    return next((found for form in _forms() if (found := form.match(line))), None)


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """The forms of a dateline, each a whole line or the start of one."""
    told = words()
    label = rf"(?:(?P<updated>{one_of(told.updated)})|{one_of(told.published)})\s*[:–—-]?\s+"
    byline = rf"(?:{one_of(told.bylines)}:?\s+[^\n|]{{2,80}}?\s*[,|–—-]?\s+)?"
    agency = rf"(?:[\s,.]*{_AGENCY})?"
    after = rf"(?:[\s,.]+{_PLACES})?{agency}"
    place = rf"{_PLACES}{agency}[\s,.]+"
    forms = (
        rf"{label}{stamp()}(?:{after}{_DASH}|{_REST}|[^\n]{{0,60}}(?<![.!?])\Z)",
        rf"{byline}{stamp()}{after}{_REST}",
        rf"{stamp()}[\s,.]+{_PLACES}{agency}{_DASH}",
        rf"{place}{stamp()}\.?{agency}(?:{_REST}|{_DASH}|\.\s)",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


def _outlet(text: str) -> str:
    """The agency that a dateline names in brackets, with or without a date."""
    for line in _head(text):
        if found := _WIRE.match(line):
            return " ".join((found[1] or found[2]).split())
    return ""


def _in_name(name: str, zone: str) -> Known | None:
    """The one date in the name of the file."""
    days = set(_NAMED.findall(PurePath(name.partition("#")[0]).name))
    try:
        return _whole(date.fromisoformat(days.pop()), zone) if len(days) == 1 else None
    except (ValueError, OverflowError):
        return None
