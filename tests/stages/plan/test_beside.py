"""Simulated detection beside the optimiser's: the same on the same terms, and how far off else."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from truceline.foundation.coverage.detect import shipped_profiles
from truceline.model.plan import Asset, Placement, Profile
from truceline.model.siting import Candidate, Demand
from truceline.stages.plan.beside import assets_of, beside
from truceline.stages.plan.siting import check
from truceline.stages.plan.siting.pose import Tables, Terms, cells_of, pose

START = datetime(2031, 3, 20, tzinfo=UTC)
ACT = "fire/artillery"
TYPES = tuple(
    p for p in shipped_profiles() if p.kind in {"camera", "acoustic_array", "drone_sortie"}
)


def grid(rows=6, columns=12):
    lat, lon = np.meshgrid(48 + 0.05 * np.arange(rows), 37 + 0.07 * np.arange(columns))
    return [
        Demand(cell=f"c{n:03}", lat=float(a), lon=float(b), weight=1.0 + n % 3, sector="A")
        for n, (a, b) in enumerate(zip(lat.ravel(), lon.ravel(), strict=True))
    ]


SITES = [
    Candidate(site_id=f"s{n}", lat=48.02 + 0.1 * (n % 3), lon=37.05 + 0.12 * n) for n in range(6)
]
TABLES = Tables(tuple(grid()), tuple(SITES), TYPES)


def as_cells():
    weight = [d.weight for d in TABLES.demand]
    cells = cells_of(TABLES).append_column("weight", pa.array(weight))
    return cells.set_column(0, "cell", pa.array(range(len(weight))))


def told(assets, profiles=TYPES, **more):
    return beside(assets, as_cells(), profiles, ACT, start=START, days=20, replicas=12, **more)


@pytest.fixture(scope="module")
def chosen():
    problem, problems = pose(TABLES, Terms(act=ACT, per_site=3))
    assert problems == ()
    options = [0, 2, 4, 6, 8, 9, 13, 17]
    plan = Placement(
        objective=0.0,
        upper_bound=0.0,
        gap=0.0,
        feasible=True,
        chosen=tuple(_choice(problem, option) for option in options),
    )
    return check(problem, options).detected / problem.weight.sum(), plan


def _choice(problem, option):
    from truceline.model.plan import Choice

    site = int(problem.site[option])
    lat, lon = problem.names.places[site]
    return Choice(
        option=option,
        site=problem.names.sites[site],
        kind=problem.names.kinds[int(problem.kind[option])],
        lat=lat,
        lon=lon,
    )


def test_the_simulation_agrees_with_the_optimiser_on_its_own_terms(chosen):
    detected, plan = chosen
    found = told(assets_of(plan, TYPES))
    assert found.planned == pytest.approx(detected, abs=1e-9)
    assert found.agrees
    assert found.alike.hi - found.alike.lo < 0.03
    assert 0.1 < found.planned < 0.95


def test_what_systems_lose_together_is_what_the_plan_promised_too_much(chosen):
    found = told(assets_of(chosen[1], TYPES))
    assert found.simulated.mean < found.planned
    assert found.simulated_wrong[0] < found.simulated.mean < found.simulated_wrong[1]
    assert found.planned_wrong[0] < found.planned < found.planned_wrong[1]
    assert found.release == "restricted"


def test_without_common_losses_and_by_day_alike_all_agree():
    plain = Profile(id="x", kind="camera", range_km=8.0, peak=0.6)
    assets = [Asset(id=s.site_id, kind="camera", profile="x", lat=s.lat, lon=s.lon) for s in SITES]
    found = told(assets, (plain,), wrong_sets=2)
    assert found.simulated.lo <= found.planned <= found.simulated.hi


def test_hours_and_rounds_are_kept_on_the_optimisers_terms():
    route = ((48.0, 37.0), (48.2, 37.7))
    patrol = Asset(
        id="v", kind="camera", profile="camera", lat=48.0, lon=37.0, route=route,
        rounds_per_day=4.0, hours=(6.0, 18.0),
    )  # fmt: skip
    assert told([patrol]).agrees


def test_a_choice_without_a_profile_is_refused(chosen):
    with pytest.raises(ValueError, match="no such profile"):
        assets_of(chosen[1], TYPES[:1])


def test_nobody_sees_nothing():
    found = told([])
    assert (found.planned, found.simulated.mean, found.alike.mean) == (0.0, 0.0, 0.0)
