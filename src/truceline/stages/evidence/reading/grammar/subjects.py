"""What stands left of a verb: its subject, the word that links its clause, the clause's border.

Subjects are sought leftwards; where the words don't tell, the subject is the shorter one.
"""

from collections.abc import Sequence
from typing import NamedTuple

from truceline.stages.evidence.reading.grammar.groups import NOMINATIVE, Group
from truceline.stages.evidence.reading.grammar.nounphrases import (
    after_link,
    describing,
    in_list,
    joins_names,
    phrase_start,
)
from truceline.stages.evidence.reading.grammar.words import NOMINAL, Word

_INSIDE = NOMINAL | {"prep", "adv"}
_LINKS = frozenset({"sub", "that", "rel"})


class Left(NamedTuple):
    """What stands left of a verb: its subject, the link found there, and the clause's border."""

    subject: tuple[int, int]
    link: str
    linker: int
    border: int


def left_of(
    words: Sequence[Word], finite: Sequence[Group], n: int, clausal: frozenset[str]
) -> Left:
    """Walk left from the verb to its subject and to the border of its clause."""
    group = finite[n]
    previous = finite[n - 1] if n else None
    floor = previous.last + 1 if previous else 0
    at = group.first - 1
    while at >= floor and words[at].tag in {"adv", "neg"}:
        at -= 1
    if at < floor:
        return Left((0, 0), "main", -1, group.first)
    word = words[at]
    if word.tag in _LINKS or (word.tag == "subprep"):
        return _linked(words, at, floor)
    if word.tag == "cc":
        return Left((0, 0), "and", at, at)
    if word.tag in {"punct", "quote"}:
        return _after_mark(words, at, previous, group, clausal)
    return _nominal(words, at, floor, previous, clausal)


def _linked(words: Sequence[Word], at: int, floor: int) -> Left:
    """Directly after `who`, `which`, `that`, `if`: the subject of a relative stands before it."""
    if words[at].tag not in {"rel", "that"}:
        return Left((0, 0), "sub", at, at)
    last = at
    while last > floor and words[last - 1].tag in {"punct", "prep"}:
        last -= 1
    first = phrase_start(words, last, floor, wide=words[at].low in {"that", "which"})
    return Left((first, last), "rel", at, at)


def _after_mark(
    words: Sequence[Word], at: int, previous: Group | None, group: Group, clausal: frozenset[str]
) -> Left:
    """Directly after a comma or quotation mark: the sentence's subject goes on after an aside."""
    if words[at].low not in {",", "-", "–", "—", "--", ")"} and words[at].tag != "quote":
        return Left((0, 0), "main", -1, at + 1)
    behind = words[group.last + 1].tag if group.last + 1 < len(words) else ""
    if group.head.lemma in clausal and words[at].tag == "quote" and behind in NOMINAL:
        return Left((0, 0), "main", -1, at + 1)  # “…”, said the minister
    if words[at].low == "," and _said_behind(words, group):
        return Left((0, 0), "main", -1, at + 1)
    opened = _opened(words, at, clausal)
    if opened is None:
        return Left((0, 0), "and" if previous else "main", -1, at + 1)
    first, last = opened
    return Left((first, last), "resumed", -1, first)


def _said_behind(words: Sequence[Word], group: Group) -> bool:
    """`…, said the minister.`: the speaker stands behind, and nothing else."""
    at = group.last + 1
    named = at < len(words) and words[at].tag in {"name", "det", "poss"}
    while at < len(words) and words[at].tag in NOMINAL:
        at += 1
    ended = at >= len(words) or words[at].low in {".", ","}
    return named and ended and group.heads[-1].lemma in {"say", "add"}


def _opened(words: Sequence[Word], at: int, clausal: frozenset[str]) -> tuple[int, int] | None:
    """The noun phrase before the aside that ends at `at`, when it still waits for its verb."""
    if any(w.tag == "name" and w.low == "," for w in words[:at]):
        first = phrase_back(words, at)
        apposed = any(w.low == "," for w in words[first:at])
        if apposed and _starts_clause(words, first, clausal):
            return _trimmed(words, first, at)
    for mark in range(at - 1, -1, -1):
        if words[mark].low not in {",", "-", "–", "—", "--", "("} or words[mark].tag == "name":
            continue
        first = phrase_back(words, mark)
        if first < mark and (words[mark].low == "(" or _starts_clause(words, first, clausal)):
            return _trimmed(words, first, mark)
    return None


def phrase_back(words: Sequence[Word], last: int) -> int:
    """Where the noun phrase that ends before `last` begins, with what is joined to it."""
    while last > 0 and (words[last - 1].tag in _INSIDE or joins_names(words, last - 1)):
        last -= 1
    return last


def _starts_clause(words: Sequence[Word], first: int, clausal: frozenset[str]) -> bool:
    if first == 0:
        return True
    before = words[first - 1]
    if before.tag == "verb" and before.lemma in clausal:
        return True
    return before.tag in _LINKS | {"cc", "quote", "subprep"} or before.low in {
        ":",
        ";",
        "—",
        "–",
        "-",
        "--",
    }


