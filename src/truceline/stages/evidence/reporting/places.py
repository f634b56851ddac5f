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
from truceline.stages.evidence.reading.actor_words import analyser
from truceline.stages.evidence.reporting.words import Table, table

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


def where(
    text: str,
    span: Span,
    taken: Sequence[Span],
    language: str,
    countries: Sequence[str],
    known: Gazetteer,
) -> Where:
    """The place that words [span) of a text name. `taken` are words that stand for something else
    (actors, times); `countries` are looked at first, in their order.
    """
    words = [t for t in tokens(text[span.start : span.end]) if t.text.strip()]
    held = table(language)
    free = [r for r in _runs(words) if not _overlaps(words, r, span, taken)]
    unit = _unit(words, free, held, language, known)
    best = Where(unit=unit)
    for run in free:
        led = run.first > 0 and fold(words[run.first - 1].text) in held.before
        if not led or _is_unit(words, run, held, language):
            continue
        for name in _names([w.text for w in words[run.first : run.end]], language):
            found = _known(name, unit, countries, known)
            if found is not None and len(name) > len(best.name):
                best = Where(name, unit, found)
    return best


def _runs(words: Sequence[Token]) -> Iterator[_Run]:
    """Every run of capitalised words, the longest at each place; hyphens join."""
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and end - at < 2 * _LONGEST and _belongs(words, at, end):
            end += 1
        while end > at and words[end - 1].text == "-":
            end -= 1
        if end > at:
            yield _Run(at, end)
        at = max(end, at + 1)


def _belongs(words: Sequence[Token], first: int, at: int) -> bool:
    text = words[at].text
    if text == "-":
        return at > first and at + 1 < len(words) and words[at + 1].text[:1].isupper()
    return text[:1].isupper() and (len(text) > 1 or at > first)


def _overlaps(words: Sequence[Token], run: _Run, span: Span, taken: Sequence[Span]) -> bool:
    start, end = span.start + words[run.first].start, span.start + words[run.end - 1].end
    return any(s.start < end and start < s.end for s in taken)


def _is_unit(words: Sequence[Token], run: _Run, held: Table, language: str) -> bool:
    after = words[run.end : run.end + 1]
    return bool(after) and _lemma(after[0].text, language) in held.unit


def _unit(
    words: Sequence[Token], free: Sequence[_Run], held: Table, language: str, known: Gazetteer
) -> str:
    """The first-level unit that is named with its kind: "Kharkiv region"."""
    for run in free:
        if _is_unit(words, run, held, language):
            said = [w.text for w in words[run.first : run.end + 1]]
            for name in _names(said, language):
                if isinstance(known.region(name), Place):
                    return name
    return ""


def _known(name: str, unit: str, countries: Sequence[str], known: Gazetteer) -> str | None:
    """The country in which the gazetteer knows the name, "" for a place anywhere; else None."""
    for country in [c for c in countries if country_code(c)]:
        found = known.resolve(name, country, unit or None)
        if not isinstance(found, Unknown):
            return country
    return "" if isinstance(known.resolve(name, None, unit or None), Place) else None


def _names(words: Sequence[str], language: str) -> Iterator[str]:
    """The run as it stands and, in an inflected language, in the nominative."""
    if language in _INFLECTED and len(words) == 1:
        yield from dict.fromkeys((*_lemmas(words[0], language), words[0]))
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
    parses = [p for p in analyser(language).parse(word.lower())[:8] if p.tag.POS == "NOUN"]
    parses.sort(key=lambda p: "Geox" not in str(p.tag))
    return [_cased(p.normal_form) for p in parses]


def _nominative(words: Sequence[str], language: str) -> str:
    """An adjective with its noun, both in the nominative: Новой Таволжанке → Новая Таволжанка."""
    *front, last = words
    nouns = [p for p in analyser(language).parse(last.lower())[:6] if p.tag.POS == "NOUN"]
    if not nouns:
        return " ".join(words)
    noun = next((p for p in nouns if "Geox" in str(p.tag)), nouns[0])
    wanted = {"nomn", str(noun.tag.number or "sing")}
    if noun.tag.number != "plur":
        wanted.add(str(noun.tag.gender or "masc"))
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
