"""Terms of the log odds in words that take no side: what was compared, and how far it agrees.

Says nothing that isn't behind the number beside it. Errors are those that the model reckons with,
which are not always those that reports state.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple, TypeAlias

import numpy as np

from truceline.foundation.phrase import listed, noun
from truceline.stages.fusion.gain import distance2, variance
from truceline.stages.fusion.parts import local_intensity
from truceline.stages.fusion.state import BS, BW, MT, NM, NS, NU, NV, VP, VT
from truceline.stages.fusion.weights import Weights

AROUND_KM = 5.0
SAME_KM, SAME_H = 0.05, 1 / 120
"""Closer than this is the same place and moment."""
MOST_NAMED = 3
"""So many values are named; the others are counted."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_H, _LAST_H = -600_000.0, 6_000_000.0
"""Moments that can be written: the years 1901 to 2654."""


class Body(NamedTuple):
    """A report, or several as one: state, mask of sources, and what they say by column in words."""

    state: np.ndarray
    mask: np.ndarray
    said: Mapping[str, tuple[str, ...]]


class Telling(NamedTuple):
    """How values are told: names by id (of sides), the zone of times, how many reports an act
    usually brings.
    """

    names: Mapping[str, str]
    zone: tzinfo
    company: float


Phrase: TypeAlias = Callable[[Body, Body, Weights, Telling], str]


def place_words(a: Body, b: Body, _: Weights, __: Telling) -> str:
    """`2.1 km apart where errors of 3.5 km are expected`."""
    if a.state[VP] < 0 or b.state[VP] < 0:
        return "not both are placed"
    apart = math.sqrt(distance2(a.state, b.state))
    error = km(math.sqrt(variance(a.state, b.state)))
    where = f"{km(apart)} apart" if apart >= SAME_KM else "at one place"
    return f"{where} where errors of {error} are expected"


def time_words(a: Body, b: Body, _: Weights, telling: Telling) -> str:
    """`41 minutes apart where 30 minutes are expected`, `both within 19 March 2031`, …"""
    one, two = a.state, b.state
    if one[VT] >= 0 and two[VT] >= 0:
        error = span(math.sqrt(one[VT] + two[VT]))
        apart = abs(one[MT] - two[MT])
        when = f"{span(apart)} apart" if apart >= SAME_H else "at one moment"
        return f"{when} where errors of {error} are expected"
    if one[VT] >= 0 or two[VT] >= 0:
        clock, box = (one, two) if one[VT] >= 0 else (two, one)
        return _clock_and_box(clock, box, telling.zone)
    return _boxes(one, two, telling.zone)


def _clock_and_box(clock: np.ndarray, box: np.ndarray, zone: tzinfo) -> str:
    if box[BW] < 0:
        return "not both are timed"
    outside = max(box[BS] - clock[MT], clock[MT] - box[BS] - box[BW])
    where = f"{outside_words(outside)} {within(box[BS], box[BW], zone)}"
    return f"{moment(clock[MT], zone)} lies {where}"


def outside_words(hours: float) -> str:
    """`inside`, or `2 hours outside`."""
    return "inside" if hours <= 0 else f"{span(hours)} outside"


def _boxes(one: np.ndarray, two: np.ndarray, zone: tzinfo) -> str:
    if one[BW] < 0 or two[BW] < 0:
        return "not both are timed"
    lo, hi = max(one[BS], two[BS]), min(one[BS] + one[BW], two[BS] + two[BW])
    if hi <= lo:
        gap = f"{span(lo - hi)} apart" if lo - hi >= SAME_H else "one after the other"
        return f"spans {gap}: a date would have to be wrong"
    same = one[BS] == two[BS] and one[BW] == two[BW]
    return f"{'both within' if same else 'spans share'} {within(lo, hi - lo, zone)}"


def busy_words(a: Body, b: Body, t: Weights, _: Telling) -> str:
    """`0.8 acts a day expected within 5 km`."""
    acts = local_intensity(a.state, b.state, t) * 24 * math.pi * AROUND_KM**2
    return f"{short(acts)} acts a day expected within {AROUND_KM:g} km"


def repeat_words(_: Body, __: Body, ___: Weights, ____: Telling) -> str:
    """Why another act right here is likelier than elsewhere."""
    return "acts set off others nearby soon after"


