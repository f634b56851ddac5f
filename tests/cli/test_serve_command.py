"""A server that can't use what it was given says so before it listens, and ends with 2."""

import socket

import pytest
from commanding import truceline

from pmwriter import archive
from truceline.cli.serve import _listener

CUT = archive({0: b"tile"}, 2)[:-2]


@pytest.fixture(scope="module")
def mission(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served") / "mission"
    assert truceline("init", folder).code == 0
    return folder


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<html>", "own.pmtiles: is no PMTiles file"),
        (CUT, "own.pmtiles: is cut off"),
        (
            archive({0: b"x"}, 1, metadata={"vector_layers": [{"id": "transportation"}]}),
            "own.pmtiles: its layers are transportation",
        ),
    ],
)
def test_a_base_map_that_cannot_be_used_is_refused(mission, tmp_path, data, told):
    path = tmp_path / "own.pmtiles"
    path.write_bytes(data)
    done = truceline("serve", mission, "--basemap", path)
    assert (done.code, told in done.err) == (2, True), done


def test_a_base_map_that_is_not_there_is_refused(mission, tmp_path):
    done = truceline("serve", mission, "--basemap", tmp_path / "none.pmtiles")
    assert (done.code, "can't be opened" in done.err) == (2, True)


def test_the_folder_s_own_is_taken_where_none_is_named(mission):
    own = mission / "basemap.pmtiles"
    own.write_bytes(CUT)
    done = truceline("serve", mission)
    assert (done.code, "basemap.pmtiles: is cut off" in done.err) == (2, True)
    own.unlink()


def test_answers_go_out_at_once():
    """Else the second answer on a connection waits 40 ms for an acknowledgement."""
    with _listener("127.0.0.1", 0) as listener:
        address = listener.getsockname()
        with socket.create_connection(address), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
