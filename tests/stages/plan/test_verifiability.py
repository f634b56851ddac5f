"""Which clauses could be verified: shares that coverage gives, that fall when systems go."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.foundation.coverage.detect import detection, shipped_profiles
from truceline.model.agreement import (
    Agreement,
    Airspace,
    EntryDuration,
    Mines,
    ProhibitedActs,
    Standard,
    Window,
)
from truceline.model.mission import Mandate
from truceline.model.plan import Asset
from truceline.stages.plan.probing import probes_of, shares_of
from truceline.stages.plan.simulate import Scenario
from truceline.stages.plan.verifiability import acts_of, verifiability

START = datetime(2031, 5, 1, tzinfo=UTC)
FORCE = Window(starts=(START,))
SILENCE = ProhibitedActs(
    id="silence", acts=("fire/artillery",), in_force=FORCE, standard=Standard(breach="verified")
)
SKY = Airspace(id="sky", acts=("air/drone_flight",), in_force=FORCE)
PEACE = Agreement(title="T", parties=("A", "B"), terms=(SILENCE, SKY))
MANDATE = Mandate(role="verify", max_attribution="origin_area")
ASSETS = (
    Asset(id="p1", kind="observation_post", profile="observation_post", lat=48.1, lon=37.1),
    Asset(id="a1", kind="acoustic_array", profile="acoustic_array", lat=48.1, lon=37.2),
    Asset(id="r1", kind="ground_radar", profile="ground_radar", lat=48.1, lon=37.6),
    Asset(id="d1", kind="drone_sortie", profile="drone_sortie", lat=48.1, lon=37.5, hours=(6, 18)),
)
STANDING = (*ASSETS[:2], ASSETS[2].but(lon=37.25))


def scenario(assets=ASSETS):
    lat, lon = np.meshgrid(48 + 0.03 * np.arange(8), 37 + 0.04 * np.arange(20))
    sector = np.where(lon.ravel() < 37.4, "A", "B").tolist()
    columns = {"cell": np.arange(160), "lat": lat.ravel(), "lon": lon.ravel(), "sector": sector}
    return Scenario(pa.table(columns), START, 10.0, tuple(assets), shipped_profiles(), ())


def told(assets=ASSETS, agreement=PEACE, mandate=MANDATE, sets=2):
    rows = verifiability(agreement, mandate, scenario(assets), probes=60, wrong_sets=sets)
    return {(row.term_id, row.act, row.sector, row.night): row for row in rows}


def test_a_row_for_each_term_act_sector_and_time():
    rows = told()
    assert set(rows) == {
        (term, act, sector, night)
        for term, act in (("silence", "fire/artillery"), ("sky", "air/drone_flight"))
        for sector in ("", "A", "B")
        for night in (None, False, True)
    } | {("silence", "", "", None), ("sky", "", "", None)}
    for row in rows.values():
        assert 0 <= row.verifiable <= row.detected <= 1
        assert row.attributed <= row.detected
        assert row.interval[0] <= row.verifiable <= row.interval[1]


def test_the_row_of_a_term_is_the_mean_over_its_acts_and_tells_what_loses_most():
    fire = SILENCE.but(acts=("fire/artillery", "fire/small_arms"))
    rows = told(ASSETS[:1], Agreement(title="T", parties=("A",), terms=(fire,)))
    whole = rows["silence", "", "", None]
    parts = [rows["silence", act, "", None] for act in fire.acts]
    for name in ("detected", "attributed", "verifiable"):
        assert getattr(whole, name) == pytest.approx(sum(getattr(p, name) for p in parts) / 2)
    halves = [rows["silence", act, "", night] for act in fire.acts for night in (False, True)]
    for act in fire.acts:
        assert sum(row.share for row in halves if row.act == act) == pytest.approx(1)
    worst = max(halves, key=lambda row: row.share * (1 - row.verifiable))
    assert whole.missing == worst.missing != ""


def test_kinds_that_the_missions_profiles_lack_are_tried_from_those_shipped():
    posts = tuple(p for p in shipped_profiles() if p.kind == "observation_post")
    setting = replace(scenario(ASSETS[:1]), profiles=posts)
    rows = verifiability(PEACE, MANDATE, setting, probes=60, wrong_sets=1)
    assert "would need cameras" in next(row for row in rows if row.term_id == "silence").missing


def test_the_gain_told_is_that_of_the_systems_really_added():
    from truceline.stages.plan.probing import added_systems

    setting = scenario(ASSETS[:1])
    row = told(ASSETS[:1])["silence", "fire/artillery", "A", None]
    share, count = re.search(r"cameras in sector A \((\d+) % with (\d+) more", row.missing).groups()
    camera = next(p for p in shipped_profiles() if p.kind == "camera")
    more = [a for a in added_systems(setting, probes_of(setting, 60, 1), camera) if a.sector == "A"]
    assert len(more) == int(count)
    less = told((*ASSETS[:1], *more))["silence", "fire/artillery", "A", None]
    assert 100 * less.verifiable == pytest.approx(int(share), abs=1.5)  # others stand in B


@pytest.mark.parametrize(
    ("floor", "ceiling", "said"),
    [(None, 100, " below 100 m"), (50, 100, " from 50 to 100 m"), (50, None, " above 50 m")],
)
def test_a_band_of_height_is_told(floor, ceiling, said):
    sky = SKY.but(floor_m=floor, ceiling_m=ceiling)
    rows = told((), Agreement(title="T", parties=("A",), terms=(sky,)))
    night = rows["sky", "air/drone_flight", "", True]
    assert night.missing.startswith(f"drone flight{said} in the dark: 0 % could be corroborated")


def test_only_terms_that_acts_can_show():
    term = EntryDuration(id="e", acts=("fire/artillery",), in_force=FORCE)
    assert acts_of(term) == ()
    assert acts_of(Mines(id="m", in_force=FORCE)) == ("ground/mine_laying", "sea/mine")
    assert acts_of(SILENCE.__class__(id="x", acts=("sea/*",), in_force=FORCE)) == (
        "sea/mine",
        "sea/obstruction",
        "sea/port_strike",
        "sea/unmanned_vessel",
        "sea/vessel_attack",
    )
    assert told(agreement=PEACE.__class__(title="T", parties=("A",), terms=(term,))) == {}


@settings(max_examples=12, deadline=None)
@given(st.sets(st.sampled_from([a.id for a in ASSETS])), st.sampled_from([a.id for a in ASSETS]))
def test_taking_a_system_away_never_raises_a_share(kept, gone):
    """Before and after, over all rows: detected, attributed, verifiable and both ends of the span."""
    before = [a for a in ASSETS if a.id in kept | {gone}]
    setting, less = scenario(before), scenario([a for a in before if a.id != gone])
    probes = probes_of(setting, 60, 1)
    for act in ("fire/artillery", "air/drone_flight", "ground/movement"):
        one = shares_of(setting, probes, act, MANDATE)
        other = shares_of(less, probes, act, MANDATE)
        for name in one._fields:
            assert (getattr(other, name) <= getattr(one, name) + 1e-12).all()


def test_the_same_holds_for_the_rows():
    whole, less = told(), told(ASSETS[1:])
    for key, row in less.items():
        for name in ("detected", "attributed", "verifiable"):
            assert getattr(row, name) <= getattr(whole[key], name) + 1e-12
        assert row.interval[0] <= whole[key].interval[0] + 1e-12
        assert row.interval[1] <= whole[key].interval[1] + 1e-12
    assert sum(row.verifiable for row in less.values()) < sum(r.verifiable for r in whole.values())


def test_evidence_by_standard_is_what_a_hand_computes():
    """One place with an array (doesn't verify), a radar (neither) and a post (does)."""
    setting, profiles = scenario(STANDING), {p.id: p for p in shipped_profiles()}
    probes = probes_of(setting, 60, 1)
    found = shares_of(setting, probes, "fire/artillery", MANDATE)
    from truceline.stages.plan.simulate.sight import Sight

    night = Sight(setting, "fire/artillery").dark(probes.acts)
    p = {}
    for asset in STANDING:
        lat, lon = (getattr(setting, x)[probes.acts.cell] for x in ("lat", "lon"))
        km = far(lat, lon, asset.lat, asset.lon)
        p[asset.kind] = detection(profiles[asset.profile], "fire/artillery", km, night)
    post, array, radar = (p[k] for k in ("observation_post", "acoustic_array", "ground_radar"))
    detected = 1 - (1 - post) * (1 - array) * (1 - radar)
    assert found.detected == pytest.approx(detected, abs=1e-9)
    assert found.verified == pytest.approx(post, abs=1e-9)
    assert found.attributed == pytest.approx(1 - (1 - array) * (1 - radar), abs=1e-9)
    assert found.corroborated == pytest.approx(post + (1 - post) * array * radar, abs=1e-9)
    assert post.max() > 0.5
    assert (array * radar).max() > 0.01
    assert found.meeting("alleged") is found.detected


def far(lat, lon, to_lat, to_lon):
    phi, to = np.radians(lat), np.radians(to_lat)
    half = np.sin((phi - to) / 2) ** 2
    half = half + np.cos(phi) * np.cos(to) * np.sin(np.radians(lon - to_lon) / 2) ** 2
    return 2 * 6371.0 * np.arcsin(np.sqrt(half))


def test_what_is_missing_is_said_and_would_help():
    row = told(ASSETS[:1])["silence", "fire/artillery", "", True]
    assert row.verifiable < 0.5
    assert row.missing.startswith(
        f"artillery in the dark: {100 * row.verifiable:.0f} % could be verified; "
    )
    assert "would need " in row.missing
    assert "in sectors A and B" in row.missing
    assert "vessel" not in row.missing
    assert "acoustic" not in row.missing  # an array's word can't serve as verification


def test_where_nothing_is_missing_nothing_is_said():
    posts = [
        Asset(id=f"x{lat}{lon}", kind="camera", profile="camera", lat=lat, lon=lon)
        for lat in np.arange(48, 48.25, 0.04).round(2).tolist()
        for lon in np.arange(37, 37.8, 0.06).round(2).tolist()
    ]
    assert told(posts)["silence", "fire/artillery", "", False].missing == ""


@pytest.mark.parametrize(
    ("limit", "said"),
    [("allegations", "the mandate attributes nothing"), ("unit", "takes an investigation")],
)
def test_what_no_system_mends_is_said(limit, said):
    row = told(mandate=Mandate(max_attribution=limit))["silence", "fire/artillery", "A", None]
    assert said in row.missing
    assert (row.attributed == 0) == (limit == "allegations")


def test_a_mission_that_may_only_monitor_verifies_nothing():
    rows = told(mandate=MANDATE.but(role="monitor"))
    row = rows["silence", "fire/artillery", "A", None]
    assert (row.verifiable, row.interval) == (0.0, (0.0, 0.0))
    assert row.detected > 0.1
    assert "a mission that may monitor can't verify" in row.missing
    assert "would need" not in row.missing
    assert rows["sky", "air/drone_flight", "B", None].verifiable > 0
