"""Loops of a scan's replicas: events put on days, usual numbers taken anew, the highest ratio found.

Run as they stand on little work, compiled on much, with the same results. They know arrays only;
a replica's random numbers are a function of seed, replica, stratum and event, made on the spot
(counter-based in the sense of Salmon et al., SC11, 2011; steps of SplitMix64: Steele, Lea and Flood,
OOPSLA 2014).
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.compiled import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Keys = NDArray[np.uint64]

_GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND, _THIRD = np.uint64(30), np.uint64(27), np.uint64(31)
_TIMES, _AGAIN = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_TWELVE: Final = np.uint64(12)
TINY: Final = 1e-300


@kernel
def mixed(key: np.uint64) -> np.uint64:
    """A key stirred so that neighbours have nothing in common."""
    x = key + _GOLDEN
    x = (x ^ (x >> _FIRST)) * _TIMES
    x = (x ^ (x >> _SECOND)) * _AGAIN
    return x ^ (x >> _THIRD)


@kernel
def number(key: np.uint64) -> float:
    """A number in (0, 1) for a key that is mixed already."""
    return (float(key >> _TWELVE) + 0.5) * 2.0**-52


@kernel
def put(events: int, upto: Floats, urn: float, key: np.uint64, drawn: Ints, counts: Floats) -> None:
    """So many events put on days, added to `counts` (days).

    `upto` (days) are shares of the hours summed up, 1 at the end. Each event falls on a day by its
    hours; with an urn of finite size (Pólya's) the k-th joins an earlier one with probability
    k/(urn + k). `drawn` is room for the days of the events.
    """
    for k in range(events):
        u = number(mixed(key + np.uint64(k)))
        if u * (urn + k) < k:
            drawn[k] = drawn[min(int(u * (urn + k)), k - 1)]
        else:
            if k > 0 and urn < math.inf:
                u = (u * (urn + k) - k) / urn
            low, high = 0, len(upto) - 1
            while low < high:
                middle = (low + high) // 2
                if upto[middle] > u:
                    high = middle
                else:
                    low = middle + 1
            drawn[k] = low
        counts[drawn[k]] += 1.0


@kernel
def overall(counts: Floats, reference_h: Floats, first: int, start: int) -> float:
    """Events an hour over all places of a mode, from days of reference [first, start); 0 without any
    hours. `counts` (place, day), `reference_h` (place).
    """
    events, worked = 0.5, 0.0
    for i in range(len(reference_h)):
        if reference_h[i] > 0.0:
            worked += reference_h[i]
            for t in range(first, start):
                events += counts[i, t]
    return events / worked if worked > 0.0 else 0.0


@kernel
def usual(
    counts: Floats,
    hours: Floats,
    reference_h: Floats,
    span: tuple[int, int, int],
    had: Floats,
    due: Floats,
) -> None:
    """Counts and usual numbers of windows, added to `had` and `due` (place, window length).

    Of one mode: `counts` and `hours` (place, day), `reference_h` (place). `span`: first day of
    reference, first of the windows, day after the last. Formulas: `run`.
    """
    first, start, end = span
    whole = overall(counts, reference_h, first, start)
    for i in range(len(reference_h)):
        if reference_h[i] > 0.0:
            own = 1.0
            for t in range(first, start):
                own += counts[i, t]
            rate = own / (reference_h[i] + 1.0 / whole)
            c, b = 0.0, 0.0
            for w in range(end - start):
                c += counts[i, end - 1 - w]
                b += rate * hours[i, end - 1 - w]
                had[i, w] += c
                due[i, w] += b


@kernel
def highest(rows: Rows, had: Floats, due: Floats, best: float, sums: Floats) -> float:
    """The highest log-likelihood ratio of all zones and windows, or `best` if none is higher.

    c·ln(c/b) − (c − b) ≤ (c − b)²/(2b) for c ≥ b: most zones need no logarithm. `sums` (2, windows)
    is room for sums.
    """
    windows = had.shape[1]
    for r in range(rows.shape[0]):
        sums[:] = 0.0
        for k in range(rows.shape[1]):
            i = rows[r, k]
            if i < 0:
                break
            hits = 0
            for w in range(windows):
                c = sums[0, w] + had[i, w]
                b = sums[1, w] + due[i, w]
                sums[0, w] = c
                sums[1, w] = b
                more = c - b
                hits += (more > 0.0) & (more * more > 2.0 * best * b)
            if hits == 0:
                continue
            for w in range(windows):
                c, b = sums[0, w], sums[1, w]
                if c > b > 0.0:
                    best = max(best, c * math.log(c / b) - (c - b))
    return best


def replicas(
    span: tuple[int, int],
    events: Ints,
    upto: Floats,
    urn: Floats,
    keys: tuple[np.uint64, Keys],
    slices: tuple[Ints, int, int, Floats, Floats],
    rows: Rows,
    found: Floats,
) -> None:
    """Highest ratios of replicas [first, last), into `found` (replicas, 2): of the analysis that ends
    now, and of all analyses.

    `events` and `urn` by (mode, place), `upto` by (mode, place, day), as in `put`; `keys` of the
    seed and of (mode × place); `slices` as in `slices.Slices`: ends, days, windows, hours,
    reference_h.
    """
    ends, days, windows, hours, reference_h = slices
    modes, places, _ = hours.shape
    counts = np.zeros(hours.shape)
    had, due = np.zeros((places, windows)), np.zeros((places, windows))
    sums = np.zeros((2, windows))
    drawn = np.zeros(max(1, events.max()), np.int64)
    for replica in range(span[0], span[1]):
        counts[:] = 0.0
        base = mixed(keys[0] ^ mixed(np.uint64(replica)))
        for m in range(modes):
            for i in range(places):
                key = mixed(base ^ keys[1][m * places + i])
                put(events[m, i], upto[m, i], urn[m, i], key, drawn, counts[m, i])
        best = 0.0
        for a in range(len(ends)):
            start = ends[a] - windows
            had[:] = 0.0
            due[:] = 0.0
            for m in range(modes):
                span_of = (start - days, start, ends[a])
                usual(counts[m], hours[m], reference_h[a, m], span_of, had, due)
            best = highest(rows, had, due, best, sums)
            if a == 0:
                found[replica, 0] = best
        found[replica, 1] = best
