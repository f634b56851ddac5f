"""What a search goes through that isn't typed in Latin letters: what readers of other languages see.

A place is found by the name that the page shows for it, an act or object by its word in the catalogue;
what reports wrote is found besides.
"""

from collections.abc import Callable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from truceline.web.columns import Columns
from truceline.web.kept import Kept
from truceline.web.languages import LANGUAGES, catalogue
from truceline.web.names import names_of

PLACES: Final = ("place", "admin1", "country")
WORDS: Final = ("act", "category")

_APOSTROPHES: Final = str.maketrans("’ʼ`", "'''")

_kept: Final[Kept[pa.Array]] = Kept(6)


def plain(text: str) -> str:
    """A text as it is searched: in lower case, its apostrophes of one kind."""
    return text.lower().translate(_APOSTROPHES)


def spelled(columns: Columns, boundaries: str) -> pa.Array:
    """A text for each row, as `plain` makes it, with its names and words in every language but English."""
    return _kept.of(columns.rows, boundaries, lambda: _spelled(columns, boundaries))


def _spelled(columns: Columns, boundaries: str) -> pa.Array:
    parts = [columns.text]
    for language in LANGUAGES[1:]:
        named, words = names_of(columns.rows, language, boundaries).place, catalogue(language)
        parts += [_column(columns, name, named) for name in PLACES]
        parts += [
            _column(columns, name, lambda word: words.get(f"vocabulary.{word}", ""))  # noqa: B023
            for name in WORDS
        ]
    return pc.binary_join_element_wise(*parts, "\n")


def _column(columns: Columns, name: str, told: Callable[[str], str]) -> pa.Array:
    coded = columns.words(name)
    every = pa.array([plain(told(word)) if word else "" for word in coded.words], pa.string())
    return every.take(pa.array(coded.codes))
