"""What people enter: sightings of posts, tables and documents.

All of it is an entry of the log under the name of whoever entered it. Must never take in what nobody
could read back, and never say that something was taken in before it is on the disk.
"""

import asyncio
import re
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody, QueryParameter

from truceline.assess.shelf import Shelf
from truceline.assess.sighted import append_sighting, sightings, wrong
from truceline.assess.uploaded import (
    DOCUMENTS,
    TABLES,
    Preview,
    append_file,
    checked_name,
    dataset_of,
    previewed,
    readable,
)
from truceline.errors import UnreadableError
from truceline.foundation.vocabulary import words
from truceline.model.evidence import Receipt
from truceline.model.people import Person, Right
from truceline.model.ports import Store
from truceline.model.record import Problem, Record
from truceline.model.sighting import Noted, Sighting
from truceline.web.access import Key, needs, person_of
from truceline.web.herald import Event
from truceline.web.receiving import MOST_BYTES, probed, received
from truceline.web.room import Room

AnyRequest = Request[Person | None, Key | None, Any]
MOST: Final = 200
"""Sightings that may be sent at once: a day's queue of a post without a network."""
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Name = Annotated[str, QueryParameter(min_length=3, max_length=120, description="The file's")]
DatasetId = Annotated[
    str, QueryParameter(min_length=1, max_length=80, description="The dataset that it belongs to")
]
Digest = Annotated[str, QueryParameter(description="The preview's sha256")]


class Outcome(Record, frozen=True, kw_only=True):
    """What became of one sighting: taken in, unless something is wrong with it."""

    id: str
    taken: bool
    problems: tuple[Problem, ...] = ()


class Choices(Record, frozen=True, kw_only=True):
    """What the forms offer: words of the vocabulary, posts that are known, datasets."""

    acts: tuple[str, ...]
    categories: tuple[str, ...]
    posts: tuple[str, ...]
    datasets: tuple[str, ...]
    tables: tuple[str, ...] = TABLES
    documents: tuple[str, ...] = DOCUMENTS
    most_bytes: int = MOST_BYTES


class Filed(Record, frozen=True, kw_only=True):
    """A file that was taken in: `new` is false where the log held it already."""

    name: str
    new: bool
    root: str


@get("/api/entry", opt=needs(Right.WRITE), sync_to_thread=True)
def choices(room: NamedDependency[Room]) -> Choices:
    """Words, posts and datasets that the forms offer."""
    mission = room.loaded().mission
    heard = {s.post for s in sightings(Shelf(room.store))}
    own = {entry.id for entry in mission.roster if entry.side == "mission"}
    return Choices(
        acts=tuple(sorted(words("acts"))),
        categories=tuple(sorted(words("site_categories"))),
        posts=tuple(sorted(heard | own)),
        datasets=tuple(dataset.id for dataset in mission.spec.datasets),
    )


@post("/api/sightings", opt=needs(Right.WRITE), sync_to_thread=True)
def enter(
    request: AnyRequest, room: NamedDependency[Room], data: JSONBody[list[Noted]]
) -> list[Outcome]:
    """Take in sightings, each on its own: what is wrong with one holds up no other. Sending one again
    changes nothing; another of the same id corrects it.
    """
    if len(data) > MOST:
        raise UnreadableError(f"send at most {MOST} sightings at once")
    observer, zone = person_of(request).name, room.loaded().mission.spec.timezone
    made = [Sighting(observer=observer, **msgspec.structs.asdict(form)) for form in data]
    outcomes = [_outcome(one, _faults(one, room.clock(), zone)) for one in made]
    good = [one for one, told in zip(made, outcomes, strict=True) if told.taken]
    if good:
        event = Event(kind="entry", about=tuple(one.id for one in good), by=observer)
        room.append(lambda store: [append_sighting(store, one) for one in good], event)
    return outcomes


def _faults(one: Sighting, now: datetime, zone: str) -> tuple[Problem, ...]:
    found = list(wrong(one, zone))
    if not _ID.fullmatch(one.id):
        found.append(Problem(file="sighting", field="id", message="is no UUID"))
    if not one.post.strip():
        found.append(Problem(file=one.id, field="post", message="is empty: who saw it?"))
    if one.start >= one.end:
        found.append(Problem(file=one.id, field="end", message="isn't after the start"))
    if one.noted > now or one.start > now:
        hint = "look at the clock of the device"
        found.append(Problem(file=one.id, field="start", message="lies in the future", hint=hint))
    return tuple(found)


def _outcome(one: Sighting, problems: tuple[Problem, ...]) -> Outcome:
    bad = any(problem.severity == "error" for problem in problems)
    return Outcome(id=one.id, taken=not bad, problems=problems)


@post(
    "/api/tables/preview",
    opt=needs(Right.WRITE),
    request_max_body_size=MOST_BYTES,
    status_code=200,
)
async def preview_table(
    request: AnyRequest, room: NamedDependency[Room], name: Name, dataset: DatasetId
) -> Preview:
    """Read a table as it would be taken in: what each column was taken for, and what is wrong."""
    checked_name(name, TABLES)
    async with received(request) as sent:

        def read() -> Preview:
            probed(sent.path, name)
            loaded = room.loaded()
            chosen = dataset_of(loaded, dataset)
            return previewed(sent.path, name, sent.sha256, chosen, loaded, room.store)

        return await asyncio.to_thread(read)


@put("/api/tables", opt=needs(Right.WRITE), request_max_body_size=MOST_BYTES)
async def file_table(
    request: AnyRequest, room: NamedDependency[Room], name: Name, dataset: DatasetId, sha256: Digest
) -> Filed:
    """Take a table in, as it was previewed: `sha256` is the preview's."""
    checked_name(name, TABLES)
    async with received(request) as sent:
        if sent.sha256 != sha256:
            raise UnreadableError(f"{name}: this isn't the file that was previewed")
        await asyncio.to_thread(probed, sent.path, name)
        return await asyncio.to_thread(_file, room, sent.path, name, dataset, person_of(request))


@put("/api/documents", opt=needs(Right.WRITE), request_max_body_size=MOST_BYTES)
async def file_document(
    request: AnyRequest, room: NamedDependency[Room], name: Name, dataset: DatasetId
) -> Filed:
    """Take a document in; it is read in a process apart, and what it says stands in the register. One
    of which nothing can be read is refused.
    """
    checked_name(name, DOCUMENTS)
    async with received(request) as sent:
        await asyncio.to_thread(readable, sent.path, name)
        return await asyncio.to_thread(_file, room, sent.path, name, dataset, person_of(request))


def _file(room: Room, path: Path, name: str, dataset: str, person: Person) -> Filed:
    dataset_of(room.loaded(), dataset)
    receipts: list[Receipt] = []

    def take_in(store: Store) -> None:
        receipts.append(append_file(store, path, name, dataset))

    picture = room.append(take_in, Event(kind="entry", about=(name,), by=person.name))
    return Filed(name=name, new=receipts[0].new, root=picture.root)


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (
    choices,
    enter,
    preview_table,
    file_table,
    file_document,
)
