"""The brief screen's questions: drafts, what levels withhold, signatures, publications, the log.

Must never show a draft to anybody but the mission's own people, nor a published brief to somebody of a
wider audience than it is for.
"""

from datetime import datetime
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import ClientException, NotFoundException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_409_CONFLICT

from truceline.assess.drafting import (
    Draft,
    Published,
    append_signoff,
    manifest_digest,
    on_record,
    publication,
    publications,
    publish_signed,
    published_file,
    ready,
    signatures,
    signed_files,
)
from truceline.assess.shelf import Shelf
from truceline.errors import UnreadableError
from truceline.model.brief import Header, KeyLine
from truceline.model.mission import Restated
from truceline.model.people import Right
from truceline.model.record import Problem, Record, utc
from truceline.model.release import RELEASES, SignOff
from truceline.stages.brief.levels import Levels, side_by_side
from truceline.web.access import needs, person_of
from truceline.web.drafts import drafts_of, kept
from truceline.web.headers import PAPER
from truceline.web.herald import Event
from truceline.web.moments import moment_asked
from truceline.web.parameters import AS_OF, refuse
from truceline.web.reader import reader
from truceline.web.room import Room

AnyRequest = Request[Any, Any, Any]
ReleaseAsked = Annotated[
    str, QueryParameter(description="For whom", schema_extra={"enum": list(RELEASES)})
]
PAGE: Final = "index.html"
TYPES: Final = {
    "html": "text/html",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
}


class DraftView(Record, frozen=True, kw_only=True):
    """A draft in short. `signed` are the signatures of this level, moment and root; `published` says
    whether such a brief is on record.
    """

    header: Header
    key_lines: tuple[KeyLine, ...]
    reports: int
    incidents: int
    restatement: tuple[Restated, ...]
    restatement_note: str
    signed: tuple[SignOff, ...]
    published: bool


class SignForm(Record, frozen=True, kw_only=True):
    """A signature as it is given: of the draft that was read, which its root names."""

    as_of: datetime
    release: str
    root: str
    statement: str


class PublishForm(Record, frozen=True, kw_only=True):
    """Which signed draft goes out."""

    as_of: datetime
    release: str
    root: str


class LogView(Record, frozen=True, kw_only=True):
    """What recomputing the log found: nothing wrong where `fits`."""

    fits: bool
    entries: int
    root: str
    problems: tuple[Problem, ...]


@get("/api/brief/draft", opt=needs(Right.READ), sync_to_thread=True)
def draft(
    request: AnyRequest,
    room: NamedDependency[Room],
    release: ReleaseAsked = "restricted",
    as_of: FromQuery[str] = "",
) -> DraftView:
    """The brief as it would go out at a level as of a moment; nothing is written."""
    _own(request)
    found = drafts_of(room).draft(_by_now(room, as_of), _level(release))
    shown, told = _shown(room, found), reader(request, room, as_of)
    note = told.sentence(shown.restatement_note, "restated")
    return told.told(shown).but(restatement_note=note)


def _shown(room: Room, found: Draft) -> DraftView:
    brief, shelf = found.brief, Shelf(room.store)
    return DraftView(
        header=brief.header,
        key_lines=brief.key_lines,
        reports=sum(len(card.reports) for card in brief.incident_views),
        incidents=len(brief.incidents),
        restatement=brief.restatement,
        restatement_note=brief.restatement_note,
        signed=signatures(shelf, found),
        published=on_record(shelf, found),
    )


@get(
    "/brief/draft/{release:str}",
    opt=needs(Right.READ),
    sync_to_thread=True,
    include_in_schema=False,
)
def draft_page(
    request: AnyRequest,
    room: NamedDependency[Room],
    release: FromPath[str],
    as_of: FromQuery[str] = "",
) -> Response[bytes]:
    """The draft's own page, under a policy that lets it load nothing."""
    _own(request)
    return _paper(drafts_of(room).page(_by_now(room, as_of), _level(release)), PAGE)


@get("/api/brief/levels", opt=needs(Right.READ), sync_to_thread=True)
def levels(request: AnyRequest, room: NamedDependency[Room], as_of: FromQuery[str] = "") -> Levels:
    """What each level tells and withholds of the same moment."""
    _own(request)
    moment = _by_now(room, as_of)
    found = side_by_side({level: drafts_of(room).draft(moment, level).brief for level in RELEASES})
    return reader(request, room, as_of).told(found)


