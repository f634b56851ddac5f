"""Run lengths of one series, day by day: the inner loop of `online`, interpreted or compiled.

Runs that carry next to nothing are dropped, each size keeps its best one. Nothing but `math` and
arrays here, so that both forms compute the same.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.compiled import kernel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_DROPPED: Final = -20.0  # log weight: two in a thousand million
_CALM: Final = 20.0  # days' worth of belief that one day says nothing of the next
_FAR: Final = 3.0  # standard deviations: a day further off than that is a jump, and no echo
_LOG: Final = 0
_A: Final = 1
_B: Final = 2
_START: Final = 3


@kernel
def begin(runs: Floats, used: Ints, day: int, mean: float, hazard: float, vague: float) -> None:
    """A change before this day: of each size a new run, the others less likely by that."""
    for k in range(runs.shape[0]):
        every = 0.0
        for r in range(used[k]):
            every += math.exp(runs[k, r, _LOG])
            runs[k, r, _LOG] += math.log1p(-hazard)
        n = used[k]
        runs[k, n, _LOG] = math.log(every) + math.log(hazard) if every > 0.0 else -700.0
        runs[k, n, _A] = vague
        runs[k, n, _B] = vague / mean
        runs[k, n, _START] = day
        used[k] = n + 1


@kernel
def surprise(runs: Floats, used: Ints, sizes: Floats, count: float, exposure: float) -> float:
    """How far a day's count lies from what was believed of it, in standard deviations, cut at 3."""
    first, second = 0.0, 0.0
    for k in range(runs.shape[0]):
        for r in range(used[k]):
            weight = math.exp(runs[k, r, _LOG])
            mean = exposure * runs[k, r, _A] / runs[k, r, _B]
            first += weight * mean
            second += weight * (mean + mean * mean / sizes[k])
    far: float = (count - first) / math.sqrt(second)
    return max(-_FAR, min(_FAR, far))


@kernel
def alone(echo: Floats, far: float) -> float:
    """What a day tells beside one whose neighbours say nothing of it: (1 − ρ) / (1 + ρ).

    ρ is how much of a surprise comes back the day after, as it does where acts set each other off;
    `echo` keeps products, squares and the last surprise.
    """
    echo[0] += far * echo[2]
    echo[1] += far * far
    echo[2] = far
    rho: float = min(0.9, max(0.0, echo[0] / (echo[1] + _CALM)))
    return (1.0 - rho) / (1.0 + rho)


@kernel
def learn(
    runs: Floats, used: Ints, sizes: Floats, count: float, exposure: float, worth: float
) -> None:
    """Bayes' rule for one day's count: negative binomial with the mean and variance of the belief,
    taken for so much of a day as it is `worth`.
    """
    for k in range(runs.shape[0]):
        size = sizes[k]
        for r in range(used[k]):
            a, b = runs[k, r, _A], runs[k, r, _B]
            mean = exposure * a / b
            own = 1.0 / (1.0 / a + 1.0 / size + 1.0 / (a * size))
            share = mean / (own + mean)
            chance = math.lgamma(count + own) - math.lgamma(own) + own * math.log1p(-share)
            if count > 0.0:
                chance += count * math.log(share) - math.lgamma(count + 1.0)
            told = worth / (1.0 + mean / size)
            runs[k, r, _LOG] += worth * chance
            runs[k, r, _A] = a + count * told
            runs[k, r, _B] = b + exposure * told


@kernel
def thin(runs: Floats, used: Ints) -> None:
    """Weights that add up to one; runs that carry next to nothing go."""
    top = -1e300
    for k in range(runs.shape[0]):
        for r in range(used[k]):
            top = max(top, runs[k, r, _LOG])
    total = 0.0
    for k in range(runs.shape[0]):
        for r in range(used[k]):
            total += math.exp(runs[k, r, _LOG] - top)
    level = top + math.log(total)
    for k in range(runs.shape[0]):
        best, kept = -1e300, 0
        for r in range(used[k]):
            runs[k, r, _LOG] -= level
            best = max(best, runs[k, r, _LOG])
        for r in range(used[k]):
            if runs[k, r, _LOG] > _DROPPED or runs[k, r, _LOG] >= best:
                for c in range(4):
                    runs[k, kept, c] = runs[k, r, c]
                kept += 1
        used[k] = kept


@kernel
def tell(runs: Floats, used: Ints, sizes: Floats, day: int, mass: Floats, out: Floats) -> None:
    """Into `out`: probability of a recent change, first day of the newest run, its rate, scatter."""
    mass[:] = 0.0
    scatter = 0.0
    for k in range(runs.shape[0]):
        for r in range(used[k]):
            weight = math.exp(runs[k, r, _LOG])
            scatter += weight * math.log(sizes[k])
            back = day - int(runs[k, r, _START])
            if back < mass.shape[0] and runs[k, r, _START] > 0:
                mass[back, 0] += weight
                mass[back, 1] += weight * runs[k, r, _A] / runs[k, r, _B]
    newest = 0
    for back in range(mass.shape[0]):
        out[0] += mass[back, 0]
        if mass[back, 0] > mass[newest, 0]:
            newest = back
    out[1] = day - newest
    out[2] = mass[newest, 1] / mass[newest, 0] if mass[newest, 0] > 0.0 else 0.0
    out[3] = math.exp(scatter)


def follow_one(
    count: Floats, exposure: Floats, mean: Floats, sizes: Floats, held: Floats, out: Floats
) -> None:
    """One series by day into `out` (days × 4, see `tell`). Exposure 0: not observed.

    `mean` is the rate around which a spell that begins on each day is believed; `held` are hazard,
    recent days and the prior's shape.
    """
    hazard, recent, vague = held[0], int(held[1]), held[2]
    runs = np.zeros((len(sizes), len(count) + 2, 4))
    used = np.ones(len(sizes), np.int64)
    mass, echo = np.zeros((recent, 2)), np.zeros(3)
    for k in range(len(sizes)):
        runs[k, 0, _LOG] = -math.log(len(sizes))
        runs[k, 0, _A] = vague
        runs[k, 0, _B] = vague / mean[0]
    for day in range(len(count)):
        if day > 0:
            begin(runs, used, day, mean[day], hazard, vague)
        if exposure[day] > 0.0:
            far = surprise(runs, used, sizes, count[day], exposure[day])
            learn(runs, used, sizes, count[day], exposure[day], alone(echo, far))
        thin(runs, used)
        tell(runs, used, sizes, day, mass, out[day])
