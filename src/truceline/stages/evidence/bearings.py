"""Reads places told from a post, such as `3-5 km NE` or `0.5km north-west`.

The middle of a range of distances is taken; a direction is the middle of its sector of the compass
rose (16 points, 22.5° each).
"""

import re

_POINTS = [
    "N",
    "NNE",
    "NE",
    "ENE",
    "E",
    "ESE",
    "SE",
    "SSE",
    "S",
    "SSW",
    "SW",
    "WSW",
    "W",
    "WNW",
    "NW",
    "NNW",
]
_WORDS = {"north": "N", "east": "E", "south": "S", "west": "W"}
_TOLD = re.compile(
    r"(?P<lo>\d+(?:[.,]\d+)?)(?:\s*[-–—]\s*(?P<hi>\d+(?:[.,]\d+)?))?\s*(?P<unit>km|m)\b\.?\s*"
    r"(?P<way>[A-Za-z -]+?|\d{1,3}\s*°)",
    re.IGNORECASE,
)


def bearing_distance(text: str) -> tuple[float, float] | None:
    """Degrees clockwise from north and kilometres, None when the text tells neither."""
    found = _TOLD.fullmatch(text.strip())
    degrees = None if found is None else _degrees(found["way"])
    if found is None or degrees is None:
        return None
    low = float(found["lo"].replace(",", "."))
    high = float((found["hi"] or found["lo"]).replace(",", "."))
    km = (low + high) / 2 / (1 if found["unit"].lower() == "km" else 1000)
    return degrees, km


def _degrees(way: str) -> float | None:
    if way.endswith("°"):
        degrees = float(way[:-1])
        return degrees if degrees <= 360 else None
    point = way.lower().removesuffix(" of")
    for word, letter in _WORDS.items():
        point = point.replace(word, letter)
    point = re.sub(r"[ -]|ern", "", point).upper()
    return _POINTS.index(point) * 22.5 if point in _POINTS else None
