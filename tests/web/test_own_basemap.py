"""A map of one's own beneath everything: its tiles as they lie in the file, for those signed in."""

import gzip
from contextlib import ExitStack

import pytest

from pmwriter import POINT, archive, picture, vector
from truceline.errors import UnreadableError
from truceline.io.pmtiles import Archive, tile_number
from truceline.web.basemap import check_layers

TILE = vector({"places": [(POINT, [(2048, 2048)], {"name": "Qz"})]})
ABOUT = {"attribution": "© Somebody", "vector_layers": [{"id": "places"}]}


def opened(folder, data: bytes) -> Archive:
    path = folder / "own.pmtiles"
    path.write_bytes(data)
    return Archive(path)


@pytest.fixture
def with_map(room, tmp_path):
    """`with_map(bytes)`: the room with that map, until the test is over."""
    with ExitStack() as stack:

        def put(data: bytes) -> None:
            room.app.state.basemap = stack.enter_context(opened(tmp_path, data))

        yield put
        room.app.state.basemap = None


def test_vector_tiles_pass_as_they_are_and_unpacked_for_who_must(client, with_map):
    with_map(archive({tile_number(4, 9, 5): TILE}, 1, zooms=(4, 4), metadata=ABOUT))
    told = client("reader").get("/api/mission").json()["basemap"]
    assert (told["kind"], told["attribution"], told["layers"]) == (
        "vector",
        "© Somebody",
        ["places"],
    )
    address = told["tiles"].format(z=4, x=9, y=5)
    answer = client("reader").get(address)
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["cache-control"].startswith("private")
    assert answer.content == gzip.decompress(TILE)
    bare = client("reader").get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in bare.headers
    assert bare.content == answer.content


def test_pictures_pass_as_they_are_and_what_the_file_lacks_is_empty(client, with_map):
    png = picture((200, 210, 190), 8)
    with_map(archive({0: png}, 2))
    told = client("reader").get("/api/mission").json()["basemap"]
    assert told["kind"] == "raster"
    answer = client("reader").get(told["tiles"].format(z=0, x=0, y=0))
    assert (answer.headers["content-type"], answer.content) == ("image/png", png)
    lacking = client("reader").get(told["tiles"].format(z=3, x=1, y=1))
    assert (lacking.status_code, lacking.content) == (204, b"")


@pytest.mark.parametrize("tile", ["2/4/0", "2/0/4", "25/0/0", "99999/0/0"])
def test_tiles_that_cannot_be_are_refused(client, with_map, tile):
    with_map(archive({0: TILE}, 1))
    assert client("reader").get(f"/basemap/{tile}").status_code == 400


def test_a_damaged_tile_is_told_to_whoever_has_it_unpacked(client, with_map):
    with_map(archive({0: b"no gzip"}, 1))
    answer = client("reader").get("/basemap/0/0/0", headers={"accept-encoding": "identity"})
    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "the map's tile can't be unpacked: not gzip",
    )


def test_nobody_gets_a_tile_and_a_room_without_a_map_has_none(client, with_map):
    assert client("reader").get("/api/mission").json()["basemap"] is None
    assert client("reader").get("/basemap/0/0/0").status_code == 404
    with_map(archive({0: TILE}, 1))
    assert client("nobody").get("/basemap/0/0/0").status_code == 401


def test_vector_tiles_of_another_layout_are_refused(tmp_path):
    about = {"vector_layers": [{"id": "transportation"}, {"id": "boundary"}]}
    with (
        opened(tmp_path, archive({0: TILE}, 1, metadata=about)) as held,
        pytest.raises(UnreadableError, match="its layers are transportation, boundary"),
    ):
        check_layers(held.face, "own.pmtiles")
    with opened(tmp_path, archive({0: TILE}, 1)) as unsaid:
        check_layers(unsaid.face, "own.pmtiles")
