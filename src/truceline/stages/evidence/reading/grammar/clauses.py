"""Clauses: each verb group with its subject, its words, and what it hangs on.

A light parse: subjects are sought leftwards from the verb, borders are conjunctions, relative
pronouns, `that`, dashes, quotation marks and commas before a subject. Where the words don't tell,
the clause is the smaller one.
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


class Clause(NamedTuple):
    """Words [start, end) around `group`; `subject` words [a, b) or empty when shared or left out.

    `link` is main, that, rel, sub, and, part, tail; `linker` the place of the linking word or −1;
    `parent` the clause that it hangs on (its speaker for `that`, its sharer for `and`) or −1.
    """

    group: Group
    start: int
    end: int
    subject: tuple[int, int]
    link: str
    linker: int
    parent: int


class _Left(NamedTuple):
    """What stands left of a verb: its subject, the link found there, and the clause's border."""

    subject: tuple[int, int]
    link: str
    linker: int
    border: int


def clauses_of(
    words: Sequence[Word], groups: Sequence[Group], clausal: frozenset[str]
) -> list[Clause]:
    """The clauses of a sentence in the order of their verbs."""
    finite = [g for g in groups if g.finite]
    lefts = [_left(words, finite, n, clausal) for n in range(len(finite))]
    clauses: list[Clause] = []
    for n, (group, left) in enumerate(zip(finite, lefts, strict=True)):
        end = _end(words, group, lefts[n + 1 :], finite[n + 1 :])
        clauses.append(_clause(words, clauses, group, left, end, clausal))
    clauses = _behind_relatives(words, _noun_with_clause(words, clauses), clausal)
    return [_stretched(words, clauses, n) for n in range(len(clauses))]


def _behind_relatives(
    words: Sequence[Word], clauses: list[Clause], clausal: frozenset[str]
) -> list[Clause]:
    """`the raid that was led by A had failed`: what follows the agent resumes the noun before `that`."""
    found = list(clauses)
    for n in range(1, len(found)):
        aside, later = found[n - 1], found[n]
        agent = later.subject[0] < later.subject[1] and words[later.subject[0]].low == "by"
        if aside.link != "rel" or later.linker >= 0 or not agent or aside.linker < 1:
            continue
        last = aside.linker
        first = _back(words, last)
        teller = aside.parent if first and words[first - 1].lemma in clausal else -1
        link = "that" if teller >= 0 else "main"
        found[n - 1] = aside._replace(end=later.group.first)
        found[n] = later._replace(start=first, subject=(first, last), link=link, parent=teller)
        if teller >= 0:
            found[teller] = found[teller]._replace(end=first)
    return found


def _noun_with_clause(words: Sequence[Word], clauses: list[Clause]) -> list[Clause]:
    """`Signals that A may leave have prompted B`: the noun in front is the second verb's subject."""
    if len(clauses) < 2 or clauses[0].link != "that" or clauses[0].linker < 1:
        return clauses
    first, second = clauses[:2]
    if (
        second.link not in {"that", "main"}
        or second.linker >= 0
        or second.start <= first.group.last
    ):
        return clauses
    if any(w.tag == "punct" for w in words[first.group.last + 1 : second.group.first]):
        return clauses
    head = first.linker
    opened = first._replace(end=second.group.first, link="noun", parent=-1)
    resumed = second._replace(start=second.group.first, subject=(0, head), link="main", parent=-1)
    return [opened, resumed, *clauses[2:]]


def _left(words: Sequence[Word], finite: Sequence[Group], n: int, clausal: frozenset[str]) -> _Left:
    """Walk left from the verb to its subject and to the border of its clause."""
    group = finite[n]
    previous = finite[n - 1] if n else None
    floor = previous.last + 1 if previous else 0
    at = group.first - 1
    while at >= floor and words[at].tag in {"adv", "neg"}:
        at -= 1
    if at < floor:
        return _Left((0, 0), "main", -1, group.first)
    word = words[at]
    if word.tag in _LINKS or (word.tag == "subprep"):
        return _linked(words, at, floor)
    if word.tag == "cc":
        return _Left((0, 0), "and", at, at)
    if word.tag in {"punct", "quote"}:
        return _after_mark(words, at, previous, group, clausal)
    return _nominal(words, at, floor, previous, clausal)


