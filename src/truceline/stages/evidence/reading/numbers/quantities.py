"""Quantities of a text: the number with its bound and what it counts, as the words give it.

Years, dates, clock times, ages, names of models, articles and brigades count nothing and are left
out; so is a bare number with neither a bound nor a noun. Nothing is converted or rounded, and no
two numbers are ever made into one unless the words make them a range.
"""

from functools import cache
from typing import Any, NamedTuple

from truceline.model.claim import Bound, Quantity, Span
from truceline.model.record import Record
from truceline.stages.evidence.reading.numbers.amounts import Amount, amount_of
from truceline.stages.evidence.reading.numbers.bounds import (
    Bounded,
    BoundWords,
    bound_after,
    bound_before,
    bound_words,
    bounded,
)
from truceline.stages.evidence.reading.numbers.casualties import (
    CasualtyWords,
    casualties_of,
    casualty_words,
)
from truceline.stages.evidence.reading.numbers.durations import (
    DurationWords,
    duration_in,
    duration_words,
    unit_of_adjective,
)
from truceline.stages.evidence.reading.numbers.notcounted import (
    NotCounted,
    counts_nothing,
    not_counted,
)
from truceline.stages.evidence.reading.numbers.nouns import (
    MEASURE,
    MONEY,
    PEOPLE,
    TIME,
    Noun,
    NounWords,
    money_after,
    money_before,
    noun_after,
    noun_words,
    percent_after,
    share_after,
)
from truceline.stages.evidence.reading.numbers.numerals import (
    COUNT,
    SHARE,
    VAGUE,
    NumberWords,
    number_words,
    numeral_at,
)
from truceline.stages.evidence.reading.numbers.scan import (
    LANGUAGES,
    NUMBER,
    WORD,
    Phrases,
    Scan,
    even,
    listed,
    scan_of,
)

_TIMES = "times"  # the unit of what happened so often
_NAMED_BEFORE = 16  # words from "the number of" to the number


class FoundQuantity(Record, frozen=True, kw_only=True):
    """A quantity and the words that give it: bound, number and unit.

    `share_of_time` is true for a duration such as 30-day or 90-minute.
    """

    span: Span
    quantity: Quantity
    share_of_time: bool = False


class _Grammar(NamedTuple):
    """All word lists of one language that quantities need."""

    numbers: NumberWords
    bounds: BoundWords
    nouns: NounWords
    casualties: CasualtyWords
    not_counted: NotCounted
    rates: Phrases
    not_rate_after: frozenset[str]
    strong: frozenset[str]
    strong_unit: str
    hyphen_not: frozenset[str]
    links: Phrases
    fates: frozenset[str]
    anaphors: Phrases
    number_of: Phrases
    number_is: frozenset[str]
    durations: DurationWords
    repeats: dict[str, float]
    not_repeat_before: frozenset[str]


@cache
def _grammar(language: str) -> _Grammar:
    data: dict[str, Any] = listed(language, "numbers")
    return _Grammar(
        numbers=number_words(language),
        bounds=bound_words(language),
        nouns=noun_words(language),
        casualties=casualty_words(language),
        not_counted=not_counted(language),
        rates=Phrases(data["rates"], language),
        not_rate_after=frozenset(data["not_rate_after"]),
        strong=frozenset(data["strong"]),
        strong_unit=data["strong_unit"],
        hyphen_not=frozenset(data["hyphen_not"]),
        links=Phrases({"link": data["unit_links"]}, language),
        fates=frozenset(data["casualties"]),
        anaphors=Phrases({"anaphor": data["anaphors"]}, language),
        number_of=Phrases({"number": data["number_of"]}, language),
        number_is=frozenset(data["number_is"]),
        durations=duration_words(language),
        repeats={even(word): n for n, words in data.get("repeats", {}).items() for word in words},
        not_repeat_before=frozenset(data.get("not_repeat_before", ())),
    )


def find_quantities(text: str, language: str) -> tuple[FoundQuantity, ...]:
    """The quantities of a text in their order; spans never overlap, and `raw` are the span's words.

    Offsets count code points. A language that isn't known (`en`, `ru`, `uk`) gives none.
    """
    if language not in LANGUAGES:
        return ()
    return tuple(_Reader(scan_of(text, language), _grammar(language)).read())


