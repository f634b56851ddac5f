"""Stretches of sectors: cut evenly, and adding up to what their sector has."""

from datetime import date

import pyarrow as pa
import pytest

from truceline.model.plan import Sector
from truceline.model.watch import TALLY_SCHEMA
from truceline.stages.watch.scan import Places, observed
from truceline.stages.watch.stretches import KM, MOST, in_sectors, stretches_of


def sector(name, start, end):
    return Sector(id=name, name=name, from_km=start, to_km=end)


def test_sectors_are_cut_evenly_and_short_ones_left_whole():
    long, short = sector("A", 0, 21), sector("B", 21, 27)
    found = stretches_of([long, short])
    assert [one.id for one in found["A"]] == [
        f"A km {a} to {b}" for a, b in ((0, 5), (5, 10), (10, 16), (16, 21))
    ]
    assert found["B"] == (short,)
    assert found["A"][0].from_km == 0
    assert found["A"][-1].to_km == 21
    assert all(b.from_km == a.to_km for a, b in zip(found["A"], found["A"][1:], strict=False))


def test_a_long_line_has_no_more_stretches_than_fit():
    found = stretches_of([sector(f"S{n}", 100 * n, 100 * n + 100) for n in range(20)])
    assert sum(map(len, found.values())) <= MOST < 2000 / KM


CELLS = pa.table(
    {
        "sector": ["A", "A", "A", "A", "B"],
        "side": ["x", "x", "x", "y", "x"],
        "stretch": ["A1", "A1", "A2", "A2", "B"],
    }
)


def row(stretch, side="x", **more):
    plain = {
        "sector": stretch, "act": "fire/mortar", "side": side, "light": "day",
        "day": date(2031, 5, 1), "unit": "incident", "count": 1.0, "effort_h": 6.0, "seen_h": 3.0,
        "whole_h": 12.0,
    }  # fmt: skip
    return plain | more


def table(*rows):
    return pa.Table.from_pylist(list(rows), schema=TALLY_SCHEMA)


def test_counts_and_hours_add_up_and_sight_is_the_mean_over_the_ground():
    found = in_sectors(
        table(row("A1", count=2.0, seen_h=9.0), row("A2", effort_h=1.0), row("A2", "y"), row("B")),
        CELLS,
    )
    assert found.schema.equals(TALLY_SCHEMA)
    a, other, b = found.to_pylist()
    assert (a["sector"], a["side"], a["count"], a["effort_h"]) == ("A", "x", 3.0, 7.0)
    assert a["seen_h"] == pytest.approx((2 * 9.0 + 3.0) / 3)
    assert a["whole_h"] == pytest.approx(12.0)
    assert (other["side"], other["seen_h"]) == ("y", 3.0)
    assert (b["sector"], b["seen_h"]) == ("B", 3.0)


def test_what_is_not_known_stays_unknown():
    unknown = {"effort_h": None, "seen_h": None}
    (found,) = in_sectors(table(row("A1", **unknown), row("A2", **unknown)), CELLS).to_pylist()
    assert found["effort_h"] is None
    assert found["seen_h"] is None
    assert found["count"] == 2.0


def test_a_place_that_is_hardly_seen_is_not_observed():
    places = Places(("A1", "A2"), *([48.0, 48.1], [37.0, 37.1], [0.0, 5.0]))
    seen = observed(table(row("A1"), row("A2", seen_h=0.1)), places, hours="seen_h")
    assert seen.effort[0, :, 0].tolist() == [3.0, 0.0]
