"""What a number counts: the head of the noun phrase behind it, money, shares, casualties.

English heads are plural nouns; those of Slavic languages are told by stems and named in English,
so that one unit has one name in every language. A noun is read from the words, never supplied.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from truceline.stages.evidence.reading.numbers.scan import NUMBER, WORD, Phrases, Scan, even, listed

PEOPLE, TIME, MEASURE = "people", "time", "measure"
MONEY, PERCENT, SHARE = "money", "percent", "share"
_LISTED = (PEOPLE, "things", TIME, MEASURE)
_REACH = 7  # words from a number to its noun


class Noun(NamedTuple):
    """A unit, its category (empty where the noun isn't listed) and the word after it."""

    name: str
    category: str
    after: int

    @property
    def counts(self) -> bool:
        """Does it come in whole ones?"""
        return self.category not in {TIME, MEASURE, MONEY, PERCENT, SHARE}


class Known(NamedTuple):
    """A listed noun in a text: the word after it, and whether it stands in the plural."""

    name: str
    category: str
    plural: bool
    after: int


class NounWords:
    """The nouns of one language, ready to be looked up."""

    def __init__(self, language: str) -> None:
        data: dict[str, Any] = listed(language, "units")
        symbols = listed("", "symbols")
        self.language = language
        self._nouns = Phrases(_english_forms(data) if language == "en" else {}, language)
        self._stems = _by_initial(data) if language != "en" else {}
        self.adjectives = tuple(data["adjective_endings"])
        self.glued = {even(k): str(v) for k, v in data["glued"].items()}
        self.calibres = frozenset(data["calibres"])
        self.currency = Phrases(data["currency"], language)
        self.codes = {code.lower(): code for code in symbols["codes"]}
        self.signs: dict[str, str] = symbols["signs"]
        self.dollars: dict[str, str] = symbols["dollars"]
        self.percent = Phrases({"%": [*data["percent"], *symbols["percents"]]}, language)
        self.bases = Phrases(_turned(data["percent_bases"]), language)
        self.territory = tuple(data["territory"])
        self.share, self.share_of_territory = str(data["share"]), str(data["share_of_territory"])
        self.of = Phrases({"of": data["of"]}, language)
        self.articles = frozenset(data["articles"])
        numbers = listed(language, "numbers")["cardinals"].values()
        self.stop = frozenset(data["stop"]) | {even(w) for forms in numbers for w in forms}
        self.not_plural = frozenset(data["not_plural"])

    def known(self, scan: Scan, at: int) -> Known | None:
        """The listed noun that begins at a word."""
        label, after = self._nouns.at(scan, at)
        if label:
            category, name, number = label.split("|")
            return Known(name, category, number == "p", after)
        return next(
            (k for s in self._stems.get(scan.low(at)[:2], ()) if (k := s.at(scan, at))), None
        )


class _Stem(NamedTuple):
    """A noun told by the stems of its words."""

    stems: tuple[str, ...]
    name: str
    category: str

    def at(self, scan: Scan, at: int) -> Known | None:
        """The noun, when it begins at a word."""
        fits = all(_inflected(scan.low(at + k), stem) for k, stem in enumerate(self.stems))
        if not fits:
            return None
        return Known(self.name, self.category, plural=True, after=at + len(self.stems))


def _inflected(word: str, stem: str) -> bool:
    """Is a word the stem with an ending? A stem that ends in a stop stands for itself."""
    if stem.endswith(".") and len(stem) > 1:
        return word == stem[:-1]
    return word.startswith(stem) and len(word) - len(stem) <= 4


def _by_initial(data: Mapping[str, Any]) -> dict[str, list[_Stem]]:
    """The stems by their first two letters, the longest first."""
    found: dict[str, list[_Stem]] = {}
    for category in _LISTED:
        for name, phrases in data[category].items():
            for phrase in phrases:
                stem = _Stem(tuple(even(phrase).split()), name, category)
                found.setdefault(stem.stems[0].rstrip(".")[:2], []).append(stem)
    for stems in found.values():
        stems.sort(key=lambda stem: (-len(stem.stems), -len(stem.stems[0]), stem))
    return found


def _english_forms(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """category|plural|p or s → the form, for every listed noun."""
    forms: dict[str, list[str]] = {}
    for category in _LISTED:
        for entry in data[category]:
            one, many = entry if isinstance(entry, list) else (entry, plural_of(entry))
            forms.setdefault(f"{category}|{many}|p", []).append(many.lower())
            same = one == many or one.endswith("s") or (category == MEASURE and len(one) <= 3)
            forms.setdefault(f"{category}|{many}|{'p' if same else 's'}", []).append(one.lower())
    return forms


def _turned(named: Mapping[str, str]) -> dict[str, list[str]]:
    turned: dict[str, list[str]] = {}
    for phrase, name in named.items():
        turned.setdefault(name, []).append(phrase)
    return turned


def plural_of(noun: str) -> str:
    """The regular plural of an English noun."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


@cache
def noun_words(language: str) -> NounWords:
    """The nouns of a language, read once."""
    return NounWords(language)


def noun_after(scan: Scan, words: NounWords, at: int, *, one: bool = False) -> Noun | None:
    """The head noun of the phrase that begins at a word; `one` lets it be a singular.

    The head is the last of the first listed plurals in a row; else the first word that looks like
    a plural. A preposition, a verb of the list or a sign ends the phrase.
    """
    at = _past_of(scan, words, at)
    unlisted: Noun | None = None
    for step in range(at, at + _REACH):
        known = words.known(scan, step)
        if known and (known.plural or one or _measured(known, beside=step == at)):
            return _last_of_row(scan, words, known, one=one)
        if not _goes_on(scan, words, step):
            break
        unlisted = unlisted or _unlisted(scan, words, step)
    return unlisted


def _measured(known: Known, *, beside: bool) -> bool:
    """Measures may stand in the singular beside their number: 30 day truce, 5 kilometre zone."""
    return beside and known.category in {TIME, MEASURE}


def _last_of_row(scan: Scan, words: NounWords, known: Known, *, one: bool) -> Noun:
    """Past plurals in a row ("forces personnel") and, after one, singulars ("drone strike")."""
    if words.language == "en":
        while (further := words.known(scan, known.after)) and (further.plural or one):
            known = further
    return Noun(known.name, known.category, known.after)


def _past_of(scan: Scan, words: NounWords, at: int) -> int:
    """Past "of the": dozens of the soldiers."""
    _, after = words.of.at(scan, at)
    while scan.low(after) in words.articles:
        after += 1
    return after


def _goes_on(scan: Scan, words: NounWords, at: int) -> bool:
    """May a noun phrase continue over this word?"""
    kind = scan.kind(at)
    if kind == NUMBER:
        return _calibre(scan, words, at + 1) or scan.low(at - 1) == "-" or scan.capital(at - 1)
    if kind == WORD:
        return scan.low(at) not in words.stop
    return scan.low(at) == "-" and scan.glued(at) and scan.glued(at + 1)


def _calibre(scan: Scan, words: NounWords, at: int) -> bool:
    return scan.low(at + 1 if scan.low(at) == "-" else at) in words.calibres


def _unlisted(scan: Scan, words: NounWords, at: int) -> Noun | None:
    """A word that looks like the plural of a noun that isn't listed."""
    if scan.kind(at) != WORD:
        return None
    if words.language != "en":
        return _slavic(scan, words, at)
    low = scan.low(at)
    like = len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "'s"))
    if not like or low in words.not_plural:
        return None
    word = scan.words[at]
    return Noun(scan.text[word.start : word.end] if scan.capital(at) else low, "", at + 1)


