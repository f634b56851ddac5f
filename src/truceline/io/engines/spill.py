"""Results that go to a file as they come, so that memory holds only the one being written."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa


def spilled(tables: Iterator[pa.Table], folder: Path) -> pa.Table:
    """Write tables of one schema into a new file in `folder`; all of them, mapped from it.

    The file is an Arrow IPC stream: unlike the random-access format it lets each table bring
    dictionaries of its own. There must be at least one table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=folder, prefix="blocks-", suffix=".arrows", delete=False
    ) as sink:
        _write(tables, sink)
    with pa.memory_map(sink.name) as source, pa.ipc.open_stream(source) as stream:
        return stream.read_all()


def _write(tables: Iterator[pa.Table], sink: object) -> None:
    first = next(tables)
    with pa.ipc.new_stream(sink, first.schema) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)
