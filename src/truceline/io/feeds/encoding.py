"""Which encoding a text table is in, and its bytes as UTF-8 blocks with plain newlines.

Tables come from spreadsheets of every age. UTF-8 and marked UTF-16 are taken as they are; anything
else is a guess between the two code pages of the region's old programs, and the guess is told. Never
holds more than a block of the file.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 8 << 20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HIGH_RUN = re.compile(rb"[\xa8\xb8\xc0-\xff]+")


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """A codec, the bytes of its mark, and whether it is only the likeliest one.

    `damaged` is set for UTF-8 with some bytes that aren't.
    """

    codec: str
    mark: int = 0
    guessed: bool = False
    damaged: bool = False


def detect(path: Path) -> Encoding:
    """The encoding of a text file: by its mark, by being valid UTF-8, else the likeliest."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    for mark, codec in _MARKS:
        if head.startswith(mark) and codec != "utf-8":
            return Encoding(codec=codec, mark=len(mark))
    if wide := _unmarked_wide(head):
        return Encoding(codec=wide, guessed=True)
    skip = 3 if head.startswith(codecs.BOM_UTF8) else 0
    sample = _first_fault(path)
    if sample is None:
        return Encoding(codec="utf-8", mark=skip)
    if skip or _mostly_utf8(sample):
        return Encoding(codec="utf-8", mark=skip, damaged=True)
    return Encoding(codec=_code_page(sample), guessed=True)


def _unmarked_wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    half = len(head) // 2
    if half and head[1::2].count(0) > 0.4 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half and head[0::2].count(0) > 0.4 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _first_fault(path: Path) -> bytes | None:
    """The first block that isn't UTF-8, None when all are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for block in _blocks(path):
        try:
            decoder.decode(block)
        except UnicodeDecodeError:
            return block
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return block
    return None


def _mostly_utf8(sample: bytes) -> bool:
    """True when multi-byte characters by far outnumber the bytes that fit none."""
    text = sample.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    return sum(c > "\x7f" for c in text) - bad > 4 * bad


def _code_page(sample: bytes) -> str:
    """Cyrillic words are runs of high bytes; accents of Latin words stand alone."""
    runs = [len(run) for run in _HIGH_RUN.findall(sample)]
    long = sum(length for length in runs if length > 1)
    return "cp1251" if long > sum(runs) / 2 else "cp1252"


def utf8_blocks(path: Path, encoding: Encoding) -> Iterator[bytes]:
    """The file after its mark as UTF-8, each kind of newline as a line feed.

    What another codec can't decode becomes U+FFFD; damaged UTF-8 is passed on as it is.
    """
    return _plain_newlines(_as_utf8(path, encoding))


def _as_utf8(path: Path, encoding: Encoding) -> Iterator[bytes]:
    blocks = _blocks(path, encoding.mark)
    if encoding.codec == "utf-8":
        yield from blocks
        return
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors="replace")
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", errors="replace")
    yield decoder.decode(b"", final=True).encode("utf-8", errors="replace")


def _plain_newlines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    held = b""
    for block in blocks:
        data = held + block
        held = b"\r" if data.endswith(b"\r") else b""  # its line feed may open the next block
        data = data.removesuffix(held)
        yield data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data
    yield b"\n" if held else b""


def _blocks(path: Path, skip: int = 0) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(skip)
        while block := file.read(BLOCK):
            yield block
