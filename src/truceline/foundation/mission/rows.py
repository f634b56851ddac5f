"""Rows of a hand-written CSV table, each with the line it starts on.

The tables are small (hundreds of rows); reports at scale never come this way. Nothing here knows
what a column means.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from truceline.foundation.mission.cells import Cells, did_you_mean, shown
from truceline.model.record import Problem

_HUGE_CELL: Final = 100_000
"""Characters: a longer cell means a broken quote, not a table."""


@dataclass(frozen=True)
class Columns:
    """The columns that a table may have, and those it can't do without."""

    needed: tuple[str, ...]
    other: tuple[str, ...]

    @property
    def known(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.needed, *self.other)


def read_rows(
    text: str, file: str, columns: Columns
) -> tuple[tuple[Cells, ...], tuple[Problem, ...]]:
    """The table's rows, and what is wrong with its form. Blank lines are passed over."""
    lines = list(_lines(text, file))
    if not lines:
        return (), (Problem(file=file, message="is empty", hint=_header_hint(columns)),)
    if isinstance(lines[0], Problem):
        return (), (lines[0],)
    header = [name.strip() for name in lines[0][1]]
    problems = tuple(_header_problems(header, file, columns))
    if any(p.severity == "error" for p in problems):
        return (), problems
    rows = [x if isinstance(x, Problem) else _row(x[1], header, file, x[0]) for x in lines[1:]]
    good = tuple(row for row in rows if isinstance(row, Cells))
    return good, problems + tuple(row for row in rows if isinstance(row, Problem))


def _lines(text: str, file: str) -> Iterator[tuple[int, list[str]] | Problem]:
    """Each row with the line on which it starts; a quoted cell may hold line breaks. A quote that
    is never closed swallows what follows, which is told, not passed over.
    """
    reader = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            hint = "look for a double quote that isn't closed, or write it twice inside a cell"
            yield Problem(file=file, line=line, message=f"is not CSV: {error}", hint=hint)
            cells = []
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _row(cells: Sequence[str], header: Sequence[str], file: str, line: int) -> Cells | Problem:
    if len(cells) > len(header):
        return Problem(
            file=file,
            line=line,
            message=f"has {len(cells)} cells, the header has {len(header)}",
            hint="put cells that hold commas in double quotes",
        )
    if longest := max((cell for cell in cells if len(cell) > _HUGE_CELL), key=len, default=""):
        return Problem(
            file=file,
            line=line,
            field=header[cells.index(longest)],
            message=f"is {len(longest)} characters long",
            hint="look for a double quote that isn't closed",
        )
    return Cells(file, line, dict(zip(header, (c.strip() for c in cells), strict=False)))


def _header_problems(header: Sequence[str], file: str, columns: Columns) -> Iterator[Problem]:
    for name in columns.needed:
        if name not in header:
            hint = _header_hint(columns) + _alike(name, header)
            yield Problem(file=file, line=1, field=name, message="column is missing", hint=hint)
    for name, count in Counter(header).items():
        if count > 1 and name:
            yield Problem(file=file, line=1, field=shown(name), message=f"stands {count} times")
        elif name and name not in columns.known:
            hint = did_you_mean(name, set(columns.known) - set(header))
            yield _passed_over(file, shown(name), hint)


def _alike(name: str, header: Sequence[str]) -> str:
    alike = [column for column in header if column.casefold() == name]
    return f"; the header has {alike[0]}" if alike else ""


def _passed_over(file: str, name: str, hint: str) -> Problem:
    return Problem(
        file=file,
        line=1,
        field=name,
        message="is no column of this table and is passed over",
        hint=hint,
        severity="warning",
    )


def _header_hint(columns: Columns) -> str:
    return "the first line names the columns: " + ", ".join(columns.needed)
