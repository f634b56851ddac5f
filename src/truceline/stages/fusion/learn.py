"""Learns the error model from reports alone, without labels: fuse, see how reports differ from the
rest of their clusters, estimate anew.

Method: expectation–maximisation with clusters in the place of latent acts. Shares of words after
Dawid and Skene (1979) over clusters of several reports (`rates`); errors from leave-one-out
differences (`scales`, `numbers`); near repeats from pairs of sharp clusters (`repeats`).
"""

from collections.abc import Callable

import numpy as np

from truceline.stages.fusion.features import SLIPPING_H
from truceline.stages.fusion.model import ErrorModel, short
from truceline.stages.fusion.numbers import estimated_units
from truceline.stages.fusion.rates import estimated_words
from truceline.stages.fusion.repeats import estimated_repeats
from truceline.stages.fusion.scales import SURE, estimated_scales
from truceline.stages.fusion.seen import Seen

ROUNDS = 3
SLIP_PRIOR = np.array([0.001, 0.07, 0.858, 0.07, 0.001])
REPEAT_PRIOR = 0.03

Fuse = Callable[[ErrorModel], Seen]


def learn(model: ErrorModel, fuse: Fuse, rounds: int = ROUNDS) -> ErrorModel:
    """The model after so many rounds of fusing (by `fuse`) and estimating."""
    for done in range(rounds):
        model = improved(model, fuse(model)).but(rounds=done + 1)
    return model


def improved(model: ErrorModel, seen: Seen) -> ErrorModel:
    """The model estimated anew from one fusion of the sample."""
    changes: dict[str, object] = {
        "acts": estimated_words(model.acts, seen, seen.act),
        "sides": estimated_words(model.sides, seen, seen.side),
        "categories": estimated_words(model.categories, seen, seen.category),
        **estimated_scales(model, seen),
        **_company(model, seen),
        "slips": _slips(seen),
        "numbers": estimated_units(model, seen),
    }
    found = model.but(**changes)
    return found.but(**estimated_repeats(found, seen))


def _company(model: ErrorModel, seen: Seen) -> dict[str, object]:
    """`company` μ from expected companions, which n = μ(1 + 1/r) a report of a gamma-mixed Poisson
    has; `tells` and `again` from sources per cluster, seen clusters being 1 − (r/(r+μ))^r of all.
    """
    r = model.shape
    company = 0.5 * model.company + 0.5 * float(seen.company.mean()) / (1 + 1 / r)
    company = max(company, 0.6)
    missed = (r / (r + company)) ** r
    clusters, sources = len(seen.sizes), len(model.tells)
    pairs = np.unique(seen.cluster.astype(np.int64) * sources + seen.source)
    acts = np.bincount(pairs % sources, minlength=sources)
    reports = np.bincount(seen.source, minlength=sources)
    weak = 20.0 + 0.1 * reports
    tells = np.clip(acts / (clusters / (1 - missed)), 1e-3, 0.95)
    again = (reports - acts + REPEAT_PRIOR * weak) / (reports + weak)
    return {"company": short(company), "tells": _list(tells), "again": _list(again)}


def _slips(seen: Seen) -> list[float]:
    """Shares of dates by how many days the clocks of the same act lie from them, half believed."""
    clear = (seen.width > 0) & (seen.width <= SLIPPING_H) & (seen.rest_clock >= 0)
    clear &= (seen.rest_clock < 9.0) & (seen.sure > SURE)
    middle = seen.start[clear] + seen.width[clear] / 2
    days = np.rint((seen.rest_hour[clear] - middle) / 24).astype(np.int64)
    counts = np.bincount(days[np.abs(days) <= 2] + 2, minlength=5) + 40 * SLIP_PRIOR
    return _list((counts / counts.sum() + SLIP_PRIOR) / 2)


def _list(values: np.ndarray) -> list[float]:
    return [short(float(v)) for v in values]
