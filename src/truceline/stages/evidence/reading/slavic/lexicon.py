"""What a language's words do in a claim, by lemma; all of it is data (`languages/*/claims.yaml`)."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from truceline.foundation.text import fold
from truceline.stages.evidence.reading.numbers.scan import listed

LANGUAGES = ("ru", "uk")


class Lexicon(NamedTuple):
    """Lemmas by topic; `needs` are nouns without which a verb tells no violent act; `phrases` open
    the source of a sentence.
    """

    topics: Mapping[str, frozenset[str]]
    needs: Mapping[str, frozenset[str]]
    phrases: tuple[tuple[str, ...], ...]

    def has(self, topic: str, lemmas: frozenset[str]) -> bool:
        """Is one of the lemmas of the topic?"""
        return not self.topics[topic].isdisjoint(lemmas)


@cache
def lexicon(language: str) -> Lexicon:
    """The words of one language. Raises `FileNotFoundError` for a language without a file."""
    data: dict[str, Any] = listed(language, "claims")
    lists = {name: frozenset(map(fold, ws)) for name, ws in data.items() if isinstance(ws, list)}
    needs = {
        fold(verb): frozenset(map(fold, nouns))
        for name, verbs in data.items()
        if name.endswith("_needs")
        for verb, nouns in verbs.items()
    }
    phrases = sorted((tuple(p.split()) for p in lists["according"]), key=lambda p: (-len(p), p))
    return Lexicon(lists, needs, tuple(phrases))
