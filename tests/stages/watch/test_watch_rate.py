"""Rates beside hours: where somebody looked, how often, and why not where it can't be said."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from truceline.foundation.coverage.detect import shipped_profiles
from truceline.model.incident import Incident, Share
from truceline.model.place import Line, Place
from truceline.model.plan import Asset, Shift
from truceline.model.record import Interval
from truceline.model.watch import TALLY_SCHEMA, Calibration, Conversion
from truceline.stages.watch.change import told_daily
from truceline.stages.watch.exposure import exposure, with_sides
from truceline.stages.watch.interval import bounded, spread
from truceline.stages.watch.rate import curves, grounds, hours_counted, rates, to_counted
from truceline.stages.watch.support import Support, support
from truceline.stages.watch.tally import conversion_of, converted, tally

FIRST = date(2031, 3, 21)
ACT = "fire/artillery"


def table(rows):
    plain = {
        "sector": "A",
        "act": ACT,
        "side": "",
        "light": "day",
        "day": FIRST,
        "unit": "incident",
    }
    numbers = {"count": 0.0, "effort_h": 24.0, "seen_h": 12.0, "whole_h": 24.0}
    return pa.Table.from_pylist([plain | numbers | row for row in rows], schema=TALLY_SCHEMA)


def days(number, **more):
    return [{"day": FIRST + timedelta(days=n), **more} for n in range(number)]


def rate(rows, held=Support()):  # noqa: B008 -- frozen
    (found,) = rates(table(rows), ["sector"], held)
    return found


# rates


def test_a_rate_stands_with_its_hours_and_corrected_by_what_was_seen():
    found = rate(days(10, count=6.0))
    assert (found.count, found.effort_h, found.p) == (60, 240, 0.5)
    assert found.per_hour.value == 0.25
    assert found.corrected.value == 12  # six a day, every other one seen
    assert found.corrected.lo < 12 < found.corrected.hi
    assert found.why == ""
    assert found.release == "restricted"


@pytest.mark.parametrize(
    ("row", "held", "observed", "why"),
    [
        ({"effort_h": 0.0, "seen_h": 0.0}, Support(), False, "not observed: nobody worked there"),
        ({"effort_h": None, "seen_h": None}, Support(), False, "hours of effort were not logged"),
        (
            {"effort_h": None, "seen_h": None, "count": 3.0},
            Support(),
            True,
            "hours of effort were not",
        ),
        ({"seen_h": None, "count": 3.0}, Support(), True, "of having been seen isn't known"),
        (
            {"seen_h": 6.0},
            Support(),
            True,
            "probability 0.25 (A, fire/artillery, day), at least 0.3",
        ),
        ({}, Support(why="profile x without 30 trials"), True, "profile x without 30 trials"),
    ],
)
def test_no_rate_is_corrected_without_its_grounds(row, held, observed, why):
    found = rate(days(5, **row), held)
    assert found.corrected is None
    assert found.observed is observed
    assert why in found.why
    if not row.get("effort_h", 24.0):
        assert found.per_hour is None


def test_nought_recorded_by_somebody_who_looked_has_an_upper_end():
    found = rate(days(10))
    assert found.corrected.value == found.corrected.lo == 0
    assert 0.2 < found.corrected.hi < 1.5
    longer = rate(days(40))
    assert longer.corrected.hi < found.corrected.hi


def test_strata_are_corrected_each_by_its_own_sight():
    rows = days(10, count=8.0, whole_h=12.0, seen_h=9.6)
    rows += days(10, count=4.0, whole_h=12.0, seen_h=4.8, light="night")
    assert rate(rows).corrected.value == pytest.approx(20)  # 8 / 0.8 + 4 / 0.4


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_hour_counts_once_however_many_acts_were_watched_for(number):
    acts = [ACT, "fire/mortar", "fire/sniper"][:number]
    rows = [row for act in acts for row in days(10, act=act, count=3.0)]
    rows += [row | {"light": "night", "effort_h": 6.0} for row in rows]
    found = rate(rows)
    assert found.effort_h == 300
    assert found.count == 60 * number
    assert found.per_hour.value == pytest.approx(60 * number / 300)
    (curve,) = curves(table(rows), ["sector"], Support())
    assert set(curve.effort_h) == {30.0}
    by_act = rates(table(rows), ["sector", "act"], Support())
    assert {one.effort_h for one in by_act} == {300}


def test_hours_unknown_for_one_act_are_unknown():
    rows = days(4) + days(4, act="fire/mortar", effort_h=None)
    assert rate(rows).effort_h is None


def test_one_stratum_hardly_seen_forbids_the_sum():
    rows = days(10, count=8.0, whole_h=12.0, seen_h=11.0)
    rows += days(10, whole_h=12.0, seen_h=1.0, light="night")
    found = rate(rows)
    assert found.p == 0.5
    assert found.corrected is None
    assert "night" in found.why


def test_units_are_never_added_up():
    rows = [*days(3, count=2.0), *days(3, count=500.0, unit="discharge")]
    found = rates(table(rows), ["sector"], Support())
    assert [(r.unit, r.count) for r in found] == [("discharge", 1500), ("incident", 6)]


def test_order_of_rows_never_matters():
    rows = [*days(5, count=2.0), *days(5, count=1.0, light="night"), *days(5, sector="B")]
    assert rates(table(rows), ["sector"], Support()) == rates(
        table(rows[::-1]), ["sector"], Support()
    )


def test_recorded_curves_have_holes_where_nobody_worked():
    rows = [*days(2, count=6.0), {"day": FIRST + timedelta(days=2), "effort_h": 0.0, "seen_h": 0.0}]
    rows.append({"day": FIRST + timedelta(days=3), "count": 3.0, "seen_h": 4.0})
    (found,) = curves(table(rows), ["sector"], Support())
    assert found.recorded == (6, 6, None, 3)
    assert found.effort_h == (24, 24, 0, 24)
    assert [b and b.value for b in found.corrected] == [12, 12, None, None]
    assert found.why == ""


def test_curves_without_logged_hours_say_why():
    (found,) = curves(table(days(3, effort_h=None, seen_h=None, count=2.0)), ["sector"], Support())
    assert found.recorded == (2, 2, 2)
    assert set(found.corrected) == set(found.effort_h) == {None}
    assert found.why == "hours of effort were not logged"


def test_exposure_for_changes_is_sight_where_it_may_be_corrected():
    rows = [*days(2, count=6.0), {"day": FIRST + timedelta(days=2), "seen_h": 6.0, "count": 3.0}]
    ((_, ground),) = grounds(table(rows), ["sector"])
    found = to_counted(ground, "A", Support())
    assert found.corrected
    assert found.exposure == pytest.approx([0.5, 0.5, 0.25])
    left = to_counted(ground, "A", Support(why="no"))
    assert not left.corrected
    assert left.exposure == pytest.approx([1, 1, 1])


def test_a_fall_of_access_is_told_like_any_other_change():
    rows = [
        {"day": FIRST + timedelta(days=n), "effort_h": 24.0 * (4 if n < 40 else 1), "count": 2.0}
        for n in range(50)
    ]
    ((_, ground),) = grounds(table(rows), ["sector"])
    (fall,) = told_daily([hours_counted(ground, "hours in A")])
    assert fall.day == FIRST + timedelta(days=40)
    assert (fall.told - fall.day).days <= 1
    assert fall.ratio.hi < 0.5
    unlogged = table(days(3, effort_h=None))
    assert hours_counted(next(grounds(unlogged, ["sector"]))[1], "A") is None


@pytest.mark.parametrize("scatter", [None, 4.0])
def test_intervals_cover_the_truth_as_often_as_they_say(scatter):
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(300):
        wild = 1.0 if scatter is None else rng.gamma(scatter, 1 / scatter, 30)
        n = rng.poisson(5 * wild * np.ones(30)).astype(float)
        phi = spread(n, np.full(30, n.mean()))
        found = bounded(n.sum(), phi * n.sum(), 1.0)
        inside += found.lo <= 150 <= found.hi
    assert 0.90 <= inside / 300 <= 0.985


def test_doubt_about_detection_widens():
    narrow, wide = bounded(100, 100, 1), bounded(100, 100, 1, 0.3)
    assert wide.lo < narrow.lo < 100 < narrow.hi < wide.hi


# support

POST = Asset(id="p1", kind="observation_post", profile="observation_post", lat=48.0, lon=37.0)
WORK = (
    Shift(
        asset_id="p1",
        start=datetime(2031, 3, 21, tzinfo=UTC),
        end=datetime(2031, 3, 22, tzinfo=UTC),
    ),
)


def trial(seen=27, trials=40, expected=0.7):
    return Calibration(profile="observation_post", trials=trials, seen=seen, expected=expected)


@pytest.mark.parametrize(
    ("shifts", "trials", "why"),
    [
        (WORK, [trial()], ""),
        ((), [trial()], ""),
        (None, [trial()], "hours of effort were not logged"),
        (WORK, [], "profile observation_post without 30 trials"),
        (WORK, [trial(9, 12)], "profile observation_post without 30 trials"),
        (WORK, [trial(12)], "observation_post saw 12 of 40, not 70%"),
    ],
)
def test_what_the_records_allow(shifts, trials, why):
    held = support([POST], shifts, shipped_profiles(), trials)
    assert why in held.why
    assert bool(held.why) == bool(why)


def test_more_trials_leave_less_doubt():
    few, many = (
        support([POST], WORK, shipped_profiles(), [trial(k * 27, k * 40)]) for k in (1, 10)
    )
    assert 0 < many.error < few.error


# exposure and tally


@pytest.fixture(scope="module")
def ground():
    cells = pa.table(
        {
            "cell": np.arange(3),
            "lat": [48.0, 48.01, 48.4],
            "lon": [37.0, 37.0, 37.4],
            "sector": ["A", "A", "B"],
            "side": ["left", "right", "left"],
        }
    )
    hours = np.datetime64("2031-03-21T00") + np.arange(24)
    return cells, exposure(cells, hours, [POST], WORK, shipped_profiles(), [ACT])


def test_exposure_by_side_and_light(ground):
    rows = {(r["sector"], r["side"], r["light"]): r for r in ground[1].to_pylist()}
    assert len(rows) == 6
    own, far = rows["A", "left", "day"], rows["B", "left", "day"]
    assert own["effort_h"] + rows["A", "left", "night"]["effort_h"] == 24
    assert own["whole_h"] + rows["A", "left", "night"]["whole_h"] == 24
    assert 0.5 < own["seen_h"] / own["whole_h"] < 0.9
    assert rows["A", "left", "night"]["seen_h"] / rows["A", "left", "night"]["whole_h"] < 0.5
    assert (far["effort_h"], far["seen_h"]) == (0, 0)
    assert ground[1].schema.metadata[b"release"] == b"restricted"


def test_hours_that_nobody_logged_are_null_not_nought(ground):
    hours = np.datetime64("2031-03-21T00") + np.arange(24)
    found = exposure(ground[0], hours, [POST], None, shipped_profiles(), [ACT])
    assert set(found["effort_h"].to_pylist()) == set(found["seen_h"].to_pylist()) == {None}


def test_sides_of_the_line_are_named_after_who_stands_there():
    line = Line(vertices=((48.0, 37.0), (48.5, 37.0)), left="RUR")
    cells = pa.table({"cell": [1, 2], "lat": [48.2, 48.2], "lon": [36.9, 37.1]})
    assert with_sides(cells, line)["side"].to_pylist() == ["RUR", "right"]


def incident(name, hour, lat=48.0, hours=0.0, act=ACT):
    start = datetime(2031, 3, 21, tzinfo=UTC) + timedelta(hours=hour)
    when = Interval(start=start, end=start + timedelta(hours=hours)) if hour is not None else None
    where = Place(lat=lat, lon=37.0, radius_km=1) if lat is not None else None
    return Incident(id=name, report_ids=(name,), probabilities=(1.0,), when=when, where=where,
                    acts=(Share(value=act, share=1.0),))  # fmt: skip


def test_incidents_count_where_and_when_they_were(ground):
    cells, exposed = ground
    one = [incident("I1", 10), incident("I2", 1), incident("I3", 10.2, 48.012)]
    found = tally(one, exposed, cells)
    counts = {(r["side"], r["light"]): r["count"] for r in found.table.to_pylist() if r["count"]}
    assert counts == {("left", "day"): 1, ("left", "night"): 1, ("right", "day"): 1}
    assert found.unplaced == ()


def test_what_crosses_dusk_counts_in_parts_that_add_up_to_one(ground):
    found = tally([incident("I1", 14, hours=6)], ground[1], ground[0])
    counts = {r["light"]: r["count"] for r in found.table.to_pylist() if r["count"]}
    assert set(counts) == {"day", "night"}
    assert sum(counts.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    "one", [incident("I1", 10, lat=None), incident("I1", 30), incident("I1", 3, act="sea/mine")]
)
def test_what_has_no_stratum_is_counted_apart(ground, one):
    found = tally([one], ground[1], ground[0])
    assert found.unplaced == ("I1",)
    assert sum(found.table["count"].to_pylist()) == 0


def test_discharges_make_barrages_by_a_stated_gap_alone():
    start = datetime(2031, 3, 21, tzinfo=UTC)
    moments = [start + timedelta(minutes=m) for m in (0, 30, 85, 200, 201)]
    stated = Conversion(unit="discharge", to="barrage", gap_h=1.0, source="the mission's handbook")
    assert converted(moments[::-1], stated) == 2
    assert converted([], stated) == 0
    assert conversion_of("discharge", "barrage", [stated]) is stated
    assert conversion_of("barrage", "discharge", [stated]) is None
