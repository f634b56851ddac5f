"""What a level may see of rows: canaries in what is withheld never come through."""

from datetime import timedelta

import msgspec
import pyarrow as pa
import pytest
from small_mission import AS_OF, loaded
from test_judged import ENGINE, FIRST

from truceline.assess.picture.derive import first_picture
from truceline.assess.picture.release import TOLD, released_rows
from truceline.assess.picture.rows import ROW_SCHEMA

SHOWN = {*TOLD, "lat", "lon", "radius_km", "admin1", "country", "time_uncertainty_h"}


def planted(rows, name: str):
    """The rows with a canary in every cell of a column of texts."""
    at = rows.schema.get_field_index(name)
    field, canary = rows.schema.field(name), "CANARY"
    words = [[canary]] * len(rows) if str(field.type).startswith("list") else [canary] * len(rows)
    return rows.set_column(at, field, pa.array(words, field.type))


@pytest.mark.parametrize(
    "name", [n for n in FIRST.rows.column_names if n not in {*SHOWN, "doubt", "origins"}]
)
def test_nothing_withheld_comes_through_in_public(name):
    picture = msgspec.structs.replace(FIRST, rows=planted(FIRST.rows, name))
    assert "CANARY" not in str(released_rows(picture, "public").to_pylist())


def test_public_rows_are_old_enough_coarse_and_numbered_anew():
    last = max(row["end"] for row in FIRST.rows.to_pylist() if row["end"])
    picture = first_picture(loaded(), last + timedelta(hours=60), ENGINE)
    rows = released_rows(picture, "public").to_pylist()
    told = {row["id"]: row for row in picture.rows.to_pylist()}
    edge = picture.as_of - timedelta(hours=72)
    assert 0 < len(rows) < len(told)
    assert all((told[row["id"]]["end"] or told[row["id"]]["known"]) <= edge for row in rows)
    assert sorted(row["number"] for row in rows) == list(range(1, len(rows) + 1))
    placed = [row for row in rows if row["lat"] is not None]
    assert placed
    assert all(row["origins"] is row["doubt"] is None for row in rows)
    assert all(row["radius_km"] >= 12.5 for row in placed)
    assert all(
        (row["lat"], row["lon"]) != (told[row["id"]]["lat"], told[row["id"]]["lon"])
        for row in placed
    )


def test_levels_between():
    assert released_rows(FIRST, "restricted") is FIRST.rows
    body = released_rows(FIRST, "political_body")
    assert body.schema == FIRST.rows.schema
    assert body["doubt"].null_count == len(body)
    assert body.drop_columns(["doubt"]).equals(FIRST.rows.drop_columns(["doubt"]))
    assert FIRST.as_of == AS_OF
    assert set(ROW_SCHEMA.names) >= SHOWN
