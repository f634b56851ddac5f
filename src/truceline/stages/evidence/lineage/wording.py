"""Many documents as columns: which stem stands in which sentence of which document.

Columns hold a hundred thousand documents in a few hundred megabytes, where sets of words would need
gigabytes. Numbers of stems are given in the order of documents, so that the same documents give the
same columns; no verdict may depend on them.
"""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from truceline.foundation.text import fold, stems
from truceline.foundation.text.words import everywhere, listed
from truceline.stages.evidence.lineage.plain import WORD, Plain

Ints = npt.NDArray[np.int64]

NUMBER, NAME = 1, 2
_LEAST_STEMS = 3
_SENTENCE_BITS, _STEM_BITS, _KIND_BITS = 10, 26, 2
_FUNCTION = -1


class Wording(NamedTuple):
    """Document d has the stems `stem[first[d]:first[d + 1]]`, ascending; the stem in row u stands
    in the sentences `sentence[at[u]:at[u + 1]]` and is of `kind[u]`: NUMBER, NAME (a capital within
    a sentence) or 0. `sentences[d]` counts the sentences of document d that say enough to compare.
    """

    first: Ints
    stem: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int8]
    at: Ints
    sentence: npt.NDArray[np.int32]
    sentences: npt.NDArray[np.int32]

    @property
    def documents(self) -> int:
        """How many."""
        return len(self.sentences)


@dataclass(kw_only=True)
class Stems:
    """Numbers for stems, in the order in which they were first seen; one call per sentence."""

    numbers: dict[str, int] = field(default_factory=dict)
    known: dict[str, dict[str, int]] = field(default_factory=dict)

    def coded(self, sentence: str, language: str) -> list[int]:
        """Per word that says something: stem << 2 | kind. A capital at the head tells no name."""
        table = self.known.setdefault(language, {})
        found: list[int] = []
        for place, word in enumerate(WORD.findall(sentence)):
            code = table.get(word)
            if code is None:
                code = table[word] = self._code(word, language)
            if code != _FUNCTION:
                found.append(code if place or code & NUMBER else code & ~NAME)
        return found

    def _code(self, word: str, language: str) -> int:
        plain = fold(word)
        (stem,) = stems([plain], language)
        if {plain, stem} & _functions(language):
            return _FUNCTION
        kind = NUMBER if word[0].isdigit() else NAME if word[0].isupper() else 0
        return self.numbers.setdefault(stem, len(self.numbers)) << _KIND_BITS | kind


def _functions(language: str) -> frozenset[str]:
    return listed(language, "function_words") or everywhere("function_words")


def wording(texts: Iterable[tuple[Plain, str]], count: int, told: Callable[[int], None]) -> Wording:
    """Columns of texts, given as (own words, language); `told` hears how many are done."""
    numbers, codes, sizes, places = Stems(), array("q"), array("q"), array("q")
    for row, (text, language) in enumerate(texts):
        for place, sentence in enumerate(text.own):
            found = numbers.coded(sentence, language)
            codes.extend(found)
            sizes.append(len(found))
            places.append(row << _SENTENCE_BITS | place)
        told(row + 1)
    held = (np.array(each, dtype=np.int64) for each in (codes, sizes, places))
    return _columns(_keys(*held), count)


def _keys(code: Ints, size: Ints, place: Ints) -> Ints:
    """`document | stem | sentence | kind` of codes in sentences of so many."""
    place = np.repeat(place, size)
    document, sentence = place >> _SENTENCE_BITS, place & ((1 << _SENTENCE_BITS) - 1)
    stem, kind = code >> _KIND_BITS, code & ((1 << _KIND_BITS) - 1)
    head: Ints = (document << _STEM_BITS | stem) << (_SENTENCE_BITS + _KIND_BITS)
    return head | sentence << _KIND_BITS | kind


def _columns(keys: Ints, count: int) -> Wording:
    """Columns of keys `document | stem | sentence | kind`, the lowest bits last."""
    keys = np.unique(keys)
    keys = keys[_changes(keys[::-1] >> _KIND_BITS)[::-1]]  # a stem's highest kind in a sentence
    keys, sentences = _telling(keys, count)
    upper = keys >> (_SENTENCE_BITS + _KIND_BITS)
    starts = np.flatnonzero(_changes(upper))
    kind = np.maximum.reduceat(keys & 3, starts) if len(starts) else keys
    documents = upper[starts] >> _STEM_BITS
    return Wording(
        first=np.searchsorted(documents, np.arange(count + 1)).astype(np.int64),
        stem=(upper[starts] & ((1 << _STEM_BITS) - 1)).astype(np.int32),
        kind=kind.astype(np.int8),
        at=np.append(starts, len(keys)).astype(np.int64),
        sentence=(keys >> _KIND_BITS & ((1 << _SENTENCE_BITS) - 1)).astype(np.int32),
        sentences=sentences,
    )


def _changes(values: Ints) -> npt.NDArray[np.bool_]:
    """Where a value differs from the one before; the first does."""
    changed = np.ones(len(values), dtype=np.bool_)
    changed[1:] = values[1:] != values[:-1]
    return changed


def _telling(keys: Ints, count: int) -> tuple[Ints, npt.NDArray[np.int32]]:
    """Without sentences of fewer than three stems, the others counted anew from 0."""
    place = _places(keys)
    seen, inverse, size = np.unique(place, return_inverse=True, return_counts=True)
    enough = size >= _LEAST_STEMS
    owner = seen[enough] >> _SENTENCE_BITS
    number = np.cumsum(enough) - 1
    fresh = number - np.searchsorted(owner, seen >> _SENTENCE_BITS)
    kept = enough[inverse]
    low = ((1 << _SENTENCE_BITS) - 1) << _KIND_BITS
    moved = keys[kept] & ~low | fresh[inverse][kept] << _KIND_BITS
    return moved, np.bincount(owner, minlength=count).astype(np.int32)


def _places(keys: Ints) -> Ints:
    """`document | sentence` of each key."""
    document = keys >> (_STEM_BITS + _SENTENCE_BITS + _KIND_BITS)
    sentence = keys >> _KIND_BITS & ((1 << _SENTENCE_BITS) - 1)
    placed: Ints = document << _SENTENCE_BITS | sentence
    return placed
