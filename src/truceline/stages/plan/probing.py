"""Probes: places and hours at which a breach is imagined, and what the mission would make of each.

The same probes are put to every mission, so that two answers differ by their systems alone. All
chances are those of coverage; nothing is guessed about what parties will do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.coverage.detect import shipped_profiles
from truceline.model.mission import Mandate
from truceline.model.plan import Asset, Profile
from truceline.stages.plan.simulate.acts import Acts
from truceline.stages.plan.simulate.scenario import Scenario
from truceline.stages.plan.simulate.sight import LEVELS, Pairs, Sight
from truceline.stages.plan.simulate.streams import joined, key_of, uniform

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Spans = tuple[tuple[float, float], ...]

NEEDED: Final[Mapping[str, int]] = {"direction": 1, "origin_area": 2, "party": 2, "unit": 2}
"""What a system must tell for the most that a mandate lets the mission say. Sensors name no party:
beyond the area of origin it takes an investigation.
"""
VERIFYING: Final = ("verify", "investigate")
"""Roles of a mandate whose word can verify."""


class Probes(NamedTuple):
    """Imagined breaches: where and when, the sector of each (its number), and its share of the whole."""

    acts: Acts
    sector: Ints
    weight: Floats


class Shares(NamedTuple):
    """By probe: the probability that a breach is detected, attributed as far as the mandate goes, and
    seen so that it can meet each standard of evidence.
    """

    detected: Floats
    attributed: Floats
    corroborated: Floats
    verified: Floats

    def meeting(self, standard: str) -> Floats:
        """Probability of evidence that meets a term's standard."""
        by_standard = {"corroborated": self.corroborated, "verified": self.verified}
        return by_standard.get(standard, self.detected)


def probes_of(setting: Scenario, count: int, seed: int, spans: Spans = ()) -> Probes:
    """So many in each sector, in cells by their weight, at any hour or any within these spans."""
    whole = spans or ((0.0, setting.days * 24.0),)
    cells, times, keys, sectors, weights = [], [], [], [], []
    for number, name in enumerate(setting.sectors):
        inside = np.flatnonzero(setting.sector == number)
        heap = np.cumsum(setting.weight[inside])
        key = joined(key_of(seed, "probe", name), np.arange(count, dtype=np.uint64))
        drawn = uniform(joined(key, key_of("where"))) * heap[-1]
        cells.append(inside[np.minimum(np.searchsorted(heap, drawn, "right"), len(inside) - 1)])
        times.append(_moments(uniform(joined(key, key_of("when"))), whole))
        keys.append(key)
        sectors.append(np.full(count, number))
        weights.append(np.full(count, heap[-1] / count))
    cell, time = np.concatenate(cells), np.concatenate(times)
    acts = Acts(np.zeros(len(cell), np.int64), cell, time, np.concatenate(keys))
    return Probes(acts, np.concatenate(sectors), np.concatenate(weights))


def _moments(shares: Floats, spans: Spans) -> Floats:
    """Hours after the start: shares of the spans' whole length, put where they fall."""
    starts, ends = np.array(spans, float).T
    before = np.concatenate([[0.0], np.cumsum(ends - starts)])
    at = shares * before[-1]
    span = np.minimum(np.searchsorted(before, at, "right") - 1, len(starts) - 1)
    return np.asarray(starts[span] + at - before[span])


def put_to(setting: Scenario, probes: Probes) -> tuple[Scenario, Probes]:
    """The setting without the cells at which nothing is imagined, which is quicker to ask, and the
    probes in it.
    """
    kept, cell = np.unique(probes.acts.cell, return_inverse=True)
    cells = setting.cells.take(kept)
    acts = replace(probes.acts, cell=cell)
    return replace(setting, cells=cells), probes._replace(acts=acts)


def shares_of(
    setting: Scenario,
    probes: Probes,
    act: str,
    mandate: Mandate,
    profiles: Sequence[Profile] | None = None,
    added: Sequence[Asset] = (),
) -> Shares:
    """What becomes of each probe if it is an act of this kind. A mission whose role is to monitor
    verifies nothing, whatever it sees.

    `profiles` replace those of the setting, `added` are systems beside its own.
    """
    sight = Sight(setting, act, profiles, added)
    pairs = sight.pairs(probes.acts)
    needed = NEEDED.get(mandate.max_attribution, len(LEVELS))
    return Shares(
        sight.expected(pairs),
        sight.expected(pairs, sight.level >= needed),
        _corroborated(sight, pairs),
        sight.expected(pairs, sight.verifies & (mandate.role in VERIFYING)),
    )


