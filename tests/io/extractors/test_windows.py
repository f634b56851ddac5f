"""Parts of a long document: they hold all of it, share enough, and can't forge their marks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.io.extractors.windows import OVERLAP, WINDOW, marked, windows

TEXTS = {
    "nothing": "",
    "short": "One thing.",
    "just one": "w" * WINDOW,
    "one more": "w" * (WINDOW + 1),
    "words": "word " * 10_000,
    "lines": ("x" * 70 + "\n") * 600,
    "no white space": "w" * 40_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_parts_hold_the_text_and_share_a_stretch(text):
    parts = windows(text)
    assert (parts[0].start, parts[-1].end) == (0, len(text))
    assert all(part.end - part.start <= WINDOW for part in parts)
    for one, other in pairwise(parts):
        assert OVERLAP <= one.end - other.start <= 2 * OVERLAP
        assert one.start < other.start


def test_parts_end_with_a_line_or_a_word():
    for text in (TEXTS["words"], TEXTS["lines"]):
        parts = windows(text)
        assert all(text[part.end].isspace() for part in parts[:-1])


@given(st.text(max_size=200))
def test_a_part_cant_hold_its_own_mark(part):
    told = marked(part)
    opened, closed = told[: len("<document-") + 17], told[-len("</document-") - 17 :]
    assert told == f"{opened}\n{part}\n{closed}"
    assert closed == f"</{opened[1:]}"
    assert closed not in part
