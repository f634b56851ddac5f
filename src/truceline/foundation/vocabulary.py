"""The words that tables and agreements may use, and how patterns match them.

The lists themselves are data (`data/vocabulary.yaml`): a new act needs no code.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from ruamel.yaml import YAML


@cache
def _vocabulary() -> dict[str, dict[str, list[str]] | list[str]]:
    text = files("truceline").joinpath("data/vocabulary.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, list[str]] | list[str]] = YAML(typ="safe", pure=True).load(text)
    return loaded


@cache
def words(topic: str) -> frozenset[str]:
    """All words of one topic of `vocabulary.yaml`; families are written `family/member`.

    For `acts` the bare family is a word too: a report may know no more than that.
    """
    listed = _vocabulary()[topic]
    if isinstance(listed, list):
        return frozenset(listed)
    whole = {f"{family}/{member}" for family, members in listed.items() for member in members}
    return frozenset(whole | set(listed)) if topic == "acts" else frozenset(whole)


def family(word: str) -> str:
    """`air` of `air/drone_strike`."""
    return word.partition("/")[0]


def names_member(word: str) -> bool:
    """False for a bare family (`air`, `air/*`) and for `family/other`: the member isn't known."""
    return word.partition("/")[2] not in {"", "*", "other"}


def matches(pattern: str, word: str) -> bool:
    """Does a pattern (`family/member` or `family/*`) cover a word?"""
    head, _, tail = pattern.partition("/")
    return pattern == word or (tail in {"*", ""} and head == family(word))


def valid_pattern(pattern: str, topic: str) -> bool:
    """Is it a word of the topic, or `family/*` of one of its families?"""
    known = words(topic)
    head, _, tail = pattern.partition("/")
    return pattern in known or (tail == "*" and any(family(w) == head for w in known))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like `word`, or an empty string when none is near."""
    found = process.extractOne(word, sorted(known), score_cutoff=60)
    return found[0] if found else ""
