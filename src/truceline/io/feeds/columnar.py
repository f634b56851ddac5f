"""Parquet and Arrow IPC as batches of typed columns; `_line` is the row's number, from 1.

Types are kept: what a column means is the mapping's business. A broken file gives what comes before
its fault, and a `Problem`.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from truceline.io.feeds.batch import BATCH_ROWS, LINE, Batch, no_rows, printable
from truceline.model.record import Problem

_HINT = "is the file whole? write it again"


def read_parquet(path: Path, name: str) -> Iterator[Batch]:
    """Batches of a Parquet file; see `read_raw`."""
    return _guarded(_parquet(path), name, "Parquet")


def read_ipc(path: Path, name: str) -> Iterator[Batch]:
    """Batches of an Arrow IPC file or stream; see `read_raw`."""
    return _guarded(_ipc(path), name, "Arrow")


def _parquet(path: Path) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        yield pa.RecordBatch.from_pylist([], schema=file.schema_arrow)
        yield from file.iter_batches(batch_size=BATCH_ROWS)


def _ipc(path: Path) -> Iterator[pa.RecordBatch]:
    with pa.OSFile(str(path)) as source:
        if source.read(6) == b"ARROW1":
            file = pa.ipc.open_file(source)
            yield pa.RecordBatch.from_pylist([], schema=file.schema)
            yield from (file.get_batch(i) for i in range(file.num_record_batches))
            return
        source.seek(0)
        stream = pa.ipc.open_stream(source)
        yield pa.RecordBatch.from_pylist([], schema=stream.schema)
        yield from stream


def _guarded(batches: Iterator[pa.RecordBatch], name: str, kind: str) -> Iterator[Batch]:
    rows = 0
    try:
        for batch in batches:
            table, problems = _numbered(batch, rows, name)
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


def _numbered(batch: pa.RecordBatch, before: int, name: str) -> Batch:
    """The batch with its rows' numbers; columns whose name stands twice are left out."""
    names = batch.schema.names
    batch.validate(full=True)
    wanted = [i for i, n in enumerate(names) if names.count(n) == 1 and n != LINE]
    table = pa.Table.from_batches([batch]).select(wanted)
    lines = pa.array(range(before + 1, before + batch.num_rows + 1), pa.int64())
    problems = tuple(
        Problem(
            file=name,
            message=printable(f"the column `{n[:60]}` isn't read"),
            hint="give it a name of its own",
        )
        for n in sorted({names[i] for i in range(len(names)) if i not in wanted})
    )
    return table.append_column(LINE, lines), problems if before == 0 else ()
