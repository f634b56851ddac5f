"""A sentence as words that names can be looked up by.

Possessive endings stand apart, so that a name is found with and without them. Words of inflected
languages carry their lemmas. Offsets stay those of the text.
"""

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from truceline.foundation.text import fold, tokens
from truceline.model.claim import Span

_OWNING = re.compile(r"(?<=\w)['’ʼ]s$", re.IGNORECASE)
_LEMMAS = 5
_made = tuple.__new__


class Word(NamedTuple):
    """Code points [start, end); `keys` are the folded word or, where inflected, its lemmas."""

    start: int
    end: int
    text: str
    low: str
    keys: tuple[str, ...]

    @property
    def capital(self) -> bool:
        """Does it begin with a capital letter?"""
        return self.text[0].isupper()


def words_of(text: str, span: Span, language: str) -> list[Word]:
    """The words of one sentence."""
    found, by = _split(span.of(text), language), span.start
    return [_made(Word, (w[0] + by, w[1] + by, *w[2:])) for w in found]


@lru_cache(maxsize=128)  # a document's sentences are looked at for names and for broken ones
def _split(text: str, language: str) -> tuple[Word, ...]:
    found: list[Word] = []
    for token in tokens(text):
        ending = _OWNING.search(token.text) if len(token.text) > 2 else None
        cut = token.end - len(ending.group()) if ending else token.end
        found.append(_word(text, token.start, cut, language))
        if ending:
            found.append(_word(text, cut, token.end, language))
    return tuple(found)


def _word(text: str, start: int, end: int, language: str) -> Word:
    said = text[start:end]
    return Word(start, end, said, *_looked_up(said, language))


@lru_cache(maxsize=1 << 16)
def _looked_up(said: str, language: str) -> tuple[str, tuple[str, ...]]:
    low = fold(said)
    return low, keys_of(low, language)


def keys_of(low: str, language: str) -> tuple[str, ...]:
    """What a folded word is looked up by: its lemmas in an inflected language, else itself."""
    inflected = language in {"ru", "uk"} and low[0].isalpha() and not low.isascii()
    return _lemmas(low, language) if inflected else (low,)


@lru_cache(maxsize=1 << 16)
def _lemmas(low: str, language: str) -> tuple[str, ...]:
    parses = analyser(language).parse(low)[:_LEMMAS]
    return tuple(dict.fromkeys([fold(p.normal_form) for p in parses] + [low]))


@cache
def analyser(language: str) -> Any:  # noqa: ANN401 - an untyped library
    """The morphological analyser of a language; its dictionaries are loaded once."""
    from pymorphy3 import MorphAnalyzer  # noqa: PLC0415 - its dictionaries take a while to load

    return MorphAnalyzer(lang=language)
