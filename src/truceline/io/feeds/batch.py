"""What every reader of tables answers with: batches of raw columns and what was wrong with them.

Readers never say what a column means, never drop a row without a `Problem`, and never hold more of
a file than a few blocks.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import pyarrow as pa

from truceline.model.record import Problem

Batch: TypeAlias = tuple[pa.Table, tuple[Problem, ...]]

LINE = "_line"
"""Column with the line (CSV), row (Parquet, Arrow) or feature (GeoJSON) where a row starts."""

BATCH_ROWS = 262_144
TOLD = 10_000  # bad rows of one file that are listed one by one


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which columns a caller looks at: `wanted` (None for all) and those of them, `coded`, that
    it likes dictionary-encoded. A reader that gains by it leaves the others unread, and delivers
    them as nulls of the null type so that their names still stand; others read everything.
    """

    wanted: Collection[str] | None = None
    coded: Collection[str] = ()


ALL = Choice()


def no_rows(names: Iterable[str] = ()) -> pa.Table:
    """An empty table with these columns of text and the line column."""
    fields = [pa.field(name, pa.string()) for name in names]
    return pa.schema([*fields, pa.field(LINE, pa.int64())]).empty_table()


def refusal(name: str, message: str, hint: str = "", line: int = 0) -> Iterator[Batch]:
    """The answer to a file that can't be read at all."""
    yield no_rows(), (Problem(file=name, line=line, message=printable(message), hint=hint),)


def printable(text: str) -> str:
    """Text that can't steer a terminal: what isn't printable becomes U+FFFD."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


@dataclass
class Notes:
    """Problems of one file; after `TOLD` bad rows only their number is kept."""

    name: str
    waiting: list[Problem] = field(default_factory=list)
    told: int = 0

    def note(self, line: int, message: str, hint: str = "", severity: str = "error") -> None:
        """Keep one Problem, or count it when too many were told already."""
        self.told += 1
        if self.told <= TOLD:
            problem = Problem(
                file=self.name,
                line=line,
                message=printable(message),
                hint=hint,
                severity=severity,
            )
            self.waiting.append(problem)

    def take(self) -> tuple[Problem, ...]:
        """What was noted since the last call."""
        taken, self.waiting = tuple(self.waiting), []
        return taken

    def rest(self) -> tuple[Problem, ...]:
        """What is left to say at the end of the file."""
        if self.told > TOLD:
            more = f"{self.told - TOLD:,} further rows were set aside and aren't listed"
            self.waiting.append(Problem(file=self.name, message=more))
        return self.take()


def gathered(parts: Iterable[pa.Table], notes: Notes, names: Iterable[str]) -> Iterator[Batch]:
    """Small tables put together to batches of at least `BATCH_ROWS` rows; never no batch."""
    waiting, rows = [no_rows(names)], 0
    for part in parts:
        waiting.append(part)
        rows += part.num_rows
        if rows >= BATCH_ROWS:
            yield pa.concat_tables(waiting), notes.take()
            waiting, rows = [no_rows(names)], 0
    table = pa.concat_tables(waiting)
    problems = notes.rest()
    if table.num_rows or problems:
        yield table, problems
