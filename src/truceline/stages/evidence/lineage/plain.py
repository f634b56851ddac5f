"""A document as the sentences that are its own: boilerplate, repeats and quotations apart.

What an outlet prints around every story, and what a third person said to several reporters, would
make strangers look like relatives. Nothing is ever taken from a document's text itself.
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ruamel.yaml import YAML

from truceline.foundation.text import fold, sentences
from truceline.model.claim import Document, Span

WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")
"""A word or a number, without the hyphens and stops around it."""

_MOST_SENTENCES = 600  # of a book the beginning is compared
_MOST_WORDS = 30
_QUOTED = re.compile(
    r"“[^”\n]*(?:”|$)|«[^»\n]*(?:»|$)|\"[^\"\n]*(?:\"|$)|‘[^’\n]{0,600}’(?!\w)", re.MULTILINE
)
_LONG_QUOTE = 5
_OWN_SHARE = 0.3


class Plain(NamedTuple):
    """`digest` is the SHA-256 of all words in order, empty where there are none; `own` are the
    sentences, with blanks for quotations; `quotes` the quotations. `spoken` texts are little but
    quotations: their `own` holds these too.
    """

    digest: str
    own: tuple[str, ...]
    quotes: tuple[str, ...]
    spoken: bool


def plain(document: Document) -> Plain:
    """The document's own words, case and order kept.

    A sentence of at most thirty words with a phrase of `data/lineage/boilerplate.yaml`, and one
    that stood in the document before (a headline under its picture), are left out. Quotations of
    five words and more stand apart; shorter ones are the writer's choice of words and stay.
    """
    text = document.text
    folded = fold(text)
    kept = tuple(_kept(folded, sentences(text, document.language)))
    words = " ".join(" ".join(WORD.findall(span.of(folded))) for span in kept)
    digest = hashlib.sha256(words.encode()).hexdigest() if words else ""
    masked, quotes = _apart(text)
    kept = kept[:_MOST_SENTENCES]
    own = tuple(span.of(masked) for span in kept)
    spoken = sum(len(s.split()) for s in own) < _OWN_SHARE * words.count(" ")
    return Plain(digest, tuple(s.of(text) for s in kept) if spoken else own, quotes, spoken)


def _kept(folded: str, spans: tuple[Span, ...]) -> Iterator[Span]:
    suspect = _pattern().search(folded) is not None
    seen: set[str] = set()
    for span in spans:
        sentence = span.of(folded)
        if sentence not in seen and not (suspect and _standing(sentence)):
            yield span
        seen.add(sentence)


def _standing(sentence: str) -> bool:
    """Is it a line that stands around every story?"""
    return sentence.count(" ") < _MOST_WORDS and _pattern().search(sentence) is not None


@cache
def _pattern() -> re.Pattern[str]:
    path = files("truceline").joinpath("data/lineage/boilerplate.yaml")
    loaded: dict[str, list[str]] = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    phrases = sorted({fold(phrase) for listed in loaded.values() for phrase in listed})
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def _apart(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with blanks for its long quotations, as long as before; and these."""
    quotes: list[str] = []

    def blank(match: re.Match[str]) -> str:
        if len(match.group().split()) < _LONG_QUOTE:
            return match.group()
        quotes.append(match.group())
        return " " * len(match.group())

    return _QUOTED.sub(blank, text), tuple(quotes)
