"""Cells of a raw column as clean text, column-wise.

Text is brought to one form (NFC, no control characters, no blanks around it), because equal words
must be equal bytes. Nothing is translated or spelt differently here.
"""

import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.stages.evidence.calendar import repeated

MAX_CELL = 1 << 20

# C0 and C1 controls but tab and line feed; directions, joiners of words and marks that nobody sees.
# The zero-width (non-)joiners stay: some scripts are misspelt without them.
_UNSEEN = (
    r"[\x00-\x08\x0b-\x1f\x7f\x{80}-\x{9f}\x{200b}\x{200e}\x{200f}"
    r"\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]"
)


def as_text(column: pa.Array) -> pa.Array:
    """A column of any type as text; lists and structs as JSON.

    Raises `ValueError` for a type that has no text.
    """
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
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
    if _has_controls(column):
        seen = pc.replace_substring_regex(column, _UNSEEN, "")
        touched = pc.sum(pc.not_equal(seen, column)).as_py() or 0
        column = seen
    if not _ascii(column):
        column = pc.utf8_normalize(column, form="NFC")
    column = pc.utf8_trim_whitespace(column)
    nothing = pa.array(["", *missing], pa.string())
    empty = pc.is_in(column, nothing) if missing else pc.equal(column, "")
    return pc.if_else(pc.fill_null(empty, False), None, column), touched  # noqa: FBT003


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


def huge(column: pa.Array) -> pa.Array:
    """Which cells are longer than a cell may be."""
    return pc.fill_null(pc.greater(pc.binary_length(column), MAX_CELL), False)  # noqa: FBT003
