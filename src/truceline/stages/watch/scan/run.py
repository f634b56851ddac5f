"""The scan: where, and since when, was more recorded than the usual rate times the hours would give?

For each mode (stratum of effort) and place the usual rate is taken from days before the windows,

    rate = (n + 1) / (E + 1/r),   r = (Σn + ½) / ΣE

with n events in E hours of reference, drawn by one event's weight towards the mode's rate r over all
places. What is due at a place on a day is Σ rate × hours over its modes: effort that moves from one
mode to another moves what is due with it. Zones × windows ending now are compared by the
expectation-based Poisson ratio c·ln(c/b) + b − c (Neill 2009, Statistics in Medicine 28; the scan:
Kulldorff 2001, Journal of the Royal Statistical Society A 164), one relative risk for all modes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.places.geodesy import distance_km
from truceline.model.watch import Cluster
from truceline.stages.watch.scan.chance import dispersion, maxima, p_value
from truceline.stages.watch.scan.ground import Observed
from truceline.stages.watch.scan.search import Found, strongest
from truceline.stages.watch.scan.slices import Scanning, Slices, sliced
from truceline.stages.watch.scan.zones import Rows, circles, runs, stacked

Floats = NDArray[np.float64]

TOO_SHORT = "too few days: no usual rate can be told from the windows"
NOBODY_LOOKED = "no place was observed often enough for a usual rate"


@dataclass(frozen=True)
class Scan:
    """Clusters, strongest first; places that took no part; the spread used; the highest ratios of the
    replicas (replicas, 2: this analysis, all of them); `why` there is nothing to say.
    """

    clusters: tuple[Cluster, ...] = ()
    left_out: tuple[str, ...] = ()
    spread: float = 1.0
    analyses: int = 0
    highest: Floats | None = None
    why: str = ""


def scan(seen: Observed, how: Scanning | None = None, zones: Rows | None = None) -> Scan:
    """Clusters of a record, the windows ending with its last day.

    `zones` (place numbers of `seen.canonical()`) are circles and runs along the line unless given.
    `p_value` is of this analysis among all its zones and windows; `adjusted` compares with the
    highest ratio of any of the last `how.analyses` daily analyses (Kulldorff 2001). The p-values of
    secondary clusters compare with the highest ratio too, and so are rather too large.
    """
    how = how or Scanning()
    own = _without_unseen(seen.canonical())
    part = sliced(own, how)
    if part is None:
        return Scan(left_out=own.places.names, why=TOO_SHORT)
    known, slices = part
    rows = _zones(known, how) if zones is None else zones
    return _scanned(known, slices, rows, how)


def recurrence_days(p: float) -> float:
    """Days of daily scans after which chance alone gives as strong a cluster once, on average
    (Kleinman, Lazarus and Platt 2004, American Journal of Epidemiology 159).
    """
    return 1.0 / p


def _without_unseen(seen: Observed) -> Observed:
    """Counts of cells without hours set to nought: they are missing."""
    return replace(seen, counts=np.where(np.nan_to_num(seen.effort) > 0, seen.counts, 0.0))


def _zones(seen: Observed, how: Scanning) -> Rows:
    parts = [circles(seen.places, how.nearest), runs(seen.places, how.longest, how.gap_km)]
    return stacked(parts)


def _scanned(seen: Observed, slices: Slices, rows: Rows, how: Scanning) -> Scan:
    takes_part = (slices.reference_h[0] > 0).any(axis=0)
    out = tuple(n for n, own in zip(seen.places.names, takes_part, strict=True) if not own)
    if not takes_part.any():
        return Scan(left_out=out, why=NOBODY_LOOKED)
    phi = _spread(seen, slices) if how.spread is None else how.spread
    had, due = expected(seen.counts, slices)
    highest = maxima(seen, slices, rows, how, phi)
    found = strongest(rows, had, due, 1 + how.others)
    clusters = tuple(_cluster(seen, slices, f, highest, k > 0) for k, f in enumerate(found))
    return Scan(clusters, out, phi, len(slices.ends), highest)


def expected(counts: Floats, slices: Slices) -> tuple[Floats, Floats]:
    """Counts and what was due, (place, window length), for the windows that end now."""
    end, reference = int(slices.ends[0]), slices.reference_h[0]
    start, takes_part = end - slices.windows, reference > 0
    events = np.where(takes_part, counts[..., start - slices.days : start].sum(axis=2), 0.0)
    worked = reference.sum(axis=1, keepdims=True)
    overall = (events.sum(axis=1, keepdims=True) + 0.5) / np.where(worked > 0, worked, 1.0)
    rate = np.where(takes_part, (events + 1.0) / (reference + 1.0 / overall), 0.0)
    had = counts[..., start:end] * takes_part[..., None]
    due = slices.hours[..., start:end] * rate[..., None]
    return _back(had), _back(due)


def _back(values: Floats) -> Floats:
    """Sums over modes and over days until now: (place, window length)."""
    return np.asarray(values.sum(axis=0)[:, ::-1].cumsum(axis=1))


def _spread(seen: Observed, slices: Slices) -> float:
    """From the days of reference of the earliest analysis, so that no window raises it."""
    before = int(slices.ends[-1]) - slices.windows
    return dispersion(seen.counts[..., :before], slices.hours[..., :before])


def _cluster(
    seen: Observed, slices: Slices, found: Found, highest: Floats, secondary: bool
) -> Cluster:
    names = tuple(seen.places.names[k] for k in found.zone)
    first, last = seen.days[-1] - timedelta(days=found.days - 1), seen.days[-1]
    lat, lon, km = _disc(seen, found.zone)
    told = f"{first}/{last}/{'|'.join(names)}"
    return Cluster(
        id=f"cluster.{blake2b(told.encode(), digest_size=6).hexdigest()}",
        zone=names,
        lat=lat,
        lon=lon,
        radius_km=km,
        start=first,
        end=last,
        observed=found.observed,
        expected=found.expected,
        relative_risk=found.observed / found.expected,
        p_value=p_value(found.ratio, highest[:, 0]),
        adjusted=p_value(found.ratio, highest[:, 1]),
        mode=_mode(seen, slices, found),
        secondary=secondary,
        basis=_basis(seen, names, found.days),
    )


def _disc(seen: Observed, zone: Sequence[int]) -> tuple[float, float, float]:
    """The middle of a zone's places and the distance to the farthest, km."""
    at = seen.places.at(zone)
    lon = at.lon[0] + np.mean((at.lon - at.lon[0] + 180.0) % 360.0 - 180.0)
    lat, lon = float(at.lat.mean()), float((lon + 180.0) % 360.0 - 180.0)
    spots = zip(at.lat.tolist(), at.lon.tolist(), strict=True)
    return lat, lon, max(distance_km(lat, lon, *spot) for spot in spots)


def _mode(seen: Observed, slices: Slices, found: Found) -> str:
    """The mode with the greatest excess, where there are several."""
    if len(seen.modes) == 1:
        return ""
    excess = []
    for m in range(len(seen.modes)):
        one = replace(
            slices, hours=slices.hours[m : m + 1], reference_h=slices.reference_h[:, m : m + 1]
        )
        had, due = expected(seen.counts[m : m + 1], one)
        excess.append(float((had - due)[list(found.zone), found.days - 1].sum()))
    return seen.modes[int(np.argmax(excess))]


def _basis(seen: Observed, names: Sequence[str], days: int) -> tuple[str, ...]:
    every = (seen.basis.get((n, d), ()) for n in names for d in seen.days[-days:])
    return tuple(sorted({one for ids in every for one in ids}))
