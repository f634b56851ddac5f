"""Parquet and Arrow IPC as batches of typed columns; `_line` is the row's number, from 1.

Types are kept: what a column means is the mapping's business. A broken file gives what comes before
its fault, and a `Problem`.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from truceline.io.feeds.batch import ALL, BATCH_ROWS, LINE, Batch, Choice, no_rows, printable
from truceline.model.record import Problem

_HINT = "is the file whole? write it again"


def read_parquet(path: Path, name: str, choice: Choice = ALL) -> Iterator[Batch]:
    """Batches of a Parquet file; see `read_raw`."""
    return _guarded(_parquet(path, choice), name, "Parquet")


def read_ipc(path: Path, name: str, choice: Choice = ALL) -> Iterator[Batch]:
    """Batches of an Arrow IPC file or stream; see `read_raw`."""
    return _guarded(_ipc(path, choice), name, "Arrow")


class _Columns(NamedTuple):
    """What stands in a file: all names, and those that are read."""

    names: list[str]
    read: list[str]

    @classmethod
    def of(cls, schema: pa.Schema, choice: Choice) -> "_Columns":
        once = [n for n in schema.names if schema.names.count(n) == 1 and n != LINE]
        read = once if choice.wanted is None else [n for n in once if n in choice.wanted]
        return cls(schema.names, read)

    def refused(self) -> list[str]:
        """Names that stand twice, or are taken."""
        return sorted({n for n in self.names if self.names.count(n) > 1 or n == LINE})


def _parquet(path: Path, choice: Choice) -> Iterator[tuple[pa.RecordBatch, _Columns]]:
    """One row group after the other, so that no dictionary is joined with the next one's."""
    with pq.ParquetFile(path) as file:
        metadata, schema = file.metadata, file.schema_arrow
    columns = _Columns.of(schema, choice)
    yield pa.RecordBatch.from_pylist([], schema=schema), columns
    coded = [n for n in columns.read if n in choice.coded and _is_text(schema.field(n).type)]
    with pq.ParquetFile(path, metadata=metadata, read_dictionary=coded, pre_buffer=True) as file:
        for group in range(file.num_row_groups):
            for batch in file.iter_batches(BATCH_ROWS, row_groups=[group], columns=columns.read):
                yield batch, columns


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _ipc(path: Path, choice: Choice) -> Iterator[tuple[pa.RecordBatch, _Columns]]:
    with pa.OSFile(str(path)) as source:
        if source.read(6) == b"ARROW1":
            file = pa.ipc.open_file(source)
            schema = file.schema
            batches = (file.get_batch(i) for i in range(file.num_record_batches))
        else:
            source.seek(0)
            batches = pa.ipc.open_stream(source)
            schema = batches.schema
        columns = _Columns.of(schema, choice)
        yield pa.RecordBatch.from_pylist([], schema=schema), columns
        for batch in batches:
            yield batch, columns


def _guarded(
    batches: Iterator[tuple[pa.RecordBatch, _Columns]], name: str, kind: str
) -> Iterator[Batch]:
    rows = 0
    try:
        for batch, columns in batches:
            table, problems = _numbered(batch, columns, rows, name)
            rows += batch.num_rows
            if batch.num_rows or problems:
                yield table, problems
    except (pa.ArrowException, OSError, ValueError, KeyError) as fault:
        message = printable(f"not {kind} that can be read: {str(fault)[:120].splitlines()[0]}")
        yield no_rows(), (Problem(file=name, line=rows, message=message, hint=_HINT),)
        return
    if rows == 0:
        message = "the table has no row"
        yield no_rows(), (Problem(file=name, message=message, severity="warning"),)


def _numbered(batch: pa.RecordBatch, columns: _Columns, before: int, name: str) -> Batch:
    """The batch with its rows' numbers; columns whose name stands twice are left out."""
    batch.validate(full=True)
    unread = pa.nulls(batch.num_rows)
    refused = columns.refused()
    found = {n: unread for n in columns.names if n not in refused}
    found |= {n: batch.column(n) for n in columns.read}
    found[LINE] = pa.array(np.arange(before + 1, before + batch.num_rows + 1))
    return pa.table(found), () if before else tuple(
        Problem(
            file=name,
            message=printable(f"the column `{n[:60]}` isn't read"),
            hint="give it a name of its own",
        )
        for n in refused
    )
