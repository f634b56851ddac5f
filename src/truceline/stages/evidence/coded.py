"""Columns of text by their distinct words: what is done to a cell is done once per word.

A column is an Arrow array of text, plain or dictionary-encoded ("coded", int32 codes). Must never
change which row holds which word. The words of a coded column are distinct and none is null; some
may stand in no row, so nothing may be said about a word that no row holds.
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.stages.evidence.calendar import Mask


def is_coded(column: pa.Array) -> bool:
    """Is the column dictionary-encoded?"""
    return bool(pa.types.is_dictionary(column.type))


def words_of(column: pa.Array) -> pa.Array:
    """The distinct words of a coded column, or all cells of a plain one."""
    return column.dictionary if is_coded(column) else column


def plain(column: pa.Array) -> pa.Array:
    """The column with its cells written out."""
    return column.dictionary_decode() if is_coded(column) else column


def coded(column: pa.Array) -> pa.Array:
    """The column dictionary-encoded."""
    return column if is_coded(column) else column.dictionary_encode()


def constant(word: str, size: int) -> pa.Array:
    """One word in every row, coded."""
    return from_places(np.zeros(size, dtype=np.int32), [word])


def from_places(places: np.ndarray, words: list[str]) -> pa.Array:
    """A coded column from positions (int32) in a list of words."""
    return _recoded(pa.array(words, pa.string()), pa.array(places, pa.int32()))


def by_word(column: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """The column with `change` done to its words; `change` goes cell by cell and keeps nulls.

    Numbers come back as a plain column, text as it was, coded or not.
    """
    if not is_coded(column):
        return change(column)
    words = change(column.dictionary)
    if not pa.types.is_string(words.type):
        return words.take(column.indices)
    return _recoded(words, column.indices.cast(pa.int32()))


def _recoded(words: pa.Array, codes: pa.Array) -> pa.Array:
    """Codes into words of which some may have become equal or null."""
    once = words.dictionary_encode()
    if len(once.dictionary) < len(words):
        codes, words = once.indices.take(codes), once.dictionary
    return pa.DictionaryArray.from_arrays(codes, words)


def at_rows(column: pa.Array, flags: pa.Array) -> Mask:
    """Rows whose word is flagged; `flags` (bool) goes with `words_of`, null counts as false."""
    if is_coded(column):
        flags = flags.take(column.indices) if pc.any(flags).as_py() else pa.array([False])
    mask: Mask = pc.fill_null(flags, fill_value=False).to_numpy(zero_copy_only=False)
    return mask if len(mask) == len(column) else np.zeros(len(column), dtype=np.bool_)


def first_given(column: pa.Array, other: pa.Array) -> pa.Array:
    """The column, coded, with empty cells filled from another one."""
    column, other = coded(column), coded(other)
    if not column.null_count:
        return column
    size = len(column.dictionary)
    words = pa.concat_arrays([column.dictionary, other.dictionary])
    return _recoded(
        words, pc.coalesce(column.indices, pc.add(other.indices, pa.scalar(size, pa.int32())))
    )
