from importlib.resources import files

import pytest
import shapely

from truceline.errors import UnreadableError
from truceline.foundation.places.admin import admin_shares, admin_unit
from truceline.foundation.places.basemap import load_basemap
from truceline.model.place import Place

SIMFEROPOL, SEVASTOPOL = (44.957, 34.110), (44.608, 33.521)


def holders(basemap, lat, lon):
    point = shapely.Point(lon, lat)
    return [code for code, c in basemap.countries.items() if c.geometry.contains(point)]


@pytest.mark.parametrize("place", [SIMFEROPOL, SEVASTOPOL])
def test_crimea_lies_in_ukraine_and_in_no_other_country(place):
    assert holders(load_basemap(), *place) == ["UA"]
    assert holders(load_basemap("as_shipped"), *place) == ["RU"]


@pytest.mark.parametrize(
    ("lat", "lon", "country", "unit"),
    [
        (50.60, 36.60, "RU", "RU-BEL"),
        (51.19, 35.27, "RU", "RU-KRS"),
        (50.00, 36.23, "UA", "UA-63"),
        (50.45, 30.52, "UA", "UA-30"),
        (33.56, 35.37, "LB", "LB-JA"),
        (15.60, 32.53, "SD", "SD-KH"),
        (40.71, -100.0, "US", "US-NE"),
    ],
)
def test_countries_and_units_by_point(lat, lon, country, unit):
    assert holders(load_basemap(), lat, lon) == [country]
    found = admin_unit(lat, lon)
    assert (found.code, found.country) == (unit, country)


def test_ukraine_is_its_27_units_and_shares_its_border_without_slivers():
    basemap = load_basemap()
    own = [unit.geometry for unit in basemap.admin1.values() if unit.country == "UA"]
    ukraine, russia = basemap.countries["UA"].geometry, basemap.countries["RU"].geometry
    assert len(own) == 27
    assert sum(g.area for g in own) == pytest.approx(ukraine.area, rel=1e-6)
    assert ukraine.intersection(russia).area == 0
    assert ukraine.intersection(russia).length > 15  # degrees of common border


def test_policies_differ_only_where_they_say_so():
    a, b = load_basemap(), load_basemap("as_shipped")
    changed = {code for code in a.admin1 if a.admin1[code].country != b.admin1[code].country}
    assert changed == {"UA-43", "UA-40"}
    with pytest.raises(UnreadableError, match="as_shipped, recognised"):
        load_basemap("wished")


def test_every_outline_is_valid_and_the_file_is_small():
    basemap = load_basemap()
    shapes = [c.geometry for c in basemap.countries.values()]
    shapes += [unit.geometry for unit in basemap.admin1.values()]
    assert all(shapely.is_valid(shapes))
    assert not any(shapely.is_empty(shapes))
    data = files("truceline").joinpath("data")
    sizes = [data.joinpath("basemap.json.xz").read_bytes()]
    sizes += [f.read_bytes() for f in data.joinpath("places").iterdir() if f.is_file()]
    assert sum(map(len, sizes)) <= 300_000
    assert "Natural Earth" in basemap.attribution
    assert "GeoNames" in basemap.attribution


def test_labels_rank_by_importance_not_by_listed_population():
    ranks = {(p.name, p.country): p.rank for p in load_basemap().places}
    assert ranks["Kyiv", "UA"] == 1
    assert ranks["Kharkiv", "UA"] == 2
    assert ranks["Mariupol", "UA"] == 3
    assert ("Pravyi Bereh", "UA") not in ranks
    assert [name for (name, c), rank in ranks.items() if c == "US" and rank == 1] == ["Washington"]


def test_a_point_off_shore_has_a_unit_only_when_it_is_near():
    assert admin_unit(46.49, 30.77).code == "UA-51"
    assert admin_unit(43.4, 33.0) is None


def test_an_uncertain_place_spreads_over_units():
    place = Place(lat=50.4, lon=36.3, radius_km=30)
    shares = {s.value: s.share for s in admin_shares(place)}
    assert sum(shares.values()) == pytest.approx(1)
    assert set(shares) >= {"RU-BEL", "UA-63"}
    assert admin_shares(place.but(radius_km=0.0))[0].share == 1


def test_a_country_drawn_whole_answers_under_its_own_code():
    assert admin_unit(51.5, -0.5).code == "GB"
