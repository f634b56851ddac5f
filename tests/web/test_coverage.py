"""Where the mission looks, as a layer: for its own alone, on record when read, and no zero by guess."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
import shapely

from truceline.assess.covered import Lookers, hours_between, seen
from truceline.assess.folder import ingest
from truceline.foundation.coverage.detect import shipped_profiles
from truceline.model.plan import Asset
from truceline.web import coverage as layer

ASSETS = """asset_id,kind,lat,lon
post-1,observation_post,-11.2,34.45
"""
EFFORT = """asset_id,start,end
post-1,2031-05-10 06:00,2031-05-10 18:00
"""
DAY = datetime(2031, 5, 10, tzinfo=UTC)
PATH = "/api/situation/coverage"
TOLD = f"{PATH}?act=fire/artillery&from=2031-05-10&to=2031-05-11"


@pytest.fixture(scope="module")
def small(small_room):
    made = small_room("coverage")
    (made.folder / "watch.yaml").write_text(
        "assets: sources/assets.csv\neffort: sources/effort.csv\n"
    )
    (made.folder / "sources" / "assets.csv").write_text(ASSETS)
    (made.folder / "sources" / "effort.csv").write_text(EFFORT)
    ingest(made.folder, made.store)
    return made


@pytest.fixture(scope="module")
def as_(small):
    with ExitStack() as stack:
        yield lambda name: small.client(name, stack)


def told(client, path: str) -> dict:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def test_cells_have_a_probability_by_day_and_none_where_nobody_looked(as_):
    found = told(as_("analyst"), TOLD)
    assert (found["why"], found["basis"], found["systems"]) == ("", "record", 1)
    assert (found["since"], found["until"]) == ("2031-05-09T22:00:00Z", "2031-05-10T22:00:00Z")
    cells = found["cells"]["features"]
    assert len(cells) > 50
    assert all(0 < f["properties"]["day"] < 1 for f in cells)
    assert {f["properties"]["night"] for f in cells} == {None}
    assert found["night"] == {"looked": 0.0, "mean": None}
    assert 0.01 < found["day"]["looked"] < 0.2


def test_what_nobody_looked_at_is_the_ground_without_the_cells(as_):
    found = told(as_("analyst"), TOLD)
    bare = {
        f["properties"]["light"]: shapely.geometry.shape(f["geometry"])
        for f in found["unlooked"]["features"]
    }
    cell = shapely.geometry.shape(found["cells"]["features"][0]["geometry"])
    assert cell.is_valid
    assert not bare["day"].contains(cell.centroid)
    assert bare["night"].contains(cell.centroid)
    assert bare["day"].area / bare["night"].area == pytest.approx(
        1 - found["day"]["looked"], abs=0.01
    )


@pytest.mark.parametrize("name", ["reader", "political", "parties", "nobody"])
def test_nothing_is_computed_for_others(as_, name, monkeypatch):
    def never(*_: object) -> bytes:
        raise AssertionError("computed")

    monkeypatch.setattr(layer, "_coverage", never)
    answer = as_(name).get(PATH)
    assert answer.status_code in {401, 403}
    assert "post-1" not in answer.text


def test_ground_past_the_180th_meridian_is_drawn_in_one_piece():
    post = Asset(id="p", kind="camera", profile="camera", lat=52.0, lon=179.99)
    area = shapely.box(179.8, 51.9, 180.2, 52.1)
    hours = hours_between(DAY, DAY + timedelta(hours=12))
    found = seen(area, hours, Lookers((post,), None, shipped_profiles()), "fire/artillery", "UTC")
    shapes = [shapely.geometry.shape(cell["geometry"]) for cell in layer._cells(found)]
    whole = shapely.union_all(shapes)
    assert whole.bounds[2] - whole.bounds[0] < 0.5
    left = layer._unlooked(found, found.day)
    assert left.area + whole.intersection(area).area == pytest.approx(area.area, rel=0.02)


def test_a_read_is_on_record(small, as_):
    as_("reviewer").get(TOLD)
    small.app.state.reads.flush()
    notes = small.people.reads("reviewer")
    assert [note.ids for note in notes if note.route == PATH] == [("coverage",)]


def test_without_a_span_the_last_week_is_told_and_never_what_is_to_come(as_):
    found = told(as_("analyst"), PATH)
    assert (found["since"], found["until"]) == ("2031-06-03T12:00:00Z", "2031-06-10T12:00:00Z")
    assert found["cells"]["features"] == []
    assert {f["properties"]["light"] for f in found["unlooked"]["features"]} == {"day", "night"}
    early = told(as_("analyst"), f"{TOLD}&as_of=2031-05-09")
    assert early["why"] == "no_hours"
    long = told(as_("analyst"), f"{PATH}?act=fire/artillery&from=2030-01-01&to=2031-05-11")
    assert long["since"] == "2031-02-07T22:00:00Z"


@pytest.mark.parametrize("span", ["to=0001-01-02", "from=0001-01-02&to=0001-01-03"])
def test_a_span_at_the_beginning_of_the_calendar_is_one_like_others(as_, span):
    assert told(as_("analyst"), f"{PATH}?act=fire/artillery&{span}")["until"].startswith(
        "0001-01-0"
    )


def test_the_act_is_the_one_reported_most_of_those_at_stake(as_):
    found = told(as_("analyst"), PATH)
    assert found["act"] in found["acts"]
    assert told(as_("analyst"), f"{PATH}?act=ground/fortification")["act"] == "ground/fortification"
    assert told(as_("analyst"), f"{PATH}?act=access/jamming")["why"] in {"", "blind"}


@pytest.mark.parametrize("act", ["fire/*", "fire/artillery,fire/mortar", "none", "cake"])
def test_what_is_no_one_kind_of_act_is_refused(as_, act):
    answer = as_("analyst").get(f"{PATH}?act={act}")
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("act: ")


def test_the_same_question_is_answered_from_what_is_kept(as_, monkeypatch):
    first = as_("analyst").get(TOLD).content
    monkeypatch.setattr(layer, "_coverage", lambda *_: pytest.fail("computed again"))
    assert as_("releaser").get(TOLD).content == first


def test_a_mission_without_systems_says_so_and_draws_nothing(client):
    found = told(client("analyst"), PATH)
    assert (found["why"], found["systems"], found["cells"]) == ("no_systems", 0, {})