def _linked(words: Sequence[Word], at: int, floor: int) -> _Left:
    """Directly after `who`, `which`, `that`, `if`: the subject of a relative stands before it."""
    if words[at].tag not in {"rel", "that"}:
        return _Left((0, 0), "sub", at, at)
    last = at
    while last > floor and words[last - 1].tag in {"punct", "prep"}:
        last -= 1
    first = phrase_start(words, last, floor, wide=words[at].low in {"that", "which"})
    return _Left((first, last), "rel", at, at)


def _after_mark(
    words: Sequence[Word], at: int, previous: Group | None, group: Group, clausal: frozenset[str]
) -> _Left:
    """Directly after a comma or quotation mark: the sentence's subject goes on after an aside."""
    if words[at].low not in {",", "-", "–", "—", "--", ")"} and words[at].tag != "quote":
        return _Left((0, 0), "main", -1, at + 1)
    behind = words[group.last + 1].tag if group.last + 1 < len(words) else ""
    if group.head.lemma in clausal and words[at].tag == "quote" and behind in NOMINAL:
        return _Left((0, 0), "main", -1, at + 1)  # “…”, said the minister
    opened = _opened(words, at, clausal)
    if opened is None:
        return _Left((0, 0), "and" if previous else "main", -1, at + 1)
    first, last = opened
    return _Left((first, last), "resumed", -1, first)


def _opened(words: Sequence[Word], at: int, clausal: frozenset[str]) -> tuple[int, int] | None:
    """The noun phrase before the aside that ends at `at`, when it still waits for its verb."""
    if any(w.tag == "name" and w.low == "," for w in words[:at]):
        first = _back(words, at)
        apposed = any(w.low == "," for w in words[first:at])
        if apposed and _starts_clause(words, first, clausal):
            return _trimmed(words, first, at)
    for mark in range(at - 1, -1, -1):
        if words[mark].low not in {",", "-", "–", "—", "--", "("} or words[mark].tag == "name":
            continue
        first = _back(words, mark)
        if first < mark and (words[mark].low == "(" or _starts_clause(words, first, clausal)):
            return _trimmed(words, first, mark)
    return None


def _back(words: Sequence[Word], last: int) -> int:
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
    return before.tag in _LINKS | {"cc", "quote", "subprep"} or before.low in {":", ";", "—"}


def _trimmed(words: Sequence[Word], first: int, last: int) -> tuple[int, int]:
    """A subject begins with a noun phrase: leading adverbs and prepositional phrases fall away."""
    while first < last and words[first].tag == "adv":
        first += 1
    return first, last


def _nominal(
    words: Sequence[Word], at: int, floor: int, previous: Group | None, clausal: frozenset[str]
) -> _Left:
    """A noun phrase stands before the verb: it is the subject, up to the border on its left."""
    first, last = at + 1, at + 1
    takes = previous is not None and previous.heads[-1].lemma in clausal
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
        return _Left((beside, last), "rel", -1, beside)
    link = _link_before(words, first - 1) if first - 1 >= max(floor, 0) else "main"
    linker, border = (-1, first) if link == "main" else (first - 1, first - 1)
    subject = _without_leading(words, first, last, takes=takes)
    if (takes or explicit) and link == "main":
        link = "that"
    contact = first > 0 and words[first].low in NOMINATIVE and words[first - 1].tag in NOMINAL
    if link == "main" and previous is not None and contact:
        link = "rel"
    start = subject[0] if takes else first
    return _Left(subject, link, linker, border if linker >= 0 else start)


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


def _end(
    words: Sequence[Word], group: Group, lefts: Sequence[_Left], later: Sequence[Group]
) -> int:
    """Where the next clause begins, or the sentence ends."""
    starts = zip(lefts, later, strict=True)
    borders = [_border(words, x, g, group.last) for x, g in starts]
    borders = [b for b in borders if b > group.last]
    end = min(borders, default=len(words))
    return _shrunk(words, group.last + 1, end)


