"""Bursts become barrages by a stated gap, signs of life become hours; units are never mixed."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.model.sensing import Beat, Device, Message, Observation
from truceline.model.watch import Conversion
from truceline.stages.watch.sensed import reports, shifts, volleys, words

T0 = datetime(2031, 5, 1, tzinfo=UTC)
GAP = Conversion(unit="discharge", to="barrage", gap_h=0.25, source="standing order 4")
DEVICE = Device(
    id="A1", asset_id="array-1", source="A1", act="fire/artillery", lat=34.4, lon=-11.2,
    place_error_km=1.5, time_error_s=36, beat_s=60,
)  # fmt: skip


def minutes(n):
    return T0 + timedelta(minutes=n)


def heard(*rows, device="A1", **more):
    """A message with observations at (minute, count)."""
    seen = tuple(
        Observation(datastream="1", start=minutes(m), end=minutes(m), count=n, **more)
        for m, n in rows
    )
    return Message(device=device, seq=1, sent=T0, received=minutes(100), observations=seen)


def alive(*beats):
    told = tuple(
        Beat(at=minutes(m), **dict(zip(("status", "share"), more, strict=False)))
        for m, *more in beats
    )
    return Message(device="A1", seq=1, sent=T0, received=T0, beats=told)


def made(*messages, by=GAP):
    return [(v.unit, v.count, v.detections) for v in volleys(messages, [DEVICE], by)]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([], []),
        ([(0, 3)], [("barrage", 3, 1)]),
        ([(0, 3), (15, 2)], [("barrage", 5, 2)]),
        ([(0, 3), (15.1, 2)], [("barrage", 3, 1), ("barrage", 2, 1)]),
        ([(0, 1), (14, 1), (28, 1), (44, 1)], [("barrage", 3, 3), ("barrage", 1, 1)]),
        ([(0, 0), (5, 0)], []),
        ([(0, 1), (10, 0), (20, 1)], [("barrage", 1, 1), ("barrage", 1, 1)]),
    ],
)
def test_gaps_make_barrages(rows, wanted):
    assert made(heard(*rows)) == wanted


def test_without_a_stated_conversion_nothing_is_made_of_discharges():
    assert made(heard((0, 3), (1, 2)), by=None) == [("discharge", 3, 1), ("discharge", 2, 1)]
    other = GAP.but(unit="incident")
    assert made(heard((0, 3)), by=other) == [("discharge", 3, 1)]


def test_a_long_observation_reaches_to_its_end():
    long = Observation(datastream="1", start=minutes(0), end=minutes(30), count=9)
    first = Message(device="A1", seq=1, sent=T0, received=T0, observations=(long,))
    assert made(first, heard((1, 1), (44, 1))) == [("barrage", 11, 3)]


def test_acts_and_devices_stay_apart():
    told = (heard((0, 3)), heard((1, 2), act="fire/mortar"), heard((0, 7), device="gone"))
    assert made(*told) == [("barrage", 3, 1), ("barrage", 2, 1)]


def test_a_report_counts_discharges_with_the_stated_errors():
    (one,) = reports(volleys([heard((0, 3), (10, 2))], [DEVICE], GAP), [DEVICE])
    assert (one.count, one.count_unit, one.kind) == (5, "discharge", "fire/artillery")
    assert (one.start, one.end, one.known) == (minutes(0), minutes(10), None)
    assert (one.published, one.received) == (minutes(100), minutes(100))
    assert (one.time_uncertainty_h, one.place_uncertainty_km) == (0.01, 1.5)
    assert (one.lat, one.lon, one.source, one.means) == (34.4, -11.2, "A1", "sensor")
    assert one.text == "one barrage of 5 discharges in 2 detections"
    assert one.alleged_actor is None


def test_what_a_device_says_twice_stays_two_reports_with_two_ids():
    told = reports(volleys([heard((0, 1)), heard((0, 1))], [DEVICE]), [DEVICE])
    assert len({report.report_id for report in told}) == 2


def test_one_detection_in_words():
    (one,) = volleys([heard((0, 1))], [DEVICE])
    assert words(one) == "1 discharge detected"


@pytest.mark.parametrize(
    ("more", "lat", "error"),
    [
        ({}, 34.4, 1.5),
        ({"place_error_km": 4.0}, 34.4, 4.0),
        ({"place_error_km": 0.1}, 34.4, 1.5),
        ({"lat": 34.5, "lon": -11.2}, 34.5, 1.5),
        ({"bearing_deg": 0.0, "distance_km": 11.09}, 34.5, 1.62),
        ({"bearing_deg": 0.0, "distance_km": 11.09, "place_error_km": 3.0}, 34.5, 3.0),
    ],
)
def test_places_are_never_surer_than_the_row(more, lat, error):
    (one,) = volleys([heard((0, 1), **more)], [DEVICE])
    assert one.lat == pytest.approx(lat, abs=1e-3)
    assert one.place_error_km == pytest.approx(error, abs=0.02)


def test_detections_apart_make_a_wider_place_even_across_the_date_line():
    told = [heard((0, 1), lat=0.0, lon=179.95), heard((1, 1), lat=0.0, lon=-179.95)]
    (one,) = volleys(told, [DEVICE], GAP)
    assert abs(one.lon) == pytest.approx(180)
    assert one.place_error_km == pytest.approx((1.5**2 + 5.566**2) ** 0.5, abs=0.01)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 5)), max_size=12), st.randoms())
def test_no_discharge_is_lost_or_doubled_in_any_order(rows, chance: random.Random):
    told = [heard(row) for row in rows]
    found = volleys(told, [DEVICE], GAP)
    assert sum(v.count for v in found) == sum(n for _, n in rows)
    assert all(
        later.start - earlier.end > timedelta(hours=GAP.gap_h) for earlier, later in pairwise(found)
    )
    chance.shuffle(told)
    assert volleys(told, [DEVICE], GAP) == found
    ids = [r.report_id for r in reports(found, [DEVICE])]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("beats", "wanted"),
    [
        ([(0,)], []),
        ([(0,), (1,), (2,)], [(0, 2, "working", 1)]),
        ([(0,), (1.5,)], [(0, 1.5, "working", 1)]),
        ([(0,), (1.6,)], []),
        ([(0,), (1,), (5,), (6,)], [(0, 1, "working", 1), (5, 6, "working", 1)]),
        ([(0,), (1, "jammed"), (2,)], [(0, 2, "jammed", 1)]),
        ([(0,), (1,), (2, "degraded")], [(0, 1, "working", 1), (1, 2, "degraded", 1)]),
        ([(0, "working", 0.5), (1,)], [(0, 1, "working", 0.5)]),
        ([(0,), (0, "denied"), (1,)], [(0, 1, "denied", 1)]),
    ],
)
def test_signs_of_life_make_hours(beats, wanted):
    found = shifts([alive(*beats)], [DEVICE])
    assert [(s.start, s.end, s.status, s.share) for s in found] == [
        (minutes(a), minutes(b), status, share) for a, b, status, share in wanted
    ]
    assert {s.asset_id for s in found} <= {"array-1"}


@given(st.lists(st.integers(0, 60), max_size=20, unique=True), st.randoms())
def test_hours_never_depend_on_the_order_and_never_overlap(beats, chance: random.Random):
    told = [alive((m,)) for m in beats]
    found = shifts(told, [DEVICE])
    proved = sum((b - a) for a, b in pairwise(sorted(beats)) if b - a == 1)
    assert sum(((s.end - s.start) for s in found), timedelta()) == timedelta(minutes=proved)
    chance.shuffle(told)
    assert shifts(told, [DEVICE]) == found
