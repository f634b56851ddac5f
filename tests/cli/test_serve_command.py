"""A server that can't use what it was given says so before it listens, and ends with 2."""

import json
import socket
from types import SimpleNamespace

import pytest
from commanding import truceline

from pmwriter import archive
from truceline.cli.serve import _listener, _tell

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
        listener.listen()
        address = listener.getsockname()
        with socket.create_connection(address), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def wrong(folder, taken):
    none, text = folder / "none.pem", folder / "mission.yaml"
    return [
        (["--key", text], "--key: of which --certificate?"),
        (["--certificate", none, "--key", text], "none.pem with "),
        (["--certificate", text], "as PEM"),
        (["--port", taken], "--port 0 takes a free one"),
        (["--host", "nowhere.invalid", "--port", "0"], "make an account first"),
    ]


def test_what_it_cannot_be_served_with_is_told_before_anything_is_derived(mission):
    with socket.create_server(("127.0.0.1", 0)) as there:
        for options, told in wrong(mission, there.getsockname()[1]):
            done = truceline("serve", mission, *options)
            assert (done.code, done.out) == (2, ""), done
            assert told in done.err
            assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("key", "host", "told"),
    [
        ("k3y", "127.0.0.1", ["this link lets you in, once", "Ctrl+C"]),
        ("", "127.0.0.1", ["sign in there by name and password"]),
        ("", "0.0.0.0", ["passwords can be read on their way", "sign in there"]),
    ],
)
def test_where_it_is_and_how_one_gets_in_is_told(capsys, key, host, told):
    app = SimpleNamespace(state=SimpleNamespace(alone=SimpleNamespace(key=key)))
    with _listener(host, 0) as listener:
        port = listener.getsockname()[1]
        for as_json in (False, True):
            _tell(app, listener, tls=False, as_json=as_json)
            out, err = capsys.readouterr()
            url = f"http://{host}:{port}/"
            enter = f"{url}#enter={key}" if key else None
            if as_json:
                assert json.loads(out) == {"url": url, "enter": enter}
            else:
                assert out == f"{enter or url}\n"
            assert all(words in err for words in told)
            assert err.count("\n") == len(told) - (key != "")
