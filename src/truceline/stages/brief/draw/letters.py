"""How wide words are in the brief's font, so that labels can be laid out without a browser."""

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files

_EM = 1000  # units per em of the font
_HARD = "\u00a0\u202f"  # spaces that keep a number and its sign together


@cache
def advances(weight: str) -> dict[str, int]:
    """Character → advance in thousandths of an em, for `regular` or `bold`."""
    text = files("truceline").joinpath("data/fonts/advances.json").read_text(encoding="ascii")
    table: dict[str, int] = json.loads(text)[weight]
    return {chr(int(code, 16)): width for code, width in table.items()}


def width(words: str, size: float, *, bold: bool = False) -> float:
    """Width of the words at a font size, in that size's unit."""
    table = advances("bold" if bold else "regular")
    return sum(table.get(letter, 600) for letter in words) * size / _EM


def plain(words: str) -> str:
    """The words without control characters and direction overrides, on one line."""
    kept = (c if c.isprintable() or c in _HARD else " " * c.isspace() for c in words)
    return re.sub(" +", " ", "".join(kept)).strip()


def printable(words: str) -> str:
    """The words as the embedded font can set them; other letters become `▯`."""
    table = advances("regular")
    return "".join(
        c if c in table else "" if unicodedata.combining(c) else "▯"
        for c in unicodedata.normalize("NFC", words)
    )


def wrapped(
    words: str, room: float, size: float, *, bold: bool = False, most: int = 2
) -> list[str]:
    """The words in at most `most` lines that fit the room; the rest is cut with an ellipsis."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    cut = len(lines) > most
    lines = lines[:most]
    return [
        _fitted(line, room, size, bold=bold, cut=cut and n == most - 1)
        for n, line in enumerate(lines)
    ]


def _fitted(line: str, room: float, size: float, *, bold: bool, cut: bool) -> str:
    if not cut and width(line, size, bold=bold) <= room:
        return line
    while line and width(line + "…", size, bold=bold) > room:
        line = line[:-1]
    return line.rstrip(" ,;·") + "…"
