"""PMTiles 3 as its file has it: every tile found, no offset believed, and a bad file told in words."""

import gzip
import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmwriter import archive, directory, vector
from truceline.errors import UnreadableError
from truceline.io.pmtiles import Archive, tile_number, unpacked

TILES = {n: bytes([n % 251]) * (n % 7 + 1) for n in (0, 1, 2, 3, 5, 6, 9, 20, 21, 70, 300)}
ABOUT = {
    "attribution": '<a href="https://example.org">&copy; A &amp; B</a>',
    "vector_layers": [{"id": "earth"}],
}


def opened(tmp_path, data: bytes) -> Archive:
    path = tmp_path / "own.pmtiles"
    path.write_bytes(data)
    return Archive(path)


@pytest.mark.parametrize("leaf", [0, 1, 4])
@pytest.mark.parametrize("packed", [True, False])
def test_every_tile_is_found_and_no_other(tmp_path, leaf, packed):
    data = archive(TILES, 2, zooms=(0, 5), leaf=leaf, packed=packed)
    numbers = {
        tile_number(z, x, y): (z, x, y) for z in range(5) for x in range(2**z) for y in range(2**z)
    }
    with opened(tmp_path, data) as held:
        found = {n: tile for n, at in numbers.items() if (tile := held.tile(*at)) is not None}
        assert found == {n: tile for n, tile in TILES.items() if n in numbers}
        assert held.tile(20, 5, 5) is None


def test_a_run_of_equal_tiles_is_one_entry(tmp_path):
    data = archive({4: b"x"}, 2)
    run = data.replace(
        gzip.compress(directory([(4, 1, 1, 0)])), gzip.compress(directory([(4, 3, 1, 0)]))
    )
    assert len(run) == len(data)
    with opened(tmp_path, run) as held:
        places = [
            (1, 0, 0),
            (1, 0, 1),
            (1, 1, 1),
            (1, 1, 0),
            (2, 0, 0),
            (2, 1, 0),
            (2, 1, 1),
            (2, 0, 1),
        ]
        assert [held.tile(*at) for at in places] == [None] * 3 + [b"x"] * 3 + [None] * 2


@pytest.mark.parametrize(
    ("tile", "number"),
    [((0, 0, 0), 0), ((1, 0, 0), 1), ((1, 0, 1), 2), ((1, 1, 1), 3), ((1, 1, 0), 4), ((2, 0, 0), 5),
     ((2, 0, 1), 8), ((3, 7, 7), 63), ((12, 3423, 1763), 19078479)],
)  # fmt: skip
def test_numbers_are_those_of_the_format(tile, number):
    assert tile_number(*tile) == number


@given(st.integers(0, 9))
def test_numbers_walk_from_neighbour_to_neighbour_through_each_zoom(z):
    side = 2**z
    places = {
        tile_number(z, x, y): (x, y) for x in range(min(side, 64)) for y in range(min(side, 64))
    }
    first = (4**z - 1) // 3
    assert min(places) >= first
    near = [(places[n], places[n + 1]) for n in places if n + 1 in places]
    assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1 for a, b in near)


def test_what_a_map_must_know_is_told(tmp_path):
    with opened(
        tmp_path,
        archive({0: vector({})}, 1, zooms=(0, 14), bounds=(22, 44, 40.5, 52), metadata=ABOUT),
    ) as held:
        face = held.face
        assert (face.format, face.min_zoom, face.max_zoom) == ("mvt", 0, 14)
        assert face.bounds == (22.0, 44.0, 40.5, 52.0)
        assert (face.attribution, face.layers) == ("© A & B", ("earth",))
        assert held.gzipped


GOOD = archive(TILES, 2, zooms=(0, 5), leaf=4)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is no PMTiles file"),
        (b"<html>not here</html>", "is no PMTiles file"),
        (b"PM\x02\x00" + GOOD[4:], "version 1 or 2"),
        (GOOD[:60], "cut off within its header"),
        (GOOD[:7] + b"\x04" + GOOD[8:], "version 4"),
        (GOOD[:-3], "is cut off: its header speaks of"),
        (GOOD[:140], "is cut off: its header speaks of"),
        (GOOD[:97] + b"\x03" + GOOD[98:], "something else than gzip"),
        (GOOD[:98] + b"\x04" + GOOD[99:], "something else than gzip"),
        (GOOD[:99] + b"\x06" + GOOD[100:], "neither vector"),
        (GOOD[:100] + b"\x09" + GOOD[101:], "make no sense"),
        (GOOD[:127] + bytes(20) + GOOD[147:], "can't be unpacked"),
        (GOOD[:8] + struct.pack("<QQ", 127, 2**62) + GOOD[24:], "is cut off"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(tmp_path, data, told):
    with pytest.raises(UnreadableError, match=told) as error:
        opened(tmp_path, data)
    assert str(error.value).startswith("own.pmtiles: ")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="can't be opened"):
        Archive(tmp_path / "none.pmtiles")


def test_offsets_past_the_end_are_not_followed(tmp_path):
    data = archive({0: b"12345", 1: b"6"}, 2)
    short = data[:64] + struct.pack("<Q", 3) + data[72:]
    with opened(tmp_path, short) as held, pytest.raises(UnreadableError, match="past the end"):
        held.tile(0, 0, 0)


def test_a_bomb_is_not_unpacked():
    bomb = gzip.compress(bytes(50_000_000))
    with pytest.raises(ValueError, match="too large"):
        unpacked(bomb, 1_000_000)


def test_no_damage_does_more_than_be_told(tmp_path):
    chance, refused = random.Random(5), 0
    for _ in range(150):
        data = bytearray(GOOD)
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            with opened(tmp_path, bytes(data)) as held:
                for z in range(5):
                    held.tile(z, 2**z // 2, 2**z - 1)
        except UnreadableError:
            refused += 1
    assert 0 < refused < 150
