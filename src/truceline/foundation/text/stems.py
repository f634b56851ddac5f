"""What words of one root have in common, for comparing texts; never shown to a reader."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from truceline.foundation.text.folding import fold
from truceline.foundation.text.words import endings

_SNOWBALL = {"en": "english", "ru": "russian"}
_POSSESSIVE = re.compile(r"'s?$")
_SHORTEST = 3


def stems(words: Iterable[str], language: str) -> list[str]:
    """A stem per word, folded. Snowball for `en` and `ru`, cut endings for other languages
    with a list of them (`endings` of their text.yaml), else the folded word without possessive.

    Source: M. F. Porter, Snowball (2001), snowballstem.org.
    """
    return [_stem(word, language) for word in words]


@lru_cache(maxsize=1 << 18)
def _stem(word: str, language: str) -> str:
    plain = _POSSESSIVE.sub("", fold(word)) or word
    if language in _SNOWBALL and plain.isalpha():
        stemmed: str = _snowball(language).stemWord(plain)  # type: ignore[attr-defined]
        return stemmed
    return _cut(plain, language)


@cache
def _snowball(language: str) -> object:
    from snowballstemmer import stemmer  # noqa: PLC0415 -- all its languages at once

    return stemmer(_SNOWBALL[language])


def _cut(word: str, language: str) -> str:
    """Without its longest listed ending, as long as a root stays."""
    for size, found in endings(language).items():
        if len(word) - size >= _SHORTEST and word[-size:] in found:
            return word[:-size]
    return word
