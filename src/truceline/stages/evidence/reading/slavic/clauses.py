"""Clauses of a sentence: cut at commas, colons, dashes and joining words where each part has a
predicate of its own.

A part without one belongs to its neighbour. Nothing is moved: clauses follow each other in the text.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from truceline.stages.evidence.reading.slavic.lexicon import Lexicon
from truceline.stages.evidence.reading.slavic.words import Word

SIGNS = frozenset({",", ";", ":", "(", ")", "—", "–"})
_FINITE = ("VERB", "PRTS", "PRED", "Impe")
_HEADS = (
    "say",
    "attack",
    "harm",
    "light",
    "intercept",
    "deny",
    "meet",
    "demand",
    "refuse",
    "agree",
    "is",
)


class Clause(NamedTuple):
    """Words [start, end) with their predicates; `link` is how it is joined to what is before it:
    that, rel, if, as, and, colon or nothing.
    """

    start: int
    end: int
    heads: tuple[int, ...]
    link: str = ""

    @property
    def head(self) -> int:
        """The first predicate."""
        return self.heads[0]


class _Part(NamedTuple):
    start: int
    end: int
    sign: str


def clauses_of(words: Sequence[Word], known: Lexicon, extra: frozenset[int]) -> list[Clause]:
    """The clauses of a sentence; `extra` are words that serve as predicates though no verbs."""
    found: list[Clause] = []
    waiting = -1
    for part in _joint_parts(words, known, extra):
        heads = predicates(words, known, part.start, part.end, extra)
        if not heads and found:
            found[-1] = found[-1]._replace(end=part.end)
        elif not heads:
            waiting = part.start if waiting < 0 else waiting
        else:
            link = _link(words, known, part)
            start = waiting if waiting >= 0 and link != "as" else part.start
            waiting = -1
            found.append(Clause(start, part.end, heads, link))
    return found


def predicates(
    words: Sequence[Word], known: Lexicon, start: int, end: int, extra: frozenset[int]
) -> tuple[int, ...]:
    """The places of the predicates in words [start, end)."""
    return tuple(at for at in range(start, end) if at in extra or _predicates(words, known, at))


def _predicates(words: Sequence[Word], known: Lexicon, at: int) -> bool:
    word = words[at]
    if word.low in known.topics["there"] or word.low in known.topics["none"]:
        return True
    if word.is_first("PRTS", "VERB") or (word.is_first("ADJS") and known.has("ready", word.lemmas)):
        return True
    if known.has("ready", word.lemmas) and word.is_first("ADJF"):
        return not (at + 1 < len(words) and words[at + 1].is_first("NOUN"))
    return word.may_be("VERB", "PRTS") and any(known.has(topic, word.lemmas) for topic in _HEADS)


def _joint_parts(words: Sequence[Word], known: Lexicon, extra: frozenset[int]) -> Iterator[_Part]:
    """Parts between signs, those with two joined predicates cut in two."""
    for part in _parts(words):
        start = part.start
        for at in range(part.start + 1, part.end - 1):
            if words[at].low in known.topics["and"] and _separate(
                words, known, start, at, part.end, extra
            ):
                yield _Part(start, at, part.sign if start == part.start else "and")
                start = at
        yield _Part(start, part.end, part.sign if start == part.start else "and")


def _separate(
    words: Sequence[Word], known: Lexicon, start: int, at: int, end: int, extra: frozenset[int]
) -> bool:
    """Has each side of a joining word its own predicate, so that they aren't a pair of verbs?"""
    left = predicates(words, known, start, at, extra)
    right = predicates(words, known, at + 1, end, extra)
    if not (left and right):
        return False
    beside = left[-1] == at - 1 and right[0] == at + 1
    return not (beside and _alike(words[left[-1]], words[right[0]], known))


def _alike(one: Word, other: Word, known: Lexicon) -> bool:
    """Do two verbs say the same kind of thing, so that they share what they govern?"""
    return any(known.has(t, one.lemmas) and known.has(t, other.lemmas) for t in _HEADS)


def _parts(words: Sequence[Word]) -> Iterator[_Part]:
    start, sign = 0, ""
    for at, word in enumerate(words):
        if word.text in SIGNS or (word.text == "-" and _spaced(words, at)):
            if at > start:
                yield _Part(start, at, sign)
            start, sign = at + 1, word.text
    if start < len(words):
        yield _Part(start, len(words), sign)


def _spaced(words: Sequence[Word], at: int) -> bool:
    """Is a hyphen a dash: does space stand around it?"""
    return 0 < at < len(words) - 1 and words[at - 1].end < words[at].start < words[at + 1].start - 1


_NEAR = 3


def _link(words: Sequence[Word], known: Lexicon, part: _Part) -> str:
    first = words[part.start : part.start + _NEAR]
    low = first[0].low
    if low in known.topics["that"]:
        return "that"
    if any(known.has("relative", word.lemmas) for word in first[:2]):
        return "rel"
    if low in known.topics["if"]:
        return "if"
    if low in known.topics["as"]:
        return "as"
    if part.sign == ":":
        return "colon"
    return "and" if low in known.topics["and"] or part.sign == "and" else ""
