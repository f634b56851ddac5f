"""A brief before it is out: drafted from the picture, signed by a person, then published as it stood.

A draft is never on record. What was signed is its manifest, so that nothing else can go out under
that name. Must never publish a draft that nobody signed, nor one that changed since.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from truceline.assess.load import Loaded
from truceline.assess.picture.picture import Picture
from truceline.assess.produce import order_of
from truceline.assess.run import explanations_of
from truceline.assess.shelf import Shelf
from truceline.assess.write import composed, record
from truceline.errors import UnreadableError
from truceline.foundation.zones import zone_of
from truceline.model.brief import Brief
from truceline.model.evidence import Entry, Receipt
from truceline.model.mission import Issue, Restated
from truceline.model.ports import Engine, Store
from truceline.model.record import Record, content_id
from truceline.model.release import SignOff
from truceline.stages.brief.publish import rendered
from truceline.stages.brief.release import may_see
from truceline.stages.brief.restate import restate
from truceline.stages.brief.words import moment_words

PUBLISHED = "published"
"""Folder beside the log that holds what was published from the room: level, moment, files."""
MANIFEST = "manifest.json"
PENDING = "pending"
"""What a brief's head says behind the role of whoever signs, or alone, until somebody has."""
LONGEST_STATEMENT = 2000
T = TypeVar("T", SignOff, Issue)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A brief as it would go out at its level now, and the issue that a later one would restate."""

    brief: Brief
    issue: Issue


class Published(Record, frozen=True, kw_only=True):
    """A brief on record. `restated` is what it changed of the issue before it at its level, which was
    as of `before`; `files` are those that the room wrote (name → SHA-256), none where it was written
    elsewhere. `number` counts the log's publications from 1.
    """

    number: int
    release: str
    as_of: datetime
    root: str
    figures: dict[str, float | int | str | None]
    before: datetime | None = None
    restated: tuple[Restated, ...] = ()
    signed: SignOff | None = None
    files: dict[str, str] = msgspec.field(default_factory=dict)


def drafted(
    picture: Picture, loaded: Loaded, store: Store, engine: Engine, kept: Path, release: str
) -> Draft:
    """The brief of a picture at a level, nothing written. `kept` is the folder beside the log."""
    order = order_of(loaded.mission.spec, Shelf(store), picture.as_of, release)
    found = picture.assessment
    told = explanations_of(picture.worked, found.mission) if may_see(release, "parties") else ()
    result = msgspec.structs.replace(found, explanations=told)
    brief, issue = composed(result, loaded, store, engine, order, kept)
    return Draft(brief=brief, issue=issue)


def manifest_digest(files: dict[str, bytes]) -> str:
    """What is signed: the SHA-256 of the manifest, which holds that of every other file."""
    return hashlib.sha256(files[MANIFEST]).hexdigest()


def append_signoff(store: Store, said: SignOff) -> Receipt:
    """Append a signature durably. Raises `UnreadableError` where it says nothing."""
    if not said.statement.strip() or not said.person.strip():
        raise UnreadableError("a sign-off is a statement by a named person")
    if len(said.statement) > LONGEST_STATEMENT:
        raise UnreadableError(f"a statement has {LONGEST_STATEMENT} characters at most")
    digest, size = store.put_bytes(msgspec.json.encode(said, order="deterministic"))
    entry = Entry(kind="signoff", name=f"signoff/{content_id(said)}", sha256=digest, size=size)
    (receipt,) = store.append([entry])
    return receipt


def signoffs(shelf: Shelf) -> tuple[SignOff, ...]:
    """All signatures, oldest first."""
    return tuple(_read(shelf.store, entry, SignOff) for entry in shelf.signed)


def signatures(shelf: Shelf, draft: Draft) -> tuple[SignOff, ...]:
    """Signatures of a draft, oldest first: of the same level, moment and root."""
    head = draft.brief.header
    wanted = (head.release, head.as_of, head.root)
    return tuple(s for s in signoffs(shelf) if (s.release, s.as_of, s.root) == wanted)


def on_record(shelf: Shelf, draft: Draft) -> bool:
    """Was a brief of this level, moment and root published?"""
    head = draft.brief.header
    entry = shelf.published(head.release).get(head.as_of)
    return entry is not None and _read(shelf.store, entry, Issue).root == head.root


def signed_files(draft: Draft, person: str, at: datetime) -> dict[str, bytes]:
    """A draft's files with the name of whoever signs it, the manifest last."""
    head = draft.brief.header
    zone = zone_of(draft.brief.timeline.timezone) or UTC
    role = head.sign_off.removesuffix(f" ({PENDING})")
    name = f"{person}, {moment_words(at, zone)}"
    words = name if role == PENDING else f"{role}: {name}"
    return rendered(draft.brief.but(header=head.but(sign_off=words)))


