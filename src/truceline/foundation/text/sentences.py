"""Sentences of press text, as places in it.

A sentence is what a claim is quoted from, so that its edges are never guessed into the middle of a
name, a number or an abbreviation: where a stop may be either, the sentence goes on.
"""

import re
from collections.abc import Iterator

from truceline.foundation.text.folding import fold
from truceline.foundation.text.paragraphs import paragraphs
from truceline.foundation.text.words import everywhere, listed
from truceline.model.claim import Span

_CLOSERS = "”’»\"')\\]"
_STOP = re.compile(rf"(?P<stop>[.!?…]+)(?P<close>[{_CLOSERS}]*)(?P<gap>\s*)")
_BEFORE = re.compile(r"[^\s\"'“”„«»(\[—–/]*$")
_AHEAD = re.compile(r"[^\w\n]{0,40}")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_MARKER = re.compile(r"\W*(?:\d{1,3}|[^\W\d_])\W*$")
_INITIAL = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]$")
_ADDRESS = re.compile(r"://|@|^www\.", re.IGNORECASE)
_LONG = 4
_HEAD = 12  # "(12) " and the like stand this near to the head of a paragraph
_QUOTED = 2_000  # so far back a quotation may have been opened
_NEAR = 80  # a word before a stop that is longer is none
LONGEST = 2_000
"""Code points. The longest sentences that people write have half as many; what goes on is a list or
no prose, and would keep readers busy whose work grows with the square of a sentence.
"""
_SPACE = re.compile(r"\s")
_PAUSES = re.compile(r"[;:,)–—](?=\s)")


def sentences(text: str, language: str = "en") -> tuple[Span, ...]:
    """Spans in order, disjoint and trimmed of white space, that together hold all else.

    A new paragraph ends a sentence, a line end within a wrapped paragraph doesn't. A stop ends it
    unless it belongs to an abbreviation, an initial or a number, or a small letter follows; closing
    quotes and brackets go with it. A stop without a space before a capital ends it too. What is
    longer than `LONGEST` is cut where it pauses last. An unknown `language` is read with the
    abbreviations of all.
    """
    found: list[Span] = []
    for start, end in paragraphs(text):
        begin = start
        for cut in (*_cuts(text[start:end], language), end - start):
            for last in _bounded(text, begin, start + cut):
                found += _trimmed(text, begin, last)
                begin = last
    return tuple(found)


def _bounded(text: str, begin: int, end: int) -> Iterator[int]:
    """Where what would be too long for a sentence is cut, and its end."""
    while end - begin > LONGEST:
        begin = _pause(text, begin, begin + LONGEST)
        yield begin
    yield end


def _pause(text: str, begin: int, end: int) -> int:
    """The last pause in the second half of a stretch, or its last white space, or its end."""
    half = (begin + end) // 2
    pauses = [match.end() for match in _PAUSES.finditer(text, half, end)]
    spaces = [match.end() for match in _SPACE.finditer(text, half, end)]
    return max(pauses, default=0) or max(spaces, default=end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if piece.strip():
        lead = len(piece) - len(piece.lstrip())
        yield Span(start=start + lead, end=start + len(piece.rstrip()))


def _cuts(part: str, language: str) -> Iterator[int]:
    """Where sentences end inside a paragraph."""
    for match in _STOP.finditer(part):
        end = match.end("close") if match["gap"] else _closed(part, match)
        if end < len(part) and _ends(part, match, end, language):
            yield end


def _closed(part: str, match: re.Match[str]) -> int:
    """Where no space tells, a straight quote closes only what was opened before."""
    close = match["close"]
    for mark in "\"'":
        before = part.count(mark, max(match.start() - _QUOTED, 0), match.start())
        if close == mark and before % 2 == 0:
            return match.end("stop")
    return match.end("close")


def _ends(part: str, match: re.Match[str], end: int, language: str) -> bool:
    ahead = _WORD.match(part, _AHEAD.match(part, end).end())  # type: ignore[union-attr]
    following = ahead.group() if ahead else ""
    before = _BEFORE.search(part, max(match.start() - _NEAR, 0), match.start())
    word = before.group() if before else ""
    if not match["gap"] and not _joined(part, match, word, following):
        return False
    if following[:1].islower():
        return match["stop"] == "." and not match["close"] and _sloppy(part, end, word, language)
    return match["stop"] != "." or not _goes_on(part, match, word, following, language)


def _joined(part: str, match: re.Match[str], word: str, following: str) -> bool:
    """Is a stop without white space the end all the same: "the deal.Then"?"""
    chunk = re.search(r"\S*$", part[max(match.start() - _NEAR, 0) : match.start()])
    if _ADDRESS.search((chunk.group() if chunk else "") + following):
        return False
    last = part[match.start() - 1 : match.start()]
    plain = bool(match["close"]) or last.isdigit() or (word[-2:].islower() and len(word) > 1)
    return plain and following[:1].isupper() and "." not in word


def _sloppy(part: str, end: int, word: str, language: str) -> bool:
    """A small letter after the stop of a plain word: a sentence of a careless text."""
    bare = word.replace("-", "")
    plain = len(bare) >= _LONG and bare.isalpha() and bare.islower()
    return plain and part[end : end + 2].strip().isalpha() and not _abbreviated(word, language)


def _goes_on(part: str, match: re.Match[str], word: str, following: str, language: str) -> bool:
    """Does the single stop belong to its word, so that the sentence goes on?"""
    if match.start() < _HEAD and _MARKER.fullmatch(part, 0, match.start()):
        return True  # "1." and "a." at the head of an item
    if match["close"].strip(")]"):
        return False
    known, starts = _abbreviated(word, language), fold(following) in _lists(language, "starters")
    if following[:1].isdigit():
        return known
    if known and fold(word) not in _lists(language, "abbreviations_final"):
        return True
    if known or _INITIAL.fullmatch(word):
        return not starts and bool(following) and (known or word[-1:].isupper())
    return False


def _abbreviated(word: str, language: str) -> bool:
    plain = fold(word)
    topics = ("abbreviations", "abbreviations_final")
    return any(plain in _lists(language, topic) for topic in topics)


def _lists(language: str, topic: str) -> frozenset[str]:
    return listed(language, topic) or everywhere(topic)
