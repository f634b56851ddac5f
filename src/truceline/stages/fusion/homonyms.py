"""Reports that give no more of a place than a name that several places have: each may be the one.

The gazetteer's candidates come with the report. One at which nothing happened counts for nothing; one
near an incident makes the report fit it, at the price of the others. Must never decide between two
homes that fit alike: then the report stays alone (`sweep`).

Formula: with n candidates c, each the one with probability 1/n, the density of another report's place x
is (1/n)·Σ N₂(x − c; V_c + V_x). Without coordinates `gain` counts N₂(0; 64 km² + V_x), as if the name were
that place's own; the ratio of both is what the pair's term says. The place of a report of the same name
is one candidate more, since no list is complete.
"""

import numpy as np
import pyarrow as pa

from truceline.model.place import KM_PER_DEGREE
from truceline.stages.fusion.columns import Columns
from truceline.stages.fusion.gain import NAME_VARIANCE
from truceline.stages.fusion.state import SHRINK, VP, X, Y

LEAST_NATS = -12.0
"""What pairs that fit no candidate say at most against one act."""
Numbers = tuple[np.ndarray, np.ndarray, np.ndarray]
"""lat, lon (degrees) and error (km) by candidate; NaN where a name has fewer."""


def candidates(names: pa.Array) -> Numbers:
    """Candidates of each code, from texts such as `48.1,37.2,3;50,33.1,3` (lat, lon, km)."""
    read = [[place.split(",") for place in text.split(";")] for text in names.to_pylist()]
    found = np.full((len(read), max(map(len, read), default=1), 3), np.nan)
    for n, places in enumerate(read):
        found[n, : len(places)] = np.array(places, dtype=np.float64)
    return found[..., 0], found[..., 1], found[..., 2]


def homonym_nats(names: pa.Array, columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Nats of the pairs (i, j) of which one is only named so; 0 for all others."""
    nats = np.zeros(len(i))
    given = columns["homonym"]
    of = candidates(names)
    for one, two in ((i, j), (j, i)):
        some = np.flatnonzero((given[one] >= 0) & ~np.isnan(columns["lat"][two]))
        nats[some] = _beside_place(of, columns, one[some], two[some])
    both = np.flatnonzero((given[i] >= 0) & (given[j] >= 0))
    nats[both] = _beside_name(of, columns, i[both], j[both])
    return nats


def _beside_place(of: Numbers, columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    lat, lon, km = (values[columns["homonym"][i]] for values in of)
    error = columns["sigma"][j][:, None] ** 2
    far = _apart2(lat, lon, columns["lat"][j][:, None], columns["lon"][j][:, None])
    fits = np.nansum(_density(far, km**2 + error), axis=1)
    named = _same_name(columns, i, j)
    plain = _density(0.0, NAME_VARIANCE + error[:, 0])
    count = (~np.isnan(lat)).sum(axis=1) + named
    return _bounded((fits + named * plain) / count / plain)


def _beside_name(of: Numbers, columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    one, two = ([values[columns["homonym"][rows]] for values in of] for rows in (i, j))
    far = _apart2(*(v[:, :, None] for v in one[:2]), *(v[:, None, :] for v in two[:2]))
    fits = np.nansum(_density(far, one[2][:, :, None] ** 2 + two[2][:, None, :] ** 2), axis=(1, 2))
    count = (~np.isnan(one[0])).sum(axis=1) * (~np.isnan(two[0])).sum(axis=1)
    return _bounded(fits / count / _density(0.0, 2 * NAME_VARIANCE))


def _same_name(columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    place = columns.get("place", np.full(len(columns["homonym"]), -1))
    same: np.ndarray = (place[i] >= 0) & (place[i] == place[j])
    return same.astype(np.float64)


def _apart2(
    lat: np.ndarray, lon: np.ndarray, other_lat: np.ndarray, other_lon: np.ndarray
) -> np.ndarray:
    """Square distances, km², on a locally flat Earth."""
    shrink = np.cos(np.radians((lat + other_lat) / 2))
    found: np.ndarray = KM_PER_DEGREE**2 * (
        (lat - other_lat) ** 2 + (shrink * (lon - other_lon)) ** 2
    )
    return found


def _density(square: np.ndarray | float, variance: np.ndarray | float) -> np.ndarray:
    """N₂ per km² at a square distance."""
    found: np.ndarray = np.exp(-0.5 * np.asarray(square) / variance) / (2 * np.pi * variance)
    return found


def _bounded(ratio: np.ndarray) -> np.ndarray:
    nats: np.ndarray = np.log(np.maximum(ratio, np.exp(LEAST_NATS)))
    return nats


def ghosts(names: pa.Array, columns: Columns, s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows that are only named so, once for each candidate, and their states as if they stood there."""
    lat, lon, km = candidates(names)
    rows = np.flatnonzero(columns["homonym"] >= 0)
    place = columns["homonym"][rows]
    row, which = np.nonzero(~np.isnan(lat[place]))
    here = place[row], which
    there = s[rows[row]].copy()
    there[:, Y], there[:, X] = lat[here] * KM_PER_DEGREE, lon[here] * KM_PER_DEGREE
    there[:, SHRINK] = np.sqrt(np.cos(np.radians(lat[here])))
    there[:, VP] = np.maximum(km[here], 1.0) ** 2
    return rows[row], there
