"""The plan on the ground: sides of a line, acts at stake, candidates, gaps, on small grounds by hand."""

import numpy as np
import pyarrow as pa
import pytest

from truceline.foundation.agreement.read import draft_agreement
from truceline.foundation.coverage.detect import shipped_profiles
from truceline.foundation.places.geodesy import distance_km
from truceline.model.place import Line
from truceline.model.plan import Asset, ForceOption, Sector, SitingSettings
from truceline.stages.plan.field.need import ANY_ACT, Beside, Ground, acts_at_stake, beside
from truceline.stages.plan.field.seen import Looked, gaps_of, sectors_seen, whole_of
from truceline.stages.plan.field.siting import settings_of
from truceline.stages.plan.field.systems import OFF_KM, offered

TRACK = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0]])
LINE = Line(vertices=((61.0, 25.0), (61.0, 25.8)))
SECTORS = (Sector(id="A", from_km=0, to_km=20), Sector(id="B", from_km=20, to_km=43))
KINDS = SitingSettings(spacing_km=10, budget=5, kinds=("camera", "vehicle_patrol"))


@pytest.mark.parametrize(
    ("point", "left", "km", "apart"),
    [
        ((5, 2), True, 5, 2),
        ((5, -2), False, 5, 2),
        ((8, 5), True, 15, 2),
        ((12, 5), False, 15, 2),
        ((12, -2), False, 10, 8**0.5),
        ((-3, 4), True, 0, 5),
    ],
)
def test_points_beside_a_line_with_a_corner(point, left, km, apart):
    found = beside(np.array([point], float), TRACK)
    assert (bool(found.left[0]), found.km[0], found.apart[0]) == (
        left,
        pytest.approx(km),
        pytest.approx(apart),
    )


AGREEMENT = """
title: T
parties: [A, B]
common_text: null
binds: [A, B]
in_force: {from: 2031-05-01T00:00:00+00:00, until: 2031-12-01T00:00:00+00:00}
standard: {breach: corroborated}
terms:
  - {id: fire, clause: prohibited_acts, text: No fire., acts: [fire/*]}
  - {id: flights, clause: airspace, text: No flights., acts: [air/drone_flight]}
  - {id: talk, clause: breach_exit, text: Talk first., response: consultation}
readings: {A: {declared_exit: null}, B: {declared_exit: null}}
"""


def test_terms_count_the_same_and_their_acts_by_rate():
    agreement, _ = draft_agreement(AGREEMENT, "agreement.yaml")
    rates = {"fire/artillery": 1.0, "fire/mortar": 3.0, "air/drone_flight": 9.0, "sea/mine": 5.0}
    assert acts_at_stake(agreement, rates) == pytest.approx(
        {"air/drone_flight": 0.5, "fire/artillery": 0.125, "fire/mortar": 0.375}
    )


def test_without_terms_rates_count_and_without_rates_any_act():
    assert acts_at_stake(None, {"fire/mortar": 3.0, "sea/mine": 1.0}) == pytest.approx(
        {"fire/mortar": 0.75, "sea/mine": 0.25}
    )
    assert acts_at_stake(None, {}) == {ANY_ACT: 1.0}


def choice(settings=KINDS, stated=()):
    return offered(LINE, SECTORS, settings, stated, shipped_profiles())


def test_candidates_stand_beside_the_line_on_both_sides():
    found = choice()
    assert found.candidates == 4
    cameras = [a for a in found.assets if a.kind == "camera"]
    assert {a.sector for a in cameras} == {"A", "B"}
    assert {a.lat > 61.0 for a in cameras} == {True, False}
    for a in cameras:
        assert distance_km(a.lat, a.lon, 61.0, a.lon) == pytest.approx(OFF_KM, abs=0.7)


def test_patrols_get_a_route_and_stated_systems_come_first():
    own = Asset(id="own", kind="camera", profile="camera", lat=61.0, lon=25.1)
    found = choice(stated=(own,))
    assert found.assets[0] == own
    assert found.stated == 1
    patrols = [a for a in found.assets if a.kind == "vehicle_patrol"]
    assert all(len(a.route) > 2 and a.rounds_per_day > 0 for a in patrols)


@pytest.mark.parametrize(("barred", "left"), [(("A01",), 6), (("A01 camera",), 7), ((), 8)])
def test_a_barred_place_or_system_is_not_offered(barred, left):
    assert len(choice(KINDS.but(barred=barred)).assets) == left


def test_satellites_are_stated_and_never_sited():
    assert choice(KINDS.but(kinds=("satellite_pass",))).assets == ()


def test_an_option_overrides_the_plans_limits():
    option = ForceOption(
        id="o", name="O", concept="monitor", lo=1, hi=2, budget=2, kinds=("camera",)
    )
    found = settings_of(KINDS.but(crew=9.0), option)
    assert (found.budget, found.crew, found.kinds) == (2, 9.0, ("camera",))


def ground(need, km, left=True):
    count = len(need)
    cells = pa.table(
        {
            "cell": np.arange(count), "lat": np.zeros(count), "lon": np.zeros(count),
            "sector": ["A"] * count, "weight": np.array(need, float),
        }
    )  # fmt: skip
    side = Beside(np.full(count, left), np.array(km, float), np.zeros(count))
    return Ground(cells, side, 7, {"line": 1.0}, np.empty(0, np.int64))


def looked(day, night):
    return Looked(("fire/mortar",), np.ones(1), np.array([day]), np.array([night]))


def test_shares_are_weighed_by_need():
    where, seen = ground([0.9, 0.1], [1, 2]), looked([1.0, 0.0], [0.5, 0.5])
    assert whole_of(where, seen) == pytest.approx((0.9, 0.5))
    assert {(s.sector, s.act): s.day for s in sectors_seen(where, seen)} == pytest.approx(
        {("", ""): 0.9, ("", "fire/mortar"): 0.9, ("A", ""): 0.9, ("A", "fire/mortar"): 0.9}
    )


def test_gaps_are_stretches_seen_too_little_the_most_missed_first():
    where = ground([0.2, 0.5, 0.3], [1, 12, 25])
    found = gaps_of(where, looked([0.1, 0.4, 0.9], [0.1, 0.2, 0.6]))
    assert [(g.from_km, g.to_km) for g in found] == [(10, 20), (0, 10)]
    assert found[0].missed == pytest.approx(0.5 * (1 - 0.3))
