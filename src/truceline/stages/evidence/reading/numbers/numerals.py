"""Numbers in digits and words: 50,000 · 1,5 тыс. · thirty-two · two dozen · a fifth · hundreds of.

Only what a number is worth; never what it counts, nor whether it is a year or a name.
"""

import re
from functools import cache
from typing import Any, NamedTuple

from truceline.stages.evidence.reading.numbers.scan import NUMBER, SIGN, Phrases, Scan, even, listed

COUNT, SHARE, VAGUE = "count", "share", "vague"
_LARGEST = 1e15
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")


class Numeral(NamedTuple):
    """A number as words [first, after); `value` is None for "dozens", `factor` its last scale word's.

    `weak` numbers ("one") count only before a noun that is known.
    """

    first: int
    after: int
    value: float | None
    kind: str = COUNT
    factor: float = 1.0
    weak: bool = False


class NumberWords:
    """The number words of one language, ready to be looked up."""

    def __init__(self, language: str) -> None:
        data: dict[str, Any] = listed(language, "numbers")
        self.cardinals = _by_word(data["cardinals"])
        self.scales = _by_word(data["scales"])
        self.short_scales = {even(k): float(v) for k, v in data["short_scales"].items()}
        self.money_scales = {even(k): float(v) for k, v in data["money_scales"].items()}
        self.million_before = frozenset(data["million_before"])
        self.signs = frozenset(listed("", "symbols")["signs"])
        self.alone = frozenset(map(even, data["alone"]))
        self.articles = frozenset(data["articles"])
        self.joints = frozenset(data["joints"])
        self.weak = frozenset(map(even, data["weak"]))
        self.halves = Phrases({"half": data["halves"]}, language)
        self.half_scale = Phrases({"half": data["half_scale"]}, language)
        self.vague = Phrases({"plain": data["vague"], "known": data["vague_known"]}, language)
        self.vague_joints = frozenset(data["vague_joints"])
        self.shares = Phrases({str(k): v for k, v in data["shares"].items()}, language)
        self.share_links = frozenset(data["share_links"])
        self.not_share_before = frozenset(data["not_share_before"])
        self.starts = self._starts()

    def _starts(self) -> frozenset[str]:
        spoken = frozenset(self.cardinals) | self.articles | self.alone
        phrases = (self.halves, self.half_scale, self.vague, self.shares)
        return spoken.union(*(each.starts() for each in phrases))


@cache
def number_words(language: str) -> NumberWords:
    """The number words of a language, read once."""
    return NumberWords(language)


def _by_word(forms: dict[float, list[str]]) -> dict[str, float]:
    return {even(str(word)): float(value) for value, words in forms.items() for word in words}


def numeral_at(scan: Scan, words: NumberWords, at: int) -> Numeral | None:
    """The number that begins at a word, or None."""
    if scan.kind(at) == NUMBER:
        return _digits(scan, words, at)
    if scan.low(at) not in words.starts:
        return None
    readings = (_half_scale, _share, _vague, _spelled)
    return next((found for read in readings if (found := read(scan, words, at))), None)


def worth_of(digits: str, language: str) -> float | None:
    """What digits with their separators are worth; None for a date, a clock or a list of numbers.

    A comma before exactly three digits groups; any other comma is a decimal one outside English.
    """
    plain = re.sub(r"\s", ",", digits)
    if _GROUPED.fullmatch(plain) and not plain.startswith("0"):
        plain = plain.replace(",", "")
    elif _POINTS.fullmatch(plain):
        plain = plain.replace(".", "")
    elif language != "en" and plain.count(",") == 1:
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", plain) or len(plain) > 24:
        return None
    return float(plain) if float(plain) <= _LARGEST else None


def _digits(scan: Scan, words: NumberWords, at: int) -> Numeral | None:
    worth = worth_of(scan.low(at), scan.language)
    if worth is None:
        return None
    label, after = words.halves.at(scan, at + 1)
    after, times = _scaling(scan, words, after, at)
    value = (worth + (0.5 if label else 0.0)) * times
    return Numeral(at, after, _round(value), factor=times) if value <= _LARGEST else None


def _round(value: float) -> float:
    """1.1 × 1,000,000 is 1,100,000, not a float's neighbour of it."""
    return round(value, 6)


def _scaling(scan: Scan, words: NumberWords, at: int, digits: int) -> tuple[int, float]:
    """The scale words that begin at a word: the word after them and their product."""
    product = 1.0
    while (times := _scale(scan, words, at, digits)) and product < _LARGEST:
        product *= times
        at = _past_stop(scan, words, at)
    return at, product


def _scale(scan: Scan, words: NumberWords, at: int, digits: int) -> float | None:
    low = scan.low(at)
    if low in words.scales or (len(low) > 1 and low in words.short_scales):
        return words.scales.get(low) or words.short_scales[low]
    if not scan.glued(at):
        return None
    money = scan.low(digits - 1) in words.signs or scan.low(at + 1) in words.million_before
    return words.short_scales.get(low) or (words.money_scales.get(low) if money else None)


