from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.coverage.effort import effort, hours_of, idle
from truceline.model.plan import STATUSES, Asset, Shift

DAY = datetime(2031, 5, 1, tzinfo=UTC)
HOURS = np.datetime64("2031-05-01T00", "h") + np.arange(24)
POST = Asset(id="p", kind="observation_post", profile="observation_post", lat=0, lon=0, sector="A")
EYE = Asset(id="s", kind="satellite_pass", profile="satellite_pass", lat=0, lon=0)


def shift(start, end, status="working", share=1.0, asset="p"):
    at = [DAY + timedelta(hours=h) for h in (start, end)]
    return Shift(asset_id=asset, start=at[0], end=at[1], status=status, share=share)


def worked(*shifts, asset=POST, **more):
    return hours_of([asset], shifts, HOURS, **more)[:, 0]


def test_parts_of_hours():
    found = worked(shift(1.5, 3.25))
    assert found[:5].tolist() == pytest.approx([0, 0.5, 1, 0.25, 0])
    assert found.sum() == pytest.approx(1.75)


@pytest.mark.parametrize(
    ("status", "hours"), [("working", 4), ("degraded", 2), ("denied", 0), ("jammed", 0)]
)
def test_what_a_status_is_worth(status, hours):
    assert worked(shift(6, 10, status)).sum() == pytest.approx(hours)


def test_the_better_of_two_shifts_counts_once():
    found = worked(shift(6, 10, share=0.5), shift(8, 12), shift(6, 12, "denied"))
    assert found[5:13].tolist() == pytest.approx([0, 0.5, 0.5, 1, 1, 1, 1, 0])


@given(
    st.lists(
        st.tuples(
            st.floats(0, 24), st.floats(0, 24), st.sampled_from(STATUSES), st.floats(0, 1)
        ).map(lambda s: shift(min(s[:2]), max(s[:2]), *s[2:])),
        max_size=5,
    ),
    st.floats(0, 12),
)
def test_a_denied_shift_is_no_shift_and_one_more_never_takes_away(shifts, start):
    before = worked(*shifts)
    assert worked(*shifts, shift(start, start + 6, "denied")) == pytest.approx(before, abs=1e-9)
    assert (worked(*shifts, shift(start, start + 6)) >= before - 1e-9).all()
    assert worked(*reversed(shifts)) == pytest.approx(before, abs=1e-12)
    assert ((before >= 0) & (before <= 1 + 1e-9)).all()


def test_no_record_is_no_work_and_no_plan_is_all_day():
    assert worked().sum() == 0
    assert hours_of([POST], None, HOURS).sum() == 24


@pytest.mark.parametrize(
    ("hours", "zone", "expected"),
    [
        ((6.0, 18.0), "UTC", range(6, 18)),
        ((20.0, 4.0), "UTC", [*range(4), *range(20, 24)]),
        ((6.0, 18.0), "+03:00", range(3, 15)),
    ],
)
def test_hours_on_duty_are_local(hours, zone, expected):
    planned = hours_of([POST.but(hours=hours)], None, HOURS, zone)[:, 0]
    assert np.flatnonzero(planned).tolist() == list(expected)
    assert planned.sum() == 12 if hours[0] == 6 else 8


def test_a_zone_with_half_hours_splits_hours():
    planned = hours_of([POST.but(hours=(6.0, 7.0))], None, HOURS, "+05:30")[:, 0]
    assert planned[[0, 1]].tolist() == pytest.approx([0.5, 0.5])


def test_a_satellite_sees_what_began_a_while_before_it_passed():
    found = worked(shift(10.5, 10.5, asset="s"), asset=EYE, trace_h=2.0)
    assert found[7:12].tolist() == pytest.approx([0, 0.5, 1, 0.5, 0])
    assert worked(shift(10.5, 10.5, asset="s"), asset=EYE).sum() == 0


def test_effort_by_day_has_a_row_for_days_without_any():
    shifts = [shift(22, 26), shift(26, 28, "denied"), shift(72, 73, "degraded")]
    table = effort([POST], shifts)
    assert table["day"].to_pylist() == [date(2031, 5, d) for d in (1, 2, 3, 4)]
    assert table["hours"].to_pylist() == pytest.approx([2, 2, 0, 0.5])
    assert table["lost_h"].to_pylist() == pytest.approx([0, 2, 0, 0])
    assert set(table["sector"].to_pylist()) == {"A"}
    assert table.schema.metadata[b"release"] == b"restricted"


def test_what_happened_when_shifts_contradict_each_other():
    shifts = [shift(0, 4, "denied"), shift(1, 5, "jammed"), shift(2, 3), shift(-5, -1)]
    found = idle([POST], shifts, DAY, DAY + timedelta(hours=6)).to_pylist()
    hours = [(row["start"].hour, row["end"].hour, row["why"]) for row in found]
    assert hours == [(0, 2, "denied"), (3, 4, "denied"), (4, 5, "jammed"), (5, 6, "no shift")]


def test_effort_without_anything():
    assert effort([], []).num_rows == 0
    assert effort([POST], [], days=[date(2031, 5, 1)])["hours"].to_pylist() == [0.0]


def test_idle_hours_say_why():
    shifts = [shift(2, 4), shift(4, 6, "jammed"), shift(8, 9, share=0.0), shift(10, 24)]
    found = idle([POST], shifts, DAY, DAY + timedelta(hours=24)).to_pylist()
    hours = [(row["start"].hour, row["end"].hour, row["why"]) for row in found]
    assert hours == [(0, 2, "no shift"), (4, 6, "jammed"), (6, 10, "no shift")]
    assert idle([], [], DAY, DAY).num_rows == 0
