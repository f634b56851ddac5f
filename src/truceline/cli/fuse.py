"""`truceline fuse`: which reports of a table speak of the same act.

Needs no mission: one table in, one Parquet file out. Must never turn reports into one Python
object each: a table may hold millions.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.show import exit_code, show_json, show_problems
from truceline.errors import UnreadableError

if TYPE_CHECKING:
    import pyarrow as pa

    from truceline.model.ports import Engine
    from truceline.model.record import Problem
    from truceline.stages.evidence.mapping import Mapping


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
    table, problems = _table(reports, _mapping(map_), zone, told=not json_)
    groups = _fused(table, _engine(engine), told=not json_)
    _write(groups, out)
    _summary(groups, problems, out, as_json=json_)
    raise typer.Exit(exit_code(problems))


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
    path: Path, mapping: "Mapping", zone: str, *, told: bool
) -> tuple["pa.Table", tuple["Problem", ...]]:
    """The whole report table, one row per key. Raises `UnreadableError` when nothing is usable."""
    from truceline.io.feeds.raw import read_raw  # noqa: PLC0415
    from truceline.stages.evidence.intake import merge_reports, to_reports  # noqa: PLC0415

    tables: list[pa.Table] = []
    problems: list[Problem] = []
    for raw, found in read_raw(path, path.name):
        table, wrong = to_reports(raw, mapping, "", path.name, zone)
        tables.append(table)
        problems += (*found, *wrong)
        _tell(f"read {sum(map(len, tables)):,} reports", told=told, last=False)
    if not sum(map(len, tables)):
        raise UnreadableError("\n".join(map(str, problems)) or f"{path}: no report in it")
    merged, found = merge_reports(tables)
    _tell(f"read {len(merged):,} reports", told=told, last=True)
    return merged, (*problems, *found)


def _fused(table: "pa.Table", engine: "Engine", *, told: bool) -> "pa.Table":
    from truceline.stages.fusion import fuse as group  # noqa: PLC0415

    located = _located(table)
    _tell(f"fusing {len(located):,} reports", told=told, last=True)
    return group(located, (), engine)


def _located(table: "pa.Table") -> "pa.Table":
    """Places from names, where no coordinates are given; the gazetteer is read only for that."""
    if not table["lat"].null_count:
        return table
    from truceline.foundation.places.gazetteer import Gazetteer  # noqa: PLC0415
    from truceline.stages.evidence.locate import locate  # noqa: PLC0415

    located, problems = locate(table, Gazetteer.load())
    show_problems(problems)
    return located


def _engine(_: EngineName) -> "Engine":
    from truceline.io.engines.embedded import EmbeddedEngine  # noqa: PLC0415

    return EmbeddedEngine()


def _write(groups: "pa.Table", out: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(groups, out, compression="zstd")
    except OSError as fault:
        raise UnreadableError(f"{out}: can't be written: {fault}") from fault


def _summary(
    groups: "pa.Table", problems: tuple["Problem", ...], out: Path, *, as_json: bool
) -> None:
    import pyarrow.compute as pc  # noqa: PLC0415

    incidents = pc.count_distinct(groups["incident_id"]).as_py()
    if as_json:
        counts = {"reports": len(groups), "incidents": incidents, "out": str(out)}
        show_json({**counts, "problems": problems})
        return
    show_problems(problems)
    typer.echo(f"{len(groups):,} reports, {incidents:,} incidents: {out}")


def _tell(what: str, *, told: bool, last: bool) -> None:
    """One line of progress on stderr; between the last ones only where a person watches."""
    watched = sys.stderr.isatty()
    if told and (last or watched):
        sys.stderr.write(f"{what:<60}" + ("\n" if last else "\r"))
        sys.stderr.flush()
