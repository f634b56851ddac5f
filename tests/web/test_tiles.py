"""Vector tiles against a decoder of its own: what is drawn is what is found, apart for each side."""

import struct
from collections import Counter

import numpy as np
import pytest

from truceline.web.query import asked, read_query
from truceline.web.tiles import EXTENT, MERGED_PX, TILE_PX, tile

PARTIES = ("RU", "UA")


def varint(body, at):
    value = shift = 0
    while True:
        byte = body[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(body):
    """(number, value) of a message: bytes of a known length, else whole numbers or doubles."""
    at = 0
    while at < len(body):
        key, at = varint(body, at)
        kind = key & 7
        if kind == 2:
            size, at = varint(body, at)
            yield key >> 3, body[at : at + size]
            at += size
        elif kind == 1:
            yield key >> 3, struct.unpack("<d", body[at : at + 8])[0]
            at += 8
        else:
            value, at = varint(body, at)
            yield key >> 3, value


def packed(body):
    at, found = 0, []
    while at < len(body):
        value, at = varint(body, at)
        found.append(value)
    return found


def value_of(body):
    ((number, value),) = fields(body)
    return {1: bytes.decode, 7: bool}.get(number, lambda v: v)(value)


def decoded(body):
    """Features of the one layer as (id, x, y, properties)."""
    ((number, layer),) = fields(body)
    told = list(fields(layer))
    assert (number, dict(told)[15], dict(told)[5]) == (3, 2, EXTENT)
    keys = [v.decode() for n, v in told if n == 3]
    values = [value_of(v) for n, v in told if n == 4]
    for n, feature in told:
        if n != 2:
            continue
        part = dict(fields(feature))
        tags = packed(part[2])
        command, x, y = packed(part[4])
        assert (part[3], command) == (1, 9)
        pairs = zip(tags[::2], tags[1::2], strict=True)
        yield part.get(1), x >> 1, y >> 1, {keys[k]: values[v] for k, v in pairs}


@pytest.fixture(scope="module")
def found(room):
    picture = room.app.state.room.picture()

    def of(**given):
        query = read_query(given, picture.assessment.mission)
        return asked(picture.rows, query, PARTIES)

    return of


def all_tiles(question, z):
    for x in range(2**z):
        for y in range(2**z):
            if body := tile(question, z, x, y):
                yield from decoded(body)


@pytest.mark.parametrize("z", [0, 3, 5])
@pytest.mark.parametrize("given", [{}, {"accused": "RU"}, {"occurrence": "corroborated"}])
def test_tiles_hold_every_placed_incident_once_per_side(found, z, given):
    question = found(**given)
    drawn = Counter()
    for _, _, _, told in all_tiles(question, z):
        drawn[told["side"]] += told["n"]
    named = (*PARTIES, "each", "nobody")
    sides = Counter(named[k] for k in question.columns.side[question.mask].tolist())
    assert drawn == sides


def test_a_lone_incident_has_its_number_and_its_true_radius(found):
    question = found()
    rows = {r["number"]: r for r in question.columns.rows.to_pylist()}
    lone = [(n, told) for n, _, _, told in all_tiles(question, 5) if told["n"] == 1]
    assert len(lone) > 20
    for number, told in lone:
        row = rows[number]
        km_of_pixel = 40075.016686 * np.cos(np.radians(row["lat"])) / TILE_PX
        assert told["r"] == pytest.approx(row["radius_km"] / km_of_pixel, abs=1e-4)
        assert told["sure"] == (row["occurrence"] == "corroborated")


def test_points_of_one_side_never_share_a_cell(found):
    for z in (2, 4):
        for x in range(2**z):
            for y in range(2**z):
                body = tile(found(), z, x, y)
                told = list(decoded(body)) if body else []
                cell = EXTENT * MERGED_PX // TILE_PX
                cells = Counter((a // cell, b // cell, t["side"]) for _, a, b, t in told)
                assert not cells or max(cells.values()) == 1


def test_a_tile_over_http_and_what_is_no_tile(client):
    get = client("analyst").get
    told = get("/tiles/incidents/3/4/2.mvt", params={"accused": "RU", "v": "abc"})
    assert told.headers["content-type"].startswith("application/vnd.mapbox-vector-tile")
    assert told.headers["cache-control"] == "no-store"
    assert {t["side"] for *_, t in decoded(told.content)} == {"RU"}
    for path in ("3/8/0.mvt", "3/0/8.mvt", "19/0/0.mvt", "3/0/x.mvt", "-1/0/0.mvt"):
        assert get(f"/tiles/incidents/{path}").status_code in {400, 404}
    assert client("nobody").get("/tiles/incidents/0/0/0.mvt").status_code == 401
