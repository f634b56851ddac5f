"""From the log to a loaded mission: the newest version of every input, parsed and checked.

Report tables are parsed once per content and mapping; the parsed columns are kept as Parquet under
the cache folder and can be thrown away at any time.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from truceline.assess.documents import load_documents
from truceline.assess.folder import MISSION_FILE, Progress, handed_in
from truceline.assess.said import read_approvals, read_replies, read_said
from truceline.assess.shelf import Shelf
from truceline.assess.sighted import posts, sighted_reports
from truceline.errors import UnreadableError
from truceline.foundation.agreement.read import read_agreement
from truceline.foundation.mission.line import mission_line
from truceline.foundation.mission.read import read_mission
from truceline.foundation.mission.tables import read_roster, read_sites, read_statements
from truceline.io.feeds.raw import read_raw
from truceline.model.agreement import Agreement
from truceline.model.claim import Claim, Document
from truceline.model.evidence import Entry
from truceline.model.mission import Dataset, Mission, MissionSpec
from truceline.model.ports import Store
from truceline.model.record import Problem, in_order
from truceline.model.table import REPORT_SCHEMA, report_keys
from truceline.product import product_digest
from truceline.stages.evidence.intake import VERSION, to_reports, unknown_sides, unknown_sources
from truceline.stages.evidence.mapping import Mapping, read_mapping, shipped_mapping

T = TypeVar("T")


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A mission with its report table, as `load_reports` gives it, its documents and their claims;
    `refused` counts by document the drafts that the gate kept out.
    """

    mission: Mission
    reports: pa.Table
    documents: tuple[Document, ...] = ()
    claims: tuple[Claim, ...] = ()
    refused: dict[str, int] = {}