def _past_stop(scan: Scan, words: NumberWords, at: int) -> int:
    """After a scale word, and after the stop of an abbreviated one in the middle of a sentence."""
    stops = scan.low(at) in words.short_scales and scan.low(at + 1) == "." and scan.glued(at + 1)
    return at + 2 if stops and scan.language != "en" and not scan.capital(at + 2) else at + 1


def _half_scale(scan: Scan, words: NumberWords, at: int) -> Numeral | None:
    label, after = words.half_scale.at(scan, at)
    if not label:
        return None
    end, times = _scaling(scan, words, after, at)
    return Numeral(at, end, _round(0.5 * times), factor=times, weak=end == after)


def _share(scan: Scan, words: NumberWords, at: int) -> Numeral | None:
    label, after = words.shares.at(scan, at)
    if not label or scan.low(at - 1) in words.not_share_before:
        return None
    times, end = _of_scale(scan, words, after)
    if times:
        return Numeral(at, end, _round(float(label) * times), factor=times)
    linked = scan.low(after) in words.share_links or scan.kind(after) in {SIGN, ""}
    hyphen = scan.low(after) == "-" and scan.glued(after)
    if (words.share_links and not linked) or hyphen:
        return None
    return Numeral(at, after, float(label), SHARE)


def _of_scale(scan: Scan, words: NumberWords, at: int) -> tuple[float, int]:
    """The scale of "a quarter *of a million*", or 0, and the word after it."""
    article = scan.low(at) in words.share_links and scan.low(at + 1) in words.articles
    return (words.scales.get(scan.low(at + 2), 0.0) if article else 0.0), at + 3


def _vague(scan: Scan, words: NumberWords, at: int) -> Numeral | None:
    label, after = words.vague.at(scan, at)
    if not label:
        return None
    while (further := _further(scan, words, after)) > after:
        after = further
    return Numeral(at, after, None, VAGUE, weak=label == "known")


def _further(scan: Scan, words: NumberWords, at: int) -> int:
    """Past the next link of a chain such as tens *of thousands*, several *hundred*."""
    step = at + 1 if scan.low(at) in words.vague_joints else at
    if scan.low(step) in words.scales:
        return step + 1
    return words.vague.at(scan, step)[1] if step > at else at


def _spelled(scan: Scan, words: NumberWords, at: int) -> Numeral | None:
    article = scan.low(at) in words.articles
    if article and scan.low(at + 1) not in words.scales:
        return None
    built = _Spelling(scan, words)
    after = built.read(at + 1 if article else at)
    if built.value is None:
        return None
    weak = after == at + 1 and scan.low(at) in words.weak
    return Numeral(at, after, built.value, factor=built.factor, weak=weak)


class _Spelling:
    """A number in words, added up from the largest part to the smallest."""

    def __init__(self, scan: Scan, words: NumberWords) -> None:
        self.scan, self.words = scan, words
        self.total, self.group = 0.0, 0.0
        self.limit, self.ceiling = float("inf"), float("inf")
        self.began, self.scaled, self.factor = False, False, 1.0

    @property
    def value(self) -> float | None:
        """What has been read, or None when nothing was."""
        return self.total + self.group if self.began else None

    def read(self, at: int) -> int:
        """Takes in words from `at` on; the word after the last."""
        while (step := self._step(at)) > at:
            at = step
        return at

    def _step(self, at: int) -> int:
        low = self.scan.low(at)
        if self._takes(low):
            return at + 1
        if self.began and low in self.words.joints and self.scaled and self._fits(at + 1):
            return at + 1
        if self.began and low == "-" and self.limit == 10 and self._fits(at + 1):
            return at + 1
        label, after = self.words.halves.at(self.scan, at)
        if self.began and label and not self.scaled:
            self.group, self.limit = self.group + 0.5, 0
            return after
        return at

    def _fits(self, at: int) -> bool:
        return 0 < self.words.cardinals.get(self.scan.low(at), 0) < min(self.limit, 100)

    def _takes(self, low: str) -> bool:
        if low in self.words.cardinals:
            return self._add(self.words.cardinals[low])
        may = self.began or low in self.words.alone or not self.words.alone
        return low in self.words.scales and may and self._multiply(self.words.scales[low])

    def _add(self, value: float) -> bool:
        if not value < self.limit or (self.began and value == 0):
            return False
        self.group += value
        self.began, self.factor = True, 1.0
        self.limit = 100 if value >= 100 else 10 if value >= 20 else 0
        return True

    def _multiply(self, scale: float) -> bool:
        large = scale >= 1000
        if (large and scale >= self.ceiling) or (not large and self.group >= 100):
            return False
        self.began, self.scaled, self.factor = True, True, self.factor * scale
        worth = (self.group or 1) * scale
        self.total, self.group = (self.total + worth, 0.0) if large else (self.total, worth)
        self.ceiling = scale if large else self.ceiling
        self.limit = 1000 if large else 100 if scale == 100 else 0
        return True
