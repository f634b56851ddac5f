"""Phrases of the data files, looked up in a text.

A phrase is a row of words that stand in this order with few others between them. What it means is
the caller's business; nothing here knows a phrase.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from truceline.foundation.text import fold
from truceline.model.claim import Span

LANGUAGES = ("en", "ru", "uk")
GAP = 3
_WORD = r"[\w'%-]+"


@cache
def table(name: str) -> Any:  # noqa: ANN401 - plain data of any shape
    """The parsed data file `<name>.yaml`."""
    path = files("truceline").joinpath(f"data/{name}.yaml")
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


class Phrases(NamedTuple):
    """Phrases by language; those of English stand in for a language that isn't known."""

    patterns: Mapping[str, re.Pattern[str] | None]

    def first(self, text: str, language: str) -> Span | None:
        """The first place where a phrase stands in a text, if any does."""
        return next(self.all(text, language), None)

    def all(self, text: str, language: str) -> Iterator[Span]:
        """Where phrases stand, from left to right, none overlapping."""
        pattern = self.patterns.get(language if language in LANGUAGES else "en")
        if pattern is not None:
            for found in pattern.finditer(folded(text)):
                yield Span(start=found.start(), end=found.end())

    def __call__(self, text: str, language: str) -> bool:
        """Does one of the phrases stand in the text?"""
        return self.first(text, language) is not None


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """`fold`, remembered: one quote is asked many questions."""
    return fold(text)


def phrases(by_language: Mapping[str, Any] | None, gap: int = GAP) -> Phrases:
    """Compiled phrases of a row of the data; keys that are no language are passed over."""
    listed = by_language or {}
    return Phrases({lang: _compiled(listed.get(lang) or (), gap) for lang in LANGUAGES})


def _compiled(rows: Sequence[str], gap: int) -> re.Pattern[str] | None:
    ways = sorted({_phrase(row, gap) for row in rows}, key=lambda way: (-len(way), way))
    return re.compile("|".join(ways)) if ways else None


def _phrase(row: str, gap: int) -> str:
    between = rf"(?:[^\w.!?]+{_WORD}){{0,{gap}}}?[^\w.!?]*?(?<!\w)"
    return between.join(_slot(slot) for slot in row.split() if slot != "*")


def _slot(slot: str) -> str:
    return f"(?:{'|'.join(_word(word) for word in slot.split('/'))})"


def _word(word: str) -> str:
    """A whole word, or the beginning of one; `n't` is an end of one, signs stand for themselves."""
    plain = re.escape(fold(word.rstrip("*")))
    if not word[0].isalnum():
        return plain
    if word == "n't":
        return rf"{plain}\b"
    return rf"\b{plain}" + (r"[\w'-]*" if word.endswith("*") else r"\b")


@cache
def topic(file: str, *path: str) -> Phrases:
    """The phrases at a place of a data file."""
    node = table(file)
    for key in path:
        node = node.get(key) or {}
    return phrases(node)


def named(file: str, *path: str) -> Mapping[str, Phrases]:
    """Every row under a place of a data file with its phrases, in the order of the file."""
    return _named(file, path)


@cache
def _named(file: str, path: tuple[str, ...]) -> Mapping[str, Phrases]:
    node = table(file)
    for key in path:
        node = node[key]
    return {name: phrases(row) for name, row in node.items()}


def found(of: Iterable[tuple[str, Phrases]], text: str, language: str) -> str:
    """The name of the first that stands in the text, or an empty string."""
    return next((name for name, phrase in of if phrase(text, language)), "")
