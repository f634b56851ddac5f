"""The mission folder: which files belong to a mission, and taking them into the evidence log.

Derivations never read the folder, they read the log: what was taken in once stays, whatever
happens to the folder. This module must not parse more than `mission.yaml`, and of `plan.yaml` and
`watch.yaml` the names of their tables.
"""

from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from truceline.errors import UnreadableError
from truceline.foundation.mission.read import read_mission
from truceline.model.evidence import Entry, Receipt
from truceline.model.mission import Dataset, MissionSpec
from truceline.model.ports import Store
from truceline.model.record import Problem, Record

MISSION_FILE = "mission.yaml"
PLAN_FILE = "plan.yaml"
WATCH_FILE = "watch.yaml"
ALERTS_FILE = "alerts.yaml"
DEVICES_FILE = "devices.csv"
TABLE_SUFFIXES = (".csv", ".tsv", ".parquet", ".geojson", ".json", ".arrow", ".feather")

Progress = Callable[[str, int, int], None]
"""Called with a file's name, its place in the list from 1, and the length of the list."""


class Input(Record, frozen=True, kw_only=True):
    """A file of the mission folder and what it is: `name` is its path relative to the folder."""

    kind: str
    name: str
    dataset: str = ""


class Taken(Record, frozen=True, kw_only=True):
    """What one ingest did: a receipt per input, in the inputs' order."""

    inputs: tuple[Input, ...]
    receipts: tuple[Receipt, ...]
    problems: tuple[Problem, ...] = ()
    root: str = ""

    @property
    def new(self) -> int:
        """How many inputs were new or changed."""
        return sum(receipt.new for receipt in self.receipts)


def read_spec(folder: Path) -> tuple[MissionSpec, tuple[Problem, ...]]:
    """`mission.yaml` of a folder. Raises `UnreadableError` when there is none or it can't be used."""
    path = folder / MISSION_FILE
    if not path.is_file():
        hint = "`truceline init DIR` writes a mission folder"
        raise UnreadableError(f"{folder}: no {MISSION_FILE} here; {hint}")
    spec, problems = read_mission(text_of(path.read_bytes(), MISSION_FILE), MISSION_FILE)
    if spec is None:
        raise UnreadableError("\n".join(str(p) for p in problems))
    return spec, problems


def text_of(data: bytes, name: str) -> str:
    """Bytes as UTF-8 text, a byte order mark left out. Raises `UnreadableError` otherwise."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[: e.start].count(b"\n") + 1
        raise UnreadableError(f"{name}:{line}: error: not UTF-8 text (save it as UTF-8)") from e


def inputs(folder: Path, spec: MissionSpec) -> tuple[tuple[Input, ...], tuple[Problem, ...]]:
    """Every file that the mission names, by name; a named file that isn't there is a Problem."""
    planned, lost = _planned(folder)
    watched, unheard = _watched(folder)
    found = list(dict.fromkeys((*_single_files(folder, spec), *planned, *watched)))
    problems = [_missing(name, key) for key, name in _named(spec) if not (folder / name).is_file()]
    problems += lost + unheard
    for dataset in spec.datasets:
        files = [
            Input(kind=kind_of(name), name=name, dataset=dataset.id)
            for name in glob(folder, dataset)
        ]
        found += files
        if not files:
            problems.append(_missing(", ".join(dataset.files), f"datasets.{dataset.id}.files"))
    return tuple(sorted(found, key=lambda i: (i.name, i.kind, i.dataset))), tuple(problems)


def _named(spec: MissionSpec) -> Iterator[tuple[str, str]]:
    """(key of mission.yaml, file) for each file that the mission names outright."""
    single = {
        "agreement": spec.agreement,
        "roster": spec.roster,
        "sites": spec.sites,
        "statements": spec.statements,
        "line": spec.line_file,
    }
    yield from ((key, name) for key, name in single.items() if name)
    yield from (("mapping", d.mapping) for d in spec.datasets if "." in d.mapping)


def _single_files(folder: Path, spec: MissionSpec) -> Iterator[Input]:
    yield Input(kind="mission", name=MISSION_FILE)
    for kind, name in sorted(set(_named(spec)) | {("judgements", spec.judgements)}):
        if name and (folder / name).is_file():
            yield Input(kind=kind, name=name)


