"""Where a quote says that it happened: the longest name in it that the gazetteer knows, and its unit.

A name is taken only where the words around it make it a place. What no list holds stays a name or
nothing; no place is ever made up from what a text is otherwise about.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from truceline.foundation.places.gazetteer import Gazetteer, country_code
from truceline.foundation.text import Token, fold, tokens
from truceline.model.claim import Span
from truceline.model.place import Place, Unknown
from truceline.stages.evidence.reading.actors.lookup import analyser
from truceline.stages.evidence.reporting.words import strikes, table

_LONGEST = 3
_INFLECTED = frozenset({"ru", "uk"})


class Where(NamedTuple):
    """A place as a report names it; empty where the words don't say."""

    name: str = ""
    unit: str = ""
    country: str = ""


class _Run(NamedTuple):
    """Capitalised words [first, end) of a passage."""

    first: int
    end: int


class Passage(NamedTuple):
    """A document's text, the words in it that stand for something else than a place (actors,
    times), its language, and the unit of whoever publishes it, where its head names one.
    """

    text: str
    taken: Sequence[Span]
    language: str
    unit: str = ""


def where(
    passage: Passage, span: Span, front: int, countries: Sequence[str], known: Gazetteer
) -> Where:
    """The place that the words of `span` name. Its unit may stand before them, from `front` on.

    `countries` are looked at first, in their order.
    """
    words = _words(passage, span)
    before = Span(start=front, end=span.start)
    unit = unit_in(passage, span, known) or unit_in(passage, before, known) or passage.unit
    best = Where(unit=unit)
    for run in _free(passage, words, span):
        if not _led(words, run, passage.language) or _is_unit(words, run, passage.language):
            continue
        for name in _names([w.text for w in words[run.first : run.end]], passage.language):
            found = _known(name, unit, countries, known)
            if found is not None and len(name) > len(best.name):
                best = Where(name, unit, found)
    return best


def unit_in(passage: Passage, span: Span, known: Gazetteer) -> str:
    """The first first-level unit that the words of `span` name with its kind ("Northshore region");
    empty for none, and for several in a row.
    """
    words, language = _words(passage, span), passage.language
    for run in _runs(words, language):
        if _is_unit(words, run, language) and not _listed(words, run, language):
            for first in range(run.first, run.end):
                if name := _unit(words, _Run(first, run.end), language, known):
                    return name
    return ""


def _words(passage: Passage, span: Span) -> list[Token]:
    return list(tokens(passage.text[span.start : span.end]))


def _free(passage: Passage, words: Sequence[Token], span: Span) -> list[_Run]:
    return [
        r for r in _runs(words, passage.language) if not _overlaps(words, r, span, passage.taken)
    ]


def _led(words: Sequence[Token], run: _Run, language: str) -> bool:
    """Does a word of place, or the verb of the attack, stand before the run?"""
    if not run.first:
        return False
    before = words[run.first - 1].text
    return fold(before) in table(language).before or strikes(before, language)


def _runs(words: Sequence[Token], language: str) -> Iterator[_Run]:
    """Every run of capitalised words, the longest at each place; hyphens join."""
    at, before = 0, table(language).before
    while at < len(words):
        end = at
        while end < len(words) and end - at < 2 * _LONGEST and _belongs(words, at, end, before):
            end += 1
        while end > at and words[end - 1].text == "-":
            end -= 1
        if end > at:
            yield _Run(at, end)
        at = max(end, at + 1)


def _belongs(words: Sequence[Token], first: int, at: int, before: frozenset[str]) -> bool:
    text = words[at].text
    if text == "-":
        return at > first and at + 1 < len(words) and words[at + 1].text[:1].isupper()
    return text[:1].isupper() and (len(text) > 1 or at > first) and fold(text) not in before


