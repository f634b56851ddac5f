"""Quoted words that several documents carry: one origin of what was said, and no sign of copying.

Two reporters at one press conference quote the same sentences; each of them heard it.
"""

import hashlib
from array import array
from itertools import combinations

import numpy as np

from truceline.foundation.text import fold
from truceline.stages.evidence.lineage.plain import WORD
from truceline.stages.evidence.lineage.wording import Ints

_RUN = 5
_DOCUMENT_BITS, _RUN_BITS = 22, 41
_TOO_COMMON = 40


class Quotations:
    """Collects quotations, document by document; knows then which documents share one."""

    def __init__(self) -> None:
        self._keys = array("q")

    def add(self, document: int, quotes: tuple[str, ...]) -> None:
        """The runs of five words of each quotation, by hash."""
        for quote in quotes:
            words = [fold(word) for word in WORD.findall(quote)]
            for n in range(len(words) - _RUN + 1):
                self._keys.append(_hash(words[n : n + _RUN]) << _DOCUMENT_BITS | document)

    def shared(self, start: Ints) -> Ints:
        """Pairs (earlier, later) of documents that both quote the same five words, shape (m, 2);
        `start` as in `candidates`. What more than forty documents quote is a saying.
        """
        keys = np.unique(np.array(self._keys, dtype=np.int64))
        quoted = keys >> _DOCUMENT_BITS
        _, starts, sizes = np.unique(quoted, return_index=True, return_counts=True)
        found: set[tuple[int, int]] = set()
        chosen = (sizes > 1) & (sizes <= _TOO_COMMON)
        for at, size in zip(starts[chosen].tolist(), sizes[chosen].tolist(), strict=True):
            documents = keys[at : at + size] & ((1 << _DOCUMENT_BITS) - 1)
            found.update(combinations(documents.tolist(), 2))
        pairs = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
        return pairs[start[pairs[:, 1]] <= pairs[:, 0]]


def _hash(words: list[str]) -> int:
    digest = hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> (64 - _RUN_BITS)
