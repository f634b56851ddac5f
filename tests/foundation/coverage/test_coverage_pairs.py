import math

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.foundation.compiled import compiled
from truceline.foundation.coverage.detect import detection, shipped_profiles
from truceline.foundation.coverage.kernels import RADIUS_KM, reach, watch
from truceline.foundation.coverage.pairs import detection_matrix
from truceline.foundation.coverage.passes import met, passes_per_hour, unit_vectors
from truceline.foundation.coverage.terrain import Terrain
from truceline.model.plan import Asset, Profile

PLAIN = Profile(id="x", kind="camera", range_km=10.0, peak=0.9)
WIDE = PLAIN.but(id="w", range_km=400.0, reach=1.5)


def cells_at(points):
    lat, lon = np.array(points, float).reshape(-1, 2).T
    return pa.table({"cell": np.arange(len(lat)), "lat": lat, "lon": lon})


def camera(lat, lon, profile="x", **more):
    return Asset(id="a", kind="camera", profile=profile, lat=lat, lon=lon, **more)


def km_between(lat, lon, to_lat, to_lon):
    chord = np.linalg.norm(unit_vectors(lat, lon) - unit_vectors([to_lat], [to_lon]), axis=1)
    return 2 * RADIUS_KM * np.arcsin(chord / 2)


def by_day(cells, asset, profile=PLAIN, **more):
    made = detection_matrix(cells, [asset], [profile], "fire/tank", dark=0.0, **more)
    return made.toarray()[:, 0]


@settings(deadline=None)
@given(
    st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    st.lists(st.tuples(st.floats(-6, 6), st.floats(-6, 6)), min_size=1, max_size=20),
)
def test_the_grid_finds_what_all_distances_would(place, offsets):
    """Anywhere: at poles, over the 180th meridian."""
    points = [(max(-90, min(90, place[0] + a)), place[1] + b) for a, b in offsets]
    cells = cells_at(points)
    km = km_between(cells["lat"].to_numpy(), cells["lon"].to_numpy(), *place)
    clear = np.abs(km - 600.0) > 1e-6
    found = by_day(cells, camera(*place, "w"), WIDE)
    expected = detection(WIDE, "fire/tank", km, night=False)
    assert found[clear] == pytest.approx(expected[clear], abs=1e-12)


def test_an_asset_may_have_its_own_range():
    cells = cells_at([(48.0, 37.0), (48.1, 37.0)])
    assert by_day(cells, camera(48.0, 37.0, range_km=5.0)).tolist() == [0.9, 0.0]
    assert by_day(cells, camera(48.0, 37.0, range_km=50.0))[1] > 0.8


def test_more_pairs_than_were_foreseen():
    cells = cells_at([(48.0, 37.0 + 0.0001 * k) for k in range(20)])
    made = detection_matrix(cells, [camera(48.0, 37.0)] * 300, [PLAIN], "fire/tank")
    assert made.nnz == 6000
    assert (made[:, [0]] != made[:, [299]]).nnz == 0


def test_columns_are_candidates_in_their_order_and_rows_the_cells():
    cells = cells_at([(48.2, 37.0), (48.0, 37.0)])
    made = detection_matrix(
        cells, [camera(48.0, 37.0), camera(48.2, 37.0)], [PLAIN], "fire/tank", dark=0.0
    )
    assert made.toarray().tolist() == [[0.0, 0.9], [0.9, 0.0]]
    assert detection_matrix(cells, [], [PLAIN], "fire/tank").shape == (2, 0)
    assert detection_matrix(cells_at([]), [camera(0, 0)], [PLAIN], "fire/tank").shape == (0, 1)


def test_night_and_hours_on_duty_are_shares_of_a_day():
    cells, owl = cells_at([(48.0, 37.0)]), PLAIN.but(night=0.5)
    made = detection_matrix(
        cells, [camera(48.0, 37.0, hours=(20, 2))], [owl], "fire/tank", dark=0.4
    )
    assert made[0, 0] == pytest.approx(0.9 * (0.6 + 0.4 * 0.5) * 6 / 24)


def test_an_act_that_nobody_can_see_leaves_no_entry():
    blind = PLAIN.but(acts={"air/*": 1.0})
    assert detection_matrix(cells_at([(48, 37)]), [camera(48, 37)], [blind], "fire/tank").nnz == 0


def test_a_profile_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="no profile is called lost"):
        detection_matrix(cells_at([(48, 37)]), [camera(48, 37, "lost")], [PLAIN], "fire/tank")


