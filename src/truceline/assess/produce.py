"""Producing a brief: take the inputs in, see whether anything is new, write what is.

What was issued is an entry of the log, so that a later brief can restate it. The root that a brief
prints covers the inputs it rests on, not the record of its own publication. This module stays
light: a run that finds nothing new loads no stage.
"""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from truceline.assess.folder import Progress, ingest, read_spec
from truceline.assess.order import Order, Produced
from truceline.assess.shelf import Shelf
from truceline.errors import UnreadableError
from truceline.foundation.zones import moment_of, zone_of
from truceline.model.mission import MissionSpec
from truceline.model.ports import Engine, Store
from truceline.model.record import Record
from truceline.product import product_digest

CACHE = Path(".truceline") / "cache"
ALERT_FILES = ("alerts.jsonl", "alert-steps.jsonl")
"""Of `alertbook`, which is heavy to load."""
EARLIEST, LATEST = 1900, 9000
"""Years of a moment of knowledge: charts count days to both sides of it."""


class _Note(Record, frozen=True, kw_only=True):
    """What an earlier run wrote into a folder: for which key, and the digest of its files."""

    key: str
    digest: str
    done: Produced


def as_of_moment(text: str, spec: MissionSpec) -> datetime:
    """A moment of knowledge: a bare date is the end of that day in the mission's zone.

    Raises `UnreadableError` when it can't be read.
    """
    hint = "write a date (2025-04-19) or a moment with its zone (2025-04-19T18:00+03:00)"
    try:
        moment = moment_of(text, zone_of(spec.timezone) or UTC)
    except (ValueError, OverflowError) as e:
        raise UnreadableError(f"--as-of {text}: {e}; {hint}") from e
    if not EARLIEST <= moment.year <= LATEST:
        raise UnreadableError(f"--as-of {text}: not a year that a brief can be of; {hint}")
    return moment


def produce(
    folder: Path,
    store: Store,
    engine: Engine,
    as_of: str,
    release: str,
    out: Path,
    progress: Progress | None = None,
) -> Produced:
    """Write a mission's brief into `out`, unless it already holds the same brief.

    The folder's inputs are taken into the log first. Raises `UnreadableError` when the mission
    can't be used.
    """
    spec, _ = read_spec(folder)
    moment = as_of_moment(as_of, spec)
    taken = ingest(folder, store, progress=progress)
    shelf = Shelf(store)
    order = order_of(spec, shelf, moment, release)
    key = _key(store.root(shelf.size), order, _alerts(folder))
    path = folder / CACHE / "briefs" / hashlib.sha256(str(out.resolve()).encode()).hexdigest()
    if done := _held(out, path, key):
        return done.but(unchanged=True)

    from truceline.assess.write import write  # noqa: PLC0415 - the stages are heavy to load

    done = write(folder / CACHE, store, engine, order, taken.problems, out)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.encode(_Note(key=key, digest=_digest(out), done=done)))
    return done


def order_of(spec: MissionSpec, shelf: Shelf, as_of: datetime, release: str) -> Order:
    """Which earlier issue to restate: the latest before `as_of` at this level, as published, else
    as the mission's own list of issues says that there was one.
    """
    before = {m: e for m, e in shelf.published(release).items() if m < as_of}
    last = max(before, default=None)
    due = max((m for text in spec.issues if (m := as_of_moment(text, spec)) < as_of), default=None)
    if due and (last is None or last < due):
        return Order(as_of=as_of, release=release, due=due)
    return Order(as_of=as_of, release=release, published=before[last] if last else None)


def _alerts(folder: Path) -> str:
    """Digest of the record of alerts, which a brief shows and which grows beside the log."""
    files = [folder / CACHE.parent / name for name in ALERT_FILES]
    return " ".join(
        hashlib.sha256(f.read_bytes()).hexdigest() if f.is_file() else "-" for f in files
    )


def _key(root: str, order: Order, alerts: str) -> str:
    parts = (root, repr(order), alerts, product_digest())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _digest(out: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(p for p in out.iterdir() if p.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _held(out: Path, path: Path, key: str) -> Produced | None:
    """What an earlier run with the same key wrote, if the folder still holds it byte for byte."""
    if not (out.is_dir() and path.is_file()):
        return None
    try:
        note = msgspec.json.decode(path.read_bytes(), type=_Note)
    except (msgspec.DecodeError, ValueError):  # a torn note is no note
        return None
    return note.done if note.key == key and note.digest == _digest(out) else None