def _planned(folder: Path) -> tuple[list[Input], list[Problem]]:
    """`plan.yaml` and the tables that it names, where the folder has one. What else is wrong with it
    `check` and `plan` tell.
    """
    if not (folder / PLAN_FILE).is_file():
        return [], []
    from truceline.foundation.mission.planfile import FILES, read_plan  # noqa: PLC0415

    plan, _ = read_plan(text_of((folder / PLAN_FILE).read_bytes(), PLAN_FILE), PLAN_FILE)
    named = [(name, path) for name in FILES if (path := getattr(plan, name, ""))]
    there = [Input(kind=kind, name=path) for kind, path in named if (folder / path).is_file()]
    lost = [_missing(p, k, PLAN_FILE) for k, p in named if not (folder / p).is_file()]
    return [Input(kind="plan", name=PLAN_FILE), *there], lost


def _watched(folder: Path) -> tuple[list[Input], list[Problem]]:
    """`watch.yaml` with the tables that it names, `alerts.yaml` and `devices.csv`, where the folder has
    them.
    """
    alone = (("alerts", ALERTS_FILE), ("devices", DEVICES_FILE))
    own = [Input(kind=kind, name=name) for kind, name in alone if (folder / name).is_file()]
    if not (folder / WATCH_FILE).is_file():
        return own, []
    from truceline.foundation.mission.watchfile import TABLES, read_watch  # noqa: PLC0415

    watch, _ = read_watch(text_of((folder / WATCH_FILE).read_bytes(), WATCH_FILE), WATCH_FILE)
    named = [(name, path) for name in TABLES if (path := getattr(watch, name, ""))]
    there = [Input(kind=kind, name=path) for kind, path in named if (folder / path).is_file()]
    lost = [_missing(p, k, WATCH_FILE) for k, p in named if not (folder / p).is_file()]
    return [*own, Input(kind="watch", name=WATCH_FILE), *there], lost


def _missing(name: str, field: str, file: str = MISSION_FILE) -> Problem:
    hint = "paths count from the mission folder"
    return Problem(file=file, field=field, message=f"no file {name}", hint=hint)


def glob(folder: Path, dataset: Dataset) -> Iterator[str]:
    """Names of the dataset's files in the folder, sorted, each once, never outside the folder."""
    root = folder.resolve()
    hits = {path.resolve() for pattern in dataset.files for path in folder.glob(pattern)}
    inside = (p for p in hits if p.is_file() and p.is_relative_to(root))
    yield from sorted(str(path.relative_to(root).as_posix()) for path in inside)


def belongs(name: str, dataset: Dataset) -> bool:
    """Does a name of the log belong to the dataset, as `mission.yaml` names it now or because it was
    handed in for it?
    """
    return name.startswith(handed_in(dataset.id, "")) or any(
        fnmatchcase(name, pattern) for pattern in dataset.files
    )


def handed_in(dataset: str, name: str) -> str:
    """How the log calls a file that was handed in through the room."""
    return f"room/{dataset}/{name}"


def kind_of(name: str) -> str:
    """`reports` for tables, `document` for every other file of a dataset."""
    return "reports" if name.lower().removesuffix(".gz").endswith(TABLE_SUFFIXES) else "document"


def ingest(
    folder: Path, store: Store, only: Sequence[str] = (), progress: Progress | None = None
) -> Taken:
    """Take new and changed inputs into the log; the same file twice changes nothing.

    `only` limits it to some names of the folder. Each file is durable, blob first, before the
    next one is begun.
    """
    spec, problems = read_spec(folder)
    every, missing = inputs(folder, spec)
    chosen = tuple(i for i in every if not only or i.name in only)
    unknown = sorted(set(only) - {i.name for i in every})
    problems += missing + tuple(_not_named(name) for name in unknown)
    receipts: list[Receipt] = []
    for n, item in enumerate(chosen, 1):
        if progress:
            progress(item.name, n, len(chosen))
        receipts += store.append([_entry(folder, store, item)])
    return Taken(inputs=chosen, receipts=tuple(receipts), problems=problems, root=store.root())


def _not_named(name: str) -> Problem:
    hint = "add it to a dataset's files, then ingest again"
    return Problem(file=name, message=f"{MISSION_FILE} doesn't name this file", hint=hint)


def _entry(folder: Path, store: Store, item: Input) -> Entry:
    digest, size = store.put_file(folder / item.name)
    return Entry(kind=item.kind, name=item.name, sha256=digest, size=size, dataset=item.dataset)
