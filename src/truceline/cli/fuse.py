"""`truceline fuse`: which reports of a table speak of the same act.

Needs no mission: one table in, one Parquet file out. Must never turn reports into one Python
object each: a table may hold millions, so only the columns that fusion looks at are read.
"""

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.show import exit_code, show_json, show_problems
from truceline.errors import UnreadableError

if TYPE_CHECKING:
    import pyarrow as pa

    from truceline.io.feeds.raw import Batch
    from truceline.model.ports import Engine
    from truceline.model.record import Problem
    from truceline.stages.evidence.mapping import Mapping

_ROWS = 1 << 20  # of one row group of the file that is written
_QUIET_S = 5.0  # between lines of progress where nobody watches


class EngineName(StrEnum):
    """Engines that a command may choose."""

    EMBEDDED = "embedded"


def fuse(
    reports: Annotated[Path, typer.Argument(help="A table: CSV, Parquet, GeoJSON or Arrow.")],
    out: Annotated[Path, typer.Option(help="The Parquet file to write.")],
    map_: Annotated[
        str, typer.Option("--map", help="A mapping: a file, or the name of a shipped one.")
    ] = "canonical",
    engine: Annotated[EngineName, typer.Option(help="Where it runs.")] = EngineName.EMBEDDED,
    zone: Annotated[str, typer.Option(help="Zone of times that have none.")] = "+00:00",
    json_: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Group a report table into incidents.

    Writes report_id, incident_id and probability (that the report belongs to its incident), one
    row per usable report. Exit code 1 when rows were set aside; the others are written.

    Example: truceline fuse reports.parquet --map maps/press.yaml --out groups.parquet
    """
    _thrifty()
    told = _Progress(silent=json_)
    table, problems = _table(reports, _mapping(map_), zone, told)
    groups = _fused(table, _engine(engine), told)
    _summary(*_written(groups, out, told), problems, out, as_json=json_)
    raise typer.Exit(exit_code(problems))


def _thrifty() -> None:
    """Memory that was freed is used again: to ask the system for new pages takes longer than to
    read a table.
    """
    import pyarrow as pa  # noqa: PLC0415

    pa.set_memory_pool(pa.system_memory_pool())


def _mapping(name: str) -> "Mapping":
    """A mapping by file or shipped name. Raises `UnreadableError` with what is wrong with it."""
    from truceline.cli.files import read_text  # noqa: PLC0415
    from truceline.stages.evidence.mapping import read_mapping, shipped_mapping  # noqa: PLC0415

    path = Path(name)
    if not path.suffix and not path.exists():
        return shipped_mapping(name)
    mapping, problems = read_mapping(read_text(path), name)
    if mapping is None:
        raise UnreadableError("\n".join(str(p) for p in problems))
    show_problems(problems)
    return mapping


def _table(
    path: Path, mapping: "Mapping", zone: str, told: "_Progress"
) -> tuple["pa.Table", tuple["Problem", ...]]:
    """The lean report table, one row per key. Raises `UnreadableError` when nothing is usable."""
    from truceline.stages.evidence.lean import merge_lean  # noqa: PLC0415

    tables: list[pa.Table] = []
    problems: list[Problem] = []
    rows = 0
    for table, found in _batches(path, mapping, zone):
        tables.append(table)
        problems += found
        rows += table.num_rows
        told.say(f"read {rows:,} reports")
    if not rows:
        raise UnreadableError("\n".join(map(str, problems)) or f"{path}: no report in it")
    merged, disputes = merge_lean(tables)
    told.say(f"read {len(merged):,} reports", last=True)
    return merged, (*problems, *disputes)


def _batches(path: Path, mapping: "Mapping", zone: str) -> Iterator["Batch"]:
    """Lean report tables of a file, with what was wrong in it."""
    from truceline.io.feeds.raw import Choice, read_raw  # noqa: PLC0415
    from truceline.stages.evidence.intake import to_reports, wanted  # noqa: PLC0415

    columns = _columns()
    theirs, coded = wanted(mapping, columns)
    for raw, found in read_raw(path, path.name, Choice(wanted=theirs, coded=coded)):
        table, wrong = to_reports(raw, mapping, "", path.name, zone, columns)
        yield table, (*found, *wrong)


def _columns() -> frozenset[str]:
    """Ours that are kept of a table: what fusion looks at, but no long texts."""
    from truceline.stages.evidence.lean import LOCATING  # noqa: PLC0415
    from truceline.stages.fusion.columns import USED  # noqa: PLC0415

    more = ("report_id", "source", "claimant", "claimant_side", "count", "count_unit")
    return frozenset({*USED, *more, *LOCATING}) - {"text"}


def _fused(table: "pa.Table", engine: "Engine", told: "_Progress") -> Iterator["pa.RecordBatch"]:
    from truceline.stages.evidence.lean import locate_lean  # noqa: PLC0415

    located, problems = locate_lean(table)
    show_problems(problems)
    told.say(f"fusing {len(located):,} reports", last=True)
    return _grouped(located, engine)


def _grouped(reports: "pa.Table", engine: "Engine") -> Iterator["pa.RecordBatch"]:
    """The one place where this command asks for fusion: row groups of `GROUP_SCHEMA`."""
    from truceline.model.table import completed  # noqa: PLC0415
    from truceline.stages.fusion import fuse as group  # noqa: PLC0415

    return iter(group(completed(reports), (), engine).to_batches(_ROWS))


def _engine(_: EngineName) -> "Engine":
    from truceline.io.engines.embedded import EmbeddedEngine  # noqa: PLC0415

    return EmbeddedEngine()


def _written(groups: Iterator["pa.RecordBatch"], out: Path, told: "_Progress") -> tuple[int, int]:
    """Writes row group by row group; how many reports and incidents there were.

    Keys and names seldom repeat in a row group, so that there is no dictionary.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    from truceline.model.table import GROUP_SCHEMA  # noqa: PLC0415

    reports = incidents = 0
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(
            out, GROUP_SCHEMA, compression="zstd", use_dictionary=False
        ) as writer:
            for batch in groups:
                writer.write_batch(batch)
                reports, incidents = reports + len(batch), incidents + _named_here(batch)
                told.say(f"wrote {reports:,} reports")
    except OSError as fault:
        raise UnreadableError(f"{out}: can't be written: {fault}") from fault
    return reports, incidents


def _named_here(groups: "pa.RecordBatch") -> int:
    """How many incidents have their name from one of these reports: each has it from one."""
    import pyarrow.compute as pc  # noqa: PLC0415

    names = pc.binary_replace_slice(groups["report_id"], 0, 0, "I-")
    count: int = pc.sum(pc.equal(names, groups["incident_id"]), min_count=0).as_py()
    return count


def _summary(
    reports: int, incidents: int, problems: tuple["Problem", ...], out: Path, *, as_json: bool
) -> None:
    if as_json:
        counts = {"reports": reports, "incidents": incidents, "out": str(out)}
        show_json({**counts, "problems": problems})
        return
    show_problems(problems)
    typer.echo(f"{reports:,} reports, {incidents:,} incidents: {out}")


class _Progress:
    """What is being done, on stderr: one line overwritten on a terminal, else now and then."""

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent
        self._last = monotonic()

    def say(self, what: str, *, last: bool = False) -> None:
        """Tell it at once where it is the last of its kind or a person watches."""
        watched, now = sys.stderr.isatty(), monotonic()
        if self._silent or not (last or watched or now - self._last > _QUIET_S):
            return
        self._last = now
        sys.stderr.write(f"{what:<60}" + ("\r" if watched and not last else "\n"))
        sys.stderr.flush()
