from datetime import UTC, datetime
from itertools import pairwise

import numpy as np
import pytest

from truceline.foundation.coverage.passes import (
    comes_by,
    lit,
    met,
    passes_per_hour,
    points_of,
    route_km,
)
from truceline.foundation.places.geodesy import distance_km
from truceline.model.plan import Asset, Shift

ROUTE = ((48.0, 37.0), (48.2, 37.3), (48.2, 37.6))
PATROL = Asset(
    id="v", kind="vehicle_patrol", profile="v", lat=48.0, lon=37.0, route=ROUTE, rounds_per_day=2
)
EYE = Asset(id="s", kind="satellite_pass", profile="s", lat=0, lon=0, rounds_per_day=3)


def test_points_of_a_route_are_the_middles_of_equal_pieces():
    points, step = points_of(PATROL, 0.25)
    assert len(points) * step == pytest.approx(route_km(PATROL))
    assert step <= 0.25
    apart = [distance_km(*a[:2], *b[:2]) for a, b in pairwise(points)]
    assert np.median(apart) == pytest.approx(step, rel=0.006)
    length = sum(distance_km(*a, *b) for a, b in pairwise(ROUTE))
    assert route_km(PATROL) == pytest.approx(length, rel=0.006)  # a sphere, not the ellipsoid


def test_a_fixed_system_looks_from_its_place():
    points, step = points_of(EYE, 0.25)
    assert (len(points), step) == (1, 0.0)
    assert points[0] == pytest.approx([0, 0, 1, 0, 0])


def test_rounds_per_hour_on_duty_and_no_more_than_its_speed_allows():
    assert passes_per_hour(PATROL) == pytest.approx(2 / 24)
    assert passes_per_hour(PATROL.but(hours=(6.0, 18.0))) == pytest.approx(2 / 12)
    fastest = PATROL.speed_kmh / route_km(PATROL)
    assert passes_per_hour(PATROL.but(rounds_per_day=1000.0)) == pytest.approx(fastest)


@pytest.mark.parametrize(
    ("asset", "known", "passing"),
    [
        (PATROL, True, True),
        (PATROL.but(route=()), True, False),
        (EYE, False, True),
        (EYE, True, False),
    ],
)
def test_who_comes_by(asset, known, passing):
    assert comes_by(asset, known) is passing


def test_meeting_agrees_with_simulated_rounds():
    """Poisson rounds in [0, 10,000] h; an act that lasts v begins anywhere, each round stays w."""
    random = np.random.default_rng(1)
    rate, v, w, hours = 0.2, 1.5, 0.5, 10_000
    begin = np.sort(random.uniform(0, hours, random.poisson(rate * hours)))
    acts = random.uniform(10, hours - 10, 20_000)
    first = np.searchsorted(begin, acts - w)
    together = begin[np.minimum(first, len(begin) - 1)] < acts + v
    assert together.mean() == pytest.approx(float(met(np.array(rate), v, np.array(w))), abs=0.015)


def test_a_pass_in_the_dark_is_worth_its_factor_at_night():
    noon, midnight = (
        Shift(asset_id="s", start=t, end=t)
        for t in (datetime(2031, 5, 1, hour, tzinfo=UTC) for hour in (12, 0))
    )
    told = lit([noon, midnight, noon.but(asset_id="p")], {"s": (EYE, 0.25)})
    assert sorted(s.share for s in told) == [0.25, 1.0, 1.0]
    assert min(told, key=lambda s: s.share).start == midnight.start
