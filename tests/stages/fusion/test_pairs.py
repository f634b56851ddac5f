"""No pair within reach is missed, and none is found twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lakeview import told

from truceline.model.table import report_table
from truceline.stages.fusion.columns import cases
from truceline.stages.fusion.pairs import GAP_H, REACH_SIGMAS, batches, gap_h, km, pairs

PLACES = st.tuples(st.floats(-70, 70), st.floats(-179, 179))


@st.composite
def tables(draw):
    lat, lon = draw(PLACES)
    spread = draw(st.sampled_from([0.05, 1.0, 5.0]))
    near = st.floats(-spread, spread)
    reports = [
        told(
            f"r{n:02}",
            lat=None if draw(st.integers(0, 5)) == 0 else lat + draw(near),
            lon=max(-180.0, min(180.0, lon + draw(near))),
            place_uncertainty_km=draw(st.sampled_from([0.1, 3.0, 20.0, 100.0, 400.0])),
            when=(a := draw(st.integers(0, 200)), a + draw(st.sampled_from([0, 1, 12, 50, 300]))),
            time_uncertainty_h=draw(st.sampled_from([0.0, 3.0])),
            place_name=draw(st.sampled_from(["Lakeview", "Oldmill", None])),
            target_name=draw(st.sampled_from(["works", None])),
        )
        for n in range(draw(st.integers(2, 12)))
    ]
    return cases(report_table(reports)).arrays()


def within_reach(c, i, j):
    if gap_h(c, np.array([i]), np.array([j]))[0] > GAP_H:
        return False
    if np.isnan(c["lat"][[i, j]]).any():
        return any(c[n][i] == c[n][j] >= 0 for n in ("site", "place"))
    apart = km(c, np.array([i]), np.array([j]))[0]
    return apart <= REACH_SIGMAS * np.hypot(c["sigma"][i], c["sigma"][j])


@settings(max_examples=150, deadline=None)
@given(tables())
def test_pairs_are_those_of_brute_force(columns):
    n = len(columns["row"])
    expected = {(i, j) for i in range(n) for j in range(i) if within_reach(columns, i, j)}
    found = [
        tuple(sorted(pair, reverse=True))
        for i, j in batches(pairs(columns), 5)
        for pair in zip(i.tolist(), j.tolist(), strict=True)
    ]
    assert len(found) == len(set(found))
    assert set(found) == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [((48, 30), (49, 30), 111.2), ((48, 30), (48, 31), 74.4), ((0, 0), (0, 1), 111.2)],
)
def test_distance(one, two, expected):
    reports = [told("a", lat=one[0], lon=one[1]), told("b", lat=two[0], lon=two[1])]
    columns = cases(report_table(reports)).arrays()
    assert km(columns, np.array([0]), np.array([1]))[0] == pytest.approx(expected, abs=0.1)
