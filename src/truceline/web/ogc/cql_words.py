"""A filter's text as words, each with where it stands, so that a refusal can point at it."""

import re
from typing import Final, NamedTuple

LONGEST: Final = 8000
"""Characters of a filter."""

_WORD: Final = re.compile(
    r"""(?P<gap>\s+)
    |(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[^\W\d][\w.]*)
    |"(?P<quoted>[^"]+)"
    |'(?P<text>(?:[^']|'')*)'
    |(?P<mark><=|>=|<>|[=<>(),])""",
    re.VERBOSE,
)


class FilterError(ValueError):
    """A filter that can't be used: what is wrong, and at which character, counted from 1."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(f"at character {at + 1}: {message}")
        self.at = at


class Word(NamedTuple):
    """One word: `kind` is number, name, quoted, text, mark or end; `at` and `end` count characters."""

    kind: str
    text: str
    at: int
    end: int

    def says(self, *marks: str) -> bool:
        """Is this one of some marks or keywords?"""
        return self.kind in {"mark", "name"} and self.text.upper() in marks


def words_of(text: str) -> list[Word]:
    """The words of a filter, the last of kind `end`. Raises `FilterError`."""
    if len(text) > LONGEST:
        raise FilterError(f"a filter may have {LONGEST} characters", LONGEST)
    found, at = [], 0
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            raise FilterError(_strange(text[at]), at)
        kind = match.lastgroup or ""
        if kind != "gap":
            found.append(Word(kind, match.group(kind).replace("''", "'"), at, match.end()))
        at = match.end()
    return [*found, Word("end", "the end", at, at)]


def _strange(character: str) -> str:
    if character in {"'", '"'}:
        return "this text isn't closed"
    return f"{character} has no meaning here"
