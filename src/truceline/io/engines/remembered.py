"""An engine that remembers: a block whose table was seen before isn't worked on again.

A day of new reports touches one block or two; the results of the others are read from a folder.
What is remembered is a function of the block's whole table, so the answer is that of an engine
without memory. Must never answer from anything but the content of a block and the kernel's digest.
"""

import os
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.errors import InvariantError
from truceline.io.engines.blocks import Block, Keys, blocks
from truceline.io.engines.content import ROW, digest, numbered
from truceline.model.ports import Engine, Kernel

NAMES_ROWS = (ROW, "root", "other")
"""Int64 columns of a result that name rows by their `row`; a negative number names none."""


class Remembered(Engine):
    """`engine` with a memory in `folder`; a kernel that has no `digest()` isn't remembered.

    `kernel.digest()` is a string of all that its results depend on beside the table: settings, what
    was learned, the version of the method.

    If a table has an int64 column `row` (distinct, not negative), a kernel's result may depend on
    its values only by their order inside the block and by naming rows (`NAMES_ROWS`): so a block
    keeps its memory when rows elsewhere come or go. It is told fastest where they ascend.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    def map_blocks(
        self, table: pa.Table, key: str, width: int, halo: int, kernel: Kernel
    ) -> pa.Table:
        """See `Engine.map_blocks`. Raises `InvariantError` when a kernel names rows it wasn't given."""
        told = getattr(kernel, "digest", None)
        if told is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            names = _names(table, key, width, halo, told())
            kernel = _Recall(kernel, names, key, width, str(self._folder))
        return self._engine.map_blocks(table, key, width, halo, kernel)

    def group(self, count: int, edges: np.ndarray) -> np.ndarray:
        """See `Engine.group`."""
        return self._engine.group(count, edges)

    def sweep(self, keep: int) -> int:
        """Forget all blocks but the `keep` used last; returns how many were forgotten."""
        files = sorted(self._folder.glob("*.arrow"), key=lambda f: (-f.stat().st_mtime_ns, f.name))
        for file in files[keep:]:
            file.unlink(missing_ok=True)
        return len(files[keep:])


class _Recall(msgspec.Struct, frozen=True):
    """The kernel, asked only what it wasn't asked before. `names` are the blocks' by number."""

    kernel: Kernel
    names: Mapping[int, str]
    key: str
    width: int
    folder: str

    def __call__(self, block: pa.Table) -> pa.Table:
        path = Path(self.folder, self.names[self._number(block)] + ".arrow")
        rows = block[ROW].combine_chunks() if numbered(block.schema, ROW) else None
        known = _read(path)
        if known is not None:
            return _translated(known, rows, _named)
        result = self.kernel(block)
        _write(_translated(result, rows, _placed), path)
        return result

    def _number(self, block: pa.Table) -> int:
        where = pc.index(block["owned"], value=True).as_py()
        return 0 if where < 0 else int(block[self.key][where].as_py()) // self.width


def _names(table: pa.Table, key: str, width: int, halo: int, salt: str) -> dict[int, str]:
    """A digest of each block's whole table. What blocks share is read once."""
    keys = Keys(table[key])
    found = list(blocks(keys, width, halo))
    cuts = _cuts(keys, found, width, halo)
    salt = f"{salt}\n{table.schema.remove_metadata()}"
    with ThreadPoolExecutor() as pool:
        told = list(pool.map(lambda ends: digest(_between(table, *ends)), pairwise(cuts)))
        orders = list(pool.map(lambda b: _order(_between(table, b.start, b.stop)), found))
    return {
        block.number: _name(block, cuts, told, f"{salt}\n{order}")
        for block, order in zip(found, orders, strict=True)
    }


def _order(seen: pa.Table) -> str:
    """How the numbers of rows are ordered; nothing where they ascend."""
    if not numbered(seen.schema, ROW):
        return ""
    rows = seen[ROW].to_numpy()
    if (rows[1:] > rows[:-1]).all():
        return ""
    return sha256(np.argsort(rows).data).hexdigest()


def _cuts(keys: Keys, found: Sequence[Block], width: int, halo: int) -> list[int]:
    """Rows where a block or a halo may begin or end, whether or not there is such a block."""
    ends = {
        step * width + rest
        for block in found
        for step in range(
            (block.number * width - halo) // width, ((block.number + 1) * width + halo) // width + 1
        )
        for rest in (0, halo % width, -halo % width)
    }
    return sorted({0, *map(keys.below, ends), len(keys)})


def _between(table: pa.Table, start: int, stop: int) -> pa.Table:
    return table.slice(start, stop - start)


def _name(block: Block, cuts: Sequence[int], told: Sequence[str], salt: str) -> str:
    parts = range(bisect_left(cuts, block.start), bisect_left(cuts, block.stop))
    owned = [f"{told[n]} {block.low <= cuts[n] < block.high}" for n in parts]
    return sha256("\n".join([salt, *owned]).encode()).hexdigest()[:40]


def _translated(
    result: pa.Table,
    rows: pa.Array | None,
    by: Callable[[pa.ChunkedArray, pa.Array], pa.ChunkedArray],
) -> pa.Table:
    """The columns that name rows, by their place in the block instead of their `row`, or back."""
    for name in NAMES_ROWS:
        if rows is not None and numbered(result.schema, name):
            where = result.schema.get_field_index(name)
            column = result[name]
            found = pc.if_else(pc.less(column, 0), column, by(column, rows))
            result = result.set_column(where, result.schema.field(where), found)
    return result


def _placed(column: pa.ChunkedArray, rows: pa.Array) -> pa.ChunkedArray:
    places = pc.index_in(column, value_set=rows).cast(pa.int64())
    if pc.any(pc.and_(pc.is_null(places), pc.greater_equal(column, 0))).as_py():
        raise InvariantError("a kernel named a row that it wasn't given")
    return places


def _named(places: pa.ChunkedArray, rows: pa.Array) -> pa.ChunkedArray:
    """`places` below 0 are looked up as 0 and replaced by whoever asks."""
    none = len(rows) == 0
    return places if none else pc.take(rows, pc.max_element_wise(places, 0, skip_nulls=False))


def _read(path: Path) -> pa.Table | None:
    """None for a block that isn't known; one that can't be read is worked on again."""
    try:
        with pa.memory_map(str(path)) as source:
            known = pa.ipc.open_file(source).read_all()
        os.utime(path)
    except (FileNotFoundError, pa.ArrowInvalid):
        return None
    return known


def _write(result: pa.Table, path: Path) -> None:
    """Whole or not at all, whoever else writes the same."""
    options = pa.ipc.IpcWriteOptions(unify_dictionaries=True)
    with (
        tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as sink,
        pa.ipc.new_file(sink, result.schema, options=options) as writer,
    ):
        writer.write_table(result)
    Path(sink.name).replace(path)
