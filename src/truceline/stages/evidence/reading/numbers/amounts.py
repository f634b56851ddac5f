"""A number or a range of two, before anybody asks what it counts."""

from typing import NamedTuple

from truceline.stages.evidence.reading.numbers.bounds import BoundWords, bound_before
from truceline.stages.evidence.reading.numbers.nouns import NounWords, money_before
from truceline.stages.evidence.reading.numbers.numerals import (
    COUNT,
    NumberWords,
    Numeral,
    numeral_at,
)
from truceline.stages.evidence.reading.numbers.scan import Scan

_CHANGE_REACH = 4  # words before "from 20 to 30" in which a change would be told


class Amount(NamedTuple):
    """The words [first, after) of a number, or of a range when `high` is a number."""

    first: int
    after: int
    value: float | None
    high: float | None = None
    kind: str = COUNT
    weak: bool = False
    second: int | None = None  # the word where the range's other end begins


def amount_of(
    scan: Scan, numeral: Numeral, numbers: NumberWords, bounds: BoundWords, nouns: NounWords
) -> Amount:
    """The numeral, joined with the one behind it where the words make them a range."""
    alone = Amount(numeral.first, numeral.after, numeral.value, None, numeral.kind, numeral.weak)
    link = _link(scan, numeral, bounds, nouns)
    if link is None or numeral.value is None or _changes(scan, bounds, numeral.first):
        return alone
    at = _past_sign(scan, nouns, link)
    other = numeral_at(scan, numbers, at)
    if other is None or other.value is None or other.kind != numeral.kind:
        return alone
    value = numeral.value
    if numeral.factor == 1 and value < other.value / other.factor:
        value *= other.factor
    if not value < other.value:
        return alone
    return alone._replace(after=other.after, value=value, high=other.value, weak=False, second=at)


def _link(scan: Scan, numeral: Numeral, bounds: BoundWords, nouns: NounWords) -> int | None:
    """The word after "to", "–" or, behind "between", "and"."""
    at = numeral.after
    if scan.low(at) == "-" and scan.low(at + 1) in bounds.range_words:
        at += 1
    at = nouns.percent.at(scan, at)[1]
    if scan.low(at) == "-":
        even = scan.glued(at) == scan.glued(at + 1)
        return at + 1 if even else None
    if scan.low(at) in bounds.range_words:
        return at + 1
    return (
        at + 1
        if scan.low(at) in bounds.between_and and _between(scan, bounds, nouns, numeral.first)
        else None
    )


def _between(scan: Scan, bounds: BoundWords, nouns: NounWords, first: int) -> bool:
    """Does "between" stand before the first number, its currency and its bound?"""
    begin = bound_before(scan, bounds, money_before(scan, nouns, first)[1]).first
    return any(scan.low(k - 1) in bounds.between for k in (begin, first))


def _past_sign(scan: Scan, nouns: NounWords, at: int) -> int:
    """Past the currency of the other end: $50m to $60m."""
    return next((k for k in (at + 1, at + 2) if money_before(scan, nouns, k)[1] == at), at)


def _changes(scan: Scan, bounds: BoundWords, first: int) -> bool:
    """Is "from 20 to 30" the way of something that grew or fell, and so two numbers?"""
    if scan.low(first - 1) not in bounds.range_from:
        return False
    near = range(max(0, first - 1 - _CHANGE_REACH), first - 1)
    return any(scan.low(k) in bounds.changes for k in near)
