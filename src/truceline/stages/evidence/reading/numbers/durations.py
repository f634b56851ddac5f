"""Durations in one adjective, as Slavic languages write them: "three-year", "30-day".

An adjective of 20 years and more is somebody's age or a jubilee as often as a duration: left alone.
"""

import re
from functools import cache
from typing import Any, NamedTuple

from truceline.stages.evidence.reading.numbers.nouns import TIME, Noun
from truceline.stages.evidence.reading.numbers.scan import Scan, even, listed

_LONGEST = 20  # years


class DurationWords(NamedTuple):
    """Number prefixes, stems and their units; `pattern` tells prefix and stem in one word."""

    prefixes: dict[str, float]
    stems: dict[str, str]
    pattern: re.Pattern[str] | None


@cache
def duration_words(language: str) -> DurationWords:
    """The duration adjectives of a language, read once; English has none."""
    data: dict[str, Any] = listed(language, "units")["durations"]
    stems = {even(stem): unit for unit, many in data["stems"].items() for stem in many}
    prefixes = {even(str(k)): float(v) for k, v in data["prefixes"].items()}
    if not stems:
        return DurationWords(prefixes, stems, None)
    longest = sorted(prefixes, key=lambda p: (-len(p), p))
    pattern = re.compile(rf"((?:{'|'.join(longest)})+)({'|'.join(stems)})\w{{1,4}}")
    return DurationWords(prefixes, stems, pattern)


def unit_of_adjective(scan: Scan, words: DurationWords, at: int) -> Noun | None:
    """The unit of the second half of a hyphened adjective, behind its number."""
    low = scan.low(at)
    unit = next((u for stem, u in words.stems.items() if low.startswith(stem)), None)
    return Noun(unit, TIME, at + 1) if unit else None


def duration_in(scan: Scan, words: DurationWords, at: int) -> tuple[float, Noun] | None:
    """The number and the unit of an adjective that holds both."""
    found = words.pattern.fullmatch(scan.low(at)) if words.pattern else None
    if not found:
        return None
    value = _sum(found[1], words.prefixes)
    unit = words.stems[found[2]]
    if unit == "years" and value >= _LONGEST:
        return None
    return value, Noun(unit, TIME, at + 1)


def _sum(prefix: str, worths: dict[str, float]) -> float:
    """Prefixes in a row add up: twenty + five."""
    total = 0.0
    while prefix:
        part = max((p for p in worths if prefix.startswith(p)), key=len)
        total, prefix = total + worths[part], prefix[len(part) :]
    return total
