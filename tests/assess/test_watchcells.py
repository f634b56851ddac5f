"""The ground that is watched: zones in which acts are forbidden, else a band along the line."""

from datetime import UTC, datetime

import pytest

from truceline.assess.watchcells import BAND_KM, LEAST, MOST, watched_zones, watching
from truceline.foundation.places.sectors import sectors_of
from truceline.model.agreement import Agreement, ProhibitedActs, Reading, Window, Withdrawal
from truceline.model.place import Line, ZoneSpec

LINE = Line(vertices=((-12.0, 33.0), (-12.0, 33.55)), left="FRE", right="RUR")
SECTORS = sectors_of(LINE, 3)[0]
NARROW = ZoneSpec(id="narrow", from_line=(-2.0, 2.0))
WIDE = ZoneSpec(id="wide", from_line=(-15.0, 15.0))
ALWAYS = Window(starts=(datetime(2031, 4, 1, tzinfo=UTC),))


def ban(zone, name="no-fire"):
    return ProhibitedActs(id=name, acts=("fire/*",), zone=zone, in_force=ALWAYS)


def agreed(*terms, readings=()):
    return Agreement(
        title="t", parties=("FRE", "RUR"), terms=terms, zones=(NARROW, WIDE), readings=readings
    )


def held(party, *terms):
    return Reading(party=party, terms=terms)


@pytest.mark.parametrize(
    ("agreement", "zones"),
    [
        (agreed(), ()),
        (agreed(ban("narrow")), ("narrow",)),
        (agreed(ban("narrow"), ban("wide", "no-drones")), ("narrow", "wide")),
        (agreed(ban("narrow"), ban("", "no-fire-at-all")), ()),
        (agreed(Withdrawal(id="w", zone="wide", in_force=ALWAYS)), ()),
        (
            agreed(ban("narrow"), readings=(held("FRE", ban("narrow")), held("RUR", ban("wide")))),
            ("narrow", "wide"),
        ),
    ],
    ids=["no ban", "one zone", "two", "a ban everywhere", "no ban of acts", "readings differ"],
)
def test_zones_are_watched_where_every_ban_names_one(agreement, zones):
    assert watched_zones(agreement) == zones


def furthest(ground):
    return max(abs(lat + 12.0) * 110.6 for lat in ground.cells["lat"].to_pylist())


def test_a_narrow_zone_is_drawn_finely_and_a_band_where_there_is_none():
    band = watching(agreed(), LINE, SECTORS, "recognised")
    assert BAND_KM - 4 < furthest(band) <= BAND_KM
    narrow = watching(agreed(ban("narrow")), LINE, SECTORS, "recognised")
    assert narrow.zones == ("narrow",)
    assert furthest(narrow) <= 2.0
    for ground in (band, narrow):
        counts = ground.cells["sector"].value_counts().to_pylist()
        assert {row["values"] for row in counts} == {s.id for s in SECTORS}
        assert min(row["counts"] for row in counts) >= LEAST
        assert len(ground.cells) <= MOST
    assert narrow.reach_km < band.reach_km


def test_what_lies_outside_has_no_sector_unless_its_error_reaches_in():
    ground = watching(agreed(ban("narrow")), LINE, SECTORS, "recognised")
    assert ground.at(-12.0, 33.27) == SECTORS[1].id
    assert ground.at(-12.2, 33.27) == ""
    assert ground.at(-12.2, 33.27, error_km=22.0) == SECTORS[1].id


def test_a_zone_that_cannot_be_drawn_leaves_the_band():
    lost = agreed(ban("nowhere"))
    assert watching(lost, LINE, SECTORS, "recognised").zones == ()
