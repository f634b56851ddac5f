"""How well one system sees an act at a distance; the formula stands in `model.plan.Profile`.

Nothing here knows of hours of work or of other systems. The numbers are the profile's, and most
profiles are assumptions.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from truceline.errors import InvariantError
from truceline.foundation.coverage.combine import combined, common_event, jamming_event, own_event
from truceline.foundation.mission.profiletable import read_profiles
from truceline.foundation.vocabulary import matches
from truceline.foundation.yamltext import read_yaml
from truceline.model.plan import Profile

__all__ = [
    "act_factor",
    "combined",
    "common_event",
    "detection",
    "jamming_event",
    "losses",
    "shipped_profiles",
    "visible_h",
]

Floats = NDArray[np.float64]


def detection(profile: Profile, act: str, km: Floats, night: bool | NDArray[np.bool_]) -> Floats:
    """Probability (0 to 1) that one system which is on duty sees an act at `km` from it.

    peak · exp(−(km / range)²) · acts · night · weather up to reach · range, 0 beyond. `night` is
    one flag or an array that fits `km`. Half-normal in shape, as detection functions in distance
    sampling (Buckland et al. 2001, `Introduction to Distance Sampling`).
    """
    km = np.asarray(km, float)
    seen = profile.peak * np.exp(-((km / profile.range_km) ** 2))
    seen = np.where(km <= profile.reach * profile.range_km, seen, 0.0)
    dark = np.where(np.asarray(night), profile.night, 1.0)
    return np.asarray(seen * dark * (act_factor(profile, act) * profile.weather))


def losses(profile: Profile) -> tuple[float, float, float]:
    """Shares of hours lost together with others: c in all, c′ to the kind's own event where no jamming
    took the hour, g to jamming.
    """
    common, jamming = common_event(profile), jamming_event(profile)
    return common, own_event(common, jamming), jamming


def act_factor(profile: Profile, act: str) -> float:
    """How well this kind of act is seen by this kind of system, 0 to 1."""
    return _first(profile.acts, act)


def visible_h(act: str) -> float:
    """Hours for which an act can be seen by somebody who comes by (`data/plan/visible.yaml`)."""
    return _first(_visible(), act)


def _first(factors: Mapping[str, float], act: str) -> float:
    """The value of the first pattern that matches; 0 where none does."""
    return next((f for p, f in factors.items() if p == "*" or matches(p, act)), 0.0)


@cache
def shipped_profiles() -> tuple[Profile, ...]:
    """The profiles that ship with Truceline, by id: one per kind of asset, all assumptions."""
    text = files("truceline").joinpath("data/plan/profiles.yaml").read_text(encoding="utf-8")
    profiles, problems = read_profiles(text, "profiles.yaml")
    if problems:
        raise InvariantError(f"the shipped profiles can't be read: {problems[0]}")
    return profiles


@cache
def _visible() -> dict[str, float]:
    text = files("truceline").joinpath("data/plan/visible.yaml").read_text(encoding="utf-8")
    root, problems = read_yaml(text, "visible.yaml")
    if root is None:
        raise InvariantError(f"the shipped durations can't be read: {problems[0]}")
    hours = root.child("visible_h")
    return {pattern: hours.number(pattern) or 0.0 for pattern, _ in hours.entries()}
