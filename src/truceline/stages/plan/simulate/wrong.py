"""Profiles that are wrong: each kind of system better or worse than its profile says.

Profiles are assumptions; how much hangs on them is the plan's real uncertainty.
"""

from collections.abc import Sequence
from typing import Final

from truceline.model.plan import Profile
from truceline.stages.plan.simulate.streams import generator

SPREAD: Final = 0.5
"""Peak and range are each multiplied by a number from 1 − SPREAD to 1 + SPREAD."""


def wrong_profiles(
    profiles: Sequence[Profile], sets: int, seed: int
) -> tuple[tuple[Profile, ...], ...]:
    """So many sets of profiles, every peak and range of each drawn uniformly around the stated one
    and independently of the others; a peak stays at most 1. Each profile has a stream of its own.
    """
    return tuple(tuple(_wrong(p, seed, n) for p in profiles) for n in range(sets))


def _wrong(profile: Profile, seed: int, number: int) -> Profile:
    random = generator(seed, number, "profile", profile.id)
    peak, far = random.uniform(1.0 - SPREAD, 1.0 + SPREAD, 2)
    return profile.but(
        peak=min(1.0, profile.peak * float(peak)), range_km=profile.range_km * float(far)
    )
