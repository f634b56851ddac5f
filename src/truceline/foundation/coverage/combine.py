"""Several systems that look at one place: 1 − ∏(1 − aᵢpᵢ), and what they fail to see together.

Cloud grounds all drones at once and jamming blinds all radars, so that the plain product promises
too much. A kind of system therefore has a common-cause event, as in reliability engineering
(beta-factor model: K. N. Fleming 1975, `A reliability model for common mode failures in redundant
safety systems`, General Atomic GA-A13284). Kinds fail independently of each other: an assumption, and a favourable one.
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


def combined(
    p: Sequence[Floats], kinds: Sequence[str] = (), common: Sequence[float] = ()
) -> Floats:
    """Probability that at least one of several systems sees it.

    `p` holds aᵢpᵢ of each system, arrays of one shape (availability included, as `detection`
    gives it). Without `kinds` and `common` the systems fail independently: 1 − ∏(1 − aᵢpᵢ).
    With them, system i of its kind is lost with probability `common[i]` together with every system
    of that kind whose own share is at least as large, and works independently else, with aᵢpᵢ / (1 −
    cᵢ). Alone each keeps its aᵢpᵢ; together they lie between the best single one and the
    independent product. Raises `ValueError` without systems, or where cᵢ > 1 − max aᵢpᵢ.
    """
    if not p:
        raise ValueError("no system: nothing was observed, which is not a probability of 0")
    groups: dict[str, list[tuple[float, Floats]]] = defaultdict(list)
    for i, one in enumerate(p):
        share = common[i] if common else 0.0
        if share and float(np.max(one, initial=0.0)) > 1.0 - share + 1e-12:
            raise ValueError(f"system {i} can't work more often than 1 − {share:g}")
        groups[kinds[i] if kinds else ""].append((share, np.asarray(one, float)))
    missed = np.ones(np.shape(p[0]))
    for kind in sorted(groups):
        missed = missed * _missed(sorted(groups[kind], key=lambda system: system[0]))
    return np.asarray(1.0 - missed)


def _missed(systems: Sequence[tuple[float, Floats]]) -> Floats:
    """Probability that all systems of a kind miss it, systems in order of their common share.

    One uniform number U decides for the kind: a system is lost where U < c. Between two shares
    those up to the lower one work: Σ (cₘ₊₁ − cₘ) ∏_{cᵢ ≤ cₘ} (1 − aᵢpᵢ / (1 − cᵢ)).
    """
    shape, before = np.shape(systems[0][1]), 0.0
    missed, working = np.zeros(shape), np.ones(shape)
    for share, one in systems:
        missed = missed + (share - before) * working
        before = share
        if share < 1.0:
            working = working * (1.0 - np.minimum(one / (1.0 - share), 1.0))
    return np.asarray(missed + (1.0 - before) * working)
