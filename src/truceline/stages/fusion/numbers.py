"""Numbers that reports give, as far as they are evidence: nine explosions here, nine there.

A number is looked at as its rank among all numbers of its unit in the record, so that unrelated ones
lie evenly within 0 … 1, whatever the unit, and a common number counts little. How near numbers of one
act lie, and how many have nothing to do with each other, is learned from clusters that the other
evidence made; where they tell nothing, they weigh nothing. Must never compare numbers of different units.

Formula: with ranks u, w, the ratio of densities (1 − o)·N(u − w; V_u + V_w) + o, V = error² + tie²/12, tie
the share of numbers that are equal; o and error by expectation–maximisation of this mixture
(Dempster, Laird and Rubin 1977).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from truceline.stages.fusion.columns import Columns
from truceline.stages.fusion.model import KNOTS, ErrorModel, Unit, short
from truceline.stages.fusion.scales import ENOUGH, SURE, WEAK
from truceline.stages.fusion.seen import Seen
from truceline.stages.fusion.weights import MOST_UNITS

LEAST_ERROR = 0.005
STEPS = 60


class Counted(NamedTuple):
    """The units of a model over the codes of one table: `unit` is where each code stands among
    them (the last code: nothing said), −1 where the model doesn't know it.
    """

    unit: np.ndarray
    quantiles: np.ndarray
    error: np.ndarray


def counted(units: Sequence[Unit], words: pa.Array) -> Counted:
    """`words` are the units of a table by code."""
    place = {unit.name: n for n, unit in enumerate(units)}
    return Counted(
        np.array([*(place.get(word, -1) for word in words.to_pylist()), -1], np.int64),
        np.array([unit.quantiles for unit in units]),
        np.array([unit.error for unit in units]),
    )


def first_units(columns: Columns, words: pa.Array) -> tuple[Unit, ...]:
    """How numbers of each unit are spread, of the units given most often; they weigh nothing yet."""
    if "number" not in columns:
        return ()
    given = np.flatnonzero(~np.isnan(columns["number"]))
    unit, number = columns["unit"][given], columns["number"][given]
    often = np.bincount(unit, minlength=len(words))
    kept = np.sort(np.argsort(-often, kind="stable")[:MOST_UNITS])
    return tuple(_unit(words[n].as_py(), number[unit == n]) for n in kept.tolist() if often[n])


def _unit(name: str, numbers: np.ndarray) -> Unit:
    knots = np.quantile(numbers, np.linspace(0, 1, KNOTS), method="nearest")
    return Unit(name=name, quantiles=[short(float(v)) for v in knots])


def ranked(columns: Columns, known: Counted) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per row the rank of its number, its variance (−1 where none is comparable) and its unit."""
    rows = len(columns["source"])
    rank, variance, unit = np.zeros(rows), np.full(rows, -1.0), np.zeros(rows)
    if "number" in columns:
        code = np.minimum(columns["unit"], len(known.unit) - 1)
        at = np.where(np.isnan(columns["number"]), -1, known.unit[code])
        for n in range(len(known.error)):
            some = at == n
            rank[some], tie = ranks(columns["number"][some], known.quantiles[n])
            variance[some], unit[some] = known.error[n] ** 2 + tie**2 / 12, n
    return rank, variance, unit


def ranks(numbers: np.ndarray, quantiles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The middle rank of each number, and the share of numbers that equal it."""
    last = len(quantiles) - 1
    lo = np.searchsorted(quantiles, numbers, side="left")
    hi = np.searchsorted(quantiles, numbers, side="right")
    values, first = np.unique(quantiles, return_index=True)
    between = np.interp(numbers, values, first / last)
    tie = np.where(hi > lo, hi - lo - 1, 0) / last
    return np.where(hi > lo, (lo + hi - 1) / 2 / last, between), tie


def estimated_units(model: ErrorModel, seen: Seen) -> tuple[Unit, ...]:
    """Errors and unrelated shares estimated anew, from numbers beside those of their cluster's rest."""
    sure = (seen.rest_size > 0) & (seen.sure > SURE)
    found = []
    for n, unit in enumerate(model.numbers):
        some = sure & (seen.unit == n)
        apart, own, rest = seen.number_apart[some], seen.number[some], seen.rest_number[some]
        error, unrelated = fitted(apart, own, rest, unit.error)
        found.append(unit.but(error=short(error), unrelated=short(unrelated)))
    return tuple(found)


def fitted(
    apart: np.ndarray, own: np.ndarray, rest: np.ndarray, error: float
) -> tuple[float, float]:
    """Error and unrelated share (1: nothing is told) of ranks that lie `apart`; `own` and `rest` are
    variances on both sides as reckoned with this `error`.
    """
    count = len(apart)
    if count <= ENOUGH:
        return error, 1.0
    wider, tie = 1 + rest / own, np.maximum(own - error**2, 0.0)
    spread, unrelated, alike = error**2, 0.5, np.ones(count)
    for _ in range(STEPS):
        total = (spread + tie) * wider
        fit = (1 - unrelated) * np.exp(-0.5 * apart**2 / total) / np.sqrt(2 * math.pi * total)
        alike = fit / (fit + unrelated)
        unrelated = 1 - float(alike.mean())
        left = (alike * (apart**2 / wider - tie)).sum() / max(alike.sum(), 1e-9)
        spread = max(float(left), LEAST_ERROR**2)
    if np.log(fit + unrelated).sum() < math.log(count):
        return error, 1.0
    return math.sqrt(spread), (unrelated * count + WEAK) / (count + WEAK)
