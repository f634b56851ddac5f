"""Words, numbers and punctuation, each with its place in the text."""

import re
from functools import lru_cache
from typing import NamedTuple

_LETTER = r"[^\W\d_]"
_MARKS = r"[\u0300-\u036f]*"
_PATTERN = re.compile(
    rf"(?:{_LETTER}\.){{2,}}"  # U.S., т.д.: one word with its stops
    rf"|{_LETTER}{_MARKS}(?:{_LETTER}{_MARKS}|['’ʼ‘](?={_LETTER}))*"
    r"|\d{1,3}(?:[\u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d+)?"  # 50 000, as the continent groups
    r"|\d+(?:[.,]\d+)*"
    r"|\.{2,}|-{2,}"
    r"|\S"
)


class Token(NamedTuple):
    """Code points [start, end) of a text."""

    start: int
    end: int
    text: str

    @property
    def is_word(self) -> bool:
        """Does it start with a letter?"""
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        """Does it start with a digit?"""
        return self.text[0].isdigit()


_made = tuple.__new__


@lru_cache(maxsize=1 << 9)  # a sentence is cut for its language, its names and its numbers
def tokens(text: str) -> tuple[Token, ...]:
    """All tokens in order; together they hold every code point that isn't white space.

    Apostrophes inside a word belong to it, hyphens never (`30-day` is 30, -, day). A number keeps
    its own points, commas and grouping spaces. Currency and unit signs stand apart.
    """
    return tuple([_made(Token, (m.start(), m.end(), m[0])) for m in _PATTERN.finditer(text)])
