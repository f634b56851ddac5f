"""Which language is a text written in? Told by its commonest words and its letters, or not at all.

A wrong answer would read a text by the wrong grammar, so that doubt gives the empty answer.
"""

from functools import cache, lru_cache

from truceline.foundation.text.folding import fold
from truceline.foundation.text.tokens import tokens
from truceline.foundation.text.words import LANGUAGES, listed

_ENOUGH = 0.12
_SHORT, _LESS = 40, 0.06  # a short text has room for few common words
_FOREIGN = 0.05
_READ = 20_000


@lru_cache(maxsize=1 << 8)  # a line is asked for its date and for its language
def language_of(text: str) -> str:
    """`en`, `ru`, `uk`, or empty when none fits or two fit equally.

    A language fits when at least 12 % of the words are among its commonest or bear a letter of its
    own (6 % of a short text that no other language fits at all), and at most 5 % bear a letter that
    it doesn't have. Looks at 20,000 code points.
    """
    words = [fold(t.text) for t in tokens(text[:_READ]) if t.is_word]
    scores = sorted((_score(words, language), language) for language in LANGUAGES)
    (second, _), (best, language) = scores[-2:]
    lettered = len(words) < _SHORT and _letters(language, "own_letters") and not second
    return language if best >= (_LESS if lettered else _ENOUGH) and best > second else ""


def _score(words: list[str], language: str) -> float:
    common, own = listed(language, "common"), _letters(language, "own_letters")
    foreign = _letters(language, "foreign_letters")
    total = max(len(words), 1)
    if sum(_bears(word, foreign) for word in words) > _FOREIGN * total:
        return 0.0
    return sum(word in common or _bears(word, own) for word in words) / total


@cache
def _letters(language: str, topic: str) -> frozenset[str]:
    return frozenset("".join(listed(language, topic)))


def _bears(word: str, letters: frozenset[str]) -> bool:
    return not letters.isdisjoint(word)
