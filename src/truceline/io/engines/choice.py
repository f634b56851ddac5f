"""Engines by name, for commands; an engine that isn't asked for isn't imported."""

from pathlib import Path

from truceline.errors import EngineError
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.engines.remembered import Remembered
from truceline.model.ports import Engine

NAMES = ("embedded", "spark")


def open_engine(
    name: str = "embedded",
    workers: int = 2,
    master: str | None = None,
    spill: Path | None = None,
    memory: Path | None = None,
) -> Engine:
    """The engine of that name: `embedded` works in `workers` threads and puts results into the
    folder `spill` if it is given; `spark` at `master`, by default `workers` processes here.

    `memory` is a folder of remembered blocks. Raises `EngineError` for a name that is unknown and
    for an engine that can't run here.
    """
    engine = _opened(name, workers, master, spill)
    return Remembered(engine, memory) if memory else engine


def _opened(name: str, workers: int, master: str | None, spill: Path | None) -> Engine:
    if name == "embedded":
        return EmbeddedEngine(workers, spill)
    if name == "spark":
        from truceline.io.engines.spark import SparkEngine, spark_session  # noqa: PLC0415

        return SparkEngine(spark_session(master or f"local[{workers}]"))
    raise EngineError(f"there is no engine {name!r}; there are {' and '.join(NAMES)}")
