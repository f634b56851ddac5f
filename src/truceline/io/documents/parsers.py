"""Media type → parser; what every parser's texts have in common.

Runs in the helper process. Each parser is imported when its first file comes.
"""

from importlib import import_module

import msgspec

from truceline.io.documents.parts import Parsed, Part

_PARSERS = {
    "text/html": "webpage",
    "application/pdf": "pdf",
    "message/rfc822": "message",
    "application/mbox": "mbox",
    "application/rss+xml": "feed",
    "application/atom+xml": "feed",
    "application/xml": "feed",
}


def parse(media: str, data: bytes) -> Parsed:
    """What a file holds; raises whatever its parser raises."""
    module = import_module(f"truceline.io.documents.{_PARSERS[media]}")
    found: Parsed = module.parse(data)
    return Parsed(parts=tuple(map(_clean, found.parts)), notes=found.notes)


def _clean(part: Part) -> Part:
    """Without what UTF-8 can't carry; metadata on one line each; an address only of the web, since
    it may become a link.
    """
    told = {name: _sound(value) for name, value in msgspec.structs.asdict(part).items()}
    line = {n: v if n == "text" else " ".join(v.split())[:500] for n, v in told.items()}
    url = line["url"] if line["url"].startswith(("https://", "http://")) else ""
    return Part(**{**line, "url": url})


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
