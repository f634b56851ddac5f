"""One query from an address: what it finds, and what it refuses with the field that is wrong."""

import time
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.exceptions import ValidationException

from truceline.web.query import Query, mask, read_query

PARTIES = ("RU", "UA")


@pytest.fixture(scope="module")
def picture(room):
    return room.app.state.room.picture()


@pytest.fixture(scope="module")
def mission(picture):
    return picture.assessment.mission


@pytest.fixture(scope="module")
def found(picture, mission):
    """The rows that an address finds, as plain dictionaries."""
    rows = picture.rows

    def of(**given: str) -> list[dict]:
        fits = mask(rows, read_query(given, mission), PARTIES)
        return [row for row, fit in zip(rows.to_pylist(), fits, strict=True) if fit]

    return of


SIMPLE = [
    ({"accused": "RU"}, lambda r: r["accused"] == ["RU"]),
    ({"accused": "RU,each"}, lambda r: r["accused"] != ["UA"]),
    ({"accused": "nobody"}, lambda r: not r["accused"]),
    ({"occurrence": "corroborated"}, lambda r: r["occurrence"] == "corroborated"),
    (
        {"outcome.RU": "yes,clause"},
        lambda r: {r["outcome_RU_RU"], r["outcome_RU_UA"]} & {"yes", "clause"},
    ),
    ({"object": "energy/substation"}, lambda r: r["category"] == "energy/substation"),
    ({"object": "other/*"}, lambda r: (r["category"] or "").startswith("other/")),
    ({"act": "air/*,attack/unspecified"}, lambda r: r["act"].split("/")[0] in {"air", "attack"}),
    ({"known_to": "10"}, lambda r: r["place_state"] == "located" and r["radius_km"] <= 10),
    ({"known_to": "50"}, lambda r: r["place_state"] == "located" and r["radius_km"] > 10),
    ({"known_to": "region,none"}, lambda r: r["place_state"] != "located"),
    ({"bbox": "34,50,36,52"}, lambda r: 34 <= r["lon"] <= 36 and 50 <= r["lat"] <= 52),
    ({"text": "KURSK substation"}, lambda r: "Kursk" in r["admin1"] and "substation" in f"{r}"),
    ({"site": "Sudzha GMS"}, lambda r: r["site"] == "Sudzha GMS"),
    ({"from": "2025-04-01"}, lambda r: f"{r['start']}" >= "2025-03-31 21:00"),
    ({"to": "2025-04-01"}, lambda r: f"{r['start']}" < "2025-03-31 21:00"),
]


@pytest.mark.parametrize(("asked", "fits"), SIMPLE, ids=[str(a) for a, _ in SIMPLE])
def test_a_field_finds_what_it_says(found, picture, asked, fits):
    every = picture.rows.to_pylist()
    told = {row["id"] for row in found(**asked)}
    assert told == {row["id"] for row in every if fits(row)}
    assert len(told) < len(every)


def test_fields_are_joined_by_and(found):
    both = {r["id"] for r in found(accused="UA", act="fire/*")}
    assert both == {r["id"] for r in found(accused="UA")} & {r["id"] for r in found(act="fire/*")}


def test_a_moment_and_a_day_of_the_mission_s_zone_are_the_same_span(found):
    day = {"from": "2025-04-01", "to": "2025-04-02"}
    moments = {"from": "2025-04-01T00:00+03:00", "to": "2025-04-01T21:00:00Z"}
    assert found(**day)
    assert found(**day) == found(**moments)


WRONG = [
    ("acused", "RU", "did you mean accused"),
    ("accused", "XX", "none of RU, UA, each, nobody"),
    ("occurrence", "certain", "alleged"),
    ("outcome.RU", "maybe", "yes"),
    ("outcome.XX", "yes", "no such parameter"),
    ("object", "energy/substaton", "energy/substation"),
    ("act", "fir/*", "no word for it"),
    ("known_to", "20", "10, 50, region, none"),
    ("from", "April", "write a day"),
    ("to", "2025-04-01T06:00", "moment with its zone"),
    ("bbox", "1,2,3", "four numbers"),
    ("bbox", "nan,1,2,3", "globe"),
    ("bbox", "10,60,20,50", "globe"),
    ("text", "x" * 201, "200 characters"),
]


@pytest.mark.parametrize(("field", "value", "hint"), WRONG)
def test_what_cannot_be_read_is_refused_by_field(mission, field, value, hint):
    with pytest.raises(ValidationException) as told:
        read_query({field: value}, mission)
    (error,) = told.value.extra
    assert error["key"] == field
    assert hint in error["message"]


@given(st.dictionaries(st.sampled_from(["from", "to", "bbox", "accused", "text"]), st.text()))
def test_no_value_breaks_reading(mission, given):
    with suppress(ValidationException):
        assert isinstance(read_query(given, mission), Query)


def test_a_box_may_cross_the_date_line(mission, picture):
    rows = picture.rows
    across = read_query({"bbox": "170,-90,36,90"}, mission)
    fits = mask(rows, across, PARTIES)
    assert fits.tolist() == [lon <= 36 for lon in rows["lon"].to_pylist()]


def test_a_hundred_thousand_rows_take_milliseconds(picture, mission):
    rows = picture.rows.take(np.arange(100_000) % len(picture.rows))
    mask(
        rows, read_query({"text": "x", "outcome.RU": "yes", "object": "energy/*"}, mission), PARTIES
    )
    begun = time.process_time()
    for n in range(10):
        asked = {"outcome.RU": "kind", "object": "energy/coal", "from": f"2025-04-{n + 1:02d}"}
        mask(rows, read_query(asked, mission), PARTIES)
    assert (time.process_time() - begun) / 10 < 0.025
