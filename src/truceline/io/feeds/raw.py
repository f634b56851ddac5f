"""Reads a table of reports as it stands: cells, and the line where each row begins.

The file's content decides how it is read, its name where the content doesn't. Never says what a
column means, never crashes on what a file holds, never keeps more than a few blocks of it.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePath

from truceline.io.feeds.batch import ALL, LINE, Batch, Choice, refusal
from truceline.io.feeds.columnar import read_ipc, read_parquet
from truceline.io.feeds.delimited import read_delimited
from truceline.io.feeds.geojson import read_geojson

__all__ = ["LINE", "Batch", "Choice", "read_raw"]

_TABLES = "tables come as CSV, Parquet, GeoJSON or Arrow"
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a zip or a spreadsheet workbook", "save its sheet as CSV (UTF-8)"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet workbook", "save its sheet as CSV (UTF-8)"),
    (b"\x1f\x8b", "packed with gzip", "unpack it first"),
    (b"BZh", "packed with bzip2", "unpack it first"),
    (b"\xfd7zXZ", "packed with xz", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
    (b"%PDF", "a PDF", _TABLES),
    (b"SQLite format 3", "a database", _TABLES),
    (b"\x7fELF", "a program", _TABLES),
    (b"\x89PNG", "a picture", _TABLES),
    (b"\xff\xd8\xff", "a picture", _TABLES),
    (b"GIF8", "a picture", _TABLES),
)
_TEXTS = {
    b"<": ("a web page or XML", _TABLES),
    b"{": ("JSON by its first letter", "GeoJSON is read when its name ends in .geojson"),
    b"[": ("JSON by its first letter", "GeoJSON is read when its name ends in .geojson"),
}
_WORKBOOKS = {".xlsx", ".xls", ".xlsm", ".ods", ".zip"}
_PACKED = {".gz", ".bz2", ".xz", ".zst", ".7z"}
_BY_NAME: dict[str, Callable[[Path, str], Iterator[Batch]]] = {
    ".parquet": read_parquet,
    ".pq": read_parquet,
    ".arrow": read_ipc,
    ".feather": read_ipc,
    ".ipc": read_ipc,
    ".arrows": read_ipc,
    ".geojson": read_geojson,
    ".json": read_geojson,
}


def read_raw(path: Path, name: str, choice: Choice = ALL) -> Iterator[Batch]:
    """Batches of raw columns with what was wrong in them.

    `name` is how the file is called in messages, and its suffix counts; `path` may be a blob of any
    name. CSV and GeoJSON give text columns, Parquet and Arrow typed ones; the int64 column `_line`
    says where a row begins: the line (CSV, the header is line 1 unless blank lines come before),
    the row or the feature (others), from 1. Batches hold about 256 thousand rows. A caller that
    looks at some columns only makes a `choice`.
    """
    try:
        head = _head(path)
        yield from _reader(head, name, choice)(path, name)
    except IsADirectoryError:
        yield from refusal(name, "a folder, not a table", "name the files in it")
    except OSError as fault:
        yield from refusal(name, f"can't be read: {fault.strerror or fault}")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _reader(head: bytes, name: str, choice: Choice) -> Callable[[Path, str], Iterator[Batch]]:
    suffix = PurePath(name).suffix.lower()
    if what := _foreign(head, suffix):
        return lambda _path, called: refusal(called, f"not a table we read: {what[0]}", what[1])
    if head.startswith(b"PAR1"):
        return partial(read_parquet, choice=choice)
    if head.startswith(b"ARROW1"):
        return partial(read_ipc, choice=choice)
    found = _BY_NAME.get(suffix, read_delimited) if head else read_delimited
    return partial(found, choice=choice) if found in {read_parquet, read_ipc} else found


def _foreign(head: bytes, suffix: str) -> tuple[str, str] | None:
    """What the file is when it isn't a table, and what to do."""
    for magic, what, hint in _MAGIC:
        if head.startswith(magic):
            return what, hint
    if suffix in _WORKBOOKS:
        return "a workbook by its name", "save its sheet as CSV (UTF-8)"
    if suffix in _PACKED:
        return "packed, by its name", "unpack it first"
    if suffix not in _BY_NAME and head.lstrip()[:1] in _TEXTS:
        return _TEXTS[head.lstrip()[:1]]
    return ("binary data", _TABLES) if suffix not in _BY_NAME and _binary(head) else None


def _binary(head: bytes) -> bool:
    """Many control characters, and no pattern of UTF-16."""
    if head.startswith((b"PAR1", b"ARROW1", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return False
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    zeros = (head[0::2].count(0), head[1::2].count(0))
    wide = len(head) > 1 and max(zeros) > len(head) * 0.2 and min(zeros) < len(head) * 0.05
    return not wide and controls > max(16, len(head) * 0.05)  # a short table may hold a few
