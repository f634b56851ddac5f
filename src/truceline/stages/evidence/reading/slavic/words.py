"""A sentence as words with what the dictionary says that each may be.

Nothing is decided here: a form that may be two things stays both, and who asks says what fits.
"""

from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import NamedTuple

from truceline.foundation.text import Token, fold
from truceline.stages.evidence.reading.actors.lookup import analyser

_READINGS = 6
_LIKELY = 0.2  # of the likeliest reading's share; the dictionary of `uk` gives all the same


class Form(NamedTuple):
    """One reading of a word: OpenCorpora's part of speech, case, number, tense."""

    lemma: str
    pos: str
    case: str = ""
    number: str = ""
    tense: str = ""
    impersonal: bool = False


class Word:
    """Code points [start, end) of the text, with the readings of the word, the likeliest first."""

    def __init__(self, start: int, end: int, text: str, language: str) -> None:
        self.start, self.end, self.text = start, end, text
        self.low = fold(text)
        self.forms = forms_of(self.low, language) if _inflects(self.low) else ()

    @cached_property
    def lemmas(self) -> frozenset[str]:
        """The folded word and the lemmas of its readings."""
        return frozenset((self.low, *(form.lemma for form in self.forms)))

    def may_be(self, *parts: str) -> bool:
        """Has it a reading as one of these parts of speech?"""
        return any(form.pos in parts for form in self.forms)

    def is_first(self, *parts: str) -> bool:
        """Is its likeliest reading one of these parts of speech?"""
        return bool(self.forms) and self.forms[0].pos in parts

    def in_case(self, case: str) -> bool:
        """May it stand in this case?"""
        return any(form.case == case for form in self.forms)

    @property
    def future(self) -> bool:
        """Is it, as a verb, in the future tense?"""
        verbs = [form for form in self.forms if form.pos == "VERB" and form.tense]
        return bool(verbs) and all(form.tense == "futr" for form in verbs)


def _inflects(low: str) -> bool:
    return low[0].isalpha() and not low.isascii()


def words_of(found: Iterable[Token], language: str) -> list[Word]:
    """The tokens of one sentence as words."""
    return [Word(token.start, token.end, token.text, language) for token in found]


@lru_cache(maxsize=1 << 16)
def forms_of(low: str, language: str) -> tuple[Form, ...]:
    """The readings of a folded word."""
    parses = analyser(language).parse(low)[:_READINGS]
    return tuple(
        Form(
            lemma=fold(parse.normal_form),
            pos=str(parse.tag.POS or ""),
            case=str(parse.tag.case or ""),
            number=str(parse.tag.number or ""),
            tense=str(parse.tag.tense or ""),
            impersonal="Impe" in str(parse.tag),
        )
        for parse in parses
        if parse.score >= _LIKELY * parses[0].score
    )
