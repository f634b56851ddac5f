"""Clauses: each verb group with its subject, its words, and what it hangs on.

A light parse: subjects are sought leftwards from the verb, borders are conjunctions, relative
pronouns, `that`, dashes, quotation marks and commas before a subject. Where the words don't tell,
the clause is the smaller one.
"""

from collections.abc import Sequence
from typing import NamedTuple

from truceline.stages.evidence.reading.grammar.groups import Group
from truceline.stages.evidence.reading.grammar.nounphrases import (
    phrase_start,
)
from truceline.stages.evidence.reading.grammar.subjects import Left, left_of, phrase_back
from truceline.stages.evidence.reading.grammar.words import Word


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


def clauses_of(
    words: Sequence[Word], groups: Sequence[Group], clausal: frozenset[str]
) -> list[Clause]:
    """The clauses of a sentence in the order of their verbs."""
    finite = [g for g in groups if g.finite]
    lefts = [left_of(words, finite, n, clausal) for n in range(len(finite))]
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
        opening = later.subject[0]
        agent = opening < later.subject[1] and "by" in {words[opening - 1].low, words[opening].low}
        if aside.link != "rel" or later.linker >= 0 or not agent or aside.linker < 1:
            continue
        last = aside.linker
        first = phrase_back(words, last)
        teller = aside.parent if first and words[first - 1].lemma in clausal else -1
        link = "that" if teller >= 0 else "main"
        found[n - 1] = aside._replace(end=later.group.first)
        whole = (first, later.group.first)
        found[n] = later._replace(start=first, subject=whole, link=link, parent=teller)
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


def _end(words: Sequence[Word], group: Group, lefts: Sequence[Left], later: Sequence[Group]) -> int:
    """Where the next clause begins, or the sentence ends."""
    starts = zip(lefts, later, strict=True)
    borders = [_border(words, x, g, group.last) for x, g in starts]
    borders = [b for b in borders if b > group.last]
    end = min(borders, default=len(words))
    return _shrunk(words, group.last + 1, end)


def _border(words: Sequence[Word], left: Left, group: Group, last: int) -> int:
    """Where a later clause begins for the one before it: with its link, or the noun it explains."""
    if left.link == "resumed" and left.border <= last:
        return group.first
    first = left.subject[0]
    beside = _apposed(words, left) if left.linker > last else -1
    if beside > last:
        return beside
    apposed = left.link == "rel" and last < first < left.border and words[first - 1].low == ","
    return first if apposed else left.border


def _apposed(words: Sequence[Word], left: Left) -> int:
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
    left: Left,
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


def _resumed(words: Sequence[Word], earlier: list[Clause], left: Left) -> tuple[str, int]:
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
        only = any(w.low == "only" for w in words[max(after.linker - 2, 0) : after.linker])
        conditional = after.link == "sub" and (only or words[after.linker].low in _CONDITIONAL)
        if conditional and after.linker >= clause.end - 1 and after.linker - clause.end <= 1:
            return clause._replace(end=after.end)
    return clause


_CONDITIONAL = frozenset({"if", "unless", "provided", "provided that", "providing that", "once",
                          "as long as", "so long as", "on condition that", "only if", "in case"})  # fmt: skip
