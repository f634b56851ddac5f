"""Producing a brief: ingest, load, assess, restate, compose, publish, and put on record.

What was issued is an entry of the log, so that a later brief can restate it. The root that a brief
prints covers the inputs it rests on, not the record of its own publication.
"""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa

from truceline.assess.folder import Progress, Taken, ingest
from truceline.assess.load import Shelf, load_mission, load_reports
from truceline.assess.run import Assessment, assess
from truceline.errors import UnreadableError
from truceline.foundation.zones import moment_of, zone_of
from truceline.model.evidence import Entry
from truceline.model.mission import Issue, Mission, MissionSpec
from truceline.model.ports import Engine, Store
from truceline.model.record import Problem, Record, content_id, in_order
from truceline.product import product_digest
from truceline.stages.brief.case import Case
from truceline.stages.brief.compose import compose
from truceline.stages.brief.publish import publish

CACHE = Path(".truceline") / "cache"


class Produced(Record, frozen=True, kw_only=True):
    """What one run wrote: `unchanged` when the folder already held this very brief."""

    folder: str
    as_of: datetime
    unchanged: bool
    reports: int = 0
    incidents: int = 0
    problems: tuple[Problem, ...] = ()
    root: str = ""


def as_of_moment(text: str, spec: MissionSpec) -> datetime:
    """A moment of knowledge: a bare date is the end of that day in the mission's zone.

    Raises `UnreadableError` when it can't be read.
    """
    try:
        return moment_of(text, zone_of(spec.timezone) or UTC)
    except ValueError as e:
        raise UnreadableError(f"--as-of {text}: {e}") from e


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A mission with its report table, what was wrong with its files, and where derivations that
    can be thrown away are kept.
    """

    cache: Path
    mission: Mission
    shelf: Shelf
    reports: pa.Table
    problems: tuple[Problem, ...]


def load(folder: Path, store: Store, progress: Progress | None = None) -> Loaded:
    """Take the folder's inputs in, then load the mission from the log."""
    taken: Taken = ingest(folder, store, progress=progress)
    mission, shelf = load_mission(store)
    reports, problems = load_reports(mission, shelf, folder / CACHE)
    return Loaded(
        cache=folder / CACHE,
        mission=mission.but(problems=in_order((*mission.problems, *taken.problems, *problems))),
        shelf=shelf,
        reports=reports,
        problems=in_order((*mission.problems, *taken.problems, *problems)),
    )


def produce(
    loaded: Loaded, store: Store, engine: Engine, as_of: datetime, release: str, out: Path
) -> Produced:
    """Write the brief's folder, unless it already holds the same brief, and record its issue."""
    earlier = earlier_issue(loaded, store, engine, as_of, release)
    key = _key(loaded.mission, as_of, release, earlier)
    note = loaded.cache / "briefs" / hashlib.sha256(str(out.resolve()).encode()).hexdigest()
    if _holds(out, note, key):
        return Produced(folder=str(out), as_of=as_of, unchanged=True, root=loaded.mission.root)
    result = assess(loaded.mission, loaded.reports, as_of, engine)
    brief, issue = compose(case_of(result, release, earlier))
    publish(brief, out)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"{key}\n{_digest(out)}\n", encoding="utf-8")
    _record(store, issue)
    return Produced(
        folder=str(out),
        as_of=as_of,
        unchanged=False,
        reports=len(result.reports),
        incidents=len(result.incidents),
        problems=result.problems,
        root=loaded.mission.root,
    )


def case_of(result: Assessment, release: str, earlier: Issue | None) -> Case:
    """An assessment as the brief's sections see it."""
    return Case(
        mission=result.mission,
        as_of=result.as_of,
        release=release,
        reports=result.reports,
        origins=result.origins,
        incidents=result.incidents,
        statuses=result.statuses,
        findings=result.findings,
        ledger=result.ledger,
        problems=result.problems,
        grades=result.grades,
        earlier=earlier,
    )


def earlier_issue(
    loaded: Loaded, store: Store, engine: Engine, as_of: datetime, release: str
) -> Issue | None:
    """The latest issue before `as_of` at this level: as published, else as the mission's list of
    issues says that there was one, derived again from what was known then.
    """
    published = [i for i in _publications(store, release) if i.as_of < as_of]
    listed = [as_of_moment(text, loaded.mission.spec) for text in loaded.mission.spec.issues]
    due = [moment for moment in listed if moment < as_of]
    last = max(published, key=lambda i: i.as_of, default=None)
    if due and (last is None or last.as_of < max(due)):
        then = assess(loaded.mission, loaded.reports, max(due), engine)
        return compose(case_of(then, release, None))[1]
    return last


def _publications(store: Store, release: str) -> list[Issue]:
    prefix = f"publication/{release}/"
    entries = {
        e.name: e for e in store.entries() if e.kind == "publication" and e.name.startswith(prefix)
    }
    return [
        msgspec.json.decode(store.blob(e.sha256).read_bytes(), type=Issue) for e in entries.values()
    ]


def _record(store: Store, issue: Issue) -> None:
    digest, size = store.put_bytes(msgspec.json.encode(issue, order="deterministic"))
    name = f"publication/{issue.release}/{issue.as_of.isoformat()}"
    store.append([Entry(kind="publication", name=name, sha256=digest, size=size)])
    store.seal()


def _key(mission: Mission, as_of: datetime, release: str, earlier: Issue | None) -> str:
    then = content_id(earlier) if earlier else "first"
    parts = (mission.root, as_of.isoformat(), release, then, product_digest())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _digest(out: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in out.iterdir() if p.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _holds(out: Path, note: Path, key: str) -> bool:
    """Does `out` hold, byte for byte, what an earlier run with the same key noted?"""
    if not (out.is_dir() and note.is_file()):
        return False
    return note.read_text(encoding="utf-8") == f"{key}\n{_digest(out)}\n"
