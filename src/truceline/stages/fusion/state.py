"""The state of a cluster of reports: one row of numbers that says all that its members say together.

Merging two clusters merges their rows, so that a merge is weighed against whole clusters, never
against pairs: this is what keeps clusters from chaining. Columns of a row (float64):

- `Y`, `X` place: north and east at the equator, km, `SHRINK` √cos latitude, `VP` variance per axis
  in km², below 0 where nobody places the act;
- `MT`, `VT` mean and variance (h, h²) of what clocks say, `VT` below 0 where none does;
- `BS`, `BW` start and width (h) of the box that dates and nights leave, `BW` below 0 where none is;
  `W` … `W + 4` the weights of that box and of itself slipped by −2 … +2 days;
- `TN` the integral of the time likelihood; `LL` acts per km² and hour to be expected here;
- `NS` reports; `ET`, `EV` mean and variance of time as one Gaussian, for near repeats;
- `NM`, `NV` mean and variance of the rank of a number among those of its unit `NU`, `NV` below 0
  where none is told (`numbers`);
- from `WORDS` on likelihoods of the latent act, side and site category, each times the square root
  of its prior, so that the dot product of two rows is the sum over latent values.
"""

import math

import numpy as np

from truceline.foundation.compiled import kernel
from truceline.stages.fusion.weights import CUTS, ROOTS

Y, X, SHRINK, VP = 0, 1, 2, 3
MT, VT = 4, 5
BS, BW, W = 6, 7, 8
TN, LL, NS = 13, 14, 15
ET, EV = 16, 17
NM, NV, NU = 18, 19, 20
WORDS = 21
SLIPS = 5
DAY = 24.0


@kernel
def share_inside(mean: float, variance: float, start: float, width: float) -> float:
    """P(start ≤ t < start + width) of a Gaussian moment."""
    scale = 1.0 / math.sqrt(2.0 * variance)
    low, high = (start - mean) * scale, (start + width - mean) * scale
    if low > 4.0 or high < -4.0:
        return 0.0
    if low < -4.0 and high > 4.0:
        return 1.0
    return 0.5 * (math.erf(high) - math.erf(low))


@kernel
def integral(mean: float, variance: float, start: float, width: float, w: np.ndarray) -> float:
    """∫ of the time likelihood: Σ_k w_k · (share of the clock inside box k, or its width)."""
    total = 0.0
    for k in range(SLIPS):
        if w[k] > 1e-12:
            slipped = start + (k - 2) * DAY
            total += w[k] * (
                share_inside(mean, variance, slipped, width) if variance >= 0 else width
            )
    return total


@kernel
def clock_density(a: np.ndarray, b: np.ndarray) -> float:
    """How densely both clocks mean one moment, per hour; 1 where one of them tells none."""
    if a[VT] < 0 or b[VT] < 0:
        return 1.0
    total = a[VT] + b[VT]
    apart = a[MT] - b[MT]
    return float(math.exp(-0.5 * apart * apart / total) / math.sqrt(2 * math.pi * total))