def _slavic(scan: Scan, words: NounWords, at: int) -> Noun | None:
    low = scan.low(at)
    if low.endswith(words.adjectives) or len(low) < 3 or scan.capital(at):
        return None
    plural = _plural(low, words.language)
    return Noun(plural, "", at + 1) if plural else None


@cache
def _morphology(language: str) -> Any:  # noqa: ANN401 - pymorphy3 has no types
    import pymorphy3  # noqa: PLC0415 - its dictionaries are read only for unlisted nouns

    return pymorphy3.MorphAnalyzer(lang=language)


@cache
def _plural(word: str, language: str) -> str:
    """The nominative plural of a noun in any of its forms; empty where the word is no noun."""
    parse = _morphology(language).parse(word)[0]
    if "NOUN" not in parse.tag:
        return ""
    return str((parse.inflect({"nomn", "plur"}) or parse).word)


def percent_after(scan: Scan, words: NounWords, at: int) -> Noun | None:
    """% and "% of GDP"."""
    label, after = words.percent.at(scan, at)
    if not label:
        return None
    for step in range(after, after + 4):
        base, end = words.bases.at(scan, step)
        if base:
            return Noun(base, PERCENT, end)
        if scan.kind(step) != WORD:
            break
    return Noun("%", PERCENT, after)


def money_before(scan: Scan, words: NounWords, at: int) -> tuple[str, int]:
    """The currency that stands before a number (£, US$, EUR), and where it begins."""
    low = scan.low(at - 1)
    if low in words.codes and scan.capital(at - 1):
        return words.codes[low], at - 1
    sign = words.signs.get(low, "")
    if low == "$" and scan.low(at - 2) in words.dollars and scan.glued(at - 1):
        return words.dollars[scan.low(at - 2)], at - 2
    return sign, at - 1 if sign else at


def money_after(scan: Scan, words: NounWords, at: int) -> Noun | None:
    """The currency that follows a number."""
    label, after = words.currency.at(scan, _past_of(scan, words, at))
    if label:
        return Noun(label, MONEY, after)
    low = scan.low(at)
    if low in words.codes and scan.capital(at):
        return Noun(words.codes[low], MONEY, at + 1)
    return Noun(words.signs[low], MONEY, at + 1) if low in words.signs else None


def share_after(scan: Scan, words: NounWords, at: int) -> Noun:
    """What a share is of: the noun; "territory" for a place that is named; else nothing."""
    start = _past_of(scan, words, at)
    for step in range(start, start + _REACH):
        if scan.low(step).startswith(words.territory):
            return Noun(words.share_of_territory, SHARE, step + 1)
        if not _goes_on(scan, words, step):
            break
    noun = noun_after(scan, words, at)
    if noun and noun.category != TIME:
        return Noun(f"{words.share} of {noun.name}", SHARE, noun.after)
    return _place_or_nothing(scan, words, at, start)


def _place_or_nothing(scan: Scan, words: NounWords, at: int, start: int) -> Noun:
    end = start
    while scan.capital(end) and end < start + _REACH:
        end += 1
    possessive = scan.low(end - 1).endswith("'s")
    named = end > start and (start > at or words.language != "en")
    if named and not possessive:
        return Noun(words.share_of_territory, SHARE, end)
    return Noun(words.share, SHARE, at)
