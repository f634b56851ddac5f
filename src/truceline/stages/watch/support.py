"""May a rate be corrected at all? Hours logged, profiles tried out, enough seen: else no, in words.

Dividing by a small, guessed probability makes noise look like news. Whoever asks for a corrected rate
gets it with its reasons or the reason why there is none, never a silent fallback.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from truceline.foundation.phrase import listed
from truceline.model.plan import Asset, Profile, Shift
from truceline.model.watch import Calibration, WatchSpec

_Z: Final = 1.959964
NOT_LOGGED: Final = "hours of effort were not logged"


@dataclass(frozen=True)
class Support:
    """`why` no rate may be corrected, empty where it may; `error` is one standard deviation of the
    logarithm of the probability of detection, from the trials.
    """

    why: str = ""
    error: float = 0.0
    least_p: float = 0.3


def support(
    assets: Sequence[Asset],
    shifts: Sequence[Shift] | None,
    profiles: Iterable[Profile],
    calibrations: Iterable[Calibration],
    spec: WatchSpec | None = None,
) -> Support:
    """What the mission's records allow. `shifts` None: nobody logged hours."""
    spec = spec or WatchSpec()
    tried = {trial.profile: trial for trial in calibrations}
    known = {profile.id for profile in profiles}
    used = sorted({asset.profile for asset in assets} & known)
    whys = (_unlogged(shifts), _untried(used, tried, spec), _wrong(used, tried))
    why = "; ".join(filter(None, whys))
    error = max((_error(tried[name]) for name in used if name in tried), default=0.0)
    return Support(why=why, error=error, least_p=spec.least_p)


def _unlogged(shifts: Sequence[Shift] | None) -> str:
    return NOT_LOGGED if shifts is None else ""


def _untried(used: Sequence[str], tried: dict[str, Calibration], spec: WatchSpec) -> str:
    """Profiles in use without trials enough; without any profile in use nothing was seen by one."""
    if not used:
        return "no asset has a detection profile"
    least = spec.least_trials
    lacking = [name for name in used if name not in tried or tried[name].trials < least]
    kind = "profile" if len(lacking) == 1 else "profiles"
    return f"{kind} {listed(lacking)} without {least} trials" if lacking else ""


def _wrong(used: Sequence[str], tried: dict[str, Calibration]) -> str:
    """Profiles that promise what trials don't bear out."""
    off = [tried[name] for name in used if name in tried and not _agrees(tried[name])]
    told = [f"{t.profile} saw {t.seen} of {t.trials}, not {t.expected:.0%}" for t in off]
    return f"trials contradict the profile: {listed(told)}" if told else ""


def _agrees(trial: Calibration) -> bool:
    """Does the promise lie within Wilson's 95 % interval of the trials?"""
    n, share = trial.trials, trial.seen / trial.trials
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z / (1 + _Z**2 / n) * math.sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
    return abs(trial.expected - middle) <= half


def _error(trial: Calibration) -> float:
    """One standard deviation of the logarithm of a probability known from trials."""
    share = (trial.seen + 0.5) / (trial.trials + 1.0)
    return math.sqrt((1 - share) / (share * trial.trials))
