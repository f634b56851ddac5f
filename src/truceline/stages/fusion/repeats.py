"""Near repeats: how many acts another act sets off nearby, how near and how soon.

From pairs of sharp clusters: more of them lie within hours and kilometres of each other than the
local intensity explains. The excess decays as exp(−Δt/τ), its spread is Gaussian; both are read off
two bins each. An ETAS kernel (Ogata 1998) with the fewest parameters.
"""

import math
from typing import NamedTuple

import numpy as np

from truceline.stages.fusion.model import ErrorModel, short
from truceline.stages.fusion.seen import Seen

SHARP_KM, SHARP_H = 1.1, 0.5
"""A cluster is sharp when its place and time have at most this error."""
NEAR_KM, FAR_KM = 5.0, 6.0
ENOUGH = 300


class Sharp(NamedTuple):
    """Sharp clusters: place (km), time (h), acts per km² and hour around them."""

    y: np.ndarray
    x: np.ndarray
    hour: np.ndarray
    busy: np.ndarray


def estimated_repeats(model: ErrorModel, seen: Seen) -> dict[str, object]:
    """`repeats`, `repeat_km`, `repeat_h` estimated anew; nothing where too few clusters are sharp."""
    sharp, several = _sharp(seen)
    if len(sharp.y) < ENOUGH:
        return {}
    visible = 1 - (model.shape / (model.shape + model.company)) ** model.shape
    share = visible * len(sharp.y) / max(several, 1)
    square, late = _neighbours(sharp)
    return _fitted(square, late, float(sharp.busy.sum()) * share, len(sharp.y) * share)


def _sharp(seen: Seen) -> tuple[Sharp, int]:
    """Sharp clusters of several reports; and how many clusters there are at all."""
    n = len(seen.sizes)
    weight = 1 / np.maximum(seen.place, 1e-6)
    weight_t = np.where(seen.clock2 >= 0, 1 / np.maximum(seen.clock2, 1e-4), 0.0)
    place, time = np.bincount(seen.cluster, weight, n), np.bincount(seen.cluster, weight_t, n)
    keep = (seen.sizes > 1) & (place > SHARP_KM**-2) & (time > SHARP_H**-2)
    parts = (
        (seen.y, weight, place),
        (seen.x, weight, place),
        (seen.hour, weight_t, time),
        (seen.busy, np.ones(len(seen.y)), seen.sizes.astype(float)),
    )
    means = (np.bincount(seen.cluster, v * w, n)[keep] / total[keep] for v, w, total in parts)
    return Sharp(*means), n


def _neighbours(sharp: Sharp) -> tuple[np.ndarray, np.ndarray]:
    """(km², hours) of the pairs within 6 km and 1 to 12 hours."""
    from scipy.spatial import cKDTree  # noqa: PLC0415

    tree = cKDTree(np.stack([sharp.y / FAR_KM, sharp.x / FAR_KM, sharp.hour / 12], axis=1))
    pair = tree.query_pairs(1.5, output_type="ndarray")
    a, b = pair[:, 0], pair[:, 1]
    square = (sharp.y[a] - sharp.y[b]) ** 2 + (sharp.x[a] - sharp.x[b]) ** 2
    late = np.abs(sharp.hour[a] - sharp.hour[b])
    near = (square < FAR_KM**2) & (late > 1) & (late < 12)
    return square[near], late[near]


def _fitted(square: np.ndarray, late: np.ndarray, busy: float, acts: float) -> dict[str, object]:
    """Excess in bins of time and distance over what chance explains, scaled where it is far."""
    far = ((square > 16) & (late < 6)).sum() / max(busy * math.pi * 20 * 5, 1.0)
    scale = busy * float(np.clip(far, 0.2, 5.0))

    def excess(lo: float, hi: float, km2: float) -> float:
        within = (square < km2) & (late > lo) & (late < hi)
        return float(within.sum()) - scale * math.pi * km2 * (hi - lo)

    soon, later = excess(1, 3, NEAR_KM**2), excess(3, 6, NEAR_KM**2)
    if soon <= 5 or later <= 0:
        return {"repeats": 0.01}
    ratio = max(soon / 2 / max(later / 3, 1e-9), 1.05)
    hours = float(np.clip(2.5 / math.log(ratio), 1.0, 12.0))
    share = (soon + later) / acts / (math.exp(-1 / hours) - math.exp(-6 / hours))
    inner = max(excess(1, 6, 2.25), 1.0)
    outer = max(excess(1, 6, NEAR_KM**2), inner * 1.02)
    spread = math.sqrt(2.25 / (-2 * math.log(1 - inner / outer)))
    return {
        "repeats": short(np.clip(share, 0.005, 1.0)),
        "repeat_km": short(np.clip(spread, 0.3, 5.0)),
        "repeat_h": short(hours),
    }
