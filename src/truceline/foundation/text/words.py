"""What a language writes its own way: abbreviations, starters, endings. All of it is data
(`data/languages/*/text.yaml`); a further language needs a file and no code.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from ruamel.yaml import YAML

from truceline.foundation.text.folding import fold

LANGUAGES = ("en", "ru", "uk")
_NONE: frozenset[str] = frozenset()
_Listed = dict[str, list[str]]


@cache
def _listed(language: str) -> _Listed:
    path = files("truceline").joinpath(f"data/languages/{language}/text.yaml")
    loaded: _Listed = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return loaded


@cache
def listed(language: str, topic: str) -> frozenset[str]:
    """The folded words of one topic; none for a language that isn't known."""
    if language not in LANGUAGES:
        return _NONE
    return frozenset(fold(word) for word in _listed(language).get(topic, ()))


def everywhere(topic: str) -> frozenset[str]:
    """The words of one topic in all languages."""
    return frozenset().union(*(listed(language, topic) for language in LANGUAGES))


@cache
def endings(language: str) -> MappingProxyType[int, frozenset[str]]:
    """Endings that light stemming cuts, by length, the longest first."""
    found = listed(language, "endings")
    sizes: Sequence[int] = sorted({len(ending) for ending in found}, reverse=True)
    return MappingProxyType({n: frozenset(e for e in found if len(e) == n) for n in sizes})
