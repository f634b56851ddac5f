"""Numbers that count nothing: years, dates, clocks, ages, names of models, articles and brigades.

When in doubt a number isn't a quantity: a figure that nobody meant is worse than one that is missed.
"""

from functools import cache
from typing import Any

from truceline.stages.evidence.reading.numbers.amounts import Amount
from truceline.stages.evidence.reading.numbers.nouns import TIME, Noun
from truceline.stages.evidence.reading.numbers.scan import NUMBER, WORD, Phrases, Scan, even, listed

_CLOCK_TOP = 24
_YEARS = range(1900, 2101)
_TIED = "-/.:#№+"


class NotCounted:
    """The words of one language that take a number away from what is counted."""

    def __init__(self, language: str) -> None:
        data: dict[str, Any] = listed(language, "numbers")
        units: dict[str, Any] = listed(language, "units")
        months = listed(language, "times")["months"]
        self.names = Phrases({"name": data["name_before"]}, language)
        self.names_unless = Phrases({"name": data["name_unless_noun"]}, language)
        self.signs = frozenset(data["name_signs"])
        self.year_before = frozenset(data["year_before"])
        self.clock = Phrases({"clock": data["clock_after"]}, language)
        self.after = Phrases({"after": data["not_counted_after"]}, language)
        self.glued = frozenset(map(even, units["not_counted_glued"]))
        self.calibres = frozenset(units["calibres"])
        self.months = frozenset(even(m) for forms in months.values() for m in forms)
        self.multiples: dict[str, list[str]] = data["multiples"]
        self.month_first: bool = data["month_first"]
        self.month_before_count = frozenset(data.get("month_before_count", ()))
        self.day_links = frozenset(data["day_links"])


@cache
def not_counted(language: str) -> NotCounted:
    """What isn't counted in a language, read once."""
    return NotCounted(language)


def counts_nothing(
    scan: Scan, words: NotCounted, amount: Amount, noun: Noun | None, *, bound: bool
) -> bool:
    """Is the number a year, a date, a clock time, an age, a name or a part of a longer number?"""
    listed_noun = noun is not None and noun.category != ""
    return (
        _tied(scan, words, amount, noun)
        or _month_beside(scan, words, amount, noun)
        or bool(words.clock.at(scan, amount.after)[0])
        or bool(words.after.at(scan, _past_hyphen(scan, amount.after))[0])
        or _multiple(scan, words, amount)
        or _named(scan, words, amount, listed_noun=listed_noun)
        or (_year_like(scan, amount) and not _counts_beside_year(scan, words, amount, noun, bound))
    )


def _multiple(scan: Scan, words: NotCounted, amount: Amount) -> bool:
    """Is it a ratio ("three times the", "2.5 times more") and no count of times?"""
    kinds, at = words.multiples, amount.after
    if scan.low(at) not in kinds["words"]:
        return False
    return scan.low(at + 1) in kinds["after"] or scan.low(amount.first - 1) in kinds["before"]


def _past_hyphen(scan: Scan, at: int) -> int:
    return at + 1 if scan.low(at) == "-" else at


def _tied(scan: Scan, words: NotCounted, amount: Amount, noun: Noun | None) -> bool:
    """F-16, G7, 9/11, 82nd, 24/7, phone numbers: a part of a longer sign, not a number."""
    first, after = amount.first, amount.after
    digits = scan.kind(first) == NUMBER
    if digits and scan.glued(first) and scan.kind(first - 1) in {WORD, NUMBER}:
        return True
    if (
        scan.glued(first)
        and scan.low(first - 1) in _TIED
        and (digits or scan.low(first - 1) == "-")
    ):
        return scan.glued(first - 1) or scan.low(first - 1) in "#№"
    if digits and _number_beside(scan, words, amount, noun):
        return True
    tied_on = scan.low(after) in {"/", "-"} and scan.glued(after) and scan.glued(after + 1)
    return tied_on and (scan.kind(after + 1) == NUMBER or scan.low(after) == "/")


def _number_beside(scan: Scan, words: NotCounted, amount: Amount, noun: Noun | None) -> bool:
    """Is the number one of several in a row, as in a phone number? A year and a calibre are none."""
    if scan.kind(amount.after) == NUMBER and not _calibre(scan, words, amount.after):
        return True
    year = _is_year(scan.low(amount.first - 1)) and noun is not None and noun.category != ""
    return scan.kind(amount.first - 1) == NUMBER and not year


def _calibre(scan: Scan, words: NotCounted, at: int) -> bool:
    return scan.low(_past_hyphen(scan, at + 1)) in words.calibres


def _month_beside(scan: Scan, words: NotCounted, amount: Amount, noun: Noun | None) -> bool:
    """18 March, March 18, between 18 and 20 March; but "in March 30 countries" is a count."""
    if amount.value is None or amount.value > 31 or amount.kind != "count":
        return False
    if _is_month(scan, words, _past_list(scan, words, amount.after)):
        return True
    before = amount.first - 1
    dated = scan.kind(before - 1) == NUMBER or scan.low(before - 1) in words.month_before_count
    counted = dated and noun is not None and noun.category != ""
    return words.month_first and _is_month(scan, words, before) and not counted


def _past_list(scan: Scan, words: NotCounted, at: int) -> int:
    """Past the further days of a list before its month: 18, 19 and 20 March."""
    while scan.low(at) in words.day_links and len(scan.low(at + 1)) <= 2:
        at += 2 if scan.kind(at + 1) == NUMBER else 1
    return at


def _is_month(scan: Scan, words: NotCounted, at: int) -> bool:
    return scan.low(at) in words.months and (scan.language != "en" or scan.capital(at))


def _named(scan: Scan, words: NotCounted, amount: Amount, *, listed_noun: bool) -> bool:
    """Article 5, resolution 2254, Brigade 72, day one."""
    first = amount.first
    if scan.low(first - 1) in words.signs or words.names.before(scan, first)[0]:
        return True
    return bool(words.names_unless.before(scan, first)[0]) and not listed_noun


def _year_like(scan: Scan, amount: Amount) -> bool:
    return _is_year(scan.low(amount.first))


def _is_year(plain: str) -> bool:
    return len(plain) == 4 and plain.isdecimal() and int(plain) in _YEARS


def _counts_beside_year(
    scan: Scan, words: NotCounted, amount: Amount, noun: Noun | None, bound: bool
) -> bool:
    """2000 troops: a four-digit number counts only before a listed noun, and not after "in"."""
    if noun is None or noun.category in {"", TIME}:
        return False
    before = scan.low(amount.first - 1)
    return bound or not (before in words.year_before or before.endswith("'s"))
