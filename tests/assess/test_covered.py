"""What was or would be seen, by cell: hours on record before hours as planned, and no zero by guess."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shapely

from truceline.assess.covered import (
    Lookers,
    acts_asked,
    area_of,
    hours_between,
    lookers,
    seen,
)
from truceline.assess.folder import ingest, read_spec
from truceline.assess.load import load_mission
from truceline.cli.init import write_template
from truceline.foundation.coverage.coverage import coverage, dense_of
from truceline.foundation.coverage.detect import shipped_profiles
from truceline.foundation.coverage.night import dark
from truceline.io.stores import open_store
from truceline.model.plan import Asset, Shift

DAY = datetime(2031, 5, 10, tzinfo=UTC)
HOURS = hours_between(DAY, DAY + timedelta(days=1))
POST = Asset(id="p", kind="observation_post", profile="observation_post", lat=-11.2, lon=34.45)
AREA = shapely.box(34.3, -11.35, 34.6, -11.05)
ACT = "fire/artillery"
ASSETS = "asset_id,kind,lat,lon,options\nk,camera,-11.2,34.45,\nm,camera,-11.2,34.46,b\n"
PLAN = """months: {from: 2031-05-01, until: 2031-06-01}
host: RUR
zone: buffer
assets: sources/assets.csv
options:
  - {id: a, name: Few, concept: monitor, strength: 10, source: assumption}
  - {id: b, name: Many, concept: monitor, strength: 20, source: assumption}
"""


def looking(*assets, shifts=None) -> Lookers:
    return Lookers(assets, shifts, shipped_profiles())


def at(found, lat, lon) -> int:
    return int(
        np.argmin(
            np.hypot(found.cells["lat"].to_numpy() - lat, found.cells["lon"].to_numpy() - lon)
        )
    )


def test_means_are_those_of_the_one_model_of_coverage():
    found = seen(AREA, HOURS, looking(POST), ACT, "UTC")
    lat, lon = found.cells["lat"].to_numpy(), found.cells["lon"].to_numpy()
    rows = coverage(found.cells, HOURS, [POST], None, shipped_profiles(), ACT)
    p, night = dense_of(rows, found.cells, HOURS), dark(lat, lon, HOURS)
    assert 50 < len(lat) < 9000
    assert np.nansum(p) > 0
    near = at(found, POST.lat, POST.lon)
    assert found.day[near] == pytest.approx(p[~night[:, near], near].mean())
    assert found.night[near] == pytest.approx(p[night[:, near], near].mean())
    assert found.night[near] < found.day[near]


def test_hours_that_nobody_worked_count_against_the_mean_and_none_at_all_has_no_mean():
    whole = seen(AREA, HOURS, looking(POST), ACT, "UTC")
    noon = Shift(asset_id="p", start=DAY + timedelta(hours=9), end=DAY + timedelta(hours=11))
    part = seen(AREA, HOURS, looking(POST, shifts=(noon,)), ACT, "UTC")
    near = at(part, POST.lat, POST.lon)
    assert 0 < part.day[near] < whole.day[near] / 4
    assert np.isnan(part.night).all()
    assert np.isnan(seen(AREA, HOURS, looking(POST, shifts=()), ACT, "UTC").day).all()


def test_cells_are_those_within_reach_alone_and_the_ground_is_all_of_it():
    found = seen(AREA, HOURS, looking(POST), ACT, "UTC")
    away = np.hypot(
        (found.cells["lat"].to_numpy() - POST.lat) * 111.2,
        (found.cells["lon"].to_numpy() - POST.lon) * 111.2 * np.cos(np.radians(11.2)),
    )
    reach = looking(POST).seeing(ACT)[0].reach_km
    assert away.max() <= reach * 1.03
    assert found.km2 == pytest.approx(1094, rel=0.02)
    assert found.cell_km2.sum() == pytest.approx(np.pi * reach**2, rel=0.05)


def test_cells_grow_with_what_is_within_reach():
    far = POST.but(range_km=40.0)
    wide = seen(shapely.box(33, -13, 36, -10), HOURS, looking(far), ACT, "UTC")
    assert len(wide.cells) < 9000
    near = seen(AREA, HOURS, looking(POST), ACT, "UTC")
    assert wide.cell_km2.min() > near.cell_km2.max()


def test_hours_are_whole_ones_of_a_half_open_span():
    late = DAY + timedelta(minutes=20)
    assert hours_between(late, late + timedelta(minutes=30)).size == 0
    assert hours_between(late, DAY + timedelta(hours=2)).tolist() == [datetime(2031, 5, 10, 1)]
    assert hours_between(DAY + timedelta(hours=2), DAY).size == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("covered") / "mission"
    write_template(made)
    (made / "sources" / "assets.csv").write_text(ASSETS)
    return made


def known_of(folder):
    with open_store(folder) as store:
        ingest(folder, store)
        mission, _ = load_mission(store)
        return mission, lookers(mission, store)


def test_systems_are_the_watch_s_else_those_of_the_plan_s_first_option_else_none(folder):
    mission, known = known_of(folder)
    assert known.assets == ()
    assert acts_asked(mission.agreement, known) == ()
    (folder / "plan.yaml").write_text(PLAN)
    mission, known = known_of(folder)
    assert ([a.id for a in known.assets], known.shifts, known.option) == (["k"], None, "Few")
    (folder / "watch.yaml").write_text("assets: sources/assets.csv\n")
    _, known = known_of(folder)
    assert ([a.id for a in known.assets], known.option) == (["k", "m"], "")


def test_acts_are_those_that_a_term_forbids_and_a_system_can_see(folder):
    mission, _ = known_of(folder)
    acts = acts_asked(mission.agreement, looking(POST))
    assert ACT in acts
    assert "ground/fortification" not in acts
    assert not [act for act in acts if "/" not in act or act.endswith("/other")]


def test_the_ground_is_the_line_s_else_what_the_systems_reach(folder):
    mission, _ = known_of(folder)
    band = area_of(mission, looking(POST))
    assert band.bounds[3] - band.bounds[1] > 2.0
    bare = mission.but(spec=read_spec(folder)[0].but(line=None))
    reached = area_of(bare, looking(POST))
    assert reached.bounds[3] - reached.bounds[1] < 0.3
    assert area_of(bare, Lookers()) is None
