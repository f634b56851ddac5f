"""How often chance alone would give as high a ratio: replicas of the record, and their tail.

Where rates per hour are steady, how many events each place had in each mode is all that must be known:
given that number, days share the events by their hours. So no rate has to be guessed for a replica,
and p-values are exact for counts of Poisson's kind. Where days scatter more (spread φ > 1) events come
in bursts: counts of a place are negative binomial with variance φ × mean, and given their total they
follow Pólya's urn with mean total/(φ − 1).
"""

import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.compiled import fitting
from truceline.stages.watch.scan.ground import Observed
from truceline.stages.watch.scan.kernels import replicas
from truceline.stages.watch.scan.search import EQUAL
from truceline.stages.watch.scan.slices import Scanning, Slices
from truceline.stages.watch.scan.zones import Rows

Floats = NDArray[np.float64]

EULER = 0.5772156649015329
LEAST = 1e-12
"""No p-value is smaller: so far no tail can be trusted."""
ENOUGH = 10
"""So many replicas beyond a ratio tell its p-value by themselves; fewer leave it to the tail."""


def maxima(seen: Observed, slices: Slices, rows: Rows, how: Scanning, phi: float) -> Floats:
    """(replicas, 2): the highest ratio of the analysis that ends now, and of all analyses.

    Threads share the replicas; the result doesn't depend on how many there are.
    """
    found = np.zeros((how.replicas, 2))
    work = (*_draws(seen, slices, phi), _keys(seen, how.seed), _plain(slices), rows, found)
    steps = how.replicas * (rows.size * slices.windows * len(slices.ends) + slices.hours.size)
    kernel = fitting(replicas, steps)
    cores = os.cpu_count() or 1
    edges = np.linspace(0, how.replicas, cores + 1).astype(int).tolist()
    with ThreadPoolExecutor(max_workers=cores) as pool:
        spans = pairwise(edges)
        list(pool.map(lambda span: _quiet(kernel, span, work), spans))
    return found


def _quiet(kernel: object, span: tuple[int, int], work: tuple[object, ...]) -> None:
    """Keys run over by design; each thread must be told."""
    assert callable(kernel)
    with np.errstate(over="ignore"):
        kernel(span, *work)


def _draws(seen: Observed, slices: Slices, phi: float) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Events, shares of hours summed up, and urns, by (mode, place): as `kernels.put` reads them."""
    total = slices.hours.sum(axis=2)
    worked = np.where(total > 0, total, 1.0)
    upto = np.cumsum(slices.hours / worked[..., None], axis=2)
    _closed(upto, slices.hours)
    events = np.rint(seen.counts.sum(axis=2)).astype(np.int64)
    urn = np.full(events.shape, np.inf) if phi <= 1.0 else np.maximum(events, 1) / (phi - 1.0)
    return events, upto, urn


def _closed(upto: Floats, hours: Floats) -> None:
    """Sums are 1 from the last day with hours on, so that rounding puts nothing on a day without."""
    days = hours.shape[2]
    last = days - 1 - np.argmax(hours[..., ::-1] > 0, axis=2)
    upto[np.arange(days) >= last[..., None]] = 1.0


def _keys(seen: Observed, seed: int) -> tuple[np.uint64, NDArray[np.uint64]]:
    names = [f"{mode}\x1f{place}" for mode in seen.modes for place in seen.places.names]
    return np.uint64(_key(f"{seed}")), np.array([_key(name) for name in names], np.uint64)


def _key(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


def _plain(slices: Slices) -> tuple[NDArray[np.int64], int, int, Floats, Floats]:
    return slices.ends, slices.days, slices.windows, slices.hours, slices.reference_h


def p_value(ratio: float, highest: Floats) -> float:
    """Probability that chance alone gives as high a ratio.

    (1 + replicas as high)/(1 + replicas) where enough are; else the tail of Gumbel's distribution,
    fitted by its moments, which can tell values far below 1/replicas (Abrams, Kulldorff and Kleinman
    2010, International Journal of Health Geographics 9), and never more than the count would allow.
    """
    if ratio <= 0.0:
        return 1.0
    beyond = int((highest >= ratio - EQUAL).sum())
    rank = (1 + max(beyond, ENOUGH)) / (1 + len(highest))
    scale = float(highest.std(ddof=1)) * np.sqrt(6.0) / np.pi if len(highest) > 1 else 0.0
    if beyond >= ENOUGH or scale == 0.0:
        return min(1.0, (1 + beyond) / (1 + len(highest)))
    place = float(highest.mean()) - EULER * scale
    return min(rank, max(LEAST, float(-np.expm1(-np.exp(-(ratio - place) / scale)))))


def dispersion(counts: Floats, hours: Floats) -> float:
    """Spread φ ≥ 1 (variance over mean) of daily counts (mode, place, day) about what hours would give.

    From pairs of events on one day: φ − 1 = Σ(Σc(c − 1) − n(n − 1)Σs²) / Σn(1 − Σs²), with c a day's
    count, n a place's total and s a day's share of its hours. Unbiased for counts with variance
    φ × mean, however few there are.
    """
    total = hours.sum(axis=2)
    share = hours / np.where(total > 0, total, 1.0)[..., None]
    n, even = counts.sum(axis=2), (share**2).sum(axis=2)
    pairs = (counts * (counts - 1)).sum(axis=2) - n * (n - 1) * even
    weight = float((n * (1 - even))[total > 0].sum())
    return max(1.0, 1.0 + float(pairs[total > 0].sum()) / weight) if weight > 0 else 1.0
