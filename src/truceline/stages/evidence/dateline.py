"""When and by whom was a text put out, and in which language? As its head tells, or not at all.

Dates in the body are what the text speaks of, never its own. A date without a year is none, unless
the head or the file's name tells that year beside it. A date in the file's name counts where the
head has none, and is told to be that.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from itertools import takewhile
from pathlib import PurePath

from truceline.foundation.text import language_of
from truceline.foundation.zones import day_end, day_start, zone_of
from truceline.model.claim import Document
from truceline.stages.evidence.stamp import moment, one_of, stamp, words

HEAD = 10
"""Lines with words: what comes after them is the body."""

TITLE = 3
"""Lines with words: what comes after them is no title."""

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

_YEAR = r"(?<!\d)((?:19|20)\d{2})(?!\d)"

Known = tuple[datetime, datetime]


def dated(document: Document, zone: str) -> Document:
    """The document with its language, its moment and its outlet, where its file didn't tell them.

    `zone` holds for dates and times that name none. Raises nothing: what isn't told stays empty.
    """
    outlet = document.outlet or _outlet(document.text)
    language = document.language or _language(document.text)
    known = document.but(outlet=outlet, language=language, zone=zone)
    if document.published:
        return known
    day = _without_year(document.text)
    ways = (
        ("dateline", _at_head(document.text, zone)),
        ("dateline", _in_year(day, _head_years(document.text, day), zone)),
        ("name", _in_name(document.name, zone)),
        ("name", _in_year(day, _name_years(document.name), zone)),
    )
    return next((_put_out(known, at, basis) for basis, at in ways if at), known)


def _language(text: str) -> str:
    """The language of most lines, by their length; that of the whole where most don't tell."""
    lengths = Counter[str]()
    for line in text[: 10 * ENOUGH].splitlines():
        lengths[language_of(line)] += len(line)
    told = [(length, language) for language, length in lengths.items() if language]
    mostly = sum(length for length, _ in told) > lengths.total() / 2
    return max(told)[1] if mostly else language_of(text[:ENOUGH])


def doubtful(document: Document) -> str:
    """Why a date stands at the head and yet dates nothing; empty where none stands there."""
    for found in _datelines(document.text):
        told = found.groupdict()
        if told["y4"] and max(int(told["s1"]), int(told["s2"])) <= 12:
            return f"{told['s1']}/{told['s2']}/{told['y4']} at its head may be either of two days"
    return "the date at its head names no year" if _without_year(document.text) else ""


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
    first = sorted(_datelines(text), key=lambda match: bool(match.groupdict().get("updated")))
    return next((at for match in first if (at := moment(match, zone))), None)


def _datelines(text: str) -> list[re.Match[str]]:
    lines = enumerate(_head(text))
    return [match for n, line in lines if (match := _dateline(line, title=n < TITLE))]


def _dateline(line: str, *, title: bool) -> re.Match[str] | None:
    forms = (*_forms(), *_title_forms()) if title else _forms()
    return next((found for form in forms if (found := form.match(line))), None)


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


@cache
def _title_forms() -> tuple[re.Pattern[str], ...]:
    """How titles of communiqués and reports are dated; in a sentence it would say something else."""
    told = words()
    paper = rf"(?<!\w){one_of(told.papers)}(?!\w)"
    apart = r"(?<!\d)\s*[,(|:—–-]\s*"  # after a number it would be a span of days
    forms = (
        rf"{paper}[^\n.!?]{{0,200}}?{apart}{stamp()}[.)]*{_REST}",
        rf"[^\n.!?]{{0,120}}?{paper}[^\n.!?]{{0,200}}?{apart}{stamp()}\)?{_REST}",
        rf"[^\n.!?]{{0,200}}?(?<!\w){one_of(told.as_of)}\s+{stamp()}[^\n]{{0,80}}(?<![.!?])\Z",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)


def _without_year(text: str) -> tuple[int, int] | None:
    """(month, day) of the first dateline that names a place and a day but no year."""
    for line in _head(text):
        if found := _yearless().match(line):
            month = words().months[(found["m1"] or found["m2"]).lower()]
            return month, int(found["d1"] or found["d2"])
    return None


@cache
def _yearless() -> re.Pattern[str]:
    """PLACE, a day and a month without a year, perhaps (AGENCY), and a dash."""
    told = words()
    month = one_of(told.months)
    weekday = rf"(?:{one_of(told.weekdays)}\.?,?\s+)?"
    day = rf"(?:(?P<m1>{month})\.?\s+(?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}})\s+(?P<m2>{month}))"
    agency = rf"(?:[\s,.]*{_AGENCY})?"
    form = rf"{_PLACES}{agency}[\s,.]+{weekday}{day}(?!\w)\.?{agency}{_DASH}"
    return re.compile(form, re.IGNORECASE)


def _head_years(text: str, day: tuple[int, int] | None) -> set[int]:
    """The years that lines before the dateline tell as their own: alone, of its month, of rights."""
    if day is None:
        return set()
    told = words()
    months = one_of(name for name, number in told.months.items() if number == day[0])
    own = re.compile(
        rf"(?:{_PLACES}[.,]?\s+)?(?:{months},?\s+)?{_YEAR}\Z|{one_of(told.rights)}[^\n]{{0,40}}?\s{_YEAR}",
        re.IGNORECASE,
    )
    before = takewhile(lambda line: not _yearless().match(line), _head(text))
    return {int(found[1] or found[2]) for line in before if (found := own.match(line))}


def _name_years(name: str) -> set[int]:
    return {int(year) for year in re.findall(_YEAR, _base(name))}


def _in_year(day: tuple[int, int] | None, years: set[int], zone: str) -> Known | None:
    """That day in the one year told."""
    try:
        return _whole(date(years.pop(), *day), zone) if day and len(years) == 1 else None
    except (ValueError, OverflowError):
        return None


def _outlet(text: str) -> str:
    """The agency that a dateline names in brackets, with or without a date."""
    for line in _head(text):
        if found := _WIRE.match(line):
            return " ".join((found[1] or found[2]).split())
    return ""


def _in_name(name: str, zone: str) -> Known | None:
    """The one date in the name of the file."""
    days = set(_NAMED.findall(_base(name)))
    try:
        return _whole(date.fromisoformat(days.pop()), zone) if len(days) == 1 else None
    except (ValueError, OverflowError):
        return None


def _base(name: str) -> str:
    """The file's own name, without its folders and without the part of it that is meant."""
    return PurePath(name.partition("#")[0]).name
