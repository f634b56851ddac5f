"""SensorThings (OGC 18-088): observations as devices and services write them.

A time without a zone is refused, never guessed. Over MQTT a client may only create observations; no
other part of a service is read, and nothing is written.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from truceline.model.record import utc
from truceline.model.sensing import Observation

SUBSCRIPTION: Final = "v1.1/+/Observations"
"""What a receiver asks a broker for: a wildcard takes the place of a whole level."""
_TOPIC: Final = re.compile(r"v1\.[01]/Datastreams\(('?)([\w.:-]{1,100})\1\)/Observations", re.ASCII)
_FRACTION: Final = re.compile(r"(\.\d{6})\d+")
_NUMBERS: Final = {
    "lat": (-90.0, 90.0),
    "lon": (-180.0, 180.0),
    "place_error_km": (0.0, 20_000.0),
    "time_error_s": (0.0, 1e7),
    "bearing_deg": (0.0, 360.0),
    "distance_km": (0.0, 20_000.0),
}
_MOST: Final = 1e9


def datastream_of(topic: str) -> str | None:
    """Id of the datastream whose observations a topic creates; None for any other topic."""
    found = _TOPIC.fullmatch(topic)
    return found[2] if found else None


def read_observation(told: object, datastream: str = "") -> Observation:
    """One observation of a decoded JSON object; units as in `Observation`.

    `phenomenonTime` is a moment or `start/end`, each with its zone. `result` is a count, true or
    false, or an object with `count` and what else is known of the detection. The datastream stands in
    the topic, or in the object as `datastream`. Raises `ValueError` for anything else.
    """
    if not isinstance(told, Mapping):
        raise ValueError("an observation is an object")  # noqa: TRY004
    name = datastream or told.get("datastream")
    if not isinstance(name, str) or not name:
        raise ValueError("it names no datastream")
    start, end = times(told.get("phenomenonTime"))
    result = told.get("result")
    result = int(result) if isinstance(result, bool) else result
    known: Mapping[str, Any] = result if isinstance(result, Mapping) else {"count": result}
    if set(known) - {*_NUMBERS, "count", "act"}:
        raise ValueError("its result has a field that nobody knows")
    count = _number(known.get("count"), 0.0, _MOST)
    if count is None:
        raise ValueError("its result has no count")
    act = known.get("act", "")
    if not isinstance(act, str):
        raise ValueError("its act is no word")  # noqa: TRY004
    numbers = {key: _number(known[key], *_NUMBERS[key]) for key in known if key in _NUMBERS}
    _whole(numbers)
    return Observation(datastream=name, start=start, end=end, count=count, act=act, **numbers)


def _whole(numbers: Mapping[str, float | None]) -> None:
    """Half a place is none."""
    for one, other in (("lat", "lon"), ("bearing_deg", "distance_km")):
        if (numbers.get(one) is None) != (numbers.get(other) is None):
            raise ValueError(f"{one} and {other} go together")


def times(told: object) -> tuple[datetime, datetime]:
    """Start and end, equal for a moment. Raises `ValueError` without a zone or in any other form."""
    if not isinstance(told, str) or len(told) > 100:
        raise ValueError("its phenomenonTime can't be read")
    first, _, last = told.partition("/")
    start = moment(first)
    end = moment(last) if last else start
    if end < start:
        raise ValueError("it ends before it starts")
    return start, end


def moment(told: object) -> datetime:
    """A moment with its zone, in UTC; digits beyond microseconds are cut off. Raises `ValueError`."""
    if not isinstance(told, str) or "T" not in told:
        raise ValueError("write a time as 2031-05-01T06:30:00Z")
    try:
        return utc(datetime.fromisoformat(_FRACTION.sub(r"\1", told)), "phenomenonTime")
    except OverflowError as fault:
        raise ValueError("a time at the very edge of the calendar") from fault


def _number(value: object, low: float, high: float) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("a number is written as a number")  # noqa: TRY004
    if not low <= value <= high:  # also refuses what is not a number
        raise ValueError(f"{value:g} lies outside {low:g} to {high:g}")
    return float(value)


def read_bare(data: bytes, datastream: str) -> Observation:
    """The observation that a message on a datastream's topic creates. Raises `ValueError`."""
    return read_observation(msgspec.json.decode(data), datastream)
