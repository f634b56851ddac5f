"""What a verb governs, as a verdict looks at it: the nouns around it, counted things, denials.

Nothing here decides a kind; `predicates.py` and `acts.py` do, by frames.
"""

from collections.abc import Sequence
from typing import NamedTuple

from truceline.model.claim import ClaimKind
from truceline.stages.evidence.reading.grammar.clauses import Clause
from truceline.stages.evidence.reading.grammar.frames import Frames, singular
from truceline.stages.evidence.reading.grammar.groups import Head
from truceline.stages.evidence.reading.grammar.modality import Put
from truceline.stages.evidence.reading.grammar.nounphrases import asks_others, plural_words
from truceline.stages.evidence.reading.grammar.words import NOMINAL, Word

SURE, FAIR, GUESSED = 0.85, 0.7, 0.45
"""Confidence of a verb of the kind, of a weaker sign, and of the kind taken for want of one."""


class Verdict(NamedTuple):
    """Kind of a clause, how it is put, its stance if any, and how sure the kind is (0..1)."""

    kind: ClaimKind
    put: Put
    stance: str
    sure: float
    main: Head


class Governed(NamedTuple):
    """What a verdict looks at: singular nouns of the subject, of the phrase behind the verb and of
    all that follows; whether a number that isn't a duration stands in the clause; `agent` and
    `without`, whether these prepositions do; `points`, whether the subject is only `this` or `it`; `thing`:
    the object without what is said of its place.
    """

    subject: frozenset[str]
    object: frozenset[str]
    rest: frozenset[str]
    counted: bool
    casualties: bool = False
    denied: bool = False
    plural: bool = False
    asked: bool = False
    heads: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    partnered: bool = False
    agent: bool = False
    without: bool = False
    points: bool = False
    thing: frozenset[str] = frozenset()


def governed_by(
    words: Sequence[Word], clause: Clause, *, counted: bool, casualties: bool, frames: Frames
) -> Governed:
    """The nouns around a clause's verb group."""
    first, last = clause.group.last + 1, clause.end
    return Governed(
        subject=nouns(words[clause.subject[0] : clause.subject[1]]),
        object=nouns(words[first : _phrase_end(words, first, last)]),
        rest=nouns(words[first:last]),
        counted=counted,
        casualties=casualties,
        denied=_denied(words, clause, frames),
        plural=plural_words(words[clause.subject[0] : clause.subject[1]]),
        asked=asks_others(words[first:last]),
        within=_within(words, first, last),
        partnered=any(w.low in {"with", "to"} for w in words[first:last]),
        heads=nouns(words[clause.subject[0] : _head_end(words, *clause.subject)]),
        agent=any(w.low == "by" for w in words[first:last]),
        without=any(w.low == "without" for w in words[first:last]),
        points=_only(words, clause, frames.sets["pointing"]),
        thing=nouns(words[first : _thing_end(words, first, last)]),
    )


def _thing_end(words: Sequence[Word], first: int, last: int) -> int:
    """Where the noun phrase behind a verb ends, only what `of` adds included."""
    opening = first + (first < last and words[first].tag == "prep")
    ends = (n for n in range(opening, last) if words[n].tag in {"prep", "subprep", "punct", "rel"})
    return next((n for n in ends if words[n].low != "of"), last)


def _only(words: Sequence[Word], clause: Clause, listed: frozenset[str]) -> bool:
    """Is the subject one word of a list?"""
    first, last = clause.subject
    return last - first == 1 and words[first].low in listed


def _within(words: Sequence[Word], first: int, last: int) -> frozenset[str]:
    """The nouns right behind `in`: `was in talks`."""
    if first >= last or words[first].low != "in":
        return frozenset()
    end = next((n for n in range(first + 1, last) if words[n].tag not in NOMINAL), last)
    return (
        nouns(words[first + 1 : end])
        if words[first + 1 : end] and words[first + 1].tag != "det"
        else frozenset()
    )


def _head_end(words: Sequence[Word], first: int, last: int) -> int:
    """Where a subject's own nouns end: before its first preposition."""
    return next((n for n in range(first + 1, last) if words[n].tag == "prep"), last)


def _denied(words: Sequence[Word], clause: Clause, frames: Frames) -> bool:
    """`No violations were recorded`, `has no intention`, `not all are ready`."""
    first, last = clause.subject
    behind = clause.group.last + 1
    opening = {w.low for w in words[first : min(first + 1, last)]}
    governed = {w.low for w in words[behind : min(behind + 1, clause.end)]}
    before = words[first - 1].low if first else ""
    return bool((opening | governed) & frames.sets["negative_subjects"]) or before == "not"


def nouns(words: Sequence[Word]) -> frozenset[str]:
    """The words as singular nouns, with hyphenated ones also by their last part."""
    found = {
        singular(w.low) for w in words if w.tag in {"noun", "name", "num", "adj", "verb", "pron"}
    }
    found |= {w.lemma for w in words if w.tag == "verb"}
    found |= {f"{w.lemma}_{words[n + 1].low}" for n, w in enumerate(words[:-1]) if w.tag == "verb"}
    return frozenset(found | {singular(w.low.rpartition("-")[2]) for w in words if "-" in w.low})


def _phrase_end(words: Sequence[Word], first: int, last: int) -> int:
    """Where the noun phrase behind a verb ends; `of` and a preposition at once belong to it."""
    at = first
    while at < last and (words[at].tag in {"prep", "adv", "to", "neg"} and at - first < 3):
        at += 1
    while at < last and (words[at].tag not in {"punct", "prep", "subprep", "verb", "to"} or words[at].low in {"of", "on"}):  # fmt: skip
        at += 1
    return at
