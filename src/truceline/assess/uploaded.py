"""Files that were handed in through the room: looked at first, then taken into the log.

They belong to the dataset they were handed to, whatever patterns `mission.yaml` gives it, under
`room/DATASET/NAME`. Handing in a file of the same name again replaces its rows; a row whose id the
dataset already has from another file is replaced too. Must never write into the mission folder.
"""

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.folder import TABLE_SUFFIXES, handed_in
from truceline.assess.load import Loaded, mapping_of, parse
from truceline.assess.reading import Source, Way, parse_file
from truceline.assess.shelf import Shelf
from truceline.errors import UnreadableError
from truceline.io.feeds.raw import LINE, read_raw
from truceline.model.evidence import Entry, Receipt
from truceline.model.mission import Dataset
from truceline.model.ports import Store
from truceline.model.record import Problem, Record
from truceline.model.table import REPORT_SCHEMA, alike, report_keys
from truceline.stages.evidence.mapping import Mapping

TABLES: Final = (".csv", ".tsv", ".geojson", ".json", ".parquet")
DOCUMENTS: Final = (
    ".txt",
    ".md",
    ".html",
    ".htm",
    ".pdf",
    ".eml",
    ".mbox",
    ".xml",
    ".rss",
    ".atom",
)
_NAME: Final = re.compile(r"[\w(][\w .,()+'-]{0,118}[\w)]")
_SAMPLE: Final = 5
_MOST_TOLD: Final = 100


class Taken(Record, frozen=True, kw_only=True):
    """What one of a file's columns was taken for: `ours` are columns of a report, none where it is
    kept as an attribute; `example` is its first cell that says something.
    """

    theirs: str
    ours: tuple[str, ...] = ()
    example: str = ""


class Preview(Record, frozen=True, kw_only=True):
    """What would be taken in: `rows` usable reports, of which `new` have ids that the dataset doesn't
    know, `changed` say something else than before, `same` don't. `sample` are the first reports as
    they were read. `told` counts all problems; `problems` are the first of them.
    """

    name: str
    dataset: str
    sha256: str
    columns: tuple[Taken, ...]
    missing: tuple[str, ...]
    rows: int
    new: int
    changed: int
    same: int
    sample: tuple[dict[str, str], ...]
    problems: tuple[Problem, ...]
    told: int


def checked_name(name: str, suffixes: Iterable[str]) -> str:
    """The name, if it is one that a file of the log may have. Raises `UnreadableError` otherwise."""
    if not _NAME.fullmatch(name) or ".." in name:
        hint = "letters, digits, spaces and . , ( ) + ' - in at most 120 characters"
        raise UnreadableError(f"this can't be a file's name here: {hint}")
    if Path(name).suffix.lower() not in suffixes:
        raise UnreadableError(f"{name}: not one of {', '.join(suffixes)}")
    return name


def dataset_of(loaded: Loaded, name: str) -> Dataset:
    """The mission's dataset of that id. Raises `UnreadableError` where there is none."""
    named = {dataset.id: dataset for dataset in loaded.mission.spec.datasets}
    if name not in named:
        raise UnreadableError(f"no dataset is called {name}; there are {', '.join(sorted(named))}")
    return named[name]


def previewed(
    path: Path, name: str, sha256: str, dataset: Dataset, loaded: Loaded, store: Store
) -> Preview:
    """Read a table as it would be taken in; nothing is kept. Raises `UnreadableError` where nothing of
    it can be used.
    """
    mapping, wrong = mapping_of(Shelf(store), dataset)
    if mapping is None:
        raise UnreadableError(f"the mapping of dataset {dataset.id} can't be used: {wrong}")
    reports, problems = parse(path, name, mapping, dataset.id, loaded.mission.spec.timezone)
    new, changed, same = _beside(reports, loaded.reports)
    columns = _taken(path, name, mapping)
    return Preview(
        name=name,
        dataset=dataset.id,
        sha256=sha256,
        columns=columns,
        missing=_missing(columns),
        rows=len(reports),
        new=new,
        changed=changed,
        same=same,
        sample=tuple(_shown(row) for row in reports.slice(0, _SAMPLE).to_pylist()),
        problems=problems[:_MOST_TOLD],
        told=len(problems),
    )


def readable(path: Path, name: str) -> None:
    """Raises `UnreadableError` with what is wrong where nothing of a document can be read."""
    reading = parse_file(Source(path, name), Way())
    if not reading.documents:
        raise UnreadableError("\n".join(map(str, reading.problems)) or f"{name}: no text in it")


def append_file(store: Store, path: Path, name: str, dataset: str) -> Receipt:
    """Take a file into the log under `room/DATASET/NAME`; the same one twice is one entry."""
    digest, size = store.put_file(path)
    kind = "reports" if name.lower().endswith(TABLE_SUFFIXES) else "document"
    entry = Entry(
        kind=kind, name=handed_in(dataset, name), sha256=digest, size=size, dataset=dataset
    )
    (receipt,) = store.append([entry])
    return receipt


def _taken(path: Path, name: str, mapping: Mapping) -> tuple[Taken, ...]:
    """What each column was taken for, in the file's order."""
    ours: dict[str, list[str]] = {}
    for column, theirs in mapping.columns.items():
        for one in theirs:
            ours.setdefault(one, []).append(column)
    first = next((raw for raw, _ in islice(read_raw(path, name), 2) if raw.num_rows), None)
    if first is None:
        return ()
    names = (name for name in first.column_names if name != LINE)
    return tuple(
        Taken(theirs=n, ours=tuple(ours.get(n, ())), example=_example(first[n])) for n in names
    )


def _example(column: pa.ChunkedArray) -> str:
    said = (str(cell) for cell in column.slice(0, 50).to_pylist() if cell not in {None, ""})
    return next(said, "")[:80]


def _missing(columns: Iterable[Taken]) -> tuple[str, ...]:
    """Columns that a report would be better for, and that nothing in the file was taken for."""
    wanted = ("report_id", "source", "published", "start", "kind", "place_name", "lat", "lon")
    found = {ours for taken in columns for ours in taken.ours}
    return tuple(name for name in wanted if name not in found)


def _beside(reports: pa.Table, known: pa.Table) -> tuple[int, int, int]:
    """How many are new, changed and the same beside the newest versions that are known."""
    newest = known.filter(pc.equal(known["version"], 0)).select(REPORT_SCHEMA.names)
    at = pc.index_in(report_keys(reports), value_set=report_keys(newest).combine_chunks())
    met = reports.filter(pc.is_valid(at))
    before = newest.take(pc.drop_null(at))
    same = np.ones(len(met), np.bool_)
    for name in REPORT_SCHEMA.names:
        mine, theirs = met[name].combine_chunks(), before[name].combine_chunks()
        same &= alike(mine, theirs).to_numpy(zero_copy_only=False)
    known_as_is = int(same.sum())
    return len(reports) - len(met), len(met) - known_as_is, known_as_is


def _shown(row: dict[str, object]) -> dict[str, str]:
    return {name: str(value)[:200] for name, value in row.items() if value not in {None, ""}}