@kernel
def common_clock(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """(mean, variance) of the moment that both clocks tell; variance −1 without a clock."""
    if a[VT] >= 0 and b[VT] >= 0:
        total = a[VT] + b[VT]
        return (a[MT] * b[VT] + b[MT] * a[VT]) / total, a[VT] * b[VT] / total
    if a[VT] >= 0:
        return a[MT], a[VT]
    return b[MT], b[VT]


@kernel
def common_box(a: np.ndarray, b: np.ndarray, w: np.ndarray) -> tuple[float, float]:
    """(start, width) of the box that both leave, its weights in `w`; width −1 without a box."""
    if a[BW] < 0 and b[BW] < 0:
        return 0.0, -1.0
    first = b[BW] < 0 or (a[BW] >= 0 and (a[BW], a[BS]) <= (b[BW], b[BS]))
    one, two = (a, b) if first else (b, a)
    for k in range(SLIPS):
        w[k] = one[W + k]
    if two[BW] < 0:
        return one[BS], one[BW]
    days = round((one[BS] - two[BS]) / DAY)
    if one[BW] == two[BW] <= DAY and one[BS] - two[BS] == days * DAY:
        for k in range(SLIPS):
            j = k + days
            w[k] *= two[W + j] if 0 <= j < SLIPS else 0.0
        return one[BS], one[BW]
    return _intersected(one, two, w)


@kernel
def _intersected(one: np.ndarray, two: np.ndarray, w: np.ndarray) -> tuple[float, float]:
    """The narrower box cut by the other. Exact where both are whole days; else the parts of a
    slipped box count by their length, wherever in the box they lie.
    """
    start, width = one[BS], one[BW]
    lo, hi = max(one[BS], two[BS]), min(one[BS] + one[BW], two[BS] + two[BW])
    if hi > lo:
        start, width = lo, hi - lo
    for k in range(SLIPS):
        shared = 0.0
        if w[k] > 1e-12:
            for j in range(SLIPS):
                slip = (k - j) * DAY
                begin = max(one[BS] + slip, two[BS])
                end = min(one[BS] + slip + one[BW], two[BS] + two[BW])
                if end > begin:
                    shared += two[W + j] * (end - begin)
        w[k] *= shared / width
    return start, width


@kernel
def absorb(a: np.ndarray, b: np.ndarray, t: np.ndarray, w: np.ndarray) -> None:
    """A ← a and b. `roots` are the square roots of the priors behind the likelihoods, `cuts` where
    one latent variable ends and the next begins.
    """
    _absorb_time(a, b, w)
    _absorb_place(a, b)
    _absorb_number(a, b)
    a[NS] += b[NS]
    for c in range(3):
        _absorb_words(a, b, t, int(t[CUTS + c]), int(t[CUTS + c + 1]))


@kernel
def take_in(
    a: np.ndarray, one: np.ndarray, b: np.ndarray, two: np.ndarray, t: np.ndarray, w: np.ndarray
) -> None:
    """As `absorb`, with the masks of the sources behind them: one ← one and two."""
    absorb(a, b, t, w)
    for word in range(len(one)):
        one[word] |= two[word]


@kernel
def _absorb_time(a: np.ndarray, b: np.ndarray, w: np.ndarray) -> None:
    mean, variance = common_clock(a, b)
    start, width = common_box(a, b, w)
    a[TN] = max(integral(mean, variance, start, width, w), 1e-100) if width >= 0 else 1.0
    a[MT], a[VT], a[BS], a[BW] = mean, variance, start, width
    for k in range(SLIPS):
        a[W + k] = w[k] if width >= 0 else 0.0
    total = a[EV] + b[EV]
    a[ET] = (a[ET] * b[EV] + b[ET] * a[EV]) / total
    a[EV] = a[EV] * b[EV] / total


@kernel
def _absorb_place(a: np.ndarray, b: np.ndarray) -> None:
    if b[VP] < 0:
        return
    if a[VP] < 0:
        a[Y], a[X], a[SHRINK], a[VP], a[LL] = b[Y], b[X], b[SHRINK], b[VP], b[LL]
        return
    total = a[VP] + b[VP]
    one, two = b[VP] / total, a[VP] / total
    a[Y] = a[Y] * one + b[Y] * two
    a[X] = a[X] * one + b[X] * two
    a[SHRINK] = a[SHRINK] * one + b[SHRINK] * two
    a[LL] = a[LL] * one + b[LL] * two
    a[VP] = a[VP] * one


@kernel
def _absorb_number(a: np.ndarray, b: np.ndarray) -> None:
    """Of two units the sharper number stays, else the first unit's: a state has room for one."""
    if b[NV] < 0:
        return
    if a[NV] >= 0 and a[NU] == b[NU]:
        total = a[NV] + b[NV]
        a[NM] = (a[NM] * b[NV] + b[NM] * a[NV]) / total
        a[NV] = a[NV] * b[NV] / total
    elif a[NV] < 0 or (b[NV], b[NU]) < (a[NV], a[NU]):
        a[NM], a[NV], a[NU] = b[NM], b[NV], b[NU]


@kernel
def _absorb_words(a: np.ndarray, b: np.ndarray, t: np.ndarray, lo: int, hi: int) -> None:
    """Likelihoods multiply; scaled so that Σ prior · likelihood = 1."""
    total = 0.0
    for k in range(lo, hi):
        root = t[ROOTS + k - WORDS]
        a[k] = a[k] * b[k] / root if root > 0 else 0.0
        total += a[k] * root
    for k in range(lo, hi):
        a[k] = a[k] / total if total > 0 else a[k]