class _Reader:
    """One pass over a text."""

    def __init__(self, scan: Scan, grammar: _Grammar) -> None:
        self.scan, self.grammar = scan, grammar
        self.done = 0  # the word after the last quantity
        self.last: Noun | None = None  # what the last quantity counted

    def read(self) -> list[FoundQuantity]:
        """Every quantity, in order."""
        found, at = list[FoundQuantity](), 0
        while at < len(self.scan.words):
            quantity, at = self._next(at) if self._may_begin(at) else (None, at + 1)
            found.extend([quantity] if quantity else [])
        return found

    def _may_begin(self, at: int) -> bool:
        """Most words begin no quantity: told by one look."""
        word, grammar = self.scan.words[at], self.grammar
        starts = (
            word.kind == NUMBER or word.low in grammar.numbers.starts or word.low in grammar.repeats
        )
        return starts or bool(grammar.durations.pattern and len(word.low) > 7)

    def _next(self, at: int) -> tuple[FoundQuantity | None, int]:
        """The quantity that begins at a word, and the word to go on with."""
        numeral = numeral_at(self.scan, self.grammar.numbers, at)
        if numeral is None:
            built = self._adjective(at) or self._a_month(at) or self._repeated(at)
            return built, max(at + 1, self.done)
        grammar = self.grammar
        amount = amount_of(self.scan, numeral, grammar.numbers, grammar.bounds, grammar.nouns)
        built = self._built(amount)
        if built is None and amount.second is not None:
            return None, amount.after
        return built, max(numeral.after, self.done)

    def _built(self, amount: Amount) -> FoundQuantity | None:
        grammar, scan = self.grammar, self.scan
        money, first = money_before(scan, grammar.nouns, amount.first)
        bound = self._bound(first)
        noun = self._noun(amount, money)
        firm = bound.first < first
        if noun is None and not self._bare(amount, firm=firm):
            return None
        if counts_nothing(scan, grammar.not_counted, amount, noun, bound=firm):
            return None
        if self._definite(amount, noun, firm=firm):
            return None
        if amount.weak and (noun is None or not noun.category or self._one_of(amount)):
            return None
        return self._finished(amount, noun, bound)

    def _bound(self, first: int) -> Bounded:
        """The bound before a number; "between" and "from" belong to its words."""
        found = bound_before(self.scan, self.grammar.bounds, first)
        return found._replace(first=max(found.first, self.done))

    def _opened(self, amount: Amount, first: int) -> int:
        """Where a range's words begin: with "between" or "from", if that stands before it."""
        bounds = self.grammar.bounds
        opens = self.scan.low(first - 1) in bounds.between | bounds.range_from
        return first - 1 if amount.high is not None and opens and first > self.done else first

    def _definite(self, amount: Amount, noun: Noun | None, *, firm: bool) -> bool:
        """Are "the two leaders" people that the text speaks of, and no count?"""
        few = amount.value is not None and amount.value <= 4 and amount.kind == COUNT
        spelled = self.scan.kind(amount.first) == WORD and not firm
        listed_noun = noun is not None and noun.counts and noun.name not in self.grammar.fates
        return few and spelled and listed_noun and self._after_the(amount.first)

    def _after_the(self, first: int) -> bool:
        return self.scan.low(first - 1) in self.grammar.bounds.definite

    def _one_of(self, amount: Amount) -> bool:
        return self.grammar.nouns.of.at(self.scan, amount.after)[0] != ""

    def _bare(self, amount: Amount, *, firm: bool) -> bool:
        """May the number stand without a noun? Only where words bound it, or a range is told."""
        ranged = amount.high is not None and (
            firm or self._opened(amount, amount.first) < amount.first
        )
        return amount.value is not None and not amount.weak and (firm or ranged)

    def _noun(self, amount: Amount, money: str) -> Noun | None:
        """What an amount counts."""
        scan, nouns, at = self.scan, self.grammar.nouns, amount.after
        if money:
            return Noun(money, MONEY, at)
        if amount.kind == SHARE:
            return share_after(scan, nouns, at)
        special = percent_after(scan, nouns, at) or money_after(scan, nouns, at)
        if special:
            return special
        if scan.low(at) == "-" and scan.glued(at) and scan.kind(at + 1) == WORD:
            return self._compound(at + 1)
        if scan.glued(at) and scan.kind(at) == WORD:
            name = nouns.glued.get(scan.low(at))
            return (
                Noun(name, TIME if name in {"hours", "minutes"} else MEASURE, at + 1)
                if name
                else None
            )
        return self._counted(amount)

    def _compound(self, at: int) -> Noun | None:
        """30-day, 20-nation, 50,000-strong."""
        scan, grammar = self.scan, self.grammar
        if scan.low(at) in grammar.strong:
            return Noun(grammar.strong_unit, PEOPLE, at + 1)
        duration = unit_of_adjective(scan, grammar.durations, at)
        known = grammar.nouns.known(scan, at)
        if duration or known is None or scan.low(at) in grammar.hyphen_not:
            return duration
        return Noun(known.name, known.category, known.after)

    def _counted(self, amount: Amount) -> Noun | None:
        """The noun behind the number, what befell it, or the noun behind a further number."""
        scan, grammar = self.scan, self.grammar
        _, first = money_before(scan, grammar.nouns, amount.first)
        begin = bound_before(scan, grammar.bounds, first).first
        start = bound_after(scan, grammar.bounds, amount.after)[1]
        if scan.low(start) in grammar.strong:
            return Noun(grammar.strong_unit, PEOPLE, start + 1)
        noun = noun_after(scan, grammar.nouns, start, one=amount.value in {0.5, 1})
        return (
            casualties_of(scan, grammar.casualties, begin, start, noun)
            or noun
            or self._borrowed(amount)
            or self._anaphor(amount)
            or self._named_before(amount, begin)
        )

    def _borrowed(self, amount: Amount) -> Noun | None:
        """46 of 60 drones, 20 and 30 countries: the next number's noun, at this number's end."""
        scan, grammar = self.scan, self.grammar
        label, after = grammar.links.at(scan, amount.after)
        if not label:
            return None
        for step in range(after, after + 4):
            other = numeral_at(scan, grammar.numbers, step)
            if other and other.value is not None:
                noun = noun_after(scan, grammar.nouns, other.after)
                return noun._replace(after=amount.after) if noun else None
        return None

    def _anaphor(self, amount: Amount) -> Noun | None:
        """Ten of which, two of them: what the number before counted, if that came in whole ones."""
        label, after = self.grammar.anaphors.at(self.scan, amount.after)
        if not label or self.last is None or not self.last.counts:
            return None
        same = "." not in self.scan.lows[self.done : amount.first]
        return self.last._replace(after=after) if same else None

    def _named_before(self, amount: Amount, begin: int) -> Noun | None:
        """The number of soldiers in the east is put at 3,000: the noun stands before."""
        scan, grammar = self.scan, self.grammar
        if scan.low(begin - 1) not in grammar.number_is and begin == amount.first:
            return None
        for at in range(begin - 1, max(-1, begin - _NAMED_BEFORE), -1):
            if scan.low(at) in {".", ";", "?", "!"}:
                return None
            label, after = grammar.number_of.at(scan, at)
            if label:
                fate = grammar.casualties.after.at(scan, after)[0]
                noun = Noun(fate, PEOPLE, at) if fate else noun_after(scan, grammar.nouns, after)
                return noun._replace(after=amount.after) if noun and noun.category else None
        return None

    def _finished(self, amount: Amount, noun: Noun | None, bound: Bounded) -> FoundQuantity:
        after = noun.after if noun else amount.after
        later, past = bound_after(self.scan, self.grammar.bounds, amount.after)
        if later is None and noun:
            later, past = bound_after(self.scan, self.grammar.bounds, noun.after)
        unit, end = self._rated(noun, max(after, past if later else after))
        how = later if later and bound.bound in {Bound.EXACT, Bound.ABOUT} else bound.bound
        span = self.scan.span(self._opened(amount, min(bound.first, amount.first)), end)
        compound = self.scan.low(amount.after) == "-"
        self.done, self.last = end, None if compound else noun
        quantity = _quantity(amount, how, noun).but(unit=unit, raw=span.of(self.scan.text))
        time = noun is not None and noun.category == TIME
        return FoundQuantity(span=span, quantity=quantity, share_of_time=time)

    def _rated(self, noun: Noun | None, end: int) -> tuple[str, int]:
        """The unit with its rate (GBP/year, drones/day), and the word after both."""
        if noun is None or noun.category == TIME:
            return noun.name if noun else "", end
        label, after = self.grammar.rates.at(self.scan, end)
        if not label or self.scan.low(after) in self.grammar.not_rate_after:
            return noun.name, end
        return f"{noun.name}/{label}", after

    def _a_month(self, at: int) -> FoundQuantity | None:
        """Less than a month: an article is a number only between a bound and a length of time."""
        scan, grammar = self.scan, self.grammar
        if scan.low(at) not in grammar.numbers.articles:
            return None
        known, bound = grammar.nouns.known(scan, at + 1), self._bound(at)
        if known is None or known.category != TIME or bound.first == at:
            return None
        noun = Noun(known.name, known.category, known.after)
        return self._finished(Amount(at, at + 1, 1.0), noun, bound)

    def _adjective(self, at: int) -> FoundQuantity | None:
        """Durations in one word, as Slavic languages write them: трёхлетний."""
        found = duration_in(self.scan, self.grammar.durations, at)
        if found is None:
            return None
        value, noun = found
        return self._finished(Amount(at, at + 1, value), noun, self._bound(at))

    def _repeated(self, at: int) -> FoundQuantity | None:
        """How often, in one word, as Slavic languages write it: дважды."""
        scan, grammar = self.scan, self.grammar
        value = grammar.repeats.get(scan.low(at))
        if value is None or scan.low(at + 1) in grammar.not_repeat_before:
            return None
        return self._finished(Amount(at, at + 1, value), Noun(_TIMES, "", at + 1), self._bound(at))


def _quantity(amount: Amount, bound: Bound, noun: Noun | None) -> Quantity:
    if amount.kind == VAGUE or amount.value is None:
        return Quantity(bound=Bound.UNQUANTIFIED)
    if amount.high is not None:
        return Quantity(lo=amount.value, hi=amount.high, bound=Bound.RANGE)
    return bounded(amount.value, bound, counts=noun is None or noun.counts)
