"""Invented incidents for `room_api.py`: the same as GeoJSON and as a picture's rows, and a room that serves
these in the place of its own.

    python bench/room_rows.py FOLDER PORT INCIDENTS SEED
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import uvicorn

from truceline.assess.picture.picture import Picture
from truceline.assess.picture.rows import row_schema
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.people import open_people
from truceline.io.stores import open_store
from truceline.model.incident import Incident
from truceline.model.mission import Mission
from truceline.web.app import create_app
from truceline.web.ogc.feature import features
from truceline.web.ogc.layers import incident_layer

KINDS = ("fire/artillery", "fire/mortar", "air/drone_strike", "air/missile_strike", "sea/mine")
WORDS = {
    "place": ("Alder", "Birch", "Cedar"),
    "admin1": ("AA-01", "AA-02", "BB-01"),
    "country": ("AA", "BB"),
    "place_state": ("located", "region"),
    "act": KINDS,
    "category": ("energy/substation", "energy/power_line", "health/hospital"),
    "site": ("one", "two", None),
    "occurrence": ("alleged", "corroborated", "verified"),
    "contestation": ("uncontested", "contested"),
}
OUTCOMES = ("yes", "no", "place", "kind", None)
EPOCH, SPAN = 1_735_700_000, 30_000_000


def rows(count: int, seed: int, schema: pa.Schema) -> pa.Table:
    """Rows of a picture, one in twenty without a place."""
    chance = np.random.default_rng(seed)
    start = (EPOCH + chance.integers(0, SPAN, count)) * 1_000_000
    gone = chance.random(count) < 0.05
    numbers = {"lat": chance.uniform(46, 51, count), "lon": chance.uniform(30, 39, count)}
    told = {name: pa.array(np.round(value, 6), mask=gone) for name, value in numbers.items()}
    told |= {name: drawn(chance, words, count) for name, words in WORDS.items()}
    told["id"] = pa.array([f"I-all.{n:07d}" for n in range(count)])
    told["start"], told["end"], told["known"] = start, start + 3_600_000_000, start
    told["radius_km"] = pa.array(chance.uniform(0.5, 20, count), mask=gone)
    told["time_uncertainty_h"], told["doubt"] = np.zeros(count), chance.random(count)
    lists = (["AAA"], ["BBB"], ["AAA", "BBB"], [])
    told |= {n: [lists[k] for k in chance.integers(0, 4, count)] for n in ("accused", "blamed")}
    columns = [column(field, told, chance, count) for field in schema]
    return pa.table(columns, schema=schema)


def drawn(
    chance: np.random.Generator, words: tuple[str | None, ...], count: int
) -> list[str | None]:
    return [words[k] for k in chance.integers(0, len(words), count)]


def column(
    field: pa.Field, told: dict[str, object], chance: np.random.Generator, count: int
) -> pa.Array:
    if field.name in told:
        return pa.array(told[field.name]).cast(field.type)
    if field.name.startswith("outcome_"):
        return pa.array(drawn(chance, OUTCOMES, count), field.type)
    if pa.types.is_integer(field.type):
        return pa.array(chance.integers(1, 9, count)).cast(field.type)
    return pa.nulls(count, field.type) if field.nullable else pa.array([[]] * count, field.type)


def feature_lines(count: int, seed: int) -> Iterator[str]:
    """A GeoJSON file, of the rows that a mission of two parties has."""
    layer = incident_layer(rows(count, seed, example_schema()))
    yield '{"type":"FeatureCollection","features":[\n'
    for n in range(0, count, 1000):
        block = features(layer, np.arange(n, min(n + 1000, count)))
        yield ("," if n else "") + ",\n".join(json.dumps(flat(feature)) for feature in block) + "\n"
    yield "]}"


def flat(feature: dict[str, object]) -> dict[str, object]:
    """Lists joined to texts, since a GeoPackage has no others."""
    told = feature["properties"]
    assert isinstance(told, dict)
    joined = {k: " ".join(v) if isinstance(v, list | tuple) else v for k, v in told.items()}
    return feature | {"properties": {"code": feature["id"]} | joined}


def example_schema() -> pa.Schema:
    """The rows' schema of two parties and their readings."""
    from truceline.assess.picture.rows import ROW_SCHEMA  # noqa: PLC0415

    word = pa.dictionary(pa.int32(), pa.string())
    names = ("outcome_AAA", "outcome_AAA_AAA", "outcome_AAA_BBB", "outcome_BBB_AAA")
    return pa.schema([*ROW_SCHEMA, *(pa.field(name, word) for name in names)])


def pictured(picture: Picture, count: int, seed: int) -> Picture:
    """The picture with invented incidents."""
    mission: Mission = picture.assessment.mission
    table = rows(count, seed, row_schema(mission))
    made = tuple(
        Incident(id=key, report_ids=(f"all:{key}",), probabilities=(1.0,), when=None, where=None)
        for key in table["id"].to_pylist()
    )
    assessment = msgspec.structs.replace(picture.assessment, incidents=made)
    return msgspec.structs.replace(picture, rows=table, assessment=assessment)


def main() -> int:
    folder, port, count, seed = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    with open_store(folder) as store, open_people(folder) as people:
        app = create_app(folder, store, EmbeddedEngine(), people)
        picture = pictured(app.state.room.picture(), count, seed)
        app.state.room.picture = lambda as_of=None: picture  # noqa: ARG005
        uvicorn.run(app, port=port, log_level="warning", access_log=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
