"""Tables and documents of a mission folder, checked as they lie there: nothing is taken in or kept."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from truceline.assess.documents import untold
from truceline.assess.folder import MISSION_FILE, glob, kind_of
from truceline.assess.load import concat, parse
from truceline.assess.reading import Source, Way, parse_files
from truceline.cli.files import read_text
from truceline.errors import UnreadableError
from truceline.foundation.mission import (
    check_sides,
    read_judgements,
    read_roster,
    read_sites,
    read_statements,
)
from truceline.model.evidence import RosterEntry
from truceline.model.mission import Dataset, MissionSpec, Site
from truceline.model.record import Problem
from truceline.stages.evidence.intake import merge_reports, unknown_sides, unknown_sources
from truceline.stages.evidence.mapping import Mapping, read_mapping, shipped_mapping

T = TypeVar("T")
Read = Callable[[str, str], tuple[tuple[T, ...], tuple[Problem, ...]]]


def check_tables(
    folder: Path, spec: MissionSpec
) -> tuple[tuple[Site, ...], tuple[RosterEntry, ...], tuple[Problem, ...]]:
    """Sites, roster, and what is wrong with these, the statements and the judgements."""
    sites, p1 = _table(folder, spec.sites, read_sites)
    roster, p2 = _table(folder, spec.roster, read_roster)
    statements, p3 = _table(
        folder, spec.statements, lambda text, file: read_statements(text, file, spec.timezone)
    )
    _, p4 = _table(folder, spec.judgements, read_judgements)
    return sites, roster, (*p1, *p2, *p3, *p4, *check_sides(spec, roster, statements))


def _table(folder: Path, name: str, read: Read[T]) -> tuple[tuple[T, ...], tuple[Problem, ...]]:
    if not name or not (folder / name).is_file():
        return (), ()  # a named file that is missing is told by `inputs`
    return read(read_text(folder / name), name)


def check_reports(
    folder: Path, spec: MissionSpec, roster: Sequence[RosterEntry]
) -> tuple[Problem, ...]:
    """What is wrong with the report tables, and sources that the roster doesn't know."""
    tables: list[pa.Table] = []
    problems: list[Problem] = []
    for dataset in spec.datasets:
        mapping, found = _mapping(folder, dataset)
        problems += found
        if mapping is None:
            continue
        for name in filter(_is_table, glob(folder, dataset)):
            table, wrong = parse(folder / name, name, mapping, dataset.id, spec.timezone)
            tables.append(table)
            problems += wrong
    merged, wrong = merge_reports([concat(tables)])
    sides = unknown_sides(merged, spec.parties)
    return (*problems, *wrong, *unknown_sources(merged, roster), *sides)


def check_documents(folder: Path, spec: MissionSpec) -> tuple[Problem, ...]:
    """What is wrong with the documents, each file once: what can't be read, and what has no date."""
    found: dict[str, tuple[Problem, ...]] = {}
    for dataset in spec.datasets:
        way = Way(zone=spec.timezone, day=dataset.day)
        names = [n for n in glob(folder, dataset) if not _is_table(n) and n not in found]
        readings = parse_files([Source(folder / name, name) for name in names], way)
        for name, reading in zip(names, readings, strict=True):
            found[name] = (*reading.problems, *untold(reading.documents))
    return tuple(problem for problems in found.values() for problem in problems)


def _is_table(name: str) -> bool:
    return kind_of(name) == "reports"


def _mapping(folder: Path, dataset: Dataset) -> tuple[Mapping | None, tuple[Problem, ...]]:
    """The dataset's mapping: a shipped one by name, else a file of the folder."""
    path = folder / dataset.mapping
    if "." in dataset.mapping:
        return read_mapping(read_text(path), dataset.mapping) if path.is_file() else (None, ())
    try:
        return shipped_mapping(dataset.mapping), ()
    except UnreadableError as e:
        field = f"datasets.{dataset.id}.map"
        return None, (Problem(file=MISSION_FILE, field=field, message=str(e)),)
