from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.foundation.coverage.combine import combined, common_event, jamming_event
from truceline.foundation.coverage.coverage import coverage, dense_of, everywhere
from truceline.foundation.coverage.detect import detection, shipped_profiles
from truceline.foundation.coverage.night import dark
from truceline.foundation.coverage.pairs import detection_matrix
from truceline.foundation.coverage.shares import gaps
from truceline.model.plan import STATUSES, Asset, Profile, Shift

START = datetime(2031, 5, 1, 16, tzinfo=UTC)
HOURS = np.datetime64("2031-05-01T16", "h") + np.arange(6)
LAT = np.linspace(48.0, 48.3, 12)
CELLS = pa.table({"cell": np.arange(12) + 100, "lat": LAT, "lon": np.full(12, 37.0)})
PROFILES = shipped_profiles()
ACT = "fire/artillery"
KINDS = ("observation_post", "camera", "ground_radar", "drone_sortie", "acoustic_array")


def asset(name, kind="camera", lat=48.1, **more):
    return Asset(id=name, kind=kind, profile=kind, lat=lat, lon=37.0, **more)


def shift(name, start, end, status="working", share=1.0):
    at = [START + timedelta(hours=h) for h in (start, end)]
    return Shift(asset_id=name, start=at[0], end=at[1], status=status, share=share)


def table(assets, shifts=None, act=ACT, **more):
    return coverage(CELLS, HOURS, assets, shifts, PROFILES, act, **more)


def dense(assets, shifts=None, **more):
    return dense_of(table(assets, shifts, **more), CELLS, HOURS)


@st.composite
def missions(draw):
    count = draw(st.integers(1, 4))
    assets, shifts = [], []
    for k in range(count):
        kind = draw(st.sampled_from((*KINDS, "vehicle_patrol", "satellite_pass")))
        lat = draw(st.floats(48.0, 48.3))
        route = ((lat, 37.0), (lat + 0.05, 37.0)) if kind == "vehicle_patrol" else ()
        assets.append(asset(f"a{k}", kind, lat, route=route, rounds_per_day=3.0))
        for _ in range(draw(st.integers(0, 2))):
            ends = sorted((draw(st.floats(0, 6)), draw(st.floats(0, 6))))
            status = draw(st.sampled_from(STATUSES))
            shifts.append(shift(f"a{k}", *ends, status, draw(st.floats(0, 1))))
    return assets, draw(st.sampled_from((None, shifts)))


def lowered(less, more):
    """Is something lower in `less`, where nobody looking is lowest of all?"""
    return (np.nan_to_num(less, nan=-1.0) <= np.nan_to_num(more, nan=-1.0) + 1e-12).all()


@settings(deadline=None, max_examples=60)
@given(missions(), st.data(), st.sampled_from((ACT, "ground/heavy_weapon_presence")))
def test_removing_an_asset_never_raises_detection(mission, data, act):
    assets, shifts = mission
    gone = data.draw(st.sampled_from(assets))
    rest = [a for a in assets if a is not gone]
    whole = dense(assets, shifts, act=act)
    assert lowered(dense(rest, shifts, act=act), whole)
    assert ((whole[~np.isnan(whole)] > 0) & (whole[~np.isnan(whole)] <= 1)).all()


@settings(deadline=None, max_examples=40)
@given(missions(), st.randoms())
def test_order_never_matters_to_the_last_bit(mission, random):
    assets, shifts = mission
    mixed, others = list(assets), list(shifts or ())
    random.shuffle(mixed)
    random.shuffle(others)
    assert table(mixed, None if shifts is None else others).equals(table(assets, shifts))


@settings(deadline=None, max_examples=40)
@given(missions(), st.sampled_from(("denied", "jammed")))
def test_a_denied_shift_equals_no_shift(mission, status):
    assets, shifts = mission
    more = [*(shifts or ()), shift("a0", 1, 4, status)]
    before, after = dense(assets, shifts or ()), dense(assets, more)
    assert after == pytest.approx(before, abs=1e-12, nan_ok=True)