def _corroborated(sight: Sight, pairs: Pairs) -> Floats:
    """Probability that a system sees it whose word serves as verification, or two kinds of system:
    the mean over how much jamming there is.
    """
    levels = (*sorted({0.0, *sight.jamming.tolist()}), 1.0)
    parts = [(above - level) * _given(sight, pairs, level) for level, above in pairwise(levels)]
    return np.asarray(sum(parts))


def _given(sight: Sight, pairs: Pairs, jammed: float) -> Floats:
    """The same under so much jamming, where kinds see independently of each other.

    With Aₖ the chance that nobody of kind k sees it and Bₖ that nobody of it sees it who verifies, no
    verification and at most one kind has the chance Πₖ Aₖ + Σₖ (Bₖ − Aₖ) Π_{j≠k} Aⱼ.
    """
    none, one = np.ones(len(pairs.begins) - 1), np.zeros(len(pairs.begins) - 1)
    for kind in np.unique(sight.kind):
        mine = sight.kind == kind
        nobody = 1.0 - sight.expected(pairs, mine, jammed)
        unsure = 1.0 - sight.expected(pairs, mine & sight.verifies, jammed)
        one = one * nobody + none * np.maximum(unsure - nobody, 0.0)
        none = none * nobody
    return np.asarray(np.maximum(1.0 - none - one, 0.0))


def possible(setting: Scenario) -> tuple[Profile, ...]:
    """Profiles that might be added: the mission's own, and shipped ones of kinds that it has none of;
    vessels only where the mission has one, since nothing here knows where there is water.
    """
    own = {word for p in setting.profiles for word in (p.kind, p.id)}
    shipped = (p for p in shipped_profiles() if not own & {p.kind, p.id})
    every = (*setting.profiles, *shipped)
    afloat = any(asset.kind == "vessel" for asset in setting.assets)
    return tuple(p for p in every if afloat or p.kind != "vessel")


def added_systems(setting: Scenario, probes: Probes, profile: Profile) -> tuple[Asset, ...]:
    """Systems of one kind that a mission might add in every sector: as many as `SPENT` buys, spread
    over the places probed until none is farther than `NEAR` of the range from one.

    Spread by taking the place farthest from all taken before (Gonzalez, Theor. Comput. Sci. 38,
    1985). Patrols get a route through their place, satellites passes.
    """
    found: list[Asset] = []
    most = max(1, int(SPENT / profile.cost)) if profile.cost > 0 else 1
    for number, name in enumerate(setting.sectors):
        cells = np.unique(probes.acts.cell[probes.sector == number])
        taken = _spread(setting, cells, most, NEAR * profile.range_km)
        found += [_system(setting, profile, name, int(cell)) for cell in taken]
    return tuple(found)


SPENT: Final = 10.0
"""What is added to a sector, in the cost of profiles: so that kinds are compared at equal cost."""
NEAR: Final = 0.7
ROUNDS: Final[Mapping[str, float]] = {"satellite_pass": 2.0, "vehicle_patrol": 6.0}
"""A day, of those that come by."""


def _spread(setting: Scenario, cells: Ints, most: int, km: float) -> list[int]:
    places = setting.places[cells]
    far = np.linalg.norm(places - places.mean(axis=0), axis=1)
    taken = [int(np.argmin(far))]
    far = np.linalg.norm(places - places[taken[0]], axis=1)
    while len(taken) < most and far.max() > km:
        taken.append(int(np.argmax(far)))
        far = np.minimum(far, np.linalg.norm(places - places[taken[-1]], axis=1))
    return [int(cells[n]) for n in taken]


def _system(setting: Scenario, profile: Profile, sector: str, cell: int) -> Asset:
    lat, lon = float(setting.lat[cell]), float(setting.lon[cell])
    half = profile.range_km / 111.195
    drives = profile.kind == "vehicle_patrol"
    low, high = max(-90.0, lat - half), min(90.0, lat + half)
    return Asset(
        id=f"added {profile.id} {sector} {cell}",
        kind=profile.kind,
        profile=profile.id,
        lat=lat,
        lon=lon,
        route=((low, lon), (high, lon)) if drives else (),
        rounds_per_day=ROUNDS.get(profile.kind, 0.0),
        sector=sector,
    )
