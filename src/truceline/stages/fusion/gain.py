"""How much two clusters speak for one act: the log odds of one act against two.

gain(A, B) = ln[ p(all reports | one act) / p(A's | an act) p(B's | another act) ]. Two acts may be
unrelated, at the local intensity λ, or a near repeat: another act set off near the first. With P, T
the densities of place and time, K the product over latent act, side and site category of
Σ_τ π_τ L_A(τ) L_B(τ), λ acts per km² and hour, βG the density of near repeats:

    gain = ln[ P · T · K · N / (λ + βG · (ψK + 1 − ψ)) ] + v(n_A, n_B) + s(A, B) + ē(A, B)

N is the optional number that both give (`numbers`), v says that acts differ in how visible they are, s what a
source's second report on one act is worth, ē the mean over pairs of what names and words say
(`words`). Each part is a function here; `explain` calls the same ones.

Source: Bayes factors between a merged and two separate clusters, as in agglomerative Bayesian
hierarchical clustering (Heller and Ghahramani 2005); near repeats after Ogata's space-time ETAS
(1998); negative-binomial visibility from a gamma mixture of Poissons (Greenwood and Yule 1920).
"""

import math

import numpy as np

from truceline.foundation.compiled import kernel
from truceline.stages.fusion.state import (
    BW,
    ET,
    EV,
    LL,
    MT,
    NM,
    NS,
    NU,
    NV,
    SHRINK,
    TN,
    VP,
    VT,
    X,
    Y,
    clock_density,
    common_box,
    common_clock,
    integral,
)
from truceline.stages.fusion.weights import (
    BASE,
    CUTS,
    MOST_SIZE,
    OUTLIER,
    REPEAT_ALIKE,
    REPEAT_H,
    REPEAT_KM2,
    REPEATS,
    UNRELATED,
    VISIBLE,
    Weights,
    again_from,
)

NEVER = -1e9
"""The gain of what can't be one act."""
NAME_VARIANCE = 64.0
"""Variance (km² per axis) of where a place lies that is only named: about a town and its fields."""
WIDE = 9.0
"""Errors of place are now and then three times as large as stated: variance times nine."""
MASK_BITS = 62


@kernel
def distance2(a: np.ndarray, b: np.ndarray) -> float:
    """Square distance, km², on a locally flat Earth; 0 where one isn't placed."""
    if a[VP] < 0 or b[VP] < 0:
        return 0.0
    north = a[Y] - b[Y]
    east = (a[X] - b[X]) * a[SHRINK] * b[SHRINK]
    return float(north * north + east * east)


@kernel
def variance(a: np.ndarray, b: np.ndarray) -> float:
    """Variance per axis of the difference of two places, km²."""
    one = a[VP] if a[VP] >= 0 else NAME_VARIANCE
    two = b[VP] if b[VP] >= 0 else NAME_VARIANCE
    return one + two


@kernel
def time_density(a: np.ndarray, b: np.ndarray, w: np.ndarray) -> float:
    """T(AB) / (T(A) T(B)) per hour: how densely both times fall together if they are one."""
    density = clock_density(a, b)
    start, width = common_box(a, b, w)
    if width < 0:
        return density
    mean, spread = common_clock(a, b)
    return float(density * integral(mean, spread, start, width, w) / (a[TN] * b[TN]))


@kernel
def mixture(square: float, outlier: float, axes: int) -> float:
    """exp(−square/2), a standard normal without its constant, in which now and then errors are
    WIDE: then the square is a ninth, and the density a third per axis.
    """
    wide = math.exp(-square / (2 * WIDE))
    third = wide * wide * wide
    rare = outlier / (27.0 if axes == 3 else 9.0)
    return (1 - outlier) * third * third * third + rare * wide


@kernel
def place_time(a: np.ndarray, b: np.ndarray, t: Weights, w: np.ndarray) -> float:
    """P · T per km² and hour; 0 where place or time excludes one act."""
    square, total = distance2(a, b), variance(a, b)
    if square > 40.0 * total:
        return 0.0
    if a[BW] < 0 and b[BW] < 0 and a[VT] >= 0 and b[VT] >= 0:
        spread = a[VT] + b[VT]
        apart = a[MT] - b[MT]
        fit = mixture(square / total + apart * apart / spread, t[OUTLIER], 3)
        return fit / (2 * math.pi * total * math.sqrt(2 * math.pi * spread))
    time = time_density(a, b, w)
    if time < 1e-12:
        return 0.0
    return time * mixture(square / total, t[OUTLIER], 2) / (2 * math.pi * total)


