"""What the words around a place's name say about how loosely it is meant.

`X district`, `near X`, `X (Y)`, `X - Y`: each is taken apart into names and an honest error. Nothing
is looked up here.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ruamel.yaml import YAML

_ENDS = re.compile(r"\s+[-–—]\s+|\s*/\s*|\s+and\s+")
_INSIDE = re.compile(r"^(?P<name>[^(]+?)\s*\((?P<part>[^)]*)\)\s*$")
LOOSE = ("district", "near", "edge", "direction", "line", "object")


class Asked(NamedTuple):
    """A name taken apart. `names` are one place, or the ends between which it lies; `within` a
    wider place that is named too; `region` asks for a first-level unit; `km` is what loose words
    add (one s.d.), 0 when the place itself is meant.
    """

    names: tuple[str, ...]
    within: str = ""
    region: bool = False
    km: float = 0.0


@cache
def _words() -> dict[str, Any]:
    path = files("truceline").joinpath("data/places/qualifiers.yaml")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return loaded


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    listed = _words()[kind]
    words = listed["words"] if isinstance(listed, dict) else listed
    longest = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", re.IGNORECASE)


def spread_km(population: int) -> float:
    """How far from its point a settlement of this size may be meant, km (one s.d.)."""
    steps = _words()["spread"]
    return next(float(km) for most, km in steps if population <= most)


def _without(kind: str, text: str) -> tuple[str, bool]:
    """The text without words of a kind, and whether there were any; never left empty."""
    left = " ".join(_pattern(kind).sub(" ", text).split()).strip(" ,")
    return (left, True) if left and left != " ".join(text.split()) else (text, False)


def unit_name(name: str) -> str:
    """A first-level unit's name without its kind and without points of the compass."""
    return _without("filler", _without("region", name)[0])[0]


def ask(name: str) -> Asked:
    """A reported name, taken apart."""
    text = " ".join(name.split())
    inside = _INSIDE.match(text)
    if inside:
        asked = ask(inside["name"])
        return asked._replace(km=max(asked.km, 6.0)) if not asked.region else asked
    text, _, within = (part.strip() for part in text.partition(","))
    text, region = _without("region", text)
    found = [(kind, *_without(kind, text)) for kind in LOOSE]
    km = max((float(_words()[kind]["km"]) for kind, _, there in found if there), default=0.0)
    for kind, _, _ in found:
        text, _ = _without(kind, text)
    return Asked(_ends(text), within, region, km)


def _ends(text: str) -> tuple[str, ...]:
    parts = [_without("filler", part)[0] for part in _ENDS.split(text) if part.strip()]
    return tuple(parts[:2])
