"""A text as words, numbers and signs, and phrases of data found among them.

Quantities and times stand on this one scan; it must never change the text: every word keeps its
offsets. Quotation marks are left out, since a writer may quote a part of a count.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from truceline.model.claim import Span

LANGUAGES = ("en", "ru", "uk")
NUMBER, WORD, SIGN = "number", "word", "sign"
_HARD = "\u00a0\u2009\u202f"
_CUT = (  # "30 000" with a plain space is one number in English only where it ends in 000
    r"(?P<number>[0-9]{{1,3}}(?: [0-9]{{3}})* 000(?![0-9])|[0-9]{{1,3}}(?:[,{gap}][0-9]{{3}})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:[.,:][0-9]+)*)"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*)"
    r"|(?P<sign>[^\s“”\"«»„‘])"
)
_made = tuple.__new__
_EVEN = str.maketrans(
    {"’": "'", "ʼ": "'", "`": "'", "ё": "е", "–": "-", "—": "-", "‑": "-", "‐": "-"}
)


class Word(NamedTuple):
    """Code points [start, end); `low` is lower case with plain dashes and apostrophes."""

    start: int
    end: int
    low: str
    kind: str


class Scan(NamedTuple):
    """The words of a text in their order; `lows` are theirs in lower case."""

    text: str
    words: tuple[Word, ...]
    lows: tuple[str, ...]
    language: str

    def low(self, at: int) -> str:
        """The word in lower case, or an empty string beyond the text."""
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    def kind(self, at: int) -> str:
        """number, word or sign, or an empty string beyond the text."""
        return self.words[at].kind if 0 <= at < len(self.words) else ""

    def glued(self, at: int) -> bool:
        """Does the word stand against its forerunner without a space?"""
        return 0 < at < len(self.words) and self.words[at - 1].end == self.words[at].start

    def capital(self, at: int) -> bool:
        """Does the word begin with a capital letter?"""
        return 0 <= at < len(self.words) and self.text[self.words[at].start].isupper()

    def span(self, first: int, after: int) -> Span:
        """Where the words [first, after) stand."""
        return Span(start=self.words[first].start, end=self.words[after - 1].end)


@cache
def _pattern(language: str) -> re.Pattern[str]:
    return re.compile(_CUT.format(gap=_HARD if language == "en" else _HARD + " "))


def even(text: str) -> str:
    """Lower case with plain dashes and apostrophes, ё as е; as long as the text it came from."""
    low = text.lower()
    return (low if len(low) == len(text) else text).translate(_EVEN)


@lru_cache(maxsize=4)  # quantities and times look at one text after another
def scan_of(text: str, language: str) -> Scan:
    """The words, numbers and signs of a text. Only known languages group digits by plain spaces."""
    low = even(text)
    found = _pattern(language).finditer(text)
    words = tuple([_made(Word, (*m.span(), low[slice(*m.span())], m.lastgroup)) for m in found])
    return Scan(text, words, tuple(word.low for word in words), language)


def listed(language: str, name: str) -> dict[str, Any]:
    """A data file of one language (`data/languages/<language>/<name>.yaml`), or of all ("")."""
    folder = files("truceline").joinpath("data/languages", language)
    path = folder.joinpath(f"{name}.yaml")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return loaded


def in_words(phrase: str, language: str = "en") -> tuple[str, ...]:
    """A phrase of the data as the scan would cut it."""
    return tuple(word.low for word in scan_of(phrase, language).words)


class Phrases:
    """Phrases of the data, each with what it stands for; the longest is found first."""

    def __init__(self, labelled: Mapping[str, Iterable[str]], language: str = "en") -> None:
        pairs = [
            (in_words(str(phrase), language), label)
            for label, phrases in labelled.items()
            for phrase in phrases
        ]
        pairs.sort(key=lambda pair: (-len(pair[0]), pair))
        self._first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._last: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words, label in pairs:
            self._first.setdefault(words[0], []).append((words, label))
            self._last.setdefault(words[-1], []).append((words, label))

    def starts(self) -> frozenset[str]:
        """The first words of all phrases."""
        return frozenset(self._first)

    def at(self, scan: Scan, at: int) -> tuple[str, int]:
        """What the phrase that begins at a word stands for, and the word after it; else "", at."""
        for words, label in self._first.get(scan.low(at), ()):
            if scan.lows[at : at + len(words)] == words:
                return label, at + len(words)
        return "", at

    def before(self, scan: Scan, at: int) -> tuple[str, int]:
        """What the phrase that ends before a word stands for, and where it begins; else "", at."""
        for words, label in self._last.get(scan.low(at - 1), ()):
            begin = at - len(words)
            if begin >= 0 and scan.lows[begin:at] == words:
                return label, begin
        return "", at
