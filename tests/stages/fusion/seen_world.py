"""Fusions as learning sees them, invented: clusters that are right, errors that are known."""

import numpy as np

from truceline.stages.fusion.seen import Seen


def seen(cluster, **columns) -> Seen:
    """One row per report; what isn't given is plain: placed, timed by the clock, alone."""
    _, cluster, sizes = np.unique(cluster, return_inverse=True, return_counts=True)
    count = len(cluster)
    plain = {name: np.zeros(count) for name in Seen._fields}
    plain |= {name: np.zeros(count, np.int64) for name in ("source", "place_class")}
    plain |= {name: np.full(count, -1) for name in ("act", "side", "category")}
    plain |= {name: np.ones(count) for name in ("sure", "sigma", "error", "place", "clock2")}
    plain |= {name: np.ones(count) for name in ("stated_clock", "clock", "rest_clock")}
    plain["width"] = np.full(count, -1.0)
    plain["busy"] = np.full(count, 1e-5)
    return Seen(**(plain | columns | {"cluster": cluster, "sizes": sizes}))


def differing(count, rng, stated, true, rest=0.3) -> dict[str, np.ndarray]:
    """Reports whose places and clocks err `true` times as much as stated (km and h), beside rests
    with an error of `rest`.
    """
    stated = np.broadcast_to(np.asarray(stated, float), (count,))
    apart = rng.normal(0, 1, (2, count)) * np.hypot(stated * true, rest)
    late = rng.normal(0, 1, count) * np.hypot(stated * true, rest)
    return {
        "sigma": stated,
        "error": stated,
        "stated_clock": stated,
        "clock": stated,
        "place": stated**2 + rest,
        "clock2": stated**2 + rest,
        "apart2": (apart**2).sum(axis=0),
        "hour": late,
        "rest_hour": np.zeros(count),
        "rest_place": np.full(count, rest**2),
        "rest_clock": np.full(count, rest**2),
        "rest_size": np.full(count, 3.0),
    }