def test_nobody_working_is_not_observed_and_never_nought():
    assert table([asset("a")], []).num_rows == 0
    assert table([], None).num_rows == 0
    assert np.isnan(dense([asset("a")], [shift("a", 0, 6, "denied")])).all()
    assert everywhere(table([asset("a")], []), CELLS, HOURS)["p"].null_count == 12 * 6


def test_all_systems_agree_with_the_formulas_by_hand():
    assets = [asset(f"a{i}", kind, 48.05 + 0.03 * i) for i, kind in enumerate(KINDS * 2)]
    shifts = [shift(a.id, 0, 3.5, share=0.8) for a in assets]
    night = dark(LAT, np.full(12, 37.0), HOURS)
    share = np.array([0.8, 0.8, 0.8, 0.4, 0, 0])[:, None]
    by_id = {p.id: p for p in PROFILES}
    p = []
    for a in assets:
        km = np.abs(LAT - a.lat) * np.pi * 6371.0 / 180
        p.append(detection(by_id[a.profile], ACT, km[None, :], night) * share)
    common = [common_event(by_id[a.profile]) for a in assets]
    jamming = [jamming_event(by_id[a.profile]) for a in assets]
    assert len(set(jamming)) > 2
    expected = combined(p, [a.kind for a in assets], common, jamming)
    expected[np.max(p, axis=0) <= 0] = np.nan
    assert dense(assets, shifts) == pytest.approx(expected, abs=1e-9, nan_ok=True)
    assert night.any()
    assert not night.all()


def test_one_asset_as_planned_is_a_column_of_the_detection_matrix():
    one = asset("a", "vehicle_patrol", route=((48.1, 37.0), (48.15, 37.0)), rounds_per_day=4.0)
    matrix = [
        detection_matrix(CELLS, [one], PROFILES, ACT, dark=d).toarray()[:, 0] for d in (0.0, 1.0)
    ]
    night = dark(LAT, np.full(12, 37.0), HOURS)
    expected = np.where(night, matrix[1], matrix[0])
    assert np.nan_to_num(dense([one])) == pytest.approx(expected, abs=1e-12)


def test_rows_are_hours_then_cells_and_restricted():
    seen = table([asset("a")])
    assert seen.schema.names == ["cell", "hour", "p"]
    assert seen.schema.metadata == {b"release": b"restricted"}
    keys = list(zip(seen["hour"].to_pylist(), seen["cell"].to_pylist(), strict=True))
    assert keys == sorted(keys)
    assert keys[0][0] == START


def test_a_satellite_by_day_sees_the_weapon_that_stood_there_at_night():
    eye = [asset("s", "satellite_pass")]
    act = "ground/heavy_weapon_presence"
    seen = dense(eye, [shift("s", 16, 16)], act=act)  # 08:00 UTC the next morning, 12 h visible
    assert np.isnan(seen[:4]).all()
    assert (seen[4:] > 0).all()
    assert dark(LAT, np.full(12, 37.0), HOURS)[4:].all()
    assert np.isnan(dense(eye, [shift("s", 6, 6)], act=act)).all()  # 22:00 UTC: dark when it passes
    assert np.isnan(dense(eye, [shift("s", 18, 18)], act="fire/tank")).all()


def test_gaps_begin_with_what_weighs_most():
    cells = CELLS.append_column("weight", pa.array([1.0] * 11 + [0.5]))
    seen = table([asset("a", lat=48.0)])
    found = gaps(seen, cells, HOURS, 0.3)
    p, weight = found["p"].to_pylist(), found["weight"].to_numpy()
    loss = weight * (0.3 - np.array([x or 0.0 for x in p]))
    assert (np.diff(loss) <= 1e-12).all()
    assert (
        found["p"].null_count == found.filter(pa.compute.equal(found["observed"], 0)).num_rows > 0
    )
    assert 100 not in found["cell"].to_pylist()
    assert gaps(table([]), cells, HOURS).num_rows == 12


def test_weather_bounds_what_a_kind_can_see():
    foggy = Profile(id="camera", kind="camera", range_km=50, peak=1, weather=0.6, common_cause=1.0)
    crowd = [asset(f"a{i}") for i in range(30)]
    seen = coverage(CELLS, HOURS, crowd, None, [foggy], ACT)
    assert max(seen["p"].to_pylist()) == pytest.approx(0.6, abs=1e-3)
