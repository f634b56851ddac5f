"""Which act and which kind of site the words of a quote name; all lists are data (`data/acts`).

What the words don't say stays open: no act is better than a wrong one.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from truceline.foundation.text import fold, tokens

LANGUAGES = ("en", "ru", "uk")
Phrase = tuple[str, ...]


class Rule(NamedTuple):
    """An act, the groups that must all stand in the quote, and those that mustn't."""

    kind: str
    words: tuple[str, ...]
    unless: tuple[str, ...]


class Table(NamedTuple):
    """The phrases of one language."""

    groups: Mapping[str, tuple[Phrase, ...]]
    sites: Mapping[str, tuple[Phrase, ...]]
    before: frozenset[str]
    unit: tuple[str, ...]
    unit_adjectives: frozenset[str]
    joining: frozenset[str]
    again: tuple[Phrase, ...]
    again_units: tuple[Phrase, ...]
    objects: frozenset[str]


def _listed(name: str) -> dict[str, Any]:
    path = files("truceline").joinpath(f"data/acts/{name}.yaml")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return loaded


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in their order."""
    found = _listed("rules")["rules"]
    return tuple(Rule(r["kind"], tuple(r["words"]), tuple(r.get("unless", ()))) for r in found)


@cache
def times_unit() -> str:
    """What "N times" counts of an act."""
    return str(_listed("rules")["times_unit"])


@cache
def table(language: str) -> Table:
    """The words of a language; those of English for one that has no file."""
    data = _listed(language if language in LANGUAGES else "en")
    return Table(
        groups={name: _phrases(words) for name, words in data["groups"].items()},
        sites={name: _phrases(words) for name, words in data["sites"].items()},
        before=frozenset(map(fold, data["places"]["before"])),
        unit=tuple(map(fold, data["places"]["unit"])),
        unit_adjectives=frozenset(map(fold, data["places"]["unit_adjectives"])),
        joining=frozenset(map(fold, data["places"]["joining"])),
        again=_phrases(data["places"]["again"]),
        again_units=_phrases(data["places"]["again_units"]),
        objects=frozenset(map(fold, data["places"]["objects"])),
    )


def _phrases(words: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(tuple(fold(word) for word in str(phrase).split()) for phrase in words)


def folded(text: str) -> list[str]:
    """The words of a text as the phrases are compared with them."""
    return [fold(token.text) for token in tokens(text)]


def stands(phrases: Iterable[Phrase], words: Sequence[str]) -> bool:
    """Does one of the phrases stand among the words?"""
    return any(place_of(phrase, words) >= 0 for phrase in phrases)


def place_of(phrase: Phrase, words: Sequence[str]) -> int:
    """Where a phrase begins among the words, or −1."""
    last = len(words) - len(phrase)
    return next((n for n in range(last + 1) if _fits(phrase, words[n:])), -1)


def _fits(phrase: Phrase, words: Sequence[str]) -> bool:
    return all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for part, word in zip(phrase, words, strict=False)
    )


def act_of(quote: str, language: str) -> str:
    """The act (`family/act`, or the family) that a quote names; empty where it names none."""
    words, groups = folded(quote), table(language).groups
    there = {name for name, phrases in groups.items() if stands(phrases, words)}
    fits = (r for r in rules() if there.issuperset(r.words) and there.isdisjoint(r.unless))
    return next((rule.kind for rule in fits), "")


def strikes(word: str, language: str) -> bool:
    """Is a single word one of attacking or shelling, so that a place may follow as its object?"""
    groups = table(language).groups
    return any(stands(groups[name], [fold(word)]) for name in ("attack", "shelling"))


def site_of(quote: str, language: str) -> str:
    """The site category that a quote names first in the order of the data; empty for none."""
    words = folded(quote)
    sites = table(language).sites
    return next((name for name, phrases in sites.items() if stands(phrases, words)), "")
