"""Noun phrases as clauses need them: what joins names, lists them, describes them, and ends them.

Places are those of a sentence's words; nothing here asks which verb a phrase belongs to.
"""

from collections.abc import Sequence

from truceline.stages.evidence.reading.grammar.words import NOMINAL, Word

_LINKS = frozenset({"sub", "that", "rel", "subprep"})


def joins_names(words: Sequence[Word], at: int) -> bool:
    """Does the conjunction at a place stand between two names (`A and the B`)?"""
    after = at + 1 + (words[at + 1].tag == "det")
    named = after < len(words) and words[after].tag == "name"
    return words[at].tag == "cc" and at > 0 and words[at - 1].tag == "name" and named


def phrase_start(words: Sequence[Word], last: int, floor: int, *, wide: bool) -> int:
    """Where the noun phrase that ends before `last` begins; `wide` takes `of` and `with` in."""
    first = last
    while first > floor and (
        words[first - 1].tag in NOMINAL
        or (wide and first < last and _reaches_over(words, first - 1))
    ):
        first -= 1
    while first < last and words[first].tag in {"prep", "adv"}:
        first += 1
    return first


def _reaches_over(words: Sequence[Word], at: int) -> bool:
    """`a call with A that …`: the preposition joins two nouns, not a name and what it is given."""
    return words[at].tag == "prep" and words[at + 1].tag != "prep" and words[at - 1].tag != "name"


def describing(words: Sequence[Word], at: int, floor: int, *, open_start: bool) -> bool:
    """A verb inside a subject: `the force sent there`, `keen to help protect it`."""
    before = words[at - 1] if at else None
    if words[at].shape in {"part", "past", "ing"}:
        opens = before is None or before.tag in {"that", "prep", "sub"}
        described = at > floor and before is not None and before.tag in NOMINAL
        return (opens and words[at].shape == "ing") or described
    chained = open_start and at > floor and before is not None and before.tag in {"verb", "adj"}
    return chained or (before is not None and before.low == "to")


def in_list(words: Sequence[Word], at: int) -> bool:
    """`A, the B and C`: names follow a comma up to a conjunction."""
    for word in words[at + 1 : at + 12]:
        if word.tag == "cc":
            return True
        if word.tag not in {"name", "det"} and word.low != ",":
            return False
    return False


def after_link(words: Sequence[Word], at: int, floor: int) -> bool:
    """Does nothing but a noun phrase stand between the last conjunction and this place?"""
    at -= 1
    links = _LINKS
    while at > floor and words[at].tag in NOMINAL | {"adv", "prep"}:
        links = links - {"subprep"} if words[at].tag == "prep" else links
        at -= 1
    return words[at].tag in links


def plural_words(subject: Sequence[Word]) -> bool:
    """`Chiefs`, `A and B`: more than one who can talk to each other."""
    return any(
        w.tag == "cc" or (w.low.endswith("s") and w.tag in {"noun", "name"}) for w in subject
    )


def asks_others(rest: Sequence[Word]) -> bool:
    """`wants them to stay`: a verb that somebody else is to carry out."""
    return any(
        w.low == "to" and n > 0 and rest[n + 1].tag in {"verb", "be", "have"}
        for n, w in enumerate(rest[:-1])
    )
