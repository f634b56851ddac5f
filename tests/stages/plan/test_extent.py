"""Where and when a term can be broken: its own sites, zone, buffer and windows, and no others."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.foundation.coverage.cells import cells_of_band, with_sectors
from truceline.foundation.coverage.detect import shipped_profiles
from truceline.model.agreement import (
    Agreement,
    DisengagementArea,
    LineTerm,
    ProhibitedActs,
    ProtectedSites,
    SiteList,
    Window,
    WindowsCorridors,
    Withdrawal,
)
from truceline.model.mission import Mandate, Site
from truceline.model.place import Line, ZoneSpec
from truceline.model.plan import Asset, Sector
from truceline.stages.plan.extent import Where, extent_of
from truceline.stages.plan.probing import probes_of
from truceline.stages.plan.simulate import Scenario
from truceline.stages.plan.verifiability import verifiability

START = datetime(2031, 5, 1, tzinfo=UTC)
FORCE = Window(starts=(START,))
MANDATE = Mandate(role="verify", max_attribution="origin_area")
SITES = (
    Site(id="near", name="Near", category="energy/power_plant", lat=48.1, lon=37.1),
    Site(id="far", name="Far", category="energy/power_plant", lat=46.0, lon=33.0),
    Site(id="school", name="School", category="education/school", lat=48.1, lon=37.4),
)
LINE = Line(vertices=((48.1, 37.0), (48.1, 37.8)), left="N", right="S")
WHERE = Where(LINE, SITES)
PLANTS = SiteList(yes=("energy/power_plant",))
DISC = ZoneSpec(id="z", centre=(48.1, 37.5), radius_km=8.0)

KINDS = {
    "p1": ("observation_post", 37.1),
    "p2": ("camera", 37.12),
    "d1": ("drone_sortie", 37.5),
    "a1": ("acoustic_array", 37.2),
    "r1": ("ground_radar", 37.6),
}
ASSETS = tuple(
    Asset(id=name, kind=kind, profile=kind, lat=48.1, lon=lon)
    for name, (kind, lon) in KINDS.items()
)


def scenario(cells=None):
    lat, lon = (a.ravel() for a in np.meshgrid(48 + 0.03 * np.arange(8), 37 + 0.04 * np.arange(20)))
    sector = np.where(lon < 37.4, "A", "B").tolist()
    grid = pa.table({"cell": np.arange(160), "lat": lat, "lon": lon, "sector": sector})
    return Scenario(cells or grid, START, 20.0, ASSETS, shipped_profiles(), ())


def where(term, zones=(DISC,), at=WHERE, setting=None):
    return extent_of(term, {z.id: z for z in zones}, at, setting or scenario())


def places(extent):
    return set(zip(extent.setting.lat.round(3), extent.setting.lon.round(3), strict=True))


def ban(**changes):
    return ProhibitedActs(**{"id": "t", "acts": ("fire/tank",), "in_force": FORCE, **changes})


def test_a_term_that_names_no_place_holds_everywhere():
    extent = where(ban())
    assert np.array_equal(extent.setting.lat, scenario().lat)
    assert (extent.spans, extent.notes) == (((0.0, 480.0),), ())


def test_listed_sites_and_no_others_wherever_they_lie():
    extent = where(ban(sites=PLANTS))
    assert places(extent) == {(48.1, 37.1), (46.0, 33.0)}
    assert extent.setting.sectors == ("", "A")  # the far one belongs to none


def test_a_buffer_takes_in_what_lies_around_with_no_more_weight():
    term = ProtectedSites(id="t", sites=PLANTS, buffer_km=6.0, in_force=FORCE)
    setting = where(term).setting
    near = setting.lat > 47
    assert near.sum() > 4
    assert setting.weight[near].sum() == pytest.approx(1.0)
    assert setting.weight[~near].tolist() == [1.0]


def test_disputed_categories_arent_counted():
    term = ban(sites=SiteList(yes=("education/*",), clause=("energy/power_plant",)))
    assert places(where(term)) == {(48.1, 37.4)}


def test_a_zone_holds_the_cells_inside_it_and_the_sites_inside_it():
    inside = where(ban(zone="z")).setting
    assert 5 < len(inside.lat) < 30
    assert (np.hypot((inside.lat - 48.1) * 111, (inside.lon - 37.5) * 74) < 8.1).all()
    both = ban(zone="z", sites=SiteList(yes=("*/*", "education/*", "energy/*")))
    assert places(where(both)) == {(48.1, 37.4)}


def test_what_of_a_zone_lies_beyond_the_mission_counts_too():
    sectors = (Sector(id="A", from_km=0, to_km=100),)
    cells = with_sectors(cells_of_band(LINE, 5.0, 7), LINE, sectors)
    setting = scenario(cells)
    band = ZoneSpec(id="z", from_line=(-20.0, 20.0))
    found = where(ban(zone="z"), (band,), setting=setting).setting
    assert (
        3.5 < found.weight.sum() / setting.weight.sum() < 5.5
    )  # 40 km instead of 10, and the ends
    far = (np.abs(found.lat - 48.1) * 111 > 6).sum()
    assert far > len(setting.lat)
    wide = ZoneSpec(id="z", from_line=(-150.0, 150.0))
    coarse = where(ban(zone="z"), (wide,), setting=setting).setting
    assert len(coarse.lat) < 6000
    assert 110 < coarse.weight.sum() / setting.weight.sum() < 140


@pytest.mark.parametrize(("changes", "km"), [({"distance_km": 5.0}, 5.0), ({"width_km": 8.0}, 4.0)])
def test_a_withdrawal_holds_as_near_to_the_line_as_it_says(changes, km):
    term = Withdrawal(id="w", in_force=FORCE, **changes)
    found = where(term).setting
    assert len(found.lat) > 20
    assert (np.abs(found.lat - 48.1) * 111.2 <= km + 0.1).all()


def test_one_side_bound_is_asked_forward_of_the_line_alone():
    north = where(LineTerm(id="l", in_force=FORCE, binds=("S",))).setting
    assert north.lat.min() >= 48.1
    both = where(LineTerm(id="l", in_force=FORCE, binds=("N", "S")))
    assert len(both.setting.lat) == len(scenario().lat)


def test_a_local_silence_holds_at_the_places_it_names():
    term = WindowsCorridors(id="c", sites_named=("school",), in_force=FORCE)
    found = where(term).setting
    assert (48.1, 37.4) in places(where(term))
    assert (np.hypot((found.lat - 48.1) * 111, (found.lon - 37.4) * 74) < 2.1).all()


def test_windows_and_deadlines():
    day = timedelta(days=1)
    two = Window(starts=(START - day, START + 4 * day), ends=(START + day, START + 6 * day))
    assert where(ban(in_force=two)).spans == ((0.0, 144.0),)  # open: from the first to the last
    late = Withdrawal(id="w", distance_km=9.0, in_force=FORCE, deadline=START + 5 * day)
    assert where(late).spans == ((120.0, 480.0),)
    area = DisengagementArea(id="d", zone="z", in_force=FORCE, timetable_days=2)
    assert where(area).spans == ((48.0, 480.0),)


def test_probes_fall_into_the_spans():
    setting = scenario()
    times = probes_of(setting, 400, 1, ((10.0, 20.0), (100.0, 110.0))).acts.time
    first, second = (times >= 10) & (times < 20), (times >= 100) & (times < 110)
    assert (first | second).all()
    assert 0.4 < first.mean() < 0.6


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (ban(zone="none"), "zone none can't be drawn"),
        (ban(sites=SiteList(yes=("water/*",))), "no site of the mission's list is one of the"),
        (ban(in_force=Window(starts=(datetime(2040, 1, 1, tzinfo=UTC),))), "not in force on these"),
    ],
)
def test_what_cant_be_applied_is_said_and_the_term_still_answered(term, said):
    extent = where(term)
    assert said in " ".join(extent.notes)
    assert len(extent.setting.lat) == len(scenario().lat)
    rows = verifiability(
        Agreement(title="T", parties=("N",), terms=(term,)), MANDATE, scenario(), probes=20
    )
    assert said in rows[0].missing


TERMS = (
    ban(id="plants", acts=("fire/artillery",), sites=PLANTS),
    ban(id="zone", acts=("fire/tank",), zone="z"),
    ProtectedSites(id="near", acts=("fire/tank",), sites=PLANTS, buffer_km=9.0, in_force=FORCE),
    Withdrawal(id="back", distance_km=6.0, in_force=FORCE),
)


def rows_of(assets):
    setting = replace(scenario(), assets=tuple(assets))
    peace = Agreement(title="T", parties=("N", "S"), zones=(DISC,), terms=TERMS)
    found = verifiability(peace, MANDATE, setting, where=WHERE, probes=15, wrong_sets=1)
    return {(r.term_id, r.act, r.sector, r.night): r for r in found}


@settings(max_examples=2, deadline=None)
@given(st.sets(st.sampled_from(ASSETS)), st.sampled_from(ASSETS))
def test_taking_a_system_away_never_raises_a_value_of_a_term(kept, gone):
    before = rows_of(sorted({*kept, gone}, key=lambda a: a.id))
    after = rows_of(sorted(kept - {gone}, key=lambda a: a.id))
    assert set(before) == set(after)
    for key, row in after.items():
        one = before[key]
        assert row.detected <= one.detected + 1e-12
        assert row.attributed <= one.attributed + 1e-12
        assert row.verifiable <= one.verifiable + 1e-12
        assert row.interval[0] <= one.interval[0] + 1e-12
        assert row.interval[1] <= one.interval[1] + 1e-12


def test_a_post_beside_one_plant_serves_the_term_on_plants_and_no_term_elsewhere():
    post = ASSETS[0].but(lat=48.1, lon=37.1)
    rows = rows_of([post])
    plants, zone = rows["plants", "", "", None], rows["zone", "", "", None]
    assert zone.detected == 0.0
    assert 0.2 < plants.verifiable < 0.5  # one of two plants, which count alike
    assert rows["plants", "fire/artillery", "A", False].verifiable > 0.6
