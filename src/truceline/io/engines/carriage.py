"""A table as Spark can carry it, and back: no value, type or order may change on the way.

Spark has no unsigned numbers, no dictionaries, no nanoseconds and ideas of its own about names and
time zones. So columns go under numbers for names, their bits as types that both sides know, and
dictionaries travel beside the rows.
"""

from collections.abc import Mapping

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.errors import EngineError

AT = "at"
_SAME = (pa.bool_(), pa.float32(), pa.float64(), pa.string(), pa.binary())
_LARGE = {pa.large_string(): pa.string(), pa.large_binary(): pa.binary()}
_BITS = {8: pa.int8(), 16: pa.int16(), 32: pa.int32(), 64: pa.int64()}


class Unpacking(msgspec.Struct, frozen=True):
    """What the far side needs to have the table again: its schema, and dictionaries by position."""

    schema: pa.Schema
    words: Mapping[int, pa.Array]

    def of(self, rows: pa.Table) -> pa.Table:
        """Rows of a packed table, in any order, as rows of the table in its order."""
        rows = rows.take(pc.sort_indices(rows[AT]))
        columns = [self._column(rows[f"c{n}"], n) for n in range(len(self.schema))]
        return pa.table(columns, schema=self.schema)

    def _column(self, column: pa.ChunkedArray, n: int) -> pa.ChunkedArray:
        kind = self.schema.field(n).type
        if n not in self.words:
            return _as(column, kind)
        chunks = [
            pa.DictionaryArray.from_arrays(codes, self.words[n], ordered=kind.ordered)
            for codes in _as(column, kind.index_type).chunks
        ]
        return pa.chunked_array(chunks, kind)


def packed(table: pa.Table) -> tuple[pa.Table, Unpacking]:
    """Columns c0, c1, … and `at`, the place of a row (int64); and how to have them back.

    In one chunk, since Spark stops reading at an empty one without a word. Raises `EngineError`
    for a type that Spark can't carry.
    """
    words: dict[int, pa.Array] = {}
    columns = {AT: pa.array(np.arange(table.num_rows), pa.int64())}
    for n, given in enumerate(table.columns):
        column = given
        if pa.types.is_dictionary(given.type):
            column, words[n] = _coded(given)
        columns[f"c{n}"] = _as(column, _carrier(column.type))
    return pa.table(columns).combine_chunks(), Unpacking(table.schema, words)


def _coded(column: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.Array]:
    chunks = column.unify_dictionaries().chunks
    codes = pa.chunked_array([chunk.indices for chunk in chunks], column.type.index_type)
    return codes, chunks[0].dictionary if chunks else pa.array([], column.type.value_type)


def _carrier(kind: pa.DataType) -> pa.DataType:
    if kind in _SAME:
        return kind
    if kind in _LARGE:
        return _LARGE[kind]
    if pa.types.is_primitive(kind) and kind.bit_width in _BITS:
        return _BITS[kind.bit_width]
    raise EngineError(f"Spark can't carry a column of type {kind}: use the embedded engine")


def _as(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """The same bits as another type, or a text with offsets of another width."""
    if pa.types.is_primitive(kind):
        return pa.chunked_array([chunk.view(kind) for chunk in column.chunks], kind)
    return column.cast(kind)
