"""Paragraphs: what white space alone tells of a text.

Press text comes with a paragraph per line, with blank lines between, or wrapped at some width. A
line end inside a wrapped paragraph is only white space; everywhere else it ends what was said.
"""

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_WIDEST = 100
_NARROWEST = 40
_FEWEST = 3
_ENDED = tuple(".!?…:;”»\"'’)")
_Line = tuple[int, int]


def paragraphs(text: str) -> Iterator[_Line]:
    """Places [start, end) of the paragraphs, in order; lines of white space alone are left out."""
    for block in _blocks(text):
        if _wrapped([text[start:end].strip() for start, end in block]):
            yield block[0][0], block[-1][1]
        else:
            yield from _mended(text, block)


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Lines that follow each other without a blank one."""
    block: list[_Line] = []
    for match in _LINE.finditer(text):
        blank = not match.group().strip()
        gap = text[block[-1][1] : match.start()] if block else ""
        if block and (blank or len(_BREAK.findall(gap)) > 1):
            yield block
            block = []
        if not blank:
            block.append(match.span())
    if block:
        yield block


def _wrapped(lines: list[str]) -> bool:
    """Would the first word of each line not have fitted on the line before?"""
    width = max(map(len, lines))
    if len(lines) < _FEWEST or not _NARROWEST <= width <= _WIDEST:
        return False
    heads = (line.split(maxsplit=1)[0] for line in lines[1:])
    return all(len(a) + 1 + len(b) > width for a, b in zip(lines, heads, strict=False))


def _mended(text: str, block: list[_Line]) -> Iterator[_Line]:
    """One paragraph a line, save where a line stops in mid-sentence and a small letter follows."""
    start, end = block[0]
    for first, last in block[1:]:
        broken = text[first:last].lstrip()[:1].islower()
        if not (broken and not text[start:end].rstrip().endswith(_ENDED)):
            yield start, end
            start = first
        end = last
    yield start, end
