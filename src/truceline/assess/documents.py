"""The documents of a mission and what they say: read once per content, whoever asks.

Texts come from the log, never from the folder. What was read is kept under the cache folder and can
be thrown away at any time; it is used only where its bytes are those that were written.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from truceline.assess.folder import MISSION_FILE, Progress
from truceline.assess.reading import Reading, Source, Way, read_files
from truceline.assess.shelf import Shelf
from truceline.foundation.claimlines import in_line
from truceline.model.claim import Claim, Document
from truceline.model.evidence import Entry
from truceline.model.mission import MissionSpec
from truceline.model.record import Problem, in_order
from truceline.product import product_digest

_DIGEST = 32


class _Wanted(NamedTuple):
    """A file of the log, how it is to be read, and where its reading is kept."""

    entry: Entry
    way: Way
    kept: Path


class Told(NamedTuple):
    """What a mission's documents hold; `refused` counts by document the drafts that the gate kept
    out.
    """

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]
    refused: dict[str, int]


def load_documents(
    spec: MissionSpec, shelf: Shelf, cache: Path, progress: Progress | None = None
) -> Told:
    """The newest version of every document by name, the claims of all of them by place, and what
    is wrong. A document that tells no date counts as known at no time, which is a Problem.
    """
    readings = list(_read(list(_wanted(spec, shelf, cache)), shelf, progress))
    documents = sorted((d for r in readings for d in r.documents), key=lambda d: d.name)
    claims = in_line(claim for reading in readings for claim in reading.claims)
    problems = (problem for reading in readings for problem in reading.problems)
    refused = Counter(refusal.source_file for r in readings for refusal in r.refusals)
    return Told(
        tuple(documents), tuple(claims), in_order((*problems, *untold(documents))), dict(refused)
    )


def known_documents(
    documents: Iterable[Document], claims: Iterable[Claim], as_of: datetime
) -> tuple[tuple[Document, ...], tuple[Claim, ...]]:
    """The documents that were known by `as_of`, and their claims."""
    known = tuple(d for d in documents if d.known is not None and d.known <= as_of)
    names = {document.name for document in known}
    return known, tuple(claim for claim in claims if claim.source_file in names)


def untold(documents: Iterable[Document]) -> Iterator[Problem]:
    """A Problem for each document of a mission that tells no date."""
    hint = f"give its dataset a `date` in {MISSION_FILE}, or put the date into its name"
    for document in documents:
        if document.known is None:
            message = "tells no date, so it counts as known at no time"
            yield Problem(file=document.name, field="published", message=message, hint=hint)


def _wanted(spec: MissionSpec, shelf: Shelf, cache: Path) -> Iterator[_Wanted]:
    """Each document of the mission's datasets once, by dataset and name."""
    seen: set[str] = set()
    for dataset in spec.datasets:
        way = Way(zone=spec.timezone, day=dataset.day)
        for entry in shelf.of_dataset(dataset, "document"):
            if entry.name not in seen:
                seen.add(entry.name)
                yield _Wanted(entry, way, cache / f"{_key(entry, way)}.said")


def _key(entry: Entry, way: Way) -> str:
    parts = (entry.sha256, entry.name, repr(way), product_digest())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _read(wanted: list[_Wanted], shelf: Shelf, progress: Progress | None) -> Iterator[Reading]:
    """Readings that are kept, then those that are made now, way by way."""
    held = {want: _held(want.kept) for want in wanted}
    missing = [want for want in wanted if held[want] is None]
    yield from (reading for reading in held.values() if reading)
    done = 0
    for way in dict.fromkeys(want.way for want in missing):
        chosen = [want for want in missing if want.way == way]
        sources = [Source(shelf.store.blob(w.entry.sha256), w.entry.name) for w in chosen]
        for want, reading in zip(chosen, read_files(sources, way), strict=True):
            _keep(reading, want.kept)
            done += 1
            if progress:
                progress(want.entry.name, done, len(missing))
            yield reading


def _held(path: Path) -> Reading | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        return None
    return msgspec.msgpack.decode(data[_DIGEST:], type=Reading)


def _keep(reading: Reading, path: Path) -> None:
    data = msgspec.msgpack.encode(reading)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(hashlib.sha256(data).digest() + data)