def _trimmed(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """A subject begins with a noun phrase: leading adverbs and prepositional phrases fall away."""
    while first < last and words[first].tag == "adv":
        first += 1
    return first, last


def _nominal(
    words: Sequence[Word], at: int, floor: int, previous: Group | None, clausal: frozenset[str]
) -> Left:
    """A noun phrase stands before the verb: it is the subject, up to the border on its left."""
    first, last = at + 1, at + 1
    takes = previous is not None and bool(
        {previous.heads[-1].lemma, previous.heads[-1].phrase} & clausal
    )
    between = {w.tag for w in words[floor:at]}
    explicit = takes and "that" in between and "quote" not in between
    takes = takes and not _comma_between(words, floor, at)
    open_start = previous is None
    while first > floor and _belongs(words, first - 1, floor, takes=takes, open_start=open_start):
        first -= 1
        if words[first].low in NOMINATIVE:
            break
    if previous is not None and not takes and first <= floor:
        joined = (n for n in range(last - 1, first, -1) if words[n].tag == "cc")
        first = next(joined, first - 1) + 1
    beside = -1 if previous is None or takes else _contact(words, first, at)
    if beside > 0:
        return Left((beside, last), "rel", -1, beside)
    link = _link_before(words, first - 1) if first - 1 >= max(floor, 0) else "main"
    linker, border = (-1, first) if link == "main" else (first - 1, first - 1)
    subject = _without_leading(words, first, last, takes=takes)
    if (takes or explicit) and link == "main":
        link = "that"
    contact = first > 0 and words[first].low in NOMINATIVE and words[first - 1].tag in NOMINAL
    if link == "main" and previous is not None and contact:
        link = "rel"
    start = subject[0] if takes else first
    return Left(subject, link, linker, border if linker >= 0 else start)


def _link_before(words: Sequence[Word], at: int) -> str:
    """What a word in front of a subject makes of its clause."""
    word = words[at]
    if word.tag == "rel" and word.low not in {"where", "whereby"}:
        return "rel"
    links = {"sub": "sub", "subprep": "sub", "rel": "sub", "that": "that", "cc": "and"}
    return links.get(word.tag, "main")


def _contact(words: Sequence[Word], first: int, at: int) -> int:
    """`the time the truce was announced`: where a second noun phrase begins with no border, or −1."""
    for n in range(at, first + 1, -1):
        opens = words[n].tag == "det" and words[n].low in {"the", "its", "their", "a", "an"}
        if opens and words[n - 1].tag in {"noun", "num"} and words[n - 1].low != "all":
            return n
    return -1


def _comma_between(words: Sequence[Word], floor: int, at: int) -> bool:
    """A comma that no quotation follows ends what a verb of saying governs."""
    return any(words[n].low in {",", ";"} and words[n + 1].tag != "quote" for n in range(floor, at))


def _belongs(words: Sequence[Word], at: int, floor: int, *, takes: bool, open_start: bool) -> bool:
    """Is the word at `at` still part of the subject that ends right of it?"""
    word = words[at]
    if word.tag in _INSIDE:
        return True
    if word.tag == "subprep":
        return at > floor and words[at - 1].tag in NOMINAL and open_start
    if word.tag == "cc":
        joins = at > floor and words[at - 1].tag in NOMINAL
        names = words[at + 1].tag == words[at - 1].tag == "name"
        return joins and (takes or open_start or names or after_link(words, at, floor))
    if word.low == ",":
        return at > floor and words[at - 1].tag == "name" and in_list(words, at)
    if word.low == "to":
        return at > floor
    return word.tag == "verb" and describing(words, at, floor, open_start=open_start)


def _without_leading(
    words: Sequence[Word], first: int, last: int, *, takes: bool
) -> tuple[int, int]:
    """Drop a leading prepositional phrase (`in May the force`) and, after `told`, the addressee."""
    while first < last and words[first].tag == "adv":
        first += 1
    if first < last and words[first].tag in {"prep", "subprep"}:
        first = _after_phrase(words, first, last)
    if takes:
        first = _after_addressee(words, first, last)
    return first, last


def _after_phrase(words: Sequence[Word], first: int, last: int) -> int:
    """Where the noun phrase after a leading `in the north` begins, if there is one."""
    for at in range(first + 2, last):
        starts = words[at].tag in {"det", "poss"} or words[at].low in NOMINATIVE
        if starts and words[at - 1].tag in {"noun", "name", "num", "adv"}:
            return at
    at = first + 1
    while at < last and words[at].tag != "adv" and words[at].low != ",":
        at += 1
    if at < last:
        while at < last and (words[at].tag == "adv" or words[at].low == ","):
            at += 1
        return at if at < last else first + 1
    return first + 1


def _after_addressee(words: Sequence[Word], first: int, last: int) -> int:
    """`told A a deal would`: a second noun phrase begins with a determiner or another name."""
    at = first + 1
    while at < last:
        starts = words[at].tag in {"det", "poss"} or words[at].low in NOMINATIVE
        if (
            starts
            and words[at - 1].tag in {"name", "noun", "pron", "adv"}
            and words[at - 1].low != "of"
        ):
            return at
        at += 1
    return first
