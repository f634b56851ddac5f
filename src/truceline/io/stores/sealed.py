"""Small files that vouch for the log: checkpoints, and the witness of the newest acknowledgement.

Each carries a digest of itself and has one way of being written, so that any flipped bit shows.
Must never be parsed leniently: a byte more, less or different is a misfit.
"""

import hashlib
from typing import TypeVar

import msgspec

from truceline.model.record import Record, canonical_bytes


class Witness(Record, frozen=True, kw_only=True):
    """The newest state of the log that was acknowledged: a log that holds less has lost entries.

    `root` is the tree hash over `size` entries.
    """

    size: int
    root: str
    digest: str = ""


class Checkpoint(Record, frozen=True, kw_only=True):
    """A sealed state of the log.

    `log_sha256` is the digest of the whole log file of `log_bytes` bytes, or of all rows where the
    log is in a server's database: it covers what row hashes don't, and holds until the next entry
    is appended. `previous` is the SHA-256 of the
    checkpoint file before this one, empty for the first.
    """

    size: int
    root: str
    log_sha256: str
    log_bytes: int
    previous: str = ""
    digest: str = ""


Sealed = TypeVar("Sealed", Witness, Checkpoint)


def to_bytes(record: Sealed) -> bytes:
    """The file: canonical JSON on one line, with the digest of the rest of the record inside."""
    blank = record.but(digest="")
    whole = blank.but(digest=hashlib.sha256(canonical_bytes(blank)).hexdigest())
    return msgspec.json.encode(whole, order="deterministic") + b"\n"


def from_bytes(data: bytes, kind: type[Sealed]) -> Sealed | None:
    """The record, or None when any byte differs from what `to_bytes` would have written."""
    try:
        record = msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, ValueError):
        return None
    return record if to_bytes(record) == data else None


def checkpoint_name(size: int) -> str:
    """File name of the checkpoint over `size` entries."""
    return f"{size:08d}.json"