def load(
    store: Store,
    cache: Path,
    problems: tuple[Problem, ...] = (),
    progress: Progress | None = None,
) -> Loaded:
    """The mission as the log holds it; all problems, `problems` too, stand in the mission.

    `progress` is told of documents that are read for the first time.
    """
    mission, shelf = load_mission(store)
    reports, p1 = load_reports(mission, shelf, cache)
    told = load_documents(mission.spec, shelf, cache, progress)
    every = in_order((*mission.problems, *problems, *p1, *told.problems))
    return Loaded(
        mission=mission.but(problems=every),
        reports=reports,
        documents=told.documents,
        claims=told.claims,
        refused=told.refused,
    )


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
    judgements, p4 = read_said(shelf, spec)
    approvals, p5 = read_approvals(shelf)
    replies, p6 = read_replies(shelf)
    mission = Mission(
        spec=spec.but(line=line),
        agreement=agreement,
        roster=(*roster, *posts(shelf, roster)),
        sites=sites,
        statements=statements,
        judgements=judgements,
        approvals=approvals,
        replies=replies,
        problems=in_order((*problems, *found, *p0, *p1, *p2, *p3, *p4, *p5, *p6)),
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
    """Every version of every report that the newest files still hold, with a column `version` (0 is
    the newest of its file), and what is wrong with the newest files.
    """
    tables: list[pa.Table] = []
    problems: list[Problem] = []
    for dataset in mission.spec.datasets:
        mapping, found = mapping_of(shelf, dataset)
        problems += found
        if mapping is not None:
            parser = _Parser(mapping, dataset.id, mission.spec.timezone, shelf.store, cache)
            versions, wrong = _of_dataset(shelf, dataset, parser)
            tables += versions
            problems += wrong
    entered, wrong = sighted_reports(shelf, mission.spec.timezone)
    tables += (_versioned(table, age) for age, table in enumerate(entered))
    problems += wrong
    reports = pa.concat_tables(tables) if tables else _versioned(REPORT_SCHEMA.empty_table(), 0)
    newest = reports.filter(pc.equal(reports[VERSION], 0))
    sides = unknown_sides(newest, mission.spec.parties)
    return reports, in_order((*problems, *unknown_sources(newest, mission.roster), *sides))


def _of_dataset(
    shelf: Shelf, dataset: Dataset, parser: "_Parser"
) -> tuple[list[pa.Table], tuple[Problem, ...]]:
    """Every version of a dataset's reports. What was handed in stands before what a file of the
    folder says of the same report, the last handed in first.
    """
    handed = handed_in(dataset.id, "")
    every = shelf.of_dataset(dataset, "reports")
    late = sorted((e for e in every if e.name.startswith(handed)), key=shelf.taken_in, reverse=True)
    tables: list[pa.Table] = []
    problems: list[Problem] = []
    newer: list[pa.Array] = []
    for entry in (*late, *(e for e in every if e not in late)):
        versions, wrong = _versions(shelf.versions["reports", entry.name], parser)
        tables += [_aged(table, newer) for table in versions]
        problems += wrong
        if entry in late:
            newer.append(report_keys(versions[0]).combine_chunks())
    return tables, tuple(problems)


def _aged(reports: pa.Table, newer: list[pa.Array]) -> pa.Table:
    """Versions are one older for every later file that holds the same report."""
    age = reports[VERSION]
    for keys in newer:
        later = pc.cast(pc.is_in(report_keys(reports), value_set=keys), pa.int32())
        age = pc.add(age, later)
    return reports.set_column(reports.schema.get_field_index(VERSION), VERSION, age)


def _versions(
    entries: list[Entry], parser: "_Parser"
) -> tuple[list[pa.Table], tuple[Problem, ...]]:
    """A file's versions, newest first; older ones only for reports that the newest still holds."""
    newest, problems = parser.parsed(entries[-1])
    tables = [_versioned(newest, 0)]
    keys = report_keys(newest).combine_chunks() if len(entries) > 1 else None
    for age, entry in enumerate(reversed(entries[:-1]), 1):
        older, _ = parser.parsed(entry)
        kept = older.filter(pc.is_in(report_keys(older), value_set=keys))
        tables.append(_versioned(kept, age))
    return tables, problems


def _versioned(reports: pa.Table, age: int) -> pa.Table:
    return reports.append_column(VERSION, pa.array(np.full(len(reports), age, np.int32)))


def mapping_of(shelf: Shelf, dataset: Dataset) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """The dataset's mapping, None where it can't be used."""
    if "." not in dataset.mapping:
        return shipped_mapping(dataset.mapping), ()
    text = shelf.text("mapping", dataset.mapping)
    return (None, ()) if text is None else read_mapping(text, dataset.mapping)


class _Parser(NamedTuple):
    """How one dataset's files are parsed, each content once. What was parsed before is taken from the
    cache only where its bytes are those that were written: a cache is no evidence.
    """

    mapping: Mapping
    dataset: str
    zone: str
    store: Store
    cache: Path

    def parsed(self, entry: Entry) -> tuple[pa.Table, tuple[Problem, ...]]:
        """One version of a table file as reports (`REPORT_SCHEMA`)."""
        parts = (entry.sha256, entry.name, repr(self.mapping), self.dataset, self.zone)
        key = hashlib.sha256("\0".join((*parts, product_digest())).encode()).hexdigest()
        columns, note = self.cache / f"{key}.parquet", self.cache / f"{key}.json"
        if (held := _held(columns, note)) is not None:
            return held
        blob = self.store.blob(entry.sha256)
        table, problems = parse(blob, entry.name, self.mapping, self.dataset, self.zone)
        self.cache.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, columns)
        digest = hashlib.sha256(columns.read_bytes()).hexdigest()
        note.write_bytes(msgspec.json.encode(_Note(digest=digest, problems=problems)))
        return table, problems


class _Note(msgspec.Struct, frozen=True):
    """The digest of cached columns, and the problems found when they were parsed."""

    digest: str
    problems: tuple[Problem, ...]


def _held(columns: Path, note: Path) -> tuple[pa.Table, tuple[Problem, ...]] | None:
    try:
        told = msgspec.json.decode(note.read_bytes(), type=_Note)
        data = columns.read_bytes()
    except (OSError, msgspec.DecodeError):
        return None
    if hashlib.sha256(data).hexdigest() != told.digest:
        return None
    return pq.read_table(pa.BufferReader(data), schema=REPORT_SCHEMA), told.problems


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
