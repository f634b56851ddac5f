"""One spelling for words that differ in case, apostrophe, dash or width only.

A folded text has the length of the text, so that offsets stay. What would change the length (ß, İ,
ligatures) is left as it is.
"""

import unicodedata
from functools import cache

_APOSTROPHES = "’‘ʼʹ`´＇′‛"
_DASHES = "‐‑‒–—―−－"
_SPELLINGS = {**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_DASHES, "-"), "ё": "е"}


def fold(text: str) -> str:
    """The text in lower case with plain apostrophes, hyphens and widths; as long as before.

    Spaces of any width become the plain space, line ends stay. Cyrillic ё, which the press writes or
    not as it likes, becomes е. `fold(fold(x)) == fold(x)`.
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    return "".join(map(_folded, text))


@cache
def _folded(letter: str) -> str:
    if unicodedata.category(letter) == "Zs":
        return " "
    wide = unicodedata.normalize("NFKC", letter)
    plain = wide if len(wide) == 1 and unicodedata.east_asian_width(letter) in "FH" else letter
    lower = plain.lower()
    lower = lower if len(lower) == 1 else plain
    return _SPELLINGS.get(lower, lower)
