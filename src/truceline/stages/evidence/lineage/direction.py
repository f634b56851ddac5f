"""Which of two texts with one wording came first? Told by what stands in them and when they were
published; where that doesn't tell, the answer is `unknown`.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from truceline.foundation.text import fold
from truceline.model.claim import Document
from truceline.stages.evidence.lineage.plain import WORD

UNKNOWN = "unknown"

_DATELINE = re.compile(
    r"\W*(?:(?:[^\W\d_]+\W+)?\d{4}-\d\d-\d\d\W+)?"
    r"(?P<place>[^\W\d_][^\n:,(—–-]{1,40}?)(?:,[^\n:(—–-]{1,40})?\s*"
    r"(?P<agency>\([^)\n]{2,30}\))?\s*(?:[:—–]|-{1,2}\s)"
)
_PARAGRAPHS = 3
_RICHER = 1.5
_MORE = 3
_LIKE_SIZE = 1.6


def came_first(a: Document, b: Document) -> tuple[str, str]:
    """`a`, `b` or `unknown`, and why. The first of these that tells decides: one text names the
    other's outlet; the times of publication don't overlap; one text alone has a dateline; of two
    texts of like length one names at least half as many informants more.
    """
    for reason, test in _TESTS:
        if first := test(a, b):
            return first, reason
    return UNKNOWN, ""


def _either(a_first: bool, b_first: bool) -> str:
    return "" if a_first == b_first else "a" if a_first else "b"


def _credited(a: Document, b: Document) -> str:
    """The outlet that the other text names; both may name the agency they copy."""
    if fold(a.outlet) == fold(b.outlet):
        return ""
    return _either(_names(b.text, a.outlet), _names(a.text, b.outlet))


def _names(text: str, outlet: str) -> bool:
    return bool(outlet) and re.search(rf"\b{re.escape(outlet)}\b", text) is not None


def _earlier(a: Document, b: Document) -> str:
    """A bare date spans its day: two stories of one day aren't told apart by it."""
    (a_from, a_to), (b_from, b_to) = _published(a), _published(b)
    if a_from is None or a_to is None or b_from is None or b_to is None:
        return ""
    return _either(a_to < b_from, b_to < a_from)


def _published(document: Document) -> tuple[datetime | None, datetime | None]:
    return document.published or document.known, document.known or document.published


def _datelined(a: Document, b: Document) -> str:
    return _either(has_dateline(a.text), has_dateline(b.text))


def has_dateline(text: str) -> bool:
    """Does one of the first three paragraphs open like a wire story: a place in capitals, or a
    place with an agency in brackets, before a colon or dash?
    """
    for line in text.lstrip().splitlines()[:_PARAGRAPHS]:
        match = _DATELINE.match(line)
        if match and (match["agency"] or match["place"].isupper()):
            return True
    return False


def _richer(a: Document, b: Document) -> str:
    small, large = sorted((len(a.text), len(b.text)))
    if large > _LIKE_SIZE * small:
        return ""
    in_a, in_b = _informants(a.text), _informants(b.text)
    return _either(_exceeds(in_a, in_b), _exceeds(in_b, in_a))


def _exceeds(more: int, less: int) -> bool:
    return more >= _RICHER * less and more - less >= _MORE


def _informants(text: str) -> int:
    """Words of telling, and quotations."""
    told = sum(word in _attribution() for word in WORD.findall(fold(text)))
    return told + sum(text.count(mark) for mark in "“«")


@cache
def _attribution() -> frozenset[str]:
    path = files("truceline").joinpath("data/lineage/attribution.yaml")
    loaded: dict[str, list[str]] = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    return frozenset(fold(word) for words in loaded.values() for word in words)


_TESTS: tuple[tuple[str, Callable[[Document, Document], str]], ...] = (
    ("the other names its outlet", _credited),
    ("published earlier", _earlier),
    ("has a dateline", _datelined),
    ("names more informants", _richer),
)
