"""The words of a sentence with their parts of speech, as far as clauses need them.

Closed classes are looked up; verbs are told from nouns by their neighbours (`tagging.py`). Chunks
that others found (names, numbers, times) go in as they are: nothing here reads them anew.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from truceline.foundation.text import Token, fold
from truceline.model.claim import Span
from truceline.stages.evidence.reading.lexicon import Lexicon

NOMINAL = frozenset({"det", "poss", "pron", "adj", "noun", "name", "num", "pos"})
"""Parts of speech that stand inside a noun phrase."""
OPENING, CLOSING = "“«„‘", "”»’"
_CURRENCY = "£$€¥₴₽"
_HYPHENS = "-‐‑"
_MARKUP = "*#>`_|"
"""Marks of Markdown, which are no words."""
_CLITICS = frozenset({"'s", "'ll", "'d", "'ve", "'re", "'m"})
_PRONOUNS_WITH_BE = frozenset(
    {"it", "he", "she", "that", "there", "who", "what", "here", "we", "they", "i", "you"}
)


class Word(NamedTuple):
    """Code points [start, end), the folded text, part of speech; lemma and shape of a verb."""

    start: int
    end: int
    low: str
    tag: str = ""
    lemma: str = ""
    shape: str = ""


class Chunks(NamedTuple):
    """What is known of a document before its grammar: spans in order of their start."""

    names: Sequence[Span] = ()
    numbers: Sequence[Span] = ()
    times: Sequence[Span] = ()


def words_of(
    text: str, found: Sequence[Token], sentence: Span, chunks: Chunks, lexicon: Lexicon
) -> list[Word]:
    """The words of one sentence, closed classes and chunks tagged, open words left with no tag."""
    first = bisect_left(found, sentence.start, key=_start)
    last = bisect_left(found, sentence.end, key=_start)
    read = [token for token in found[first:last] if token.text.strip(_MARKUP)]
    raw = list(_split(text, list(_joined(text, read))))
    return _chunked(list(_units(raw, lexicon)), chunks, lexicon)


def _start(token: Token) -> int:
    return token.start


def _joined(text: str, found: Sequence[Token]) -> Iterator[Token]:
    """Hyphenated words as one."""
    held: Token | None = None
    for token in found:
        if held is not None and _hyphenated(text, held, token):
            held = Token(held.start, token.end, text[held.start : token.end])
            continue
        if held is not None:
            yield held
        held = token
    if held is not None:
        yield held


def _hyphenated(text: str, held: Token, token: Token) -> bool:
    if held.end != token.start:
        return False
    if token.text in _HYPHENS:
        ended = held.text[-1].isalnum() or held.text[-1] == "."  # `U.N.-led`
        return ended and text[token.end : token.end + 1].isalnum()
    return held.text[-1] in _HYPHENS and (len(held.text) > 1 or _after_quote(text, held.start))


def _after_quote(text: str, at: int) -> bool:
    """`“A”-controlled`: the hyphen joins what follows to the quoted name."""
    return text[max(at - 1, 0) : at] in set(CLOSING + '"')


def _split(text: str, found: Sequence[Token]) -> Iterator[Word]:
    """Folded words, with 's and its like cut off."""
    for token in found:
        low = fold(token.text)
        head, mark, tail = low.rpartition("'")
        if head and mark + tail in _CLITICS:
            cut = token.start + len(head)
            yield Word(token.start, cut, head)
            yield Word(cut, token.end, "'" + tail, _clitic(head, tail))
        elif token.text in "'’" and text[token.start - 1 : token.start] == "s":
            yield Word(token.start, token.end, "'", "pos")
        else:
            yield Word(token.start, token.end, low)


def _clitic(head: str, tail: str) -> str:
    if tail == "s":
        return "be" if head in _PRONOUNS_WITH_BE else "pos"
    return {"ll": "modal", "d": "modal", "ve": "have", "re": "be", "m": "be"}[tail]


def _units(found: list[Word], lexicon: Lexicon) -> Iterator[Word]:
    """Words of several words as one: according to, as part of."""
    at = 0
    while at < len(found):
        size = _unit_size(found, at, lexicon)
        if size == 1:
            yield found[at]
        else:
            rows = found[at : at + size]
            yield Word(rows[0].start, rows[-1].end, " ".join(w.low for w in rows))
        at += size


def _unit_size(found: list[Word], at: int, lexicon: Lexicon) -> int:
    listed = lexicon.units.get(found[at].low)
    if listed is None:
        return 1
    for unit in listed:
        if tuple(w.low for w in found[at : at + len(unit)]) == unit:
            return len(unit)
    return 1


def _chunked(found: list[Word], chunks: Chunks, lexicon: Lexicon) -> list[Word]:
    marks = {"name": chunks.names, "num": chunks.numbers, "adv": chunks.times}
    tagged = [w if w.tag else _tagged(w, _closed(w, lexicon)) for w in found]
    for tag, spans in marks.items():
        for span in spans:
            _mark(tagged, span, tag)
    return tagged


def _tagged(word: Word, tag: str) -> Word:
    return Word(word.start, word.end, word.low, tag, word.lemma, word.shape)


def _closed(word: Word, lexicon: Lexicon) -> str:
    if word.low in {"that", "to"}:
        return word.low
    if word.low in _CURRENCY:
        return "num"
    if word.low[0] in _HYPHENS and word.low[1:2].isalnum():
        return "adj"
    if not word.low[0].isalnum() and word.low[0] != "'":
        return "quote" if word.low[0] in OPENING + CLOSING + '"' else "punct"
    if word.low[0].isdigit():
        return "num"
    return "quote" if word.low == "'" else lexicon.tag(word.low)


def _fits(word: Word, tag: str) -> bool:
    """A number gives its tag to its small words only: what is counted may be any noun, and verbs
    of loss (`two were killed`) stay verbs.
    """
    if tag == "num":
        small = word.tag in {"num", "det", "prep", "adv", "cc", "to"}
        return small or (not word.tag and word.low.endswith("ly"))
    return tag == "adv" or word.tag not in {"det", "pron", "poss", "pos", "cc", "quote"}


def _mark(found: list[Word], span: Span, tag: str) -> None:
    """Give a chunk's words its tag; pronouns and the edges of other classes keep theirs."""
    at = bisect_left(found, span.start, key=lambda w: w.start)
    while at < len(found) and found[at].end <= span.end:
        word = found[at]
        if _fits(word, tag):
            found[at] = word._replace(tag=tag)
        at += 1