@kernel
def alike_in(a: np.ndarray, b: np.ndarray, t: Weights, c: int) -> float:
    """Σ_τ π_τ L_A(τ) L_B(τ) of one latent variable: 0 act, 1 side, 2 category."""
    total = 0.0
    for k in range(int(t[CUTS + c]), int(t[CUTS + c + 1])):
        total += a[k] * b[k]
    return total


@kernel
def alike(a: np.ndarray, b: np.ndarray, t: Weights) -> float:
    """Π over act, side, category of Σ_τ π_τ L_A(τ) L_B(τ); 1 where they say nothing."""
    return alike_in(a, b, t, 0) * alike_in(a, b, t, 1) * alike_in(a, b, t, 2)


@kernel
def number_ratio(a: np.ndarray, b: np.ndarray, t: Weights) -> float:
    """How much two numbers of one unit agree, a share of them being unrelated; 1 without both."""
    if a[NV] < 0 or b[NV] < 0 or a[NU] != b[NU]:
        return 1.0
    unrelated = t[UNRELATED + int(a[NU])]
    total = a[NV] + b[NV]
    apart = a[NM] - b[NM]
    fit = math.exp(-0.5 * apart * apart / total) / math.sqrt(2 * math.pi * total)
    return float((1 - unrelated) * fit + unrelated)


@kernel
def repeat_density(a: np.ndarray, b: np.ndarray, t: Weights) -> float:
    """G per km² and hour: exp(−|Δt|/τ)/(2τ) × N₂(Δ; s²), blurred by the errors of both."""
    total = variance(a, b) + t[REPEAT_KM2]
    blur = a[EV] + b[EV]
    apart = abs(a[ET] - b[ET])
    h = t[REPEAT_H]
    far = 0.5 * distance2(a, b) / total
    if blur < 0.25 * h * h:
        return float(math.exp(-apart / h - far) / (4 * math.pi * h * total))
    spread = blur + 2 * h * h
    near = math.exp(-0.5 * apart * apart / spread - far)
    return float(near / (2 * math.pi * total * math.sqrt(2 * math.pi * spread)))


@kernel
def chance(a: np.ndarray, b: np.ndarray, agreement: float, t: Weights) -> float:
    """λ + βG(ψK + 1 − ψ): the density of another act here and then."""
    local = math.sqrt(a[LL] * b[LL])
    if t[REPEATS] <= 0:
        return local
    kin = t[REPEAT_ALIKE] * agreement + 1 - t[REPEAT_ALIKE]
    return float(local + t[REPEATS] * repeat_density(a, b, t) * kin)


@kernel
def visibility(a: np.ndarray, b: np.ndarray, t: Weights) -> float:
    """Base + ln Γ(r+n_A+n_B)Γ(r) / Γ(r+n_A)Γ(r+n_B): what many see, more will see."""
    one, two = min(int(a[NS]), MOST_SIZE - 1), min(int(b[NS]), MOST_SIZE - 1)
    return float(t[BASE] + t[VISIBLE + one + two] - t[VISIBLE + one] - t[VISIBLE + two])


@kernel
def same_source(one: np.ndarray, two: np.ndarray, t: Weights) -> float:
    """Sum of `again` over the sources that both have: one source rarely tells one act twice."""
    total = 0.0
    for word in range(len(one)):
        shared = one[word] & two[word]
        source = again_from(t) + word * MASK_BITS
        while shared:
            if shared & 1:
                total += t[source]
            shared >>= 1
            source += 1
    return total


@kernel
def gain(
    a: np.ndarray, b: np.ndarray, one: np.ndarray, two: np.ndarray, t: Weights, w: np.ndarray
) -> float:
    """Log odds of one act against two, without the words' part. `one`, `two` are the bit masks of
    the sources behind `a` and `b`, `w` is scratch (5 numbers).
    """
    together = place_time(a, b, t, w)
    if together <= 0:
        return NEVER
    agreement = alike(a, b, t)
    apart = chance(a, b, agreement, t)
    ratio = together * agreement * number_ratio(a, b, t) / apart
    return math.log(ratio + 1e-300) + visibility(a, b, t) + same_source(one, two, t)
