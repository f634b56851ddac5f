"""Counts beside hours by stratum, place and day: what a scan starts from.

A cell without hours is missing, never nought: what was recorded there all the same is left out of the
scan, since nothing says how much would have been usual. The order of places never matters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from truceline.stages.watch.counted import days_between

Floats = NDArray[np.float64]

STRATUM = ("act", "side", "light")
LEAST_SIGHT = 0.01
"""Where less than this share of acts would be seen, nobody looks."""


@dataclass(frozen=True)
class Places:
    """Sectors or cells by name, degrees; `along_km` is the position along the line, NaN off it."""

    names: tuple[str, ...]
    lat: Floats
    lon: Floats
    along_km: Floats

    def __post_init__(self) -> None:
        if len(set(self.names)) != len(self.names):
            raise ValueError("two places have one name")
        if not np.isfinite([self.lat, self.lon]).all():
            raise ValueError("a place has no coordinates")

    def at(self, rows: Sequence[int]) -> "Places":
        """Some of them, in that order."""
        names = tuple(self.names[k] for k in rows)
        own = np.asarray(rows, np.int64)
        return Places(names, self.lat[own], self.lon[own], self.along_km[own])


@dataclass(frozen=True)
class Observed:
    """`counts` and `effort` (hours) by (mode, place, day), days consecutive.

    A mode is a stratum of effort (day or night, kind of act, side of the line): each has a usual rate
    of its own at each place. Effort NaN or 0: nobody looked there. `basis` are the ids behind
    (place, day). Raises `ValueError` for arrays that don't fit or negative numbers.
    """

    places: Places
    modes: tuple[str, ...]
    days: tuple[date, ...]
    counts: Floats
    effort: Floats
    basis: Mapping[tuple[str, date], tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (len(self.modes), len(self.places.names), len(self.days))
        if self.counts.shape != shape or self.effort.shape != shape:
            raise ValueError(f"counts and hours must be of shape {shape}")
        if (self.counts < 0).any() or (np.nan_to_num(self.effort) < 0).any():
            raise ValueError("neither counts nor hours are ever negative")

    def canonical(self) -> "Observed":
        """The same with places and modes in the order of their names."""
        place = sorted(range(len(self.places.names)), key=lambda k: self.places.names[k])
        mode = sorted(range(len(self.modes)), key=lambda k: self.modes[k])
        at = np.ix_(mode, place, range(len(self.days)))
        modes = tuple(self.modes[k] for k in mode)
        own = self.places.at(place)
        return Observed(own, modes, self.days, self.counts[at], self.effort[at], self.basis)


def observed(
    tally: pa.Table, places: Places, unit: str = "incident", hours: str = "effort_h"
) -> Observed:
    """One unit of a tally (`model.watch.TALLY_SCHEMA`); places are its sectors, modes its strata of
    act, side and light. Sectors that aren't among the places are left out. `hours` is what counts as
    effort: `effort_h`, or `seen_h`, hours of perfect sight, of which less than `LEAST_SIGHT` of the
    whole is none.
    """
    known = {name: k for k, name in enumerate(places.names)}
    rows = [r for r in tally.to_pylist() if r["unit"] == unit and r["sector"] in known]
    every = [r["day"] for r in rows]
    days = days_between(min(every), max(every)) if rows else ()
    modes = sorted({_mode(row) for row in rows})
    number = {name: k for k, name in enumerate(modes)}
    shape = (len(modes), len(places.names), len(days))
    counts, effort = np.zeros(shape), np.full(shape, np.nan)
    for row in rows:
        at = number[_mode(row)], known[row["sector"]], (row["day"] - days[0]).days
        counts[at] += row["count"]
        effort[at] = _worked(row, hours)
    return Observed(places, tuple(modes), days, counts, effort)


def _worked(row: Mapping[str, Any], hours: str) -> float:
    """Effort of a row, NaN where it isn't known."""
    value = row[hours]
    if value is None:
        return np.nan
    blind = hours == "seen_h" and value < LEAST_SIGHT * row["whole_h"]
    return 0.0 if blind else float(value)


def _mode(row: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (row[name] for name in STRATUM)))
