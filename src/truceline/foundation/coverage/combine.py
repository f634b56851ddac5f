"""Several systems that look at one place: 1 − ∏(1 − aᵢpᵢ), and what they fail to see together.

Cloud grounds all drones at once and jamming blinds drones and radars alike, so that the plain product
promises too much. A kind of system therefore has a common-cause event, as in reliability engineering
(beta-factor model: K. N. Fleming 1975, `A reliability model for common mode failures in redundant
safety systems`, General Atomic GA-A13284), and jamming is one event for all kinds that are prone to
it. Beyond these, kinds fail independently of each other: an assumption, and a favourable one.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from truceline.model.plan import Profile

Floats = NDArray[np.float64]


def common_event(profile: Profile) -> float:
    """Its c = β(1 − weather): probability that an hour is lost to all systems of the kind at once.

    β is the profile's `common_cause`, 1 − `weather` the share of hours in which its surroundings
    don't let it work.
    """
    return profile.common_cause * (1.0 - profile.weather)


def jamming_event(profile: Profile) -> float:
    """Its g = γc: probability that an hour is lost to jamming, which strikes all kinds at once.

    γ is the profile's `jamming`, the part of its common losses that jamming causes.
    """
    return profile.jamming * common_event(profile)


def own_event(common: float, jamming: float) -> float:
    """c′ = (c − g) / (1 − g): probability that the kind's own event takes an hour that no jamming
    took, so that an hour is lost to either with c.
    """
    return (common - jamming) / (1.0 - jamming) if jamming < 1.0 else 0.0


def combined(
    p: Sequence[Floats],
    kinds: Sequence[str] = (),
    common: Sequence[float] = (),
    jamming: Sequence[float] = (),
) -> Floats:
    """Probability that at least one of several systems sees it.

    `p` holds aᵢpᵢ of each system, arrays of one shape (availability included, as `detection`
    gives it). Without `kinds` and `common` the systems fail independently: 1 − ∏(1 − aᵢpᵢ).
    With them, system i of its kind is lost with probability `common[i]` together with every system
    of that kind whose own share is at least as large, and works independently else, with aᵢpᵢ / (1 −
    cᵢ). `jamming[i]` ≤ `common[i]` of it is lost together with systems of every kind. Alone each
    keeps its aᵢpᵢ; together they lie between the best single one and the independent product. Raises
    `ValueError` without systems, or where cᵢ > 1 − max aᵢpᵢ.
    """
    if not p:
        raise ValueError("no system: nothing was observed, which is not a probability of 0")
    missed, before = np.zeros(np.shape(p[0])), 0.0
    every = _systems(p, kinds, common, jamming)
    for level in (*sorted({one[0] for one in every} - {0.0}), 1.0):
        working = [one for one in every if one[0] <= before]
        missed = missed + (level - before) * _all_missed(working, np.shape(p[0]))
        before = level
    return np.asarray(1.0 - missed)


def _systems(
    p: Sequence[Floats], kinds: Sequence[str], common: Sequence[float], jamming: Sequence[float]
) -> list[tuple[float, str, float, Floats]]:
    """Of each system: g, its kind, c′, and what it sees where neither took the hour."""
    found = []
    for i, one in enumerate(p):
        share, jam = (values[i] if values else 0.0 for values in (common, jamming))
        if share and float(np.max(one, initial=0.0)) > 1.0 - share + 1e-12:
            raise ValueError(f"system {i} can't work more often than 1 − {share:g}")
        left = np.minimum(np.asarray(one, float) / max(1.0 - share, 1e-300), 1.0)
        found.append((jam, kinds[i] if kinds else "", own_event(share, jam), left))
    return found


def _all_missed(
    systems: Sequence[tuple[float, str, float, Floats]], shape: tuple[int, ...]
) -> Floats:
    """Probability that all of these miss it, kinds independently."""
    groups: dict[str, list[tuple[float, Floats]]] = defaultdict(list)
    for _, kind, share, left in systems:
        groups[kind].append((share, left))
    missed = np.ones(shape)
    for kind in sorted(groups):
        missed = missed * _missed(sorted(groups[kind], key=lambda system: system[0]))
    return missed


def _missed(systems: Sequence[tuple[float, Floats]]) -> Floats:
    """Probability that all systems of a kind miss it, systems in order of their common share.

    One uniform number U decides for the kind: a system is lost where U < c. Between two shares
    those up to the lower one work: Σ (cₘ₊₁ − cₘ) ∏_{cᵢ ≤ cₘ} (1 − aᵢpᵢ / (1 − cᵢ)).
    """
    shape, before = np.shape(systems[0][1]), 0.0
    missed, working = np.zeros(shape), np.ones(shape)
    for share, left in systems:
        missed = missed + (share - before) * working
        before = share
        working = working * (1.0 - left)
    return np.asarray(missed + (1.0 - before) * working)
