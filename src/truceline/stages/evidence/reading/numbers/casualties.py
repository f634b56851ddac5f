"""Counts of casualties: 12 killed, 30 people were wounded, killed 12 soldiers.

The unit of such a count is what befell the people. It must never turn one into another: injured
stays injured, and those "killed and wounded" together are casualties.
"""

from functools import cache
from typing import Any

from truceline.stages.evidence.reading.numbers.nouns import PEOPLE, Noun
from truceline.stages.evidence.reading.numbers.scan import Phrases, Scan, listed

_LINKS = 4
_ASIDE = 12  # words between commas


class CasualtyWords:
    """The words of casualties in one language."""

    def __init__(self, language: str) -> None:
        data: dict[str, Any] = listed(language, "numbers")
        self.after = Phrases(data["casualties"], language)
        self.before = Phrases(data["casualty_before"], language)
        self.links = frozenset(data["casualty_links"])
        self.asides = frozenset(data["asides"])
        self.aside_ends = frozenset(data["aside_ends"])
        self.gaps = frozenset(data["casualty_gaps"])


@cache
def casualty_words(language: str) -> CasualtyWords:
    """The words of casualties, read once."""
    return CasualtyWords(language)


def casualties_of(
    scan: Scan, words: CasualtyWords, first: int, after: int, noun: Noun | None
) -> Noun | None:
    """What befell the people of a count that stands in the words [first, after), or None."""
    if noun and noun.category not in {PEOPLE, ""}:
        return None
    if noun and words.after.at(scan, after)[0]:
        noun = noun if noun.category and scan.language == "en" else None
    end = noun.after if noun else after
    for begin in (end, _past_aside(scan, words, end)):
        label, past = words.after.at(scan, _past_links(scan, words, begin))
        if label:
            return Noun(label, PEOPLE, past if begin == end else end)
    while scan.low(first - 1) in words.gaps:
        first -= 1
    label, _ = words.before.before(scan, first)
    return Noun(label, PEOPLE, end) if label else None


def _past_links(scan: Scan, words: CasualtyWords, at: int) -> int:
    for _ in range(_LINKS):
        if scan.low(at) not in words.links:
            break
        at += 1
    return at


def _past_aside(scan: Scan, words: CasualtyWords, at: int) -> int:
    """Past what stands between commas: 14 people, including three children, were killed."""
    if scan.low(at) not in words.asides:
        return at
    ends = (k + 1 for k in range(at + 2, at + _ASIDE) if scan.low(k) in words.aside_ends)
    return next(ends, at)
