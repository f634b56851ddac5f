"""From the log to a loaded mission: the newest version of every input, parsed and checked.

Report tables are parsed once per content and mapping; the parsed columns are kept as Parquet under
the cache folder and can be thrown away at any time.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from truceline.assess.folder import MISSION_FILE
from truceline.assess.shelf import Shelf
from truceline.errors import UnreadableError
from truceline.foundation.agreement.read import read_agreement
from truceline.foundation.mission.line import mission_line
from truceline.foundation.mission.read import read_mission
from truceline.foundation.mission.tables import (
    read_judgements,
    read_roster,
    read_sites,
    read_statements,
)
from truceline.io.feeds.raw import read_raw
from truceline.model.agreement import Agreement
from truceline.model.evidence import Entry
from truceline.model.mission import Dataset, Mission, MissionSpec
from truceline.model.ports import Store
from truceline.model.record import Problem, in_order
from truceline.model.table import REPORT_SCHEMA
from truceline.product import product_digest
from truceline.stages.evidence.intake import merge_reports, to_reports, unknown_sources
from truceline.stages.evidence.mapping import Mapping, read_mapping, shipped_mapping

T = TypeVar("T")
_PROBLEMS = msgspec.json.Decoder(tuple[Problem, ...])


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A mission with its report table."""

    mission: Mission
    reports: pa.Table


def load(store: Store, cache: Path, problems: tuple[Problem, ...] = ()) -> Loaded:
    """The mission as the log holds it; all problems, `problems` too, stand in the mission."""
    mission, shelf = load_mission(store)
    reports, found = load_reports(mission, shelf, cache)
    every = in_order((*mission.problems, *problems, *found))
    return Loaded(mission=mission.but(problems=every), reports=reports)


def load_mission(store: Store) -> tuple[Mission, Shelf]:
    """Everything of a mission but its report table. Raises `UnreadableError` when `mission.yaml`
    or the agreement can't be used: an empty agreement is an error, never compliance.
    """
    shelf = Shelf(store)
    spec, problems = _spec(shelf)
    agreement, found = load_agreement(shelf, spec)
    line, p0 = mission_line(spec, shelf.text("line", spec.line_file))
    roster, p1 = _table(shelf, "roster", spec.roster, read_roster)
    sites, p2 = _table(shelf, "sites", spec.sites, read_sites)
    read = lambda text, file: read_statements(text, file, spec.timezone)  # noqa: E731
    statements, p3 = _table(shelf, "statements", spec.statements, read)
    judgements, p4 = _table(shelf, "judgements", spec.judgements, read_judgements)
    mission = Mission(
        spec=spec.but(line=line),
        agreement=agreement,
        roster=roster,
        sites=sites,
        statements=statements,
        judgements=judgements,
        problems=in_order((*problems, *found, *p0, *p1, *p2, *p3, *p4)),
        root=store.root(shelf.size),
        entries=shelf.size,
    )
    return mission, shelf


def _spec(shelf: Shelf) -> tuple[MissionSpec, tuple[Problem, ...]]:
    text = shelf.text("mission", MISSION_FILE)
    if text is None:
        raise UnreadableError(f"the log holds no {MISSION_FILE}: run `truceline ingest` first")
    spec, problems = read_mission(text, MISSION_FILE)
    if spec is None:
        raise UnreadableError("\n".join(str(p) for p in problems))
    return spec, problems


def load_agreement(shelf: Shelf, spec: MissionSpec) -> tuple[Agreement, tuple[Problem, ...]]:
    """The mission's agreement. Raises `UnreadableError` when it is missing or unusable."""
    text = shelf.text("agreement", spec.agreement)
    if text is None:
        raise UnreadableError(f"{spec.agreement}: no agreement was taken in")
    return agreement_of(text, spec.agreement)


def agreement_of(text: str, file: str) -> tuple[Agreement, tuple[Problem, ...]]:
    """An agreement's text, read. Raises `UnreadableError` when nothing of it can be used."""
    agreement, problems = read_agreement(text, file)
    if agreement is None:
        raise UnreadableError("\n".join(str(p) for p in problems))
    return agreement, problems


def _table(
    shelf: Shelf,
    kind: str,
    name: str,
    read: Callable[[str, str], tuple[tuple[T, ...], tuple[Problem, ...]]],
) -> tuple[tuple[T, ...], tuple[Problem, ...]]:
    text = shelf.text(kind, name) if name else None
    return ((), ()) if text is None else read(text, name)


def load_reports(
    mission: Mission, shelf: Shelf, cache: Path
) -> tuple[pa.Table, tuple[Problem, ...]]:
    """The mission's report table, one row per report key, with what was wrong with its files."""
    tables: list[pa.Table] = []
    problems: list[Problem] = []
    for dataset in mission.spec.datasets:
        entries = shelf.of_dataset(dataset, "reports")
        mapping, found = _mapping(shelf, dataset)
        problems += found
        if mapping is None:
            continue
        for entry in entries:
            table, found = _parsed(entry, mapping, dataset, mission.spec.timezone, shelf, cache)
            tables.append(table)
            problems += found
    merged, found = merge_reports(tables or [REPORT_SCHEMA.empty_table()])
    problems += (*found, *unknown_sources(merged, mission.roster))
    return merged, in_order(problems)


def _mapping(shelf: Shelf, dataset: Dataset) -> tuple[Mapping | None, tuple[Problem, ...]]:
    if "." not in dataset.mapping:
        return shipped_mapping(dataset.mapping), ()
    text = shelf.text("mapping", dataset.mapping)
    return (None, ()) if text is None else read_mapping(text, dataset.mapping)


def _parsed(
    entry: Entry, mapping: Mapping, dataset: Dataset, zone: str, shelf: Shelf, cache: Path
) -> tuple[pa.Table, tuple[Problem, ...]]:
    """One table file as reports, from the cache where the same content was parsed before."""
    parts = (entry.sha256, entry.name, repr(mapping), dataset.id, zone, product_digest())
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    columns, notes = cache / f"{key}.parquet", cache / f"{key}.json"
    if columns.is_file() and notes.is_file():
        return pq.read_table(columns, schema=REPORT_SCHEMA), _PROBLEMS.decode(notes.read_bytes())
    table, problems = parse(shelf.store.blob(entry.sha256), entry.name, mapping, dataset.id, zone)
    cache.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, columns)
    notes.write_bytes(msgspec.json.encode(problems))
    return table, problems


def parse(
    path: Path, name: str, mapping: Mapping, dataset: str, zone: str
) -> tuple[pa.Table, tuple[Problem, ...]]:
    """Read a table file into the report schema; the good rows go on."""
    tables: list[pa.Table] = []
    problems: list[Problem] = []
    for raw, found in read_raw(path, name):
        table, wrong = to_reports(raw, mapping, dataset, name, zone)
        tables.append(table)
        problems += (*found, *wrong)
    return concat(tables), in_order(problems)


def concat(tables: Iterable[pa.Table]) -> pa.Table:
    """Report tables in one; an empty one when there are none."""
    return pa.concat_tables([REPORT_SCHEMA.empty_table(), *tables])
