"""Loops over acts and the systems within reach: who sees, when it is told, what coverage says.

Run as they stand on little work, compiled on much, with the same results: the random numbers are
those of `streams`, made on the spot. They know arrays only.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.compiled import kernel
from truceline.foundation.coverage.kernels import NOBODY, unseen
from truceline.stages.plan.simulate.streams import FACTORS, GOLDEN, SHIFTS, key_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]

_MULTIPLY_1, _MULTIPLY_2 = FACTORS
_SHIFT_1, _SHIFT_2, _SHIFT_3 = SHIFTS
_TWELVE: Final = np.uint64(12)
_SEES, _TELLS, _PASSES, _JAMS = (
    np.uint64(key_of(word)) for word in ("sees", "tells", "passes", "jams")
)


@kernel
def mix(key: np.uint64) -> np.uint64:
    """`streams.mix` of one key."""
    mixed = key + GOLDEN
    mixed = (mixed ^ (mixed >> _SHIFT_1)) * _MULTIPLY_1
    mixed = (mixed ^ (mixed >> _SHIFT_2)) * _MULTIPLY_2
    return mixed ^ (mixed >> _SHIFT_3)


@kernel
def number(key: np.uint64) -> float:
    """A uniform number for a key that is mixed already."""
    return (float(key >> _TWELVE) + 0.5) * 2.0**-52


@kernel
def waited(rate: float, visible: float, delay: float, key: np.uint64) -> float:
    """Hours until a system that saw an act tells: until it comes by, at a rate of rounds an hour
    (0 for what stays), given that it comes within the hours in which the act is visible; then
    exponential with its mean delay.
    """
    wait = -math.log(number(mix(key ^ _TELLS))) * delay
    if rate > 0.0:
        within = -math.expm1(-rate * visible)
        wait += -math.log1p(-number(mix(key ^ _PASSES)) * within) / rate
    return wait


def sight(
    pairs: tuple[Ints, Ints, Floats],
    systems: tuple[Ints, Floats, Floats, Floats, Floats],
    ways: tuple[Floats, Floats, Keys, Keys],
    share: Floats,
    visible: float,
    acts: tuple[Ints, Ints, NDArray[np.bool_], Floats, Keys, Keys],
    found: tuple[Floats, Floats],
) -> None:
    """For each act, hours when it is first told (infinite where nobody saw it) and what coverage
    says: into `found`.

    `pairs` by cell: where its pairs begin, systems, probability by day. `systems` as in
    `coverage.kernels.unseen`; `ways` rounds an hour, mean delay, mixed keys of the kind and of the
    system. `share` (hours, systems). `acts`: cell, hour, dark, time, keys mixed of the act and of
    its weather. Formula as in `coverage.combine`, sampled and summed side by side.
    """
    begins, who, by_day = pairs
    kinds, common, own, jamming, night = systems
    rate, delay, kind_keys, keys = ways
    cells, hours, dark, times, act_keys, weather_keys = acts
    for i in range(len(cells)):
        first, weather, kind = math.inf, 0.0, -1
        jammed = number(mix(weather_keys[i] ^ _JAMS))
        low, high = begins[cells[i]], begins[cells[i] + 1]
        for j in range(low, high):
            k = who[j]
            p = by_day[j] * share[hours[i], k]
            if dark[i]:
                p *= night[k]
            if p <= NOBODY:
                continue
            if kinds[k] != kind:
                kind = kinds[k]
                weather = number(mix(weather_keys[i] ^ kind_keys[k]))
            if weather >= own[k] and jammed >= jamming[k]:
                key = mix(act_keys[i] ^ keys[k])
                if number(mix(key ^ _SEES)) < min(p / (1.0 - common[k]), 1.0):
                    first = min(first, times[i] + waited(rate[k], visible, delay[k], key))
        missed = unseen((who, by_day, low, high), systems, share[hours[i]], dark[i])
        found[0][i] = first
        found[1][i] = 1.0 - missed if missed >= 0.0 else 0.0
