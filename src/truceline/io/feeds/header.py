"""The first line of a delimited text: what separates the cells and what the columns are called.

Nothing is guessed about data: a name that stands twice is left out altogether, a line that looks
like data is said to, and read as the header that it stands for.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass

from truceline.io.feeds.batch import LINE, Notes
from truceline.io.feeds.scan import scan

DELIMITERS = b",;\t|"
_SEP = re.compile(rb'"?sep=(.)"?[ ]*', re.IGNORECASE)
_DATA = re.compile(r"[+-]?\d+([.,]\d+)?|\d{4}-\d{2}-\d{2}.*")


@dataclass(frozen=True, kw_only=True)
class Header:
    """Column names (as many as cells), those to read, and where the rows begin."""

    names: tuple[str, ...]
    wanted: tuple[str, ...]
    delimiter: int
    line: int
    end: int


def read_header(data: bytes, notes: Notes) -> Header | None:
    """The header of a text that holds at least its first line; None when there is none."""
    start, line = _first_line(data)
    told = _SEP.fullmatch(data[start : _line_end(data, start)])
    if told:  # how some spreadsheets tell the delimiter
        start, line = _line_end(data, start) + 1, line + 1
    delimiter = told[1][0] if told else _delimiter(data[start : _line_end(data, start)])
    rows = scan(data[start:], delimiter)
    if not len(rows.ends):
        return None
    end = int(rows.ends[0]) + 1
    cells = _cells(data[start : start + end - 1], delimiter)
    names = tuple(" ".join(cell.split()) for cell in cells)
    _judge(names, line, notes)
    return Header(
        names=_unlike(names),
        wanted=_wanted(names),
        delimiter=delimiter,
        line=line + data.count(b"\n", start, start + end),
        end=start + end,
    )


def _first_line(data: bytes) -> tuple[int, int]:
    """Offset and number of the first line that isn't blank."""
    blank = len(data) - len(data.lstrip(b" \n"))
    start = data.rfind(b"\n", 0, blank) + 1
    return start, data.count(b"\n", 0, start) + 1


def _line_end(data: bytes, start: int) -> int:
    found = data.find(b"\n", start)
    return len(data) if found < 0 else found


def _delimiter(line: bytes) -> int:
    """The one that stands most often outside quotation marks, a comma where none does."""
    bare = re.sub(rb'"[^"]*"', b"", line)
    return max(DELIMITERS, key=bare.count)


def _cells(line: bytes, delimiter: int) -> list[str]:
    csv.field_size_limit(1 << 30)
    text = line.decode("utf-8", errors="replace")
    return next(csv.reader([text], delimiter=chr(delimiter)), [])


def _judge(names: tuple[str, ...], line: int, notes: Notes) -> None:
    if len(names) == 1:
        hint = "cells are separated by a comma, semicolon, tab or |"
        notes.note(line, "the first line has one column only", hint, "warning")
    if any(_DATA.fullmatch(name) for name in names):
        hint = "the first line must name the columns"
        notes.note(line, "the first line looks like data, not like a header", hint)
    for name, times in Counter(names).items():
        if times > 1 and name:
            hint = "give each column a name of its own"
            notes.note(
                line, f"{times} columns are called `{name[:60]}`: none of them is read", hint
            )
    if "" in names:
        hint = "what stands in it is kept as an attribute"
        notes.note(line, "a column without a name", hint, "warning")
    if LINE in names:
        notes.note(line, f"the name `{LINE}` is taken: the column isn't read", "rename it")


def _unlike(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names that are all different, for parsing."""
    once = Counter(names)
    return tuple(
        name if name and once[name] == 1 else f"column {place} {name}".strip()
        for place, name in enumerate(names, 1)
    )


def _wanted(names: tuple[str, ...]) -> tuple[str, ...]:
    once = Counter(names)
    return tuple(
        unlike
        for name, unlike in zip(names, _unlike(names), strict=True)
        if (not name or once[name] == 1) and name != LINE
    )
