"""What lies under the incidents: line, zones and sites of a mission, symbols by category, assets for its own."""

from contextlib import ExitStack

import pytest

from truceline.assess.folder import ingest
from truceline.foundation.vocabulary import words
from truceline.web.ground import ground
from truceline.web.symbols import symbol

ASSETS = """asset_id,kind,profile,lat,lon,range_km
post-1,observation_post,observation_post,50.1,36.2,4
"""


@pytest.fixture(scope="module")
def small(small_room):
    return small_room("ground")


def test_line_zones_and_sites_are_geojson_within_the_globe(small):
    mission = small.app.state.room.picture().assessment.mission
    told = ground(mission, None, sites=True)
    assert {"line", "zones", "sites"} <= set(told)
    assert "assets" not in told
    (line,) = told["line"]["features"]
    assert b'"LineString"' in bytes(line["geometry"])
    assert len(told["sites"]["features"]) == len(mission.sites)
    assert "sites" not in ground(mission, None, sites=False)


def test_a_mission_with_nothing_to_lay_under_has_no_layer(room):
    mission = room.app.state.room.picture().assessment.mission
    assert set(ground(mission, room.store, sites=True)) == {"sites"}


@pytest.mark.parametrize("category", sorted(words("site_categories")))
def test_every_category_has_a_symbol_of_twenty_digits(category):
    code = symbol(category, "operating")
    assert len(code) == 20
    assert code.isdigit()
    assert code.startswith("100420")


def test_a_member_without_a_sign_has_its_family_s_and_damage_is_told():
    assert symbol("water/supply", "operating")[10:16] == "121400"
    assert symbol("settlement/city", "operating")[10:16] == "000000"
    assert symbol("energy/refinery", "damaged")[6] == "3"


def test_where_the_mission_looks_is_told_to_its_own_alone(small_room):
    small = small_room("assets")
    (small.folder / "watch.yaml").write_text("assets: sources/assets.csv\n")
    (small.folder / "sources" / "assets.csv").write_text(ASSETS)
    ingest(small.folder, small.store)
    with ExitStack() as stack:
        told = small.client("analyst", stack).get("/api/situation/ground").json()
        (post,) = told["assets"]["features"]
        assert post["geometry"]["coordinates"] == [36.2, 50.1]
        assert post["properties"]["km"] == 4
        for name in ("reader", "political", "parties"):
            assert "assets" not in small.client(name, stack).get("/api/situation/ground").json()
