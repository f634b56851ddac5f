"""The words of a sentence as phrases need them: looked up, compared, put together again.

Nothing here knows what a phrase is.
"""

from typing import NamedTuple

from truceline.stages.evidence.reading.actors.catalogue import Catalogue, Hit
from truceline.stages.evidence.reading.actors.lookup import Word
from truceline.stages.evidence.reading.actors.names import Names


class Node(NamedTuple):
    """Words [start, end) of a sentence. `key` is that of the entry, or the words themselves where
    there is none; `owner` whose it is; `name` the person named with it; `flags` are `the`, `a`,
    `former`, `deputy`, `lower` and `possessive`.
    """

    kind: str
    start: int
    end: int
    key: str
    form: str = ""
    owner: "Node | None" = None
    name: "Node | None" = None
    flags: frozenset[str] = frozenset()
    gender: str = ""


class SentenceWords:
    """One sentence with the catalogue of its language."""

    def __init__(self, words: list[Word], known: Catalogue) -> None:
        self.words = words
        self.known = known
        self.names = Names(words, known, self.hits)
        self._hits: dict[int, list[Hit]] = {}

    def low(self, at: int) -> str:
        """The folded word, or an empty string outside the sentence."""
        return self.words[at].low if 0 <= at < len(self.words) else ""

    def hits(self, at: int) -> list[Hit]:
        """All entries that start at a word."""
        if at not in self._hits:
            self._hits[at] = self.known.hits(self.words, at) if at < len(self.words) else []
        return self._hits[at]

    def possessive(self, at: int) -> int:
        """1 where the word is a possessive ending."""
        return int(self.low(at) in {"'s", "'"})

    def node(self, hit: Hit) -> Node:
        """An entry as a phrase of its own."""
        flags = frozenset({"lower"}) if hit.lower else frozenset()
        kind = "person" if hit.entry.kind == "surname" else hit.entry.kind
        form = "surname" if hit.entry.kind == "surname" else hit.entry.form
        return Node(kind, hit.start, hit.end, hit.entry.key, form, flags=flags)

    def is_in(self, at: int, topic: str) -> bool:
        """Is a word one of a topic, in any of its forms?"""
        if not 0 <= at < len(self.words):
            return False
        return not self.known.topic(topic).isdisjoint(self.words[at].keys)

    def said(self, start: int, end: int) -> str:
        """The words as they stand, with single spaces."""
        text = "".join(
            w.text if i == start or w.start == self.words[i - 1].end else f" {w.text}"
            for i, w in enumerate(self.words[start:end], start)
        )
        return text[0].upper() + text[1:]