def _overlaps(words: Sequence[Token], run: _Run, span: Span, taken: Sequence[Span]) -> bool:
    start, end = span.start + words[run.first].start, span.start + words[run.end - 1].end
    return any(s.start < end and start < s.end for s in taken)


def _is_unit(words: Sequence[Token], run: _Run, language: str) -> bool:
    after = words[run.end : run.end + 1]
    lemma = _lemma(after[0].text, language) if after else ""
    held = table(language)
    return lemma in held.unit or lemma in held.unit_adjectives


def _unit(words: Sequence[Token], run: _Run, language: str, known: Gazetteer) -> str:
    """The name of the unit of which the run and the word of its kind speak, if there is one."""
    kind = words[run.end].text
    if _lemma(kind, language) in table(language).unit_adjectives:
        kind = table(language).unit[0]
    said = [*(word.text for word in words[run.first : run.end]), kind]
    fits = (n for n in _names(said, language) if isinstance(known.region(n), Place))
    return next(fits, "")


def _listed(words: Sequence[Token], run: _Run, language: str) -> bool:
    """Does the run end a list: "X, Y and Z regions"?"""
    before = words[max(0, run.first - 2) : run.first]
    joined = bool(before) and fold(before[-1].text) in table(language).joining
    return joined and len(before) > 1 and before[0].text[:1].isupper()


def _known(name: str, unit: str, countries: Sequence[str], known: Gazetteer) -> str | None:
    """The country in which the gazetteer knows the name, "" for a place anywhere; else None."""
    for country in [c for c in countries if country_code(c)]:
        found = known.resolve(name, country, unit or None)
        if not isinstance(found, Unknown):
            return country
    return "" if isinstance(known.resolve(name, None, unit or None), Place) else None


def nominatives(word: str, language: str) -> tuple[str, ...]:
    """A word of a name as it may stand in the nominative."""
    return tuple(_names([word], language))


def _names(words: Sequence[str], language: str) -> Iterator[str]:
    """The run as it stands and, in an inflected language, in the nominative."""
    if language in _INFLECTED and len(words) == 1:
        yield from dict.fromkeys(_lemmas(words[0], language))
        return
    if language in _INFLECTED:
        yield _nominative(words, language)
    yield " ".join(words).replace(" - ", "-")


def _lemma(word: str, language: str) -> str:
    if language not in _INFLECTED:
        return fold(word)
    return fold(analyser(language).parse(fold(word))[0].normal_form)


def _lemmas(word: str, language: str) -> list[str]:
    """Nominatives of a name, those that the dictionary knows as places first."""
    parses = analyser(language).parse(word.lower())[:8]
    nouns = sorted(
        (p for p in parses if p.tag.POS == "NOUN"), key=lambda p: "Geox" not in str(p.tag)
    )
    alone = [p for p in parses if p.tag.POS == "ADJF" and p.tag.gender and p.tag.case == "nomn"]
    return [_cased(p.normal_form) for p in (*nouns, *alone)]


def _nominative(words: Sequence[str], language: str) -> str:
    """An adjective with its noun, both in the nominative."""
    *front, last = words
    nouns = [p for p in analyser(language).parse(last.lower())[:6] if p.tag.POS == "NOUN"]
    if not nouns:
        return " ".join(words)
    noun = next((p for p in nouns if "Geox" in str(p.tag)), nouns[0])
    plural = noun.tag.number == "plur"
    wanted = {"nomn", "plur" if plural else str(noun.tag.gender or "masc")}
    adjectives = [_agreeing(word, wanted, language) for word in front]
    last_ = _cased(noun.normal_form) if last[:1].isupper() else noun.normal_form
    return " ".join((*adjectives, last_)).replace(" - ", "-")


def _agreeing(word: str, wanted: set[str], language: str) -> str:
    for parse in analyser(language).parse(word.lower())[:6]:
        if parse.tag.POS == "ADJF" and (found := parse.inflect(wanted)):
            return _cased(found.word)
    return word


def _cased(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
