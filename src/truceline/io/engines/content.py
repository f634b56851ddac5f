"""What a table says, as a digest: equal however its columns are cut into chunks.

Two tables of equal digest are equal to a kernel. Equal tables may differ in digest only where a
null hides different bytes; the cost of that is a block worked on again. Must never read `row`.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ROW = "row"
Part: TypeAlias = memoryview | pa.Buffer
_PLAIN = (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_timestamp)


def numbered(schema: pa.Schema, name: str) -> bool:
    """Has the table an int64 column of this name?"""
    where = schema.get_field_index(name)
    return where >= 0 and bool(schema.field(where).type == pa.int64())


def digest(table: pa.Table) -> str:
    """Hex SHA-256 (the fastest where processors help) of the schema and all columns but `row`.

    Of a dictionary, the codes count and the values that they name, not those that no row names.
    """
    found = sha256(f"{table.schema.remove_metadata()}\n{table.num_rows}\n".encode())
    for name in table.column_names:
        if name != ROW or not numbered(table.schema, ROW):
            found.update(f"{name} {table[name].null_count}\n".encode())
            for part in _parts(table[name]):
                found.update(part)
    return found.hexdigest()


def _parts(column: pa.ChunkedArray) -> Iterator[Part]:
    if pa.types.is_dictionary(column.type):
        yield from _coded(column)
    elif any(of(column.type) for of in _PLAIN):
        yield from _plain(column)
    else:
        yield _framed(column)


def _plain(column: pa.ChunkedArray) -> Iterator[Part]:
    """The values as they lie in memory, nulls as zero after the column of what is valid."""
    if column.null_count:
        yield from _plain(column.is_valid())
        column = pc.fill_null(column, pa.scalar(0).cast(column.type))
    for chunk in column.chunks:
        yield chunk.to_numpy(zero_copy_only=False).view(np.uint8).data


def _coded(column: pa.ChunkedArray) -> Iterator[Part]:
    whole = pa.chunked_array([column.unify_dictionaries().combine_chunks()])
    codes = pa.chunked_array([chunk.indices for chunk in whole.chunks])
    used = pc.drop_null(pc.unique(codes))
    used = used.take(pc.sort_indices(used))
    yield from _plain(codes)
    yield from _parts(pa.chunked_array([used]))
    yield from _parts(pa.chunked_array([whole.chunk(0).dictionary.take(used)]))


def _framed(column: pa.ChunkedArray) -> Part:
    """Arrow's own writing, which brings slices of texts and lists into one form."""
    sink = pa.BufferOutputStream()
    table = pa.table([column.combine_chunks()], names=[""])
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()
