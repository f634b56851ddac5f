"""What stands in quotation marks, and who says it.

A speaker is a verb of saying outside the marks, in a sentence that the quotation touches; a
quotation without one goes on with the last. It must never close a mark that the text left open for
good.
"""

from bisect import bisect_left
from collections.abc import Iterator

from truceline.model.claim import Span
from truceline.stages.evidence.reading.grammar.attribution import Told, told_by
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene
from truceline.stages.evidence.reading.grammar.words import CLOSING, OPENING


def speech(text: str) -> list[Span]:
    """What stands in quotation marks, as [mark, mark); a paragraph that opens anew goes on."""
    found: list[Span] = []
    opened = -1
    for at, letter in enumerate(text):
        if letter == '"':
            if opened >= 0:
                found.append(Span(start=opened, end=at + 1))
            opened = at if opened < 0 else -1
        elif letter == "\n" and opened >= 0 and not _reopened(text, opened, at):
            opened = -1  # the closing mark was forgotten
        elif letter in OPENING and opened < 0:
            opened = at
        elif letter in OPENING and text[max(0, at - 2) : at].strip("\r\n \t") == "":
            continue  # the next paragraph of a quotation repeats its opening mark
        elif letter in CLOSING and opened >= 0 and not _apostrophe(text, at):
            found.append(Span(start=opened, end=at + 1))
            opened = -1
    return [s for s in found if s.end - s.start > 12]


def _reopened(text: str, opened: int, at: int) -> bool:
    """Does the next paragraph begin with an opening mark again, as a long quotation does?"""
    while at < len(text) and text[at].isspace():
        at += 1
    return text[opened] != '"' and at < len(text) and text[at] in OPENING


def _apostrophe(text: str, at: int) -> bool:
    return text[at] == "’" and text[at + 1 : at + 2].isalpha()


def quoted(scene: Scene) -> Iterator[tuple[Span, Told]]:
    """Quotations of speech with their speakers; one without goes on with the last speaker."""
    last: Told | None = None
    end = -1
    for span in speech(scene.text):
        told = _teller(scene, span)
        if told is None and last is not None and span.start - end < 120:
            told = last
        if told is not None:
            yield span, told
            last, end = told, span.end


def _parsed_start(parsed: Parsed) -> int:
    return parsed.span.start


def _parsed_end(parsed: Parsed) -> int:
    return parsed.span.end


def _teller(scene: Scene, quotation: Span) -> Told | None:
    """A verb of saying outside the quotation, in a sentence that it touches or just before."""
    first = bisect_left(scene.parsed, quotation.start, key=_parsed_end)
    last = bisect_left(scene.parsed, quotation.end, key=_parsed_start)
    for parsed in scene.parsed[first:last]:
        for n, clause in enumerate(parsed.clauses):
            verb = parsed.words[clause.group.first]
            if quotation.start <= verb.start < quotation.end:
                continue
            told = told_by(scene, parsed, n)
            if told is not None:
                return told
    return None
