"""The words of a rule trace: windows and lists as a person says them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from truceline.foundation.agreement.reading import COMMON
from truceline.foundation.zones import zone_of
from truceline.model.record import Interval

_OPEN_YEAR = 9999  # `Window.alternatives` ends an open window there


def reading_words(party: str) -> str:
    """`reading RUR`, or `the common text`."""
    return "the common text" if party == COMMON else f"reading {party}"


def list_words(party: str) -> str:
    """`list RUR`, or `the common list`."""
    return "the common list" if party == COMMON else f"list {party}"


def span_words(window: Interval, zones: Sequence[str]) -> str:
    """`2031-05-01 to 2031-06-01`: the end is the first moment that is outside."""
    if window.end.year >= _OPEN_YEAR:
        return f"from {moment_words(window.start, zones)} on"
    return f"{moment_words(window.start, zones)} to {moment_words(window.end, zones)}"


def moment_words(moment: datetime, zones: Sequence[str]) -> str:
    """The local day where the moment is a midnight in one of the zones, else the minute."""
    local = [moment.astimezone(zone_of(name) or UTC) for name in zones] or [moment]
    midnight = next((t for t in local if (t.hour, t.minute, t.second) == (0, 0, 0)), None)
    return f"{midnight:%Y-%m-%d}" if midnight else f"{local[0]:%Y-%m-%d %H:%M %z}"


def gap_words(when: Interval, window: Interval) -> str:
    """How far outside: `4 days before it opens`; empty when the two touch."""
    if when.end <= window.start:
        return f"{_length((window.start - when.end).total_seconds())} before it opens"
    if when.start >= window.end:
        return f"{_length((when.start - window.end).total_seconds())} after it closes"
    return ""


def _length(seconds: float) -> str:
    count, unit = (
        (round(seconds / 86400), "day") if seconds >= 86400 else (round(seconds / 3600), "hour")
    )
    return f"{count} {unit}{'' if count == 1 else 's'}" if count else "less than an hour"
