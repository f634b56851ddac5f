"""What a model said of a text, kept so that the same text is never sent twice.

A kept answer is a convenience and no evidence: it counts only where its bytes are those that were
written for that very question, and what it proposes goes through the gate like any other draft.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from truceline.model.claim import Document, Draft

_DIGEST = 32
_LARGEST = 16 << 20


class Kept(msgspec.Struct, frozen=True):
    """The drafts of one document, and what of the answer was refused."""

    drafts: tuple[Draft, ...]
    refused: tuple[str, ...] = ()


class AnswerCache(NamedTuple):
    """Kept answers, a file each, in a folder that may be thrown away at any time."""

    folder: Path

    def held(self, document: Document, extractor: str) -> Kept | None:
        """What was kept for this text and extractor; None where nothing is or its bytes are bad."""
        key = key_of(document, extractor)
        try:
            with self._file(key).open("rb") as file:
                data = file.read(_LARGEST)
            kept = msgspec.msgpack.decode(data[_DIGEST:], type=Kept)
        except (OSError, msgspec.MsgspecError, ValueError, RecursionError):
            return None
        sound = _sealed(key, data[_DIGEST:]) == data[:_DIGEST]
        own = all(draft.extractor == extractor for draft in kept.drafts)
        return kept if sound and own else None

    def keep(self, document: Document, extractor: str, kept: Kept) -> None:
        """Keep an answer; a folder that can't be written to costs the answer's keeping only."""
        key, data = key_of(document, extractor), msgspec.msgpack.encode(kept)
        path = self._file(key)
        part = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_sealed(key, data) + data)
            part.replace(path)

    def _file(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key[2:]}.said"


def key_of(document: Document, extractor: str) -> str:
    """What an answer depends on: the file, the text taken out of it, and who was asked how."""
    text = hashlib.sha256(document.text.encode()).hexdigest()
    parts = (document.sha256, text, extractor)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _sealed(key: str, data: bytes) -> bytes:
    return hashlib.sha256(key.encode() + data).digest()