def test_a_patrol_on_a_straight_route():
    """Chord and mean by integration: range 2 km, a cell 1 km beside a route of 40 km."""
    profile = PLAIN.but(kind="vehicle_patrol", range_km=2.0)
    patrol = Asset(
        id="v",
        kind="vehicle_patrol",
        profile="x",
        lat=0.0,
        lon=0.0,
        route=((0.0, -0.18), (0.0, 0.18)),
        rounds_per_day=6,
        speed_kmh=20.0,
    )
    degree = math.pi * RADIUS_KM / 180
    found = by_day(cells_at([(1.0 / degree, 0.0)]), patrol, profile, visible=0.5)[0]
    half = math.sqrt(3.0)
    along = np.linspace(-half, half, 100_001)
    mean = float(np.mean(np.exp(-(1.0 + along**2) / 4.0)))
    rate = np.array(passes_per_hour(patrol))
    expected = 0.9 * mean * float(met(rate, 0.5, np.array(2 * half / 20.0)))
    assert rate == pytest.approx(0.25)
    assert found == pytest.approx(expected, rel=0.02)


def test_more_rounds_and_longer_acts_are_seen_better():
    patrol = Asset(
        id="v", kind="vehicle_patrol", profile="x", lat=0, lon=0, route=((0, 0), (0, 0.1))
    )
    cells = cells_at([(0.0, 0.05)])
    seen = [
        by_day(cells, patrol.but(rounds_per_day=n), PLAIN.but(kind="vehicle_patrol"), visible=v)[0]
        for n, v in ((0.0, 1), (1.0, 1), (4.0, 1), (4.0, 5))
    ]
    assert seen == sorted(set(seen))
    assert seen[0] == 0.0


def test_ground_hides_only_from_those_who_need_to_see():
    ridge = np.zeros((100, 100))
    ridge[:, 50] = 200.0
    terrain = Terrain(ridge, 1.0, 0.0, 0.01)
    cells = cells_at([(0.5, 0.53)])
    looking = PLAIN.but(line_of_sight=True)
    assert by_day(cells, camera(0.5, 0.47), looking)[0] > 0
    assert by_day(cells, camera(0.5, 0.47), looking, terrain=terrain)[0] == 0
    assert by_day(cells, camera(0.5, 0.47), PLAIN, terrain=terrain)[0] > 0


def arrays(seed):
    """A small problem for both kernels."""
    random = np.random.default_rng(seed)
    ridge = np.where(random.random((60, 60)) < 0.1, 80.0, 0.0)
    terrain = Terrain(ridge, 48.6, 37.0, 0.01)
    keys = np.sort(random.integers(0, 4, 40)) + 7200 * 2765 + 4340
    lat, lon = 48.25 + random.random(40) * 0.05, 37.0 + random.random(40) * 0.2
    cells = keys.astype(np.int64), np.column_stack([lat, lon, unit_vectors(lat, lon)])
    places = np.column_stack([lat[:6], lon[:6], unit_vectors(lat[:6], lon[:6])])
    sight = np.full(3, 9.0), np.full(3, 12.0), np.array([True, False, True])
    return cells, (np.array([0, 1, 4, 6]), places), sight, (terrain.heights, terrain.frame)


@pytest.mark.slow
def test_kernels_say_the_same_interpreted_and_compiled():
    found = []
    for run in (reach, compiled(reach)):
        filled = np.zeros(200, np.int64), np.zeros(200), np.zeros(200, np.int64)
        begins = np.zeros(4, np.int64)
        assert run(*arrays(3), filled, begins, 0) == 3
        found.append((*filled, begins))
    assert found[0][3][-1] > 30
    small = np.zeros(20, np.int64), np.zeros(20), np.zeros(20, np.int64)
    assert reach(*arrays(3), small, np.zeros(4, np.int64), 0) < 3
    for one, other in zip(*found, strict=True):
        assert one == pytest.approx(other, abs=1e-13)
    pairs = np.array([0, 3, 3, 5]), np.array([0, 1, 2, 0, 2]), np.array([0.1, 0.2, 0.3, 0.4, 0.5])
    common, own = np.array([0.0, 0.2, 0.3]), np.array([0.0, 0.1, 0.2])
    jamming, night = np.array([0.0, 0.1, 0.1]), np.array([1.0, 0.5, 0.2])
    numbers = np.array([0, 0, 1]), common, own, jamming, night
    share, dark = np.array([[1, 0.5, 0], [0, 1, 1.0]]), np.array([[0, 1, 1], [1, 0, 1]], bool)
    seen = [np.zeros((2, 3)), np.zeros((2, 3))]
    watch(pairs, numbers, share, dark, seen[0])
    compiled(watch)(pairs, numbers, share, dark, seen[1])
    assert seen[0] == pytest.approx(seen[1], abs=1e-15, nan_ok=True)
    assert np.isnan(seen[0][:, 1]).all()


def test_shipped_profiles_reach_what_they_say():
    for profile in shipped_profiles():
        act = next(a.replace("*", "movement") for a, f in profile.acts.items() if f > 0)
        asset = Asset(id="a", kind=profile.kind, profile=profile.id, lat=10, lon=10)
        asset = asset.but(rounds_per_day=4.0, route=((10, 10), (10, 10.001)))
        assert detection_matrix(cells_at([(10, 10)]), [asset], shipped_profiles(), act).nnz == 1
