"""Names that several places have: two towns called Oldmill, 300 km apart."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.stages.fusion import fuse
from truceline.stages.fusion.explain import explained_pair
from truceline.stages.fusion.fuse import error_model
from truceline.stages.fusion.gain import NAME_VARIANCE
from truceline.stages.fusion.homonyms import candidates, homonym_nats

WEST, EAST = (48.0, 30.0), (48.0, 34.03)
BOTH = "48.00000,30.00000,3;48.00000,34.03000,3"
NOON = datetime(2031, 5, 10, 12, 5, tzinfo=UTC)
BASE = {"kind": "air/drone_strike", "admin1": None, "place_name": None, "place_candidates": None}


def near(where, hours=0.0, north=0.01, **more):
    moment = NOON + timedelta(hours=hours)
    place = {"lat": where[0] + north, "lon": where[1], "place_uncertainty_km": 3.0}
    return {**BASE, **place, "start": moment, "end": moment, "time_uncertainty_h": 0.5} | more


def named(hours=0.0, **more):
    nowhere = {"lat": None, "lon": None, "place_uncertainty_km": None}
    ours = {"place_name": "Oldmill", "place_candidates": BOTH}
    return near(WEST, hours) | nowhere | ours | more


def table(*rows):
    found = pa.Table.from_pylist(
        [{"report_id": f"r{n}", "source": f"s{n}"} | row for n, row in enumerate(rows)]
    )
    for name in ("lat", "lon", "place_uncertainty_km"):
        at = found.schema.get_field_index(name)
        found = found.set_column(at, name, found[name].cast(pa.float64()))
    return found


def grouped(*rows):
    """Members of each incident, and the row of the last report."""
    found = fuse(table(*rows), (), EmbeddedEngine())
    parts = {}
    for key, incident in zip(
        *(found[n].to_pylist() for n in ("report_id", "incident_id")), strict=True
    ):
        parts.setdefault(incident, set()).add(key)
    return sorted(map(sorted, parts.values())), found.slice(len(rows) - 1).to_pylist()[0]


@pytest.mark.parametrize("told", [{}, {"place_name": "Oldmill"}], ids=["no name", "named"])
def test_a_name_joins_the_town_where_something_happened_at_that_hour(told):
    west, east = near(WEST, **told), near(EAST, 40.0, **told)
    parts, last = grouped(west, near(WEST, north=0.0, **told), east, named())
    assert parts == [["r0", "r1", "r3"], ["r2"]]
    assert last["probability"] > 0.5
    parts, last = grouped(near(WEST, 40.0, **told), near(EAST, **told), named())
    assert parts == [["r0"], ["r1", "r2"]]


@pytest.mark.parametrize("told", [{}, {"place_name": "Oldmill"}], ids=["no name", "named"])
def test_at_both_towns_it_stays_alone_and_says_so(told):
    parts, last = grouped(near(WEST, **told), near(EAST, **told), named())
    assert parts == [["r0"], ["r1"], ["r2"]]
    assert last["alternative"] is not None
    assert 0.25 < last["alternative_probability"] < 0.5
    assert last["probability"] < 0.5


def test_several_names_do_not_vouch_for_each_other():
    """Two that may be either town stay together, but in neither."""
    parts, last = grouped(near(WEST), near(EAST), named(), named(0.2))
    assert parts == [["r0"], ["r1"], ["r2", "r3"]]
    assert last["alternative"] is not None


def test_the_region_tells_the_towns_apart():
    west, east = near(WEST, admin1="Westland"), near(EAST, admin1="Eastland")
    parts, _ = grouped(west, east, named(admin1="Eastland"))
    assert parts == [["r0"], ["r1", "r2"]]


def test_two_reports_of_one_such_name_may_be_one_act():
    far = near((45.0, 20.0))
    assert grouped(far, named(), named(0.2))[0] == [["r0"], ["r1", "r2"]]
    assert grouped(far, named(), named(30.0))[0] == [["r0"], ["r1"], ["r2"]]


def test_an_act_at_neither_town_is_another():
    parts, _ = grouped(near((48.0, 32.0)), named())
    assert parts == [["r0"], ["r1"]]


def test_the_order_of_rows_never_matters():
    rows = [near(WEST), near(WEST, north=0.0), near(EAST, 1.0), named(), named(1.0)]
    first = fuse(table(*rows), (), EmbeddedEngine())
    for turn in range(1, 5):
        turned = table(*rows).take([(n + turn) % 5 for n in range(5)])
        assert fuse(turned, (), EmbeddedEngine()).equals(first)


def test_a_reviewer_who_places_it_settles_the_name():
    placed = named() | {"lat": EAST[0], "lon": EAST[1], "place_uncertainty_km": 3.0}
    assert grouped(near(WEST), near(EAST), placed)[0] == [["r0"], ["r1", "r2"]]


def columns(**changes):
    plain = {
        "homonym": [0, -1],
        "lat": [np.nan, 48.0],
        "lon": [np.nan, 30.0],
        "sigma": [50.0, 3.0],
        "place": [-1, -1],
    }
    return {name: np.array(values) for name, values in (plain | changes).items()}


def nats(names=BOTH, **changes):
    given = columns(**changes)
    pair = np.array([0]), np.array([1])
    one, two = (homonym_nats(pa.array([names]), given, *p) for p in (pair, pair[::-1]))
    np.testing.assert_array_equal(one, two)
    return float(one[0])


def test_each_candidate_costs_the_logarithm_of_their_number():
    sharper = math.log((NAME_VARIANCE + 9) / 18)
    assert nats("48,30,3") == pytest.approx(sharper)
    assert nats() == pytest.approx(sharper - math.log(2))
    assert nats(BOTH + ";20,20,3;25,25,3") == pytest.approx(sharper - math.log(4))
    assert nats(lat=[np.nan, 40.0]) == -12.0


def test_a_place_of_the_same_name_is_one_candidate_more():
    assert nats(place=[1, 1], lat=[np.nan, 40.0]) == pytest.approx(-math.log(3))


def test_two_names_fit_where_their_candidates_do():
    both = {"homonym": [0, 0], "lat": [np.nan] * 2, "lon": [np.nan] * 2}
    assert nats(**both) == pytest.approx(math.log(2 * NAME_VARIANCE / 18) - math.log(2))


def test_candidates_are_read_as_they_are_written():
    lat, lon, km = candidates(pa.array([BOTH, "1,2,3.5"]))
    np.testing.assert_array_equal(lat, [[48, 48], [1, np.nan]])
    np.testing.assert_array_equal(lon, [[30, 34.03], [2, np.nan]])
    np.testing.assert_array_equal(km, [[3, 3], [3.5, np.nan]])


def test_an_explanation_says_how_many_places_have_the_name():
    reports = table(near(WEST), near(WEST, north=0.0), named())
    model = error_model(reports, EmbeddedEngine())
    found = fuse(reports, (), EmbeddedEngine(), model=model)
    told = explained_pair(reports, (), found, model, ("r0", "r2"))
    (term,) = (term for term in told.terms if term.name == "homonym")
    assert term.words == "one name for 2 places"
