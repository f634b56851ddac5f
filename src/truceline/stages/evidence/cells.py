"""Cells of a raw column as clean text, column-wise.

Text is brought to one form (NFC, no control characters, no blanks around it), because equal words
must be equal bytes. Nothing is translated or spelt differently here.
"""

import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.stages.evidence.calendar import Mask, repeated
from truceline.stages.evidence.coded import at_rows, by_word, is_coded, words_of

MAX_CELL = 1 << 20

# C0 and C1 controls but tab and line feed; directions, joiners of words and marks that nobody sees.
# The zero-width (non-)joiners stay: some scripts are misspelt without them.
_UNSEEN = (
    r"[\x00-\x08\x0b-\x1f\x7f\x{80}-\x{9f}\x{200b}\x{200e}\x{200f}"
    r"\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]"
)


def as_text(column: pa.Array) -> pa.Array:
    """A column of any type as text; lists and structs as JSON. A coded column stays coded.

    Raises `ValueError` for a type that has no text.
    """
    kind = column.type
    if is_coded(column):
        return by_word(column, as_text)
    if pa.types.is_nested(kind):
        return pa.array([_json(cell) for cell in column.to_pylist()], pa.string())
    try:
        return column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as fault:
        raise ValueError(f"is of type {kind}, which has no text") from fault


def _json(cell: object) -> str | None:
    if cell is None:
        return None
    return json.dumps(cell, ensure_ascii=False, sort_keys=True, default=str)


def clean(column: pa.Array, missing: tuple[str, ...] = ()) -> tuple[pa.Array, int]:
    """Text in its one form, blanks null, and how many cells held characters that nobody sees."""
    touched = 0
    if _has_controls(words_of(column)):
        flags = pc.not_equal(_visible(words_of(column)), words_of(column))
        touched = int(at_rows(column, flags).sum())
        column = by_word(column, _visible)
    nothing = pa.array(["", *missing], pa.string())
    return by_word(column, lambda cells: _said(cells, nothing)), touched


def _visible(cells: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(cells, _UNSEEN, "")


def _said(cells: pa.Array, nothing: pa.Array) -> pa.Array:
    """Cells in their one form, null where they hold `nothing`."""
    if not _ascii(cells):
        cells = pc.utf8_normalize(cells, form="NFC")
    cells = pc.utf8_trim_whitespace(cells)
    empty = pc.is_in(cells, nothing, skip_nulls=True)
    return pc.if_else(empty, None, cells) if pc.any(empty).as_py() else cells


def joined(columns: Sequence[pa.Array], separator: str) -> pa.Array:
    """Cells of one row joined, empty ones left out; null where all are empty.

    A column that is never null goes in front: Arrow drops rows that hold nothing but nulls.
    """
    front = repeated("", len(columns[0]))
    cells = pc.binary_join_element_wise(front, *columns, separator, null_handling="skip")
    return pc.if_else(pc.equal(cells, ""), None, pc.utf8_slice_codeunits(cells, len(separator)))


def _ascii(column: pa.Array) -> bool:
    return pc.all(pc.string_is_ascii(column)).as_py() is not False


def _has_controls(column: pa.Array) -> bool:
    """A quick look at the bytes before the slow one at the characters."""
    if not _ascii(column):
        return True
    held = column.buffers()[2]
    if held is None or held.size == 0:
        return False
    raw = np.frombuffer(held, dtype=np.uint8)
    return bool((((raw < 32) & (raw != 9) & (raw != 10)) | (raw == 127)).any())


def huge(column: pa.Array) -> Mask:
    """Which cells are longer than a cell may be."""
    return at_rows(column, pc.greater(pc.binary_length(words_of(column)), MAX_CELL))
