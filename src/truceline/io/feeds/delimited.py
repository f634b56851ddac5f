"""CSV and its relatives as batches of text columns, with the line of every row.

Rows are found and judged by `scan` on whole blocks, then parsed by Arrow without types: what a cell
means is the mapping's business. A bad row becomes a `Problem`; memory stays within a few blocks,
whatever the file holds. No cell is changed, except that newlines inside cells become line feeds.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray

from truceline.io.feeds.batch import LINE, Batch, Notes, gathered, no_rows, refusal
from truceline.io.feeds.encoding import Encoding, detect, utf8_blocks
from truceline.io.feeds.header import Header, read_header
from truceline.io.feeds.scan import MAX_ROW, QUOTE, Cutter, Piece, Stray
from truceline.model.record import Problem

MAX_CELL = 1 << 20
_STRAY_HINT = "quote the whole cell and double the quotation marks inside it"


def read_delimited(path: Path, name: str) -> Iterator[Batch]:
    """Batches of a text table, columns as text and `_line`; see `read_raw`."""
    notes = Notes(name)
    encoding = detect(path)
    _tell(encoding, notes)
    blocks = utf8_blocks(path, encoding)
    first = next((block for block in blocks if block.strip()), b"")
    if not first:
        yield from refusal(name, "the file is empty", "it should begin with a line of column names")
        return
    ended = first if b"\n" in first else first + b"\n"
    header = read_header(ended, notes) if len(ended) <= MAX_ROW or b"\n" in first else None
    if header is None:
        yield from refusal(name, "the first line can't be read as a header", _STRAY_HINT, 1)
        return
    tables = _tables(ended[header.end :], blocks, header, notes, damaged=encoding.damaged)
    yield from _told_if_bare(gathered(tables, notes, header.wanted), header, name)


def _tell(encoding: Encoding, notes: Notes) -> None:
    if encoding.guessed:
        message = f"the file isn't UTF-8; it was read as {encoding.codec}"
        notes.note(0, message, "save it as UTF-8 to be sure of every letter", "warning")


def _told_if_bare(batches: Iterator[Batch], header: Header, name: str) -> Iterator[Batch]:
    """The batches, with a warning when there is no row at all."""
    rows = 0
    for table, problems in batches:
        rows += table.num_rows
        yield table, problems
    if rows == 0:
        message = "the table has no readable row below its header"
        yield no_rows(header.wanted), (Problem(file=name, message=message, severity="warning"),)


def _tables(
    first: bytes, blocks: Iterator[bytes], header: Header, notes: Notes, *, damaged: bool
) -> Iterator[pa.Table]:
    cutter = Cutter(header.delimiter, line=header.line)
    for block, final in _with_last(first, blocks):
        for part in cutter.cut(block, final=final):
            if isinstance(part, Stray):
                notes.note(part.line, part.why, _STRAY_HINT)
            else:
                yield _table(part, header, notes, damaged=damaged)


def _with_last(first: bytes, blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    held = first
    for block in blocks:
        yield held, False
        held = block
    yield held, True


def _table(piece: Piece, header: Header, notes: Notes, *, damaged: bool) -> pa.Table:
    """The good rows of a piece; the others become Problems."""
    good = _good(piece, header, notes, damaged=damaged)
    text = _kept(piece, good)
    if not text:
        return no_rows(header.wanted)
    table = arrow_csv.read_csv(
        pa.BufferReader(text),
        read_options=arrow_csv.ReadOptions(
            column_names=list(header.names), block_size=len(text) + 1, use_threads=False
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=chr(header.delimiter),
            newlines_in_values=QUOTE in text,
            ignore_empty_lines=False,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(header.names, pa.string()),
            include_columns=list(header.wanted),
        ),
    )
    lines = piece.line + piece.rows.lines[good]
    return table.append_column(LINE, pa.array(lines, pa.int64()))


def _kept(piece: Piece, good: NDArray[np.bool_]) -> bytes:
    """The text of the good rows, run by run."""
    rows = piece.rows
    if good.all():
        return piece.data[: rows.end]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(np.int8)))
    runs = zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True)
    return b"".join(piece.data[rows.starts[a] : rows.ends[b - 1] + 1] for a, b in runs)


def _good(piece: Piece, header: Header, notes: Notes, *, damaged: bool) -> NDArray[np.bool_]:
    rows, width = piece.rows, len(header.names)
    blank = rows.ends - rows.starts == rows.cells - 1
    verdicts = [
        (_holding(piece, _nuls(piece.data)), "a zero byte", "is this a text file?"),
        (_huge(piece, header.delimiter), "a cell of more than 1 MiB", "is a quotation mark lost?"),
    ]
    if damaged:
        verdicts.append(
            (_holding(piece, _not_utf8(piece.data)), "bytes that aren't UTF-8", "save it as UTF-8")
        )
    good = ~blank
    for bad, message, hint in verdicts:
        _note(piece, good & bad, notes, message, hint)
        good &= ~bad
    for row in np.flatnonzero(good & (rows.cells != width)):
        message = f"{rows.cells[row]} cells in the row, {width} in the header"
        notes.note(int(piece.line + rows.lines[row]), message, _width_hint(header.delimiter))
    fitting: NDArray[np.bool_] = good & (rows.cells == width)
    return fitting


def _width_hint(delimiter: int) -> str:
    names = {ord(","): "comma", ord(";"): "semicolon", ord("\t"): "tab"}
    return f"quote cells that hold a {names.get(delimiter, chr(delimiter))}"


def _note(piece: Piece, bad: NDArray[np.bool_], notes: Notes, message: str, hint: str) -> None:
    for row in np.flatnonzero(bad):
        notes.note(int(piece.line + piece.rows.lines[row]), message, hint)


def _holding(piece: Piece, offsets: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows hold one of these bytes."""
    bad = np.zeros(len(piece.rows.ends), dtype=np.bool_)
    inside = offsets[offsets < piece.rows.end]
    bad[np.searchsorted(piece.rows.starts, inside, side="right") - 1] = True
    return bad


def _nuls(data: bytes) -> NDArray[np.int64]:
    if b"\0" not in data:
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == 0)


def _not_utf8(data: bytes) -> NDArray[np.int64]:
    """Offsets of the bytes that don't belong to a UTF-8 character."""
    text = data.decode("utf-8", errors="surrogateescape")
    points = np.frombuffer(text.encode("utf-32-le", errors="surrogatepass"), dtype=np.uint32)
    lone = (points >= 0xDC80) & (points <= 0xDCFF)
    widths = 1 + (points >= 0x80) + (points >= 0x800) + (points >= 0x10000)
    widths[lone] = 1
    offsets: NDArray[np.int64] = (np.cumsum(widths) - widths)[lone]
    return offsets


def _huge(piece: Piece, delimiter: int) -> NDArray[np.bool_]:
    """Rows with a cell over the limit; only rows that are long enough are looked into."""
    rows = piece.rows
    long = rows.ends - rows.starts > MAX_CELL
    for row in np.flatnonzero(long):
        text = piece.data[rows.starts[row] : rows.ends[row]]
        long[row] = _longest(text, delimiter) > MAX_CELL
    return long


def _longest(text: bytes, delimiter: int) -> int:
    raw = np.frombuffer(text, dtype=np.uint8)
    marks, quotes = np.flatnonzero(raw == delimiter), np.flatnonzero(raw == QUOTE)
    outside = marks[np.searchsorted(quotes, marks) % 2 == 0]
    return int(np.diff(np.concatenate([[-1], outside, [len(raw)]])).max()) - 1