def ready(draft: Draft, shelf: Shelf) -> dict[str, bytes]:
    """The files that may go out: those that the latest signature is of. Raises `UnreadableError` where
    nobody signed, or what was signed were other bytes.
    """
    found = signatures(shelf, draft)
    if found:
        files = signed_files(draft, found[-1].person, found[-1].at)
        if manifest_digest(files) == found[-1].manifest:
            return files
    raise UnreadableError("nobody signed this draft as it stands now: read it again and sign")


def publish_signed(draft: Draft, files: dict[str, bytes], store: Store, kept: Path) -> Issue:
    """Write a draft's `files` that are `ready` and put its issue on record, in this order: what is on
    record can be had.
    """
    folder = place_of(kept, draft.issue.release, draft.issue.as_of)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    record(store, draft.issue)
    return draft.issue


def place_of(kept: Path, release: str, as_of: datetime) -> Path:
    """Where the files of a brief lie."""
    return kept / PUBLISHED / release / as_of.strftime("%Y%m%dT%H%M%S.%fZ")


def published_file(kept: Path, brief: Published, name: str) -> bytes:
    """A file of a published brief. Raises `UnreadableError` where there is none of that name, or its
    bytes aren't those of the manifest that was signed.
    """
    path = place_of(kept, brief.release, brief.as_of) / name
    if name not in brief.files or not path.is_file():
        raise UnreadableError(f"{name[:80]}: no such file of this brief")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != brief.files[name]:
        raise UnreadableError(f"{name}: not the bytes that were published")
    return data


def publications(store: Store, kept: Path) -> tuple[Published, ...]:
    """Every brief on record, the newest first; where one was published again, as it was last."""
    shelf = Shelf(store)
    signed = signoffs(shelf)
    issues = [_read(store, entry, Issue) for entry in shelf.issues.values()]
    every = [
        _restating(_on_record(n, issue, signed, kept), issue, issues)
        for n, issue in enumerate(issues, 1)
    ]
    return tuple(reversed(every))


def publication(store: Store, kept: Path, release: str, as_of: datetime) -> Published | None:
    """One brief on record without what it restated, None where there is none."""
    shelf = Shelf(store)
    entry = shelf.published(release).get(as_of)
    if entry is None:
        return None
    number = list(shelf.issues).index(entry.name) + 1
    return _on_record(number, _read(store, entry, Issue), signoffs(shelf), kept)


def _restating(brief: Published, issue: Issue, issues: Sequence[Issue]) -> Published:
    earlier = [i for i in issues if i.release == issue.release and i.as_of < issue.as_of]
    before = max(earlier, key=lambda i: i.as_of, default=None)
    return brief.but(before=before.as_of if before else None, restated=restate(before, issue))


def _on_record(number: int, issue: Issue, signed: Sequence[SignOff], kept: Path) -> Published:
    manifest = _manifest(place_of(kept, issue.release, issue.as_of))
    digest = hashlib.sha256(manifest).hexdigest()
    wanted = (issue.release, issue.as_of, issue.root)
    named = [s for s in signed if (s.release, s.as_of, s.root) == wanted and s.manifest == digest]
    return Published(
        number=number,
        release=issue.release,
        as_of=issue.as_of,
        root=issue.root,
        figures={k: issue.figures.get(k) for k in ("reports", "incidents", "origins")},
        signed=named[-1] if named else None,
        files=_files(manifest) | {MANIFEST: digest} if named else {},
    )


def _manifest(folder: Path) -> bytes:
    path = folder / MANIFEST
    return path.read_bytes() if path.is_file() else b""


def _files(manifest: bytes) -> dict[str, str]:
    return {f.name: f.sha256 for f in msgspec.json.decode(manifest, type=_Manifest).files}


class _File(msgspec.Struct):
    name: str
    sha256: str


class _Manifest(msgspec.Struct):
    files: list[_File]


def _read(store: Store, entry: Entry, kind: type[T]) -> T:
    return msgspec.json.decode(store.blob(entry.sha256).read_bytes(), type=kind)
