"""A siting plan played through: simulated detection beside what the optimiser counted.

The optimiser counts systems as independent and averages over day and night; a simulation that is
told the same must find the same. What weather, jamming and the dark take from several systems at
once, and what wrong profiles would, is the plan's real uncertainty and stands beside it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import numpy as np
import pyarrow as pa

from truceline.foundation.coverage.pairs import detection_matrix
from truceline.foundation.coverage.passes import duty_h
from truceline.foundation.coverage.terrain import Terrain
from truceline.model.plan import Asset, Placement, Profile
from truceline.model.simulation import Beside, Estimated, Simulated, Violations
from truceline.stages.plan.simulate.run import simulate
from truceline.stages.plan.simulate.scenario import Scenario
from truceline.stages.plan.simulate.wrong import wrong_profiles

PER_DAY: Final = 200.0
"""Imagined acts a day: how many there are changes no share, only its interval."""
WRONG_SETS: Final = 8


def assets_of(placement: Placement, profiles: Sequence[Profile]) -> tuple[Asset, ...]:
    """The systems of a siting plan, working around the clock. A choice's kind names a profile.

    Raises `ValueError` for a kind without a profile, or a choice without a place.
    """
    known = {profile.id: profile for profile in profiles}
    found = []
    for choice in placement.chosen:
        profile = known.get(choice.kind)
        if profile is None or choice.lat is None or choice.lon is None:
            raise ValueError(f"{choice.kind} at {choice.site}: no such profile, or no place")
        found.append(
            Asset(
                id=f"{choice.site} {choice.kind}",
                kind=profile.kind,
                profile=profile.id,
                lat=choice.lat,
                lon=choice.lon,
                sector=choice.sector,
                crew=choice.crew,
                cost=choice.cost,
            )
        )
    return tuple(found)


def beside(
    assets: Sequence[Asset],
    cells: pa.Table,
    profiles: Sequence[Profile],
    act: str,
    *,
    start: datetime,
    days: float = 30.0,
    dark: float = 0.5,
    replicas: int = 20,
    seed: int = 1,
    wrong_sets: int = WRONG_SETS,
    terrain: Terrain | None = None,
) -> Beside:
    """Share of acts of a kind that systems detect, weighed by the cells' `weight`: as the optimiser
    counts it, simulated on the same terms, and simulated as it would be.

    `cells` as `Scenario` takes them; `dark` the share of hours in the dark that the optimiser was
    told. Routes and hours of work are kept. Raises `ValueError` as `Scenario` does.
    """
    setting = Scenario(
        cells=cells,
        start=start,
        days=days,
        assets=tuple(assets),
        profiles=tuple(profiles),
        violations=(Violations(act=act, per_day=PER_DAY),),
        terrain=terrain,
    )
    sets = wrong_profiles(profiles, wrong_sets, seed)
    counted = [_counted(setting, one, act, dark) for one in (tuple(profiles), *sets)]
    played = simulate(setting, replicas, seed, wrong_sets=wrong_sets)
    same = _as_counted(setting, dark)
    alike = simulate(same, replicas, seed, wrong_sets=0)
    whole = next(row for row in played.seen if not row.act and not row.sector and row.night is None)
    return Beside(
        act=act,
        planned=counted[0],
        planned_wrong=(min(counted), max(counted)),
        alike=_detected(alike),
        simulated=_detected(played),
        simulated_wrong=whole.wrong or (0.0, 0.0),
    )


def _counted(setting: Scenario, profiles: Sequence[Profile], act: str, dark: float) -> float:
    """Σ w (1 − ∏(1 − p̄)) / Σ w, p̄ the mean over a day's hours: what siting maximises."""
    made = detection_matrix(
        setting.cells, setting.assets, profiles, act, dark=dark, terrain=setting.terrain
    ).tocoo()
    missed = np.zeros(setting.cells.num_rows)
    np.add.at(missed, made.row, np.log1p(-np.minimum(made.data, 1.0 - 1e-12)))
    return float(setting.weight @ -np.expm1(missed) / setting.weight.sum())


def _as_counted(setting: Scenario, dark: float) -> Scenario:
    """The setting as the optimiser sees it: nothing lost together, night and hours of work as means."""
    known = {p.id: p for p in setting.profiles}
    assets, profiles = [], []
    for asset in setting.assets:
        profile = known[asset.profile]
        worth = (1.0 - dark + dark * profile.night) * duty_h(asset) / 24.0
        name = f"{profile.id} {worth:.9f}"
        profiles.append(
            profile.but(
                id=name, peak=profile.peak * worth, night=1.0, common_cause=0.0, jamming=0.0
            )
        )
        rounds = asset.rounds_per_day * 24.0 / duty_h(asset)
        assets.append(asset.but(profile=name, hours=None, rounds_per_day=rounds))
    return replace(setting, assets=tuple(assets), profiles=tuple(profiles))


def _detected(played: Simulated) -> Estimated:
    """Of all acts; the certain nought where nothing was drawn."""
    return played.seen[0].detected or Estimated(mean=0.0, lo=0.0, hi=0.0)
