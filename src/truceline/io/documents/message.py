"""Mail: the text that a person reads, with sender, date and subject.

Attachments are named, never opened. Lines quoted from an earlier mail are left out, since they are
the earlier writer's words.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime

from truceline.io.documents.markup import text_of
from truceline.io.documents.parts import Note, Parsed, Part, refused
from truceline.io.documents.reflow import reflow

_HEADERS = ("from", "date", "subject", "message-id", "received")


def parse(data: bytes) -> Parsed:
    """One mail: its plain part, or the text of its HTML part."""
    mail = message_from_bytes(data, policy=default)
    if not any(_header(mail, name) for name in _HEADERS):
        return refused("is no mail: it has no sender, date or subject")
    text, notes = _text(mail)
    part = Part(
        text=text,
        title=_header(mail, "subject"),
        outlet=_sender(_header(mail, "from")),
        moment=_moment(_header(mail, "date")),
        id=_header(mail, "message-id"),
    )
    return Parsed(parts=(part,), notes=(*notes, *_attached(mail)))


def _header(mail: EmailMessage, name: str) -> str:
    """A header's words; empty where it is missing, or so broken that the library fails on it."""
    try:
        return str(mail[name] or "").strip()
    except Exception:  # noqa: BLE001 - the library raises many kinds on malformed headers
        return ""


def _sender(told: str) -> str:
    name, address = parseaddr(told)
    return name or address


def _moment(told: str) -> str:
    """ISO 8601; a date header without a zone means UTC (RFC 5322, 3.3)."""
    try:
        moment = parsedate_to_datetime(told)
    except (ValueError, TypeError, OverflowError):
        return ""
    return moment.isoformat() + ("" if moment.tzinfo else "+00:00")


def _text(mail: EmailMessage) -> tuple[str, tuple[Note, ...]]:
    body = mail.get_body(("plain", "html"))
    if body is None:
        return "", ()
    try:
        content = str(body.get_content())
    except (LookupError, ValueError, AttributeError) as fault:
        return "", (Note(message=f"its text can't be decoded: {str(fault)[:100]}"),)
    return (text_of(content), ()) if body.get_content_subtype() == "html" else _own(content)


def _own(content: str) -> tuple[str, tuple[Note, ...]]:
    """The writer's own lines: without signature and quotations."""
    plain = content.replace("\r\n", "\n")
    lines = re.split(r"^-- ?$", plain, maxsplit=1, flags=re.MULTILINE)[0].splitlines()
    own = [line for line in lines if not line.startswith(">")]
    note = Note(message="lines quoted from an earlier mail are left out", severity="warning")
    return reflow("\n".join(own)), () if len(own) == len(lines) else (note,)


def _attached(mail: EmailMessage) -> Iterator[Note]:
    for part in mail.iter_attachments():
        name = part.get_filename() or part.get_content_type()
        message = f"the attachment {name[:100]} is not read"
        hint = "save it beside the mail"
        yield Note(message=message, hint=hint, severity="warning", field="attachments")
