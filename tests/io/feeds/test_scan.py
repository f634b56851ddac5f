"""Rows found on blocks agree with a reader that goes letter by letter, however the text is cut."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.io.feeds.scan import MAX_ROW, TOO_LONG, UNCLOSED, Cutter, Piece, Stray, scan

CELLS = st.text(alphabet='ab",;\n é', max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=12)


def written(rows, quoting=csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=quoting).writerows(rows)
    return out.getvalue()


def cut(text: bytes, size: int) -> list[Piece | Stray]:
    cutter, parts = Cutter(ord(",")), []
    blocks = [text[i : i + size] for i in range(0, len(text), size)] or [b""]
    for n, block in enumerate(blocks, 1):
        parts += cutter.cut(block, final=n == len(blocks))
    return parts


def flat(parts) -> list[tuple[int, int, bytes]]:
    """Line, number of cells and text of every row."""
    return [
        (
            p.line + int(p.rows.lines[i]),
            int(p.rows.cells[i]),
            p.data[p.rows.starts[i] : p.rows.ends[i]],
        )
        for p in parts
        if isinstance(p, Piece)
        for i in range(len(p.rows.ends))
    ]


@settings(max_examples=150, deadline=None)
@given(ROWS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.integers(1, 40))
def test_rows_agree_with_a_reader_of_letters(rows, quoting, size):
    text = written(rows, quoting)
    found = flat(cut(text.encode(), size))
    assert [cells for _, cells, _ in found] == [len(row) for row in rows]
    line = 1
    for (at, _, data), row in zip(found, rows, strict=True):
        assert at == line
        assert next(csv.reader([data.decode()], strict=True)) == row
        line += data.count(b"\n") + 1


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='ab",\n', max_size=60), st.integers(1, 20))
def test_any_text_is_cut_the_same_in_any_blocks(text, size):
    data = text.encode()
    whole, parts = cut(data, max(len(data), 1)), cut(data, size)
    assert flat(whole) == flat(parts)
    strays = [[p for p in found if isinstance(p, Stray)] for found in (whole, parts)]
    assert [p.line for p in strays[0]] == [p.line for p in strays[1]]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='ab",\n', max_size=60))
def test_no_line_is_lost(text):
    parts = cut(text.encode(), 1000)
    rows = sum(p.data[: p.rows.end].count(b"\n") for p in parts if isinstance(p, Piece))
    strays = sum(isinstance(p, Stray) for p in parts)
    assert rows + strays == len(text.split("\n")) - text.endswith("\n") - (text == "")


STRAYS = [
    ('a,b\nx "y",1\nc,d\n', [2], [1, 3]),
    ('a,b\n"x" y,1\nc,d\n', [2], [1, 3]),
    ('a,b\n"x,1\nc,d\n', [2], [1, 3]),
    ('a,b\n"x,1\n"y",2\nc,d\n', [2], [1, 3, 4]),
    ('a,b\n"x\ny",2\nc,"d\n', [4], [1, 2]),
    ('"a\nb","c\nd"\ne,f\n', [], [1, 4]),
]


@pytest.mark.parametrize(("text", "strays", "lines"), STRAYS)
def test_reading_goes_on_after_a_stray_line(text, strays, lines):
    parts = cut(text.encode(), 1000)
    assert [p.line for p in parts if isinstance(p, Stray)] == strays
    assert [line for line, _, _ in flat(parts)] == lines


def test_a_line_without_end_is_dropped_and_told_once():
    long = b"x" * (MAX_ROW // 4)
    cutter, parts = Cutter(ord(",")), []
    for block in (b"a,b\n", *[long] * 12, b"\nc,d\n"):
        parts += cutter.cut(block, final=False)
        assert len(cutter.rest) <= MAX_ROW
    assert [(p.line, p.why) for p in parts if isinstance(p, Stray)] == [(2, TOO_LONG)]
    assert [line for line, _, _ in flat(parts)] == [1, 3]


def test_a_quote_that_never_closes_costs_its_own_line_only():
    parts = cut(b'a,b\n"c,d\n' + b"e,f\n" * 1000, 10_000)
    assert [(p.line, p.why) for p in parts if isinstance(p, Stray)] == [(2, UNCLOSED)]
    assert len(flat(parts)) == 1001


def test_scan_counts_cells_outside_quotation_marks():
    rows = scan(b'a,"b,c",d\n"e\n,f",g\n', ord(","))
    assert rows.cells.tolist() == [3, 2]
    assert rows.lines.tolist() == [0, 1]