def _border(words: Sequence[Word], left: _Left, group: Group, last: int) -> int:
    """Where a later clause begins for the one before it: with its link, or the noun it explains."""
    if left.link == "resumed" and left.border <= last:
        return group.first
    first = left.subject[0]
    beside = _apposed(words, left) if left.linker > last else -1
    if beside > last:
        return beside
    apposed = left.link == "rel" and last < first < left.border and words[first - 1].low == ","
    return first if apposed else left.border


def _apposed(words: Sequence[Word], left: _Left) -> int:
    """Where `, a claim that B rejected` begins; −1 for other clauses."""
    if words[left.linker].low not in {"that", "which"} or left.subject[0] < left.linker:
        return -1
    first = phrase_start(words, left.linker, 0, wide=False)
    opens = 0 < first < left.linker and words[first].tag == "det"
    return first if opens and words[first - 1].low in {",", "—", "–", "--"} else -1


def _shrunk(words: Sequence[Word], floor: int, end: int) -> int:
    """Without the marks and conjunctions at its end."""
    while end > floor and (words[end - 1].tag in {"punct", "cc", "sub", "that", "rel"}):
        end -= 1
    while end > floor and words[end - 1].tag == "quote" and _is_opening(words, end - 1):
        end -= 1
    while end > floor and words[end - 1].tag in {"punct", "cc", "sub", "that"}:
        end -= 1
    return end


def _is_opening(words: Sequence[Word], at: int) -> bool:
    return words[at].low in "“«„‘"


def _clause(
    words: Sequence[Word],
    earlier: list[Clause],
    group: Group,
    left: _Left,
    end: int,
    clausal: frozenset[str],
) -> Clause:
    start = left.subject[0] if left.subject[0] < left.subject[1] else group.first
    link = left.link
    beside = _apposed(words, left) if left.linker >= 0 else -1
    if beside >= 0:
        start, link = beside, "rel"
    parent = len(earlier) - 1
    if link == "resumed":
        link, parent = _resumed(words, earlier, left)
    elif link == "and":
        parent = _sharer(earlier, group, clausal)
    elif link == "that" and left.linker > 0 and words[left.linker - 1].tag == "cc":
        parent = next((c.parent for c in reversed(earlier) if c.link == "that"), parent)
    return Clause(group, start, max(end, group.last + 1), left.subject, link, left.linker, parent)


def _resumed(words: Sequence[Word], earlier: list[Clause], left: _Left) -> tuple[str, int]:
    first = left.subject[0]
    if first and words[first - 1].tag == "that":
        return "that", len(earlier) - 1
    if first and words[first - 1].tag == "verb":
        told = next((n for n, c in enumerate(earlier) if c.group.last == first - 1), -1)
        return ("that", told) if told >= 0 else ("main", -1)
    return "main", -1


def _sharer(earlier: list[Clause], group: Group, clausal: frozenset[str]) -> int:
    """The clause that a coordinated one goes on with: the nearest of the same make."""
    reports = group.head.lemma in clausal
    for n in range(len(earlier) - 1, -1, -1):
        other = earlier[n].group
        if reports and other.head.lemma in clausal and earlier[n].link != "rel":
            return n
        if not reports and _alike(other, group):
            return n
    return len(earlier) - 1


def _alike(one: Group, other: Group) -> bool:
    if one.shape == other.shape:
        return True
    present, past = {"s", "base", "be", "have"}, {"past"}
    if {one.shape, other.shape} <= present | {"modal"}:
        return one.past == other.past
    return (one.shape in past or one.past) and (other.shape in past or other.past)


def _stretched(words: Sequence[Word], clauses: list[Clause], n: int) -> Clause:
    """A clause with a condition behind it holds the condition too."""
    clause = clauses[n]
    if n + 1 < len(clauses):
        after = clauses[n + 1]
        conditional = after.link == "sub" and words[after.linker].low in _CONDITIONAL
        if conditional and after.linker >= clause.end - 1 and after.linker - clause.end <= 1:
            return clause._replace(end=after.end)
    return clause


_CONDITIONAL = frozenset({"if", "unless", "provided", "provided that", "providing that", "once",
                          "as long as", "so long as", "on condition that", "only if", "in case"})  # fmt: skip
