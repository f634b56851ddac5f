"""PDF files with text. Pictures of text are not read; they are told, with the way out.

The day on which the file was made is not the day on which its text was published, so it isn't used.
"""

import re
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from truceline.io.documents.parts import Note, Parsed, Part, refused
from truceline.io.documents.reflow import reflow

MOST_PAGES = 2000

_OCR = "its pages may be pictures: put it through OCR (e.g. ocrmypdf), then take in the result"
_NUMBER = re.compile(r"\W*(?:\w{1,10}\.?\s)?\d{1,4}(?:\s?(?:/|\w{1,4})\s?\d{1,4})?\W*")
"""A page's number alone on its line."""


def parse(data: bytes) -> Parsed:
    """The text of all pages as one document, lines put together into paragraphs."""
    if b"%PDF-" not in data[:1024]:
        return refused("is no PDF by its first bytes")
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return refused("is encrypted", "save it without a password")
        return _read(reader)
    except PyPdfError as fault:
        return refused(f"is a damaged PDF: {str(fault)[:200]}", "open it and save it anew")


def _read(reader: PdfReader) -> Parsed:
    count = len(reader.pages)
    if count > MOST_PAGES:
        return refused(f"has {count:,} pages; at most {MOST_PAGES:,} are read", "split it")
    pages = [_without_number(page.extract_text()) for page in reader.pages]
    text = reflow("\n".join(page for page in pages if page))
    if not text:
        return refused("holds no text", _OCR)
    told = reader.metadata
    title = str(told.title or "") if told else ""
    author = str(told.author or "") if told else ""
    return Parsed(parts=(Part(text=text, title=title, author=author),), notes=_blank(pages))


def _without_number(page: str) -> str:
    lines = page.strip().splitlines()
    for end in (0, -1):
        if lines and _NUMBER.fullmatch(lines[end]):
            del lines[end]
    return "\n".join(lines).strip()


def _blank(pages: list[str]) -> tuple[Note, ...]:
    blank = sum(not page for page in pages)
    message = f"{blank} of {len(pages)} pages hold no text"
    return (Note(message=message, hint=_OCR, severity="warning"),) if blank else ()
