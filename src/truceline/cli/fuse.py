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
from truceline.foundation.phrase import count

if TYPE_CHECKING:
    import pyarrow as pa

    from truceline.io.feeds.raw import Batch
    from truceline.model.explanation import Explanation, PairExplained
    from truceline.model.ports import Engine
    from truceline.model.record import Problem
    from truceline.stages.evidence.mapping import Mapping
    from truceline.stages.fusion.keys import Groups
    from truceline.stages.fusion.model import ErrorModel

_QUIET_S = 5.0  # between lines of progress where nobody watches


class EngineName(StrEnum):
    """Engines that a command may choose."""

    EMBEDDED = "embedded"
    SPARK = "spark"


def fuse(
    reports: Annotated[Path, typer.Argument(help="A table: CSV, Parquet, GeoJSON or Arrow.")],
    out: Annotated[
        Path | None, typer.Option(help="The Parquet file to write; optional with --explain.")
    ] = None,
    map_: Annotated[
        str, typer.Option("--map", help="A mapping: a file, or the name of a shipped one.")
    ] = "canonical",
    engine: Annotated[EngineName, typer.Option(help="Where it runs.")] = EngineName.EMBEDDED,
    master: Annotated[
        str | None, typer.Option(help="Spark's master, e.g. spark://host:7077; else this machine.")
    ] = None,
    memory: Annotated[
        Path | None,
        typer.Option(help="A folder that remembers blocks: a new day works on what it touches."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="An error model (JSON) to use; else it is learned.")
    ] = None,
    covers: Annotated[
        Path | None,
        typer.Option(help="Where to write which incidents totals and denials cover (Parquet)."),
    ] = None,
    save_model: Annotated[
        Path | None, typer.Option(help="Where to write the error model that was used.")
    ] = None,
    explain: Annotated[
        list[str] | None,
        typer.Option(help="Say why: an incident, a report, or two reports (A,B). Repeatable."),
    ] = None,
    zone: Annotated[str, typer.Option(help="Zone of times that have none.")] = "+00:00",
    json_: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Group a report table into incidents.

    Writes report_id, incident_id and probability (that the report belongs to its incident), one
    row per usable report; one that speaks of several acts or of none has an id of its own. Exit code 1 when rows were set aside; the others are written.

    Example: truceline fuse reports.parquet --map maps/press.yaml --out groups.parquet
    """
    if out is None and not explain:
        raise typer.BadParameter("give --out FILE, --explain ID, or both")
    _thrifty()
    told = _Progress(silent=json_)
    known = _model(model) if model else None
    table, problems = _table(reports, _mapping(map_), zone, told)
    opened = _engine(engine, master, memory)
    located, found = _fused(table, opened, known, save_model, told)
    why = _explained(located, found, explain or [], zone)
    counts = _written(found, out, told) if out else {}
    if covers:
        _covers(located, found, covers)
    _summary(counts, why, problems, as_json=json_)
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


def _model(path: Path) -> "ErrorModel":
    """An error model from its file. Raises `UnreadableError` with what is wrong with it."""
    from truceline.cli.files import read_text  # noqa: PLC0415
    from truceline.stages.fusion.model import read_model  # noqa: PLC0415

    try:
        return read_model(read_text(path))
    except ValueError as fault:
        raise UnreadableError(f"{path}: {fault}") from fault


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
        told.say(f"read {count(rows, 'report')}")
    if not rows:
        raise UnreadableError("\n".join(map(str, problems)) or f"{path}: no report in it")
    merged, disputes = merge_lean(tables)
    told.say(f"read {count(len(merged), 'report')}", last=True)
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
    from truceline.stages.fusion.accounts import TOLD_BY  # noqa: PLC0415
    from truceline.stages.fusion.columns import USED  # noqa: PLC0415

    more = ("report_id", "source", "claimant", "claimant_side", *TOLD_BY)
    return frozenset({*USED, *more, *LOCATING}) - {"text"}


def _fused(
    table: "pa.Table",
    engine: "Engine",
    model: "ErrorModel | None",
    save: Path | None,
    told: "_Progress",
) -> tuple["pa.Table", "Groups"]:
    """The reports as they were fused, and their groups."""
    from truceline.stages.evidence.lean import locate_lean  # noqa: PLC0415

    located, problems = locate_lean(table)
    show_problems(problems)
    told.say(f"fusing {count(len(located), 'report')}", last=True)
    return located, _grouped(located, engine, model, save)


def _grouped(
    reports: "pa.Table", engine: "Engine", model: "ErrorModel | None", save: Path | None
) -> "Groups":
    """The one place where this command asks for fusion."""
    from truceline.stages.fusion.fuse import grouping  # noqa: PLC0415
    from truceline.stages.fusion.model import written  # noqa: PLC0415

    found = grouping(reports, (), engine, model=model)
    if save:
        save.write_bytes(written(found.model))
    return found


def _explained(
    reports: "pa.Table", found: "Groups", ids: list[str], zone: str
) -> list["Explanation | PairExplained"]:
    """Raises `UnreadableError` where an id is unknown, before anything is written."""
    from truceline.cli.explaining import explanations  # noqa: PLC0415

    return explanations(reports, found, ids, zone) if ids else []


def _engine(name: EngineName, master: str | None, memory: Path | None) -> "Engine":
    from truceline.io.engines.choice import open_engine  # noqa: PLC0415

    return open_engine(name.value, master=master, memory=memory)


def _written(found: "Groups", out: Path, told: "_Progress") -> dict[str, object]:
    """Writes row group by row group; how many reports and incidents there were.

    Keys and names seldom repeat in a row group, so that there is no dictionary.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    from truceline.stages.fusion.keys import FILE_SCHEMA, accounts, grouped  # noqa: PLC0415

    reports = incidents = 0
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(out, FILE_SCHEMA, compression="zstd", use_dictionary=False) as writer:
            for batch in grouped(found):
                writer.write_batch(batch)
                reports, incidents = reports + len(batch), incidents + _named_here(batch)
                told.say(f"wrote {count(reports, 'report')}")
    except OSError as fault:
        raise UnreadableError(f"{out}: can't be written: {fault}") from fault
    apart = accounts(found)
    counts = {"reports": reports, "incidents": incidents - apart, "accounts": apart}
    return {**counts, "out": str(out)}


def _covers(reports: "pa.Table", found: "Groups", out: Path) -> None:
    """Writes what accounts cover: `COVER_SCHEMA`."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    from truceline.stages.fusion.gather_accounts import covers  # noqa: PLC0415
    from truceline.stages.fusion.keys import groups  # noqa: PLC0415

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(covers(reports, groups(found)), out)
    except OSError as fault:
        raise UnreadableError(f"{out}: can't be written: {fault}") from fault


def _named_here(groups: "pa.RecordBatch") -> int:
    """How many incidents have their name from one of these reports: each has it from one."""
    import pyarrow.compute as pc  # noqa: PLC0415

    names = pc.binary_replace_slice(groups["report_id"], 0, 0, "I-")
    count: int = pc.sum(pc.equal(names, groups["incident_id"]), min_count=0).as_py()
    return count


def _summary(
    counts: dict[str, object],
    why: list["Explanation | PairExplained"],
    problems: tuple["Problem", ...],
    *,
    as_json: bool,
) -> None:
    from truceline.cli.explaining import show  # noqa: PLC0415

    if as_json:
        show_json({**counts, "problems": problems} | ({"explanations": why} if why else {}))
        return
    show_problems(problems)
    for told in why:
        show(told)
    if counts:
        apart = ", {accounts:,} accounts of several acts or none" if counts["accounts"] else ""
        line = "{reports:,} reports, {incidents:,} incidents" + apart + ": {out}"
        typer.echo(line.format(**counts))


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