def company_words(a: Body, b: Body, _: Weights, telling: Telling) -> str:
    """`1 report beside 3, where 2.5 are usual`."""
    one, two = int(a.state[NS]), int(b.state[NS])
    reports = "report" if one == 1 else "reports"
    return f"{one} {reports} beside {two}, where an act brings {telling.company:.2g}"


def source_words(a: Body, b: Body, _: Weights, __: Telling) -> str:
    """`same source twice: Gazette`."""
    shared = _shared(a, b, "source")
    return f"same source twice: {_named(shared)}" if shared else "no source twice"


def number_words(a: Body, b: Body, _: Weights, __: Telling) -> str:
    """`36 shots beside 38 shots: 4 % of all numbers lie between, where 7 % are expected`; empty
    without both.
    """
    one, two = a.state, b.state
    if one[NV] < 0 or two[NV] < 0 or one[NU] != two[NU]:
        return ""
    said = " beside ".join(_named(side.said.get("number", ())) for side in (a, b))
    between, error = (
        short(100 * v) for v in (abs(one[NM] - two[NM]), math.sqrt(one[NV] + two[NV]))
    )
    return f"{said}: {between} % of all numbers lie between, where {error} % are expected"


def floor_words(_: Body, __: Body, ___: Weights, ____: Telling) -> str:
    """Why the sum isn't lower still."""
    return "evidence against counts no further"


def saying(column: str, what: str) -> Phrase:
    """A phrase that names what both say in a column: `both name drone strike`."""

    def phrase(a: Body, b: Body, _: Weights, telling: Telling) -> str:
        one, two = ({_called(v, telling) for v in side.said.get(column, ())} for side in (a, b))
        if not one or not two:
            return f"{'neither names' if not one and not two else 'only one names'} {what}"
        if one & two:
            return f"both name {_named(one & two)}"
        return f"{_named(one)} beside {_named(two)}"

    return phrase


def _called(value: str, telling: Telling) -> str:
    return telling.names.get(value) or (noun(value) if "/" in value else value)


def _shared(a: Body, b: Body, column: str) -> set[str]:
    return set(a.said.get(column, ())) & set(b.said.get(column, ()))


def _named(values: Iterable[str]) -> str:
    every = sorted(values)
    more = len(every) - MOST_NAMED
    return listed(every) if more <= 0 else f"{', '.join(every[:MOST_NAMED])} and {more} more"


PHRASES: dict[str, Phrase] = {
    "place": place_words,
    "time": time_words,
    "busyness": busy_words,
    "repeats": repeat_words,
    "act": saying("kind", "the act"),
    "side": saying("actor", "a side"),
    "category": saying("category", "what was hit"),
    "number": number_words,
    "floor": floor_words,
    "company": company_words,
    "source": source_words,
}
"""By the names that `parts` gives."""


def km(distance: float) -> str:
    """`0.4 km`, `12 km`, `340 km`."""
    return f"{short(distance)} km"


def span(hours: float) -> str:
    """`41 minutes`, `3.5 hours`, `2.5 days`."""
    if hours < 1.5:
        return _many(hours * 60, "minute")
    return _many(hours, "hour") if hours < 36 else _many(hours / 24, "day")


def _many(number: float, unit: str) -> str:
    text = short(number)
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


def short(number: float) -> str:
    """Two digits that count, no exponent above a thousandth."""
    if number >= 10 or number == 0:
        return f"{number:,.0f}"
    return f"{number:.2g}" if number >= 0.001 else "fewer than 0.001"


def moment(hours: float, zone: tzinfo) -> str:
    """`19 Mar 2031 02:10`, from hours since 1970 UTC."""
    local = _local(hours, zone)
    return f"{local.day} {local:%b %Y %H:%M}"


def within(start: float, width: float, zone: tzinfo) -> str:
    """`19 March 2031`, `19 March 2031 to 21 March 2031`, or both moments where not whole days."""
    first, end = _local(start, zone), _local(start + width, zone)
    if first.time() == end.time() == first.min.time() and width > 0:
        last = end - timedelta(days=1)
        days = f"{first.day} {first:%B %Y}"
        return days if last <= first else f"{days} to {last.day} {last:%B %Y}"
    return f"{moment(start, zone)} to {moment(start + width, zone)}"


def _local(hours: float, zone: tzinfo) -> datetime:
    bounded = min(max(hours, _FIRST_H), _LAST_H)
    return (_EPOCH + timedelta(minutes=round(bounded * 60))).astimezone(zone)
