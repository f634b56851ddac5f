"""Mailboxes: many mails in one file, each begun by a line `From …` after a blank line."""

import re

from truceline.io.documents import message
from truceline.io.documents.parts import Note, Parsed, refused

MOST_MAILS = 2000

_START = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\n]*\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def parse(data: bytes) -> Parsed:
    """Each mail that can be read, in order; the others cost themselves."""
    if not data.startswith(b"From "):
        return refused("is no mailbox: it doesn't begin with `From `")
    mails = [mail for mail in _START.split(data) if mail.strip()]
    if len(mails) > MOST_MAILS:
        return refused(f"holds {len(mails):,} mails; at most {MOST_MAILS:,} are read", "split it")
    read = [_one(mail, n) for n, mail in enumerate(mails, 1)]
    return Parsed(
        parts=tuple(part for one in read for part in one.parts),
        notes=tuple(note for one in read for note in one.notes),
    )


def _one(mail: bytes, n: int) -> Parsed:
    try:
        found = message.parse(_QUOTED.sub(rb"\1", mail))
    except Exception as fault:  # noqa: BLE001 - one mail's damage is no other's
        found = refused(f"can't be parsed: {type(fault).__name__}")
    notes = tuple(
        Note(message=x.message, hint=x.hint, severity=x.severity, field=f"mail {n}")
        for x in found.notes
    )
    return Parsed(parts=found.parts, notes=notes)
