"""Where the rows of a delimited text begin and end, found without looking at rows one by one.

A quotation mark opens a cell only at its beginning and closes it only at its end; inside it is
doubled. As long as that holds, a newline or delimiter belongs to a cell exactly when an odd number
of marks stands before it. At the first mark that breaks the rule the scan stops: what follows is
not guessed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Positions: TypeAlias = NDArray[np.int64]

NEWLINE, QUOTE = 0x0A, 0x22
MAX_ROW = 4 << 20
_SMALL = 1 << 12


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Rows of a piece of text: byte offsets (the newline left out), line of the start counted
    from the piece's first (0), number of cells.

    `end` is the offset after the last whole row; `stray` says that a misplaced quotation mark
    stands in the row that begins there.
    """

    starts: Positions
    ends: Positions
    lines: Positions
    cells: Positions
    end: int
    stray: bool


def scan(data: bytes, delimiter: int) -> Rows:
    """The whole rows of `data`, up to the first misplaced quotation mark."""
    raw = np.frombuffer(data, dtype=np.uint8)
    newlines, marks = np.flatnonzero(raw == NEWLINE), np.flatnonzero(raw == delimiter)
    quotes = np.flatnonzero(raw == QUOTE)
    breaks, fault = newlines, len(data)
    if len(quotes):
        breaks, marks = _outside(newlines, quotes), _outside(marks, quotes)
        fault = _first_fault(raw, quotes, delimiter)
    ends = breaks[breaks < fault]
    starts = np.concatenate([[0], ends + 1])
    end = int(starts[-1])
    starts = starts[:-1]
    return Rows(
        starts=starts,
        ends=ends,
        lines=np.searchsorted(newlines, starts),
        cells=np.searchsorted(marks, ends) - np.searchsorted(marks, starts) + 1,
        end=end,
        stray=fault < len(data),
    )


def _outside(positions: Positions, quotes: Positions) -> Positions:
    outside: Positions = positions[np.searchsorted(quotes, positions) % 2 == 0]
    return outside


def _first_fault(raw: NDArray[np.uint8], quotes: Positions, delimiter: int) -> int:
    """Offset of the first quotation mark in a wrong place; the text's length when none is."""
    opening, closing = quotes[0::2], quotes[1::2]
    before = raw[np.maximum(opening - 1, 0)]
    after = raw[np.minimum(closing + 1, len(raw) - 1)]
    well_opened = (opening == 0) | _is_edge(before, delimiter)
    well_closed = (closing == len(raw) - 1) | _is_edge(after, delimiter)
    wrong = np.concatenate([opening[~well_opened], closing[~well_closed]])
    return int(wrong.min()) if len(wrong) else len(raw)


def _is_edge(neighbours: NDArray[np.uint8], delimiter: int) -> NDArray[np.bool_]:
    edge: NDArray[np.bool_] = (
        (neighbours == NEWLINE) | (neighbours == delimiter) | (neighbours == QUOTE)
    )
    return edge


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Text that begins with whole rows; `line` is the line of its first byte."""

    data: bytes
    rows: Rows
    line: int


@dataclass(frozen=True, kw_only=True)
class Stray:
    """A line that can't be part of any row, and why."""

    line: int
    why: str


UNCLOSED = "a quotation mark is opened and never closed"
MISPLACED = "quotation marks that don't match"
TOO_LONG = f"a line of more than {MAX_ROW >> 20} MiB"


@dataclass
class Cutter:
    """Cuts a stream of blocks into pieces of whole rows and lines that belong to none.

    After a stray line reading goes on with the next one, in small windows that grow again, so that
    many bad lines don't make it scan the same text over and over.
    """

    delimiter: int
    line: int = 1
    rest: bytes = b""
    skipping: bool = False

    def cut(self, block: bytes, *, final: bool) -> Iterator[Piece | Stray]:
        """Pieces and strays of the text so far; what may still go on is kept back."""
        data = self._joined(block, final)
        at, window = 0, len(data)
        while at < len(data):
            piece = data[at : at + window] if at or window < len(data) else data
            rows = scan(piece, self.delimiter)
            if rows.end:
                yield Piece(data=piece, rows=rows, line=self.line)
                self.line += piece.count(b"\n", 0, rows.end)
                at, window = at + rows.end, window * 4
            if not rows.stray and rows.end == 0 and at + window < len(data):
                window *= 4
            elif rows.stray or (rows.end == 0 and (final or len(data) - at > MAX_ROW)):
                yield Stray(line=self.line, why=MISPLACED if rows.stray else self._why(data, at))
                at, window = self._after_line(data, at), _SMALL
            elif rows.end == 0:
                break
        self.rest = data[at:]

    def _joined(self, block: bytes, final: bool) -> bytes:
        if self.skipping:
            _, newline, block = block.partition(b"\n")
            self.skipping = not newline
            self.line += len(newline)
        data = self.rest + block
        return data + b"\n" if final and data and not data.endswith(b"\n") else data

    def _why(self, data: bytes, at: int) -> str:
        return UNCLOSED if data.find(b"\n", at) >= 0 else TOO_LONG

    def _after_line(self, data: bytes, at: int) -> int:
        newline = data.find(b"\n", at)
        self.skipping = newline < 0
        self.line += newline >= 0
        return newline + 1 if newline >= 0 else len(data)
