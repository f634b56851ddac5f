"""Runs kernels on a Spark cluster: the same blocks, the same kernels, the same bytes.

Rows go out with the blocks that see them, each block comes back as one piece. Must never let
Spark's ways (partitions, order, types) into a result. PySpark is imported only here.
"""

import atexit
import os
import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from truceline.errors import EngineError, InvariantError
from truceline.io.engines.blocks import Block, Keys, blocks
from truceline.io.engines.carriage import Unpacking, packed
from truceline.io.engines.components import smallest_connected
from truceline.model.ports import Engine, Kernel

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

MOST_TASKS = 1000
_RESULT = "block long, rows long, result binary"
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.adaptive.enabled": "false",  # blocks are the partitions; there is nothing to adapt
    "spark.driver.maxResultSize": "0",  # results are what was asked for, however large
    "spark.sql.execution.arrow.maxRecordsPerBatch": "65536",
    "spark.sql.execution.arrow.useLargeVarTypes": "true",  # all results may exceed 2 GiB
}
_LOOPBACK = ("local", "spark://127.", "spark://localhost")


class SparkEngine(Engine):
    """The engine of a cluster. Truceline must be installed where the workers run, in the Python
    that `PYSPARK_PYTHON` names.
    """

    def __init__(self, session: "SparkSession") -> None:
        self._session = session

    def map_blocks(
        self, table: pa.Table, key: str, width: int, halo: int, kernel: Kernel
    ) -> pa.Table:
        """See `Engine.map_blocks`. The table and the result are held by the machine that asks.

        Raises `EngineError` for a column that Spark can't carry (nested ones, decimals) and
        `InvariantError` if rows got lost on the way.
        """
        found = list(blocks(Keys(table[key]), width, halo))
        if not table.num_rows:
            return kernel(found[0].of(table))
        rows, unpacking = packed(table)
        where = f"c{table.schema.get_field_index(key)}"
        frame = _seen(self._session.createDataFrame(rows), where, width, halo)
        parts = frame.repartition(min(len(found), MOST_TASKS), "block").groupBy("block")
        done = parts.applyInArrow(_task(unpacking, key, width, kernel), _RESULT).toArrow()
        return _joined(done.sort_by("block"), found)

    def group(self, count: int, edges: np.ndarray) -> np.ndarray:
        """See `Engine.group`."""
        return smallest_connected(count, edges)


def _seen(rows: "DataFrame", key: str, width: int, halo: int) -> "DataFrame":
    """Each row once for every block that sees it, with the block's number."""
    first = f"({key} - {halo} - pmod({key} - {halo}, {width})) div {width}"
    last = f"({key} + {halo} - pmod({key} + {halo}, {width})) div {width}"
    return rows.selectExpr("*", f"explode(sequence({first}, {last})) as block")


def _task(
    unpacking: Unpacking, key: str, width: int, kernel: Kernel
) -> Callable[[pa.Table], pa.Table]:
    def work(rows: pa.Table) -> pa.Table:
        number = rows["block"][0].as_py()
        seen = unpacking.of(rows)
        owned = seen[key].to_numpy() // width == number
        results = [kernel(seen.append_column("owned", pa.array(owned)))] if owned.any() else []
        return pa.table(
            {
                "block": pa.array([number] * len(results), pa.int64()),
                "rows": pa.array([len(seen)] * len(results), pa.int64()),
                "result": pa.array(map(_written, results), pa.binary()),
            }
        )

    return work


def _written(result: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, result.schema) as writer:
        writer.write_table(result)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _joined(done: pa.Table, sent: Sequence[Block]) -> pa.Table:
    """The results in the order of blocks, once it is sure that every block saw all of its rows."""
    seen = list(zip(done["block"].to_pylist(), done["rows"].to_pylist(), strict=True))
    if seen != [(block.number, block.stop - block.start) for block in sent]:
        raise InvariantError("Spark lost or doubled rows of a block")
    return pa.concat_tables(pa.ipc.open_stream(r.as_buffer()).read_all() for r in done["result"])


def spark_session(master: str) -> "SparkSession":
    """A session at `master`: `local[2]`, `spark://host:7077`, or what Spark knows besides.

    Workers run the Python that runs this, unless `PYSPARK_PYTHON` names another. Raises `EngineError` where PySpark or Java is missing or
    nobody answers at `master`.
    """
    _check()
    from pyspark.sql import SparkSession  # noqa: PLC0415

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("truceline")
    for name, value in _settings(master).items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except Exception as fault:  # Spark's and Py4J's errors are of no one family
        why = " ".join(str(fault).splitlines()[:2])  # Java's traces follow
        raise EngineError(f"Spark can't be started at {master}; is it there? {why}") from fault
    atexit.register(session.stop)  # else its executors complain of the loss at great length
    return session


def _settings(master: str) -> dict[str, str]:
    """A cluster on this machine alone listens on this machine alone."""
    if not master.startswith(_LOOPBACK):
        return _SETTINGS
    return _SETTINGS | {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}


def _check() -> None:
    for needed in ("pyspark", "pandas"):
        if find_spec(needed) is None:
            raise EngineError(
                f"the spark engine needs {needed}, which isn't installed here:"
                " pip install 'truceline[spark]'"
            )
    home = os.environ.get("JAVA_HOME")
    if which("java", path=str(Path(home, "bin")) if home else None) is None:
        raise EngineError(
            "the spark engine needs Java 17 or newer, which isn't here:"
            " sudo apt-get install openjdk-17-jre-headless (or set JAVA_HOME)"
        )
