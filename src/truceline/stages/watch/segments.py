"""Where did the rate change, seen from the end? All divisions into steady spells, weighed exactly.

Recursions over every first and last day of a spell (P. Fearnhead 2006, *Exact and efficient Bayesian
inference for multiple changepoint problems*, Statistics and Computing 16), each spell with its own
rate, integrated out; the likeliest division by dynamic programming over the same weights. Nothing is
searched at random and no number of changes is told beforehand.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truceline.stages.watch.negbin import VAGUE, log_chance

Floats = NDArray[np.float64]

_POINTS: Final = 512
"""Rates at which a spell's likelihood is summed: closer than twice its width for k up to 64."""
_POISSON: Final = 1e5
_SURE: Final = 0.95


@dataclass(frozen=True)
class Break:
    """A change at the first day (index) of a spell: median, 95 % bounds, and the probability that
    any change lies within them. `after` is the first day of the next spell, `before` that of the last.
    """

    at: int
    earliest: int
    latest: int
    probability: float
    before: int
    after: int


def breaks(counts: Floats, exposure: Floats, spell_days: float, size: float) -> tuple[Break, ...]:
    """Changes of one series (days), in their order. Exposure 0 or NaN: not observed.

    `size` is the scatter k. Time and memory grow with days².
    """
    seen = np.nan_to_num(exposure) > 0
    n, e = np.where(seen, np.nan_to_num(counts), 0.0), np.where(seen, exposure, 0.0)
    if n.sum() == 0 or len(n) < 2:
        return ()
    spells = _spells(n, e, size) + _lengths(len(n), 1.0 / spell_days)
    forward, backward = _forward(spells), _backward(spells)
    cuts = [0, *_likeliest(spells), len(n)]
    return tuple(
        _break(spells, forward, backward, (a, b, c))
        for a, b, c in zip(cuts, cuts[1:], cuts[2:], strict=False)
    )


def _spells(n: Floats, e: Floats, size: float) -> Floats:
    """Log likelihood of each spell [i, j) with its rate integrated out: (days + 1)², −∞ for j ≤ i."""
    mean = n.sum() / e.sum()
    poisson = size > _POISSON
    return _exactly(n, e, VAGUE / mean) if poisson else _summed(n, e, VAGUE / mean, size)


def _exactly(n: Floats, e: Floats, b: float) -> Floats:
    """Gamma–Poisson in closed form, without what all divisions share."""
    from scipy.special import gammaln  # noqa: PLC0415 -- slow to import

    acts, hours = (np.concatenate([[0.0], np.cumsum(x)]) for x in (n, e))
    a = VAGUE + acts[None, :] - acts[:, None]
    held = np.triu(np.ones((len(acts), len(acts)), bool), 1)
    rest = np.where(held, b + hours[None, :] - hours[:, None], 1.0)
    found = VAGUE * np.log(b) - gammaln(VAGUE) + gammaln(np.where(held, a, 1.0)) - a * np.log(rest)
    return np.where(held, found, -np.inf)


def _summed(n: Floats, e: Floats, b: float, size: float) -> Floats:
    """Negative binomial, summed over a grid of rates."""
    from scipy.special import gammaln  # noqa: PLC0415 -- slow to import

    some = e > 0
    top = float(np.max((n[some] + 1.0) / e[some])) * 3.0
    low = float(0.05 / e.sum())
    log_rate = np.linspace(np.log(low), np.log(top), _POINTS)
    rate = np.exp(log_rate)
    prior = VAGUE * np.log(b) - gammaln(VAGUE) + VAGUE * log_rate - b * rate
    prior += np.log(log_rate[1] - log_rate[0])
    expected = np.where(some, e, 1.0)[:, None] * rate
    chance = log_chance(n[:, None], expected, np.full((1, 1), size))
    told = np.concatenate([np.zeros((1, _POINTS)), np.cumsum(chance * some[:, None], axis=0)])
    out = np.full((len(told), len(told)), -np.inf)
    for i in range(len(n)):
        part = told[i + 1 :] - (told[i] - prior)
        most = part.max(axis=1)
        out[i, i + 1 :] = most + np.log(np.exp(part - most[:, None]).sum(axis=1))
    return out


def _lengths(days: int, hazard: float) -> Floats:
    """Log prior of each spell: it holds day after day, and ends unless the series does."""
    held = np.maximum(np.arange(days + 1)[None, :] - np.arange(days + 1)[:, None] - 1, 0)
    prior = held * np.log1p(-hazard)
    prior[:, :days] += np.log(hazard)
    return np.asarray(prior)


def _forward(spells: Floats) -> Floats:
    """Log weight of all divisions of the days before each."""
    found = np.full(len(spells), -np.inf)
    found[0] = 0.0
    for j in range(1, len(found)):
        found[j] = np.logaddexp.reduce(found[:j] + spells[:j, j])
    return found


def _backward(spells: Floats) -> Floats:
    """Log weight of all divisions of the days from each on."""
    found = np.full(len(spells), -np.inf)
    found[-1] = 0.0
    for i in range(len(found) - 2, -1, -1):
        found[i] = np.logaddexp.reduce(found[i + 1 :] + spells[i, i + 1 :])
    return found


def _likeliest(spells: Floats) -> list[int]:
    """First days of the spells, but the first one's, of the likeliest division."""
    best = np.full(len(spells), -np.inf)
    best[0], back = 0.0, np.zeros(len(spells), np.int64)
    for j in range(1, len(best)):
        ways = best[:j] + spells[:j, j]
        back[j] = int(np.argmax(ways))
        best[j] = ways[back[j]]
    cuts, at = [], int(back[-1])
    while at > 0:
        cuts.append(at)
        at = int(back[at])
    return cuts[::-1]


def _break(spells: Floats, forward: Floats, backward: Floats, cuts: tuple[int, int, int]) -> Break:
    """Where between its neighbours one change lies, and how surely there is one."""
    first, _, last = cuts
    places = np.arange(first + 1, last)
    weights = spells[first, places] + spells[places, last]
    share = np.cumsum(np.exp(weights - weights.max()))
    share /= share[-1]
    tail = (1.0 - _SURE) / 2
    low, middle, high = (int(places[np.searchsorted(share, q)]) for q in (tail, 0.5, 1.0 - tail))
    over = forward[:low, None] + spells[:low, high + 1 :] + backward[None, high + 1 :]
    none = float(np.exp(np.logaddexp.reduce(over.ravel()) - forward[-1]))
    return Break(middle, low, high, max(0.0, 1.0 - none), first, last)
