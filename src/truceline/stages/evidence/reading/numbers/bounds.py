"""How words bound a number: at least 12, up to 30,000, 30 or more, and what lies between.

A bound is what the words say; it never rounds, and never narrows what they leave open.
"""

from functools import cache
from typing import Any, NamedTuple

from truceline.model.claim import Bound, Quantity
from truceline.stages.evidence.reading.numbers.scan import Phrases, Scan, listed

_DEEPEST = 3  # of bounds in a row: "up to around some 40"


class BoundWords:
    """The bounding phrases of one language."""

    def __init__(self, language: str) -> None:
        data: dict[str, Any] = listed(language, "numbers")
        self.before = Phrases(data["bounds"], language)
        self.after = Phrases(data["bounds_after"], language)
        self.loose = frozenset(data["loose"])
        self.loose_not_after = frozenset(data["loose_not_after"])
        self.between = frozenset(data["between"])
        self.between_and = frozenset(data["between_and"])
        self.range_words = frozenset(data["range_words"])
        self.range_from = frozenset(data["range_from"])
        self.gaps = frozenset(data["bound_gaps"])
        self.levels = frozenset(data["levels"])
        self.definite = frozenset(data["definite"])
        self.changes = frozenset(data["changes"])


class Bounded(NamedTuple):
    """The bound before a number, and the word where its phrase begins."""

    bound: Bound
    first: int


@cache
def bound_words(language: str) -> BoundWords:
    """The bounding phrases of a language, read once."""
    return BoundWords(language)


def bound_before(scan: Scan, words: BoundWords, at: int) -> Bounded:
    """The bound that ends before a word. Of several in a row a firm one beats "about"."""
    first, found = _past_gap(scan, words, at), list[Bound]()
    for _ in range(_DEEPEST):
        label, begin = words.before.before(scan, first)
        if not label or _is_preposition(scan, words, begin, first):
            break
        first = begin
        found.append(Bound(label))
    firm = [bound for bound in found if bound not in {Bound.ABOUT, Bound.EXACT}]
    about = Bound.ABOUT if Bound.ABOUT in found else Bound.EXACT
    return Bounded(firm[-1] if firm else about, first if found else at)


def _past_gap(scan: Scan, words: BoundWords, at: int) -> int:
    """Before a preposition that stands between bound and number: at least *for* 30 days."""
    gap = scan.low(at - 1) in words.gaps and not words.before.before(scan, at)[0]
    return at - 1 if gap else at


def _is_preposition(scan: Scan, words: BoundWords, begin: int, first: int) -> bool:
    """Is "over" in "control over two regions" no bound?"""
    single = first - begin == 1 and scan.low(begin) in words.loose
    if single and scan.low(begin) in words.levels:
        return any(scan.low(k) in words.changes for k in range(max(0, begin - 4), begin))
    return single and scan.low(begin - 1) in words.loose_not_after


def bound_after(scan: Scan, words: BoundWords, at: int) -> tuple[Bound | None, int]:
    """The bound that begins at a word ("or more"), and the word after it."""
    label, after = words.after.at(scan, at)
    return (Bound(label), after) if label else (None, at)


def bounded(value: float, bound: Bound, *, counts: bool) -> Quantity:
    """The number with its ends; a whole count steps by one past "more than" and "fewer than"."""
    step = 1.0 if counts and value == int(value) else 0.0
    lo: float | None = value
    hi: float | None = value
    if bound in {Bound.AT_LEAST, Bound.MORE_THAN}:
        lo, hi = value + (step if bound is Bound.MORE_THAN else 0.0), None
    elif bound in {Bound.UP_TO, Bound.LESS_THAN}:
        lo, hi = 0.0, max(0.0, value - (step if bound is Bound.LESS_THAN else 0.0))
    return Quantity(value=value, lo=lo, hi=hi, bound=bound)
