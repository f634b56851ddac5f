"""Plain text and Markdown: the file itself, character by character, since offsets count in it.

Nothing is normalised, stripped or unfolded; an encoding that isn't told by the file is not guessed.
"""

import codecs

from truceline.io.documents.parts import Note, Parsed, Part, refused

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32", "utf-32-le"),
    (codecs.BOM_UTF32_BE, "UTF-32", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "UTF-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "UTF-16", "utf-16-be"),
)
_FOREIGN = (
    (b"%PDF-", "a PDF", "name it .pdf"),
    (b"PK\x03\x04", "a zip or an office document", "save it as text or PDF"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save it as text or PDF"),
    (b"{\\rtf", "rich text", "save it as text or PDF"),
    (b"\x1f\x8b", "packed with gzip", "unpack it first"),
)
_SAVE = "save it as UTF-8"


def read_plain(data: bytes) -> Parsed:
    """The text of a UTF-8 file; of UTF-16 or UTF-32 where a mark says so, which is told."""
    for magic, what, hint in _FOREIGN:
        if data.startswith(magic):
            return refused(f"is {what} by its first bytes, not text", hint)
    for mark, called, codec in _MARKS:
        if data.startswith(mark):
            return _wide(data[len(mark) :], called, codec)
    return _utf8(data)


def _utf8(data: bytes) -> Parsed:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return refused("is not UTF-8 text", _SAVE, data[: fault.start].count(b"\n") + 1)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return refused("holds NUL characters, so it is no text", _SAVE, line)
    return Parsed(parts=(Part(text=text),), notes=_marked(text))


def _marked(text: str) -> tuple[Note, ...]:
    if not text.startswith("\ufeff"):
        return ()
    message = "begins with a byte order mark, which counts as its first character"
    return (Note(message=message, hint="save it as UTF-8 without one", severity="warning"),)


def _wide(data: bytes, called: str, codec: str) -> Parsed:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return refused(f"begins with the mark of {called}, but isn't {called}", _SAVE)
    if "\0" in text:
        return refused("holds NUL characters, so it is no text", _SAVE)
    message = f"is {called}: offsets count in its characters, without the mark"
    note = Note(message=message, hint=_SAVE, severity="warning")
    return Parsed(parts=(Part(text=text),), notes=(note,))
