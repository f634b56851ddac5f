"""Lines that were broken to fit a page or a mail, put together into paragraphs again.

For extracted text only: in plain text files offsets count, so they are never touched.
"""

import re
from collections.abc import Iterator
from itertools import groupby

_END = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_ITEM = re.compile(r"(?:[-–—•*▪◦]|\(?[0-9a-z]{1,2}[.)])\s+\S")
_SHORT = 0.75
"""Of the longest line: a line that ends a sentence before that ends its paragraph."""


_BROKEN = 0.6
"""Of the longest line: a line that ends before that, with room for the next word, was ended so."""


def reflow(text: str) -> str:
    """The paragraphs, each on one line. Words divided at a line's end are joined."""
    told = [line.strip() for line in text.replace("\u00ad\n", "").splitlines()]
    blocks = (list(lines) for filled, lines in groupby(told, bool) if filled)
    return "\n".join(line for block in blocks for line in _paragraphs(block))


def _paragraphs(lines: list[str]) -> Iterator[str]:
    width = max(map(len, lines))
    held = lines[0]
    last = lines[0]
    for line in lines[1:]:
        if _apart(last, line, width):
            yield held
            held = line
        else:
            held = _joined(held, line)
        last = line
    yield held


def _apart(last: str, line: str, width: int) -> bool:
    """Does a line begin a paragraph: an item, after the end of a sentence, after a short title?"""
    if _ITEM.match(line) or (_END.search(last) and len(last) < _SHORT * width):
        return True
    room = len(last) + 1 + len(line.split(maxsplit=1)[0]) < _BROKEN * width
    return room and line[0].isupper() and last[-1].isalnum()


def _joined(before: str, line: str) -> str:
    divided = before.endswith("-") and before[-2:-1].isalpha() and line[:1].islower()
    return before[:-1] + line if divided else f"{before} {line}"