@post("/api/brief/signatures", opt=needs(Right.RELEASE), sync_to_thread=True)
def sign(request: AnyRequest, room: NamedDependency[Room], data: JSONBody[SignForm]) -> SignOff:
    """Sign a draft by name. 409: it isn't the draft that was read any more."""
    person = person_of(request)
    found = _same(room, data.as_of, data.release, data.root)
    at = room.clock()
    said = SignOff(
        as_of=data.as_of,
        release=data.release,
        root=data.root,
        manifest=manifest_digest(signed_files(found, person.display, at)),
        name=person.name,
        person=person.display,
        statement=data.statement.strip(),
        at=at,
    )
    room.append(lambda store: append_signoff(store, said), Event(kind="signoff", by=person.name))
    return said


@post("/api/brief/publications", opt=needs(Right.RELEASE), sync_to_thread=True)
def publish(
    request: AnyRequest, room: NamedDependency[Room], data: JSONBody[PublishForm]
) -> Published:
    """Publish a signed draft: its files are written and its issue goes on record. 409: nobody signed it
    as it stands now.
    """
    found = _same(room, data.as_of, data.release, data.root)
    event = Event(kind="publication", by=person_of(request).name)
    try:
        files = ready(found, Shelf(room.store))
    except UnreadableError as error:
        raise ClientException(str(error), status_code=HTTP_409_CONFLICT) from error
    room.append(lambda store: publish_signed(found, files, store, kept(room)), event)
    return _published(request, room, data.release, data.as_of)


@get("/api/briefs", opt=needs(Right.READ), sync_to_thread=True)
def briefs(request: AnyRequest, room: NamedDependency[Room]) -> tuple[Published, ...]:
    """Briefs on record that are meant for whoever asks, the newest first."""
    sees = person_of(request).sees
    found = tuple(b for b in publications(room.store, kept(room)) if sees(b.release))
    return reader(request, room).told(found)


@get(
    "/brief/published/{release:str}/{as_of:str}/{name:str}",
    opt=needs(Right.READ),
    sync_to_thread=True,
    include_in_schema=False,
)
def file(
    request: AnyRequest,
    room: NamedDependency[Room],
    release: FromPath[str],
    as_of: FromPath[str],
    name: FromPath[str],
) -> Response[bytes]:
    """A file of a published brief, byte for byte as it was signed."""
    found = _published(request, room, release, _moment(as_of))
    try:
        return _paper(published_file(kept(room), found, name), name)
    except UnreadableError as error:
        raise NotFoundException(str(error)) from error


@get("/api/log/check", opt=needs(Right.WRITE), sync_to_thread=True)
def check_log(room: NamedDependency[Room]) -> LogView:
    """The evidence log recomputed from the bytes on the disk, as `truceline verify` does it."""
    problems = room.store.verify()
    size = room.store.size()
    return LogView(
        fits=not problems, entries=size, root=room.store.root(size), problems=problems[:100]
    )


def _own(request: AnyRequest) -> None:
    """Raises `PermissionDeniedException` for whoever isn't cleared for all of a draft."""
    if person_of(request).clearance != "restricted":
        raise PermissionDeniedException("a draft is the mission's own until it is published")


def _by_now(room: Room, as_of: str) -> datetime | None:
    """The moment of a draft. Raises `ValidationException` (400) for one that is to come: nothing is known
    of it, and its series of days would take hours to follow to the year 9000.
    """
    moment = moment_asked(room, as_of)
    if moment is not None and moment > room.picture().as_of:
        raise refuse(AS_OF.name, "lies in the future, of which nothing is known")
    return moment


def _level(release: str) -> str:
    if release not in RELEASES:
        raise NotFoundException(f"no such level; there are {', '.join(RELEASES)}")
    return release


def _same(room: Room, as_of: datetime, release: str, root: str) -> Draft:
    """The draft that was read, if it is still what would go out."""
    found = drafts_of(room).draft(_by_now(room, as_of.isoformat()), _level(release))
    if found.brief.header.root != root:
        told = "something came in since this draft was read: read it again"
        raise ClientException(told, status_code=HTTP_409_CONFLICT)
    return found


def _published(request: AnyRequest, room: Room, release: str, as_of: datetime) -> Published:
    sees = person_of(request).sees(release)
    found = publication(room.store, kept(room), release, as_of) if sees else None
    if found is None:
        raise NotFoundException("no such brief is on record")
    return found


def _moment(text: str) -> datetime:
    try:
        return utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise NotFoundException("no such moment") from None


def _paper(data: bytes, name: str) -> Response[bytes]:
    headers = {"content-security-policy": PAPER, "cache-control": "no-store"}
    if name != PAGE:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(data, media_type=kind, headers=headers)


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (
    draft,
    draft_page,
    levels,
    sign,
    publish,
    briefs,
    file,
    check_log,
)
