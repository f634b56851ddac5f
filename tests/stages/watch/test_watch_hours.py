"""Hours by hand and by signs of life: each hour of an asset once, and no silence filled."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.coverage.effort import hours_of
from truceline.model.plan import Asset, Shift
from truceline.model.sensing import Device
from truceline.stages.watch.hours import joined

NOON = datetime(2031, 5, 1, 12, tzinfo=UTC)


def shift(asset, start, end, **more):
    hour = timedelta(hours=1)
    return Shift(asset_id=asset, start=NOON + start * hour, end=NOON + end * hour, **more)


def device(asset, until=None):
    return Device(
        id=f"d-{asset}", asset_id=asset, source="d", act="fire/mortar", lat=0, lon=0,
        place_error_km=1, time_error_s=1, end=None if until is None else NOON + timedelta(hours=until),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "sensed", "devices", "expected"),
    [
        (None, None, (), None),
        ([shift("a", 0, 4)], None, (), [shift("a", 0, 4)]),
        (None, [shift("a", 0, 4)], (), [shift("a", 0, 4)]),
        ([], [], (), []),
        ([shift("a", 0, 4)], [shift("b", 1, 2)], (), [shift("a", 0, 4), shift("b", 1, 2)]),
        ([shift("a", 0, 4)], [shift("a", 1, 2)], (), [shift("a", 0, 1), shift("a", 1, 2)]),
        ([shift("a", 3, 9)], [shift("a", 1, 2)], (), [shift("a", 1, 2)]),
        (
            [shift("a", 0, 9)],
            [shift("a", 1, 2)],
            (device("a", until=5),),
            [shift("a", 0, 1), shift("a", 1, 2), shift("a", 5, 9)],
        ),
        ([shift("a", 0, 9)], [shift("a", 1, 2)], (device("a", 5), device("a")),
         [shift("a", 0, 1), shift("a", 1, 2)]),
    ],
    ids=["none", "by hand", "sensed", "empty", "others", "cut", "silence", "retired", "one of two"],
)  # fmt: skip
def test_an_assets_first_sign_of_life_ends_its_hand_kept_hours(kept, sensed, devices, expected):
    found = joined(kept, sensed, devices).shifts
    assert found == (None if expected is None else tuple(expected))


def test_what_does_not_count_is_said():
    found = joined([shift("a", 0, 4, share=0.5), shift("b", 0, 4)], [shift("a", 1, 2)])
    (words,) = found.words
    assert words.startswith("a: from 2031-05-01 13:00 UTC on its signs of life tell its hours; ")
    assert words.endswith("2 hours kept by hand since then don't count")


SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=6)


@given(SPANS, SPANS)
def test_no_hour_counts_twice_and_order_does_not_matter(by_hand, proved):
    kept, sensed = ([shift("a", s, s + n) for s, n in rows] for rows in (by_hand, proved))
    found = joined(kept, sensed).shifts
    assert set(found) == set(joined(kept[::-1], sensed[::-1]).shifts)
    hours = np.datetime64("2031-05-01T12") + np.arange(30)
    asset = Asset(id="a", kind="observation_post", profile="observation_post", lat=0, lon=0)
    worked = hours_of([asset], found, hours)[:, 0]
    told = hours_of([asset], [*kept, *sensed], hours)[:, 0]
    assert worked.max(initial=0) <= 1
    assert (worked <= told).all()
    if sensed:
        first = min(s for s, _ in proved)
        assert (worked[first:] == hours_of([asset], sensed, hours)[first:, 0]).all()
