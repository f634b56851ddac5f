"""A file becomes documents: which parser reads it, within which limits.

A hostile or broken file costs itself and a message, never the run: whatever can hang, swell or
crash is parsed by a process of its own. Nothing here fetches anything or looks at a clock.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path, PurePath

from truceline.io.documents.guard import parse_apart
from truceline.io.documents.parts import Note, Parsed, Part, moments, refused
from truceline.io.documents.plain import read_plain
from truceline.model.claim import Document
from truceline.model.record import Problem

MOST_BYTES = 20_000_000
"""Of a file; a larger one is set aside unread."""

MOST_CHARACTERS = 2_000_000
"""Of a document's text: a long book."""

MEDIA = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "text/html",
    ".pdf": "application/pdf",
    ".eml": "message/rfc822",
    ".mbox": "application/mbox",
    ".rss": "application/rss+xml",
    ".atom": "application/atom+xml",
    ".xml": "application/xml",
}
"""Suffix → media type of every kind of file that is read."""

VERBATIM = ("text/plain", "text/markdown")
"""Media whose text is the file itself."""

_SAFE_ID = re.compile(r"[A-Za-z0-9._@-]{1,80}")


def read_document(
    path: Path, name: str, zone: str = "UTC"
) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """The documents of one file, in its own order, and what is wrong with it.

    `name` is how the file is called, and its suffix decides how it is read; `path` may be a blob of
    any name. A file that may hold several (a feed, a mailbox) names them `name#part`. `zone` holds
    for dates and times that the file tells without one. Never raises on what a file holds.
    """
    media = MEDIA.get(PurePath(name.lower()).suffix, "")
    data = _bytes(path) if media else refused(_unknown(name), f"read are {', '.join(MEDIA)}")
    parsed = data if isinstance(data, Parsed) else _parsed(data, media)
    digest = "" if isinstance(data, Parsed) else hashlib.sha256(data).hexdigest()
    labels = _labels(parsed.parts) if media in _SEVERAL else [""] * len(parsed.parts)
    made = [
        _document(part, name + label, media, digest, zone)
        for part, label in zip(parsed.parts, labels, strict=True)
    ]
    documents = tuple(one for one in made if isinstance(one, Document))
    wrong = tuple(one for one in made if isinstance(one, Problem))
    return documents, (*(note.on(name) for note in parsed.notes), *wrong)


_SEVERAL = {"application/mbox", "application/rss+xml", "application/atom+xml", "application/xml"}


def _unknown(name: str) -> str:
    suffix = PurePath(name).suffix
    return f"{suffix} files are not read" if suffix else "has no suffix that tells what it is"


def _bytes(path: Path) -> bytes | Parsed:
    """The file, or why it isn't read."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as fault:
        return refused(f"can't be read: {fault.strerror or fault}")
    if len(data) > MOST_BYTES:
        return refused(f"is larger than {MOST_BYTES // 1_000_000} MB", "split it")
    return data if data.strip() else refused("is empty")


def _parsed(data: bytes, media: str) -> Parsed:
    return read_plain(data) if media in VERBATIM else parse_apart(media, data)


def _labels(parts: tuple[Part, ...]) -> Iterator[str]:
    """`#id` for each part: its own id where that is short and plain, a digest of it where not, its
    number where it has none or one that was there before.
    """
    seen: set[str] = set()
    for n, part in enumerate(parts, 1):
        label = _id(part.id) or str(n)
        label = f"{label}.{n}" if label in seen else label
        seen.add(label)
        yield f"#{label}"


def _id(told: str) -> str:
    if not told or _SAFE_ID.fullmatch(told):
        return told
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:12]


def _document(part: Part, name: str, media: str, digest: str, zone: str) -> Document | Problem:
    if not part.text.strip():
        return Note(message="holds no text").on(name)
    if len(part.text) > MOST_CHARACTERS:
        message = f"holds more than {MOST_CHARACTERS:,} characters of text"
        return Note(message=message, hint="split it").on(name)
    published, known = moments(part.moment, zone)
    return Document(
        name=name,
        sha256=digest,
        text=part.text,
        media=media,
        title=part.title,
        outlet=part.outlet,
        author=part.author,
        url=part.url,
        published=published,
        known=known,
        dated_by="file" if published else "",
    )
