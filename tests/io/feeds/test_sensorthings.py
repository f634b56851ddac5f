"""SensorThings: times with zones, results that are counts, pages that stay on their host."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.errors import UnreadableError
from truceline.io.feeds.sensorpages import Service
from truceline.io.feeds.sensorthings import datastream_of, read_observation
from truceline.model.sensing import Observation

SINCE = datetime(2031, 5, 1, tzinfo=UTC)
WHEN = "2025-04-02T02:40:11Z"
AT = datetime(2025, 4, 2, 2, 40, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("v1.1/Datastreams(1)/Observations", "1"),
        ("v1.0/Datastreams('ab-c')/Observations", "ab-c"),
        ("v1.1/Datastreams('1)/Observations", None),
        ("v1.1/Datastreams(1)/Observations/x", None),
        ("v1.1/Things(1)/Observations", None),
        ("v1.1/Datastreams(a#b)/Observations", None),
        ("", None),
    ],
)
def test_topics(topic, name):
    assert datastream_of(topic) == name


@pytest.mark.parametrize(
    ("when", "result", "wanted"),
    [
        (WHEN, 3, {"count": 3}),
        (WHEN, True, {"count": 1}),
        ("2025-04-02T04:40:11+02:00", 0.5, {"count": 0.5}),
        ("2025-04-02T02:40:11.123456789Z", 1, {"count": 1, "micro": 123456}),
        (f"{WHEN}/2025-04-02T02:41:00Z", 3, {"count": 3, "end": AT.replace(minute=41, second=0)}),
        (WHEN, {"count": 2, "lat": 1, "lon": 2}, {"count": 2, "lat": 1.0, "lon": 2.0}),
    ],
)
def test_observations(when, result, wanted):
    start = AT.replace(microsecond=wanted.pop("micro", 0))
    told = {"phenomenonTime": when, "result": result, "resultTime": None, "@iot.id": 7}
    assert read_observation(told, "1") == Observation(
        **{"datastream": "1", "start": start, "end": start, **wanted}
    )


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (7, "object"),
        ({"result": 3}, "phenomenonTime"),
        ({"phenomenonTime": "2025-04-02T02:40:11", "result": 3}, "zone"),
        ({"phenomenonTime": "2025-04-02", "result": 3}, "write a time"),
        ({"phenomenonTime": f"{WHEN}/2024-04-02T02:40:11Z", "result": 3}, "before it starts"),
        ({"phenomenonTime": "0001-01-01T00:00:00+14:00", "result": 3}, "calendar"),
        ({"phenomenonTime": WHEN}, "no count"),
        ({"phenomenonTime": WHEN, "result": "3"}, "number"),
        ({"phenomenonTime": WHEN, "result": {"count": 1, "size": 2}}, "nobody knows"),
        ({"phenomenonTime": WHEN, "result": {"count": 1, "lat": True, "lon": 1}}, "number"),
        ({"phenomenonTime": WHEN, "result": {"count": 1, "lat": 91, "lon": 1}}, "outside"),
        ({"phenomenonTime": WHEN, "result": {"count": 1, "bearing_deg": 9}}, "together"),
        ({"phenomenonTime": WHEN, "result": {"count": float("nan")}}, "outside"),
    ],
)
def test_what_is_no_observation_is_never_guessed(told, words):
    with pytest.raises(ValueError, match=words):
        read_observation(told, "1")


def test_an_observation_without_a_datastream():
    with pytest.raises(ValueError, match="no datastream"):
        read_observation({"phenomenonTime": WHEN, "result": 3})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(json_values, json_values)
def test_nothing_crashes_the_reader(when, result):
    with pytest.raises(ValueError):  # noqa: PT011
        read_observation({"phenomenonTime": when, "result": result}, "1")
    try:
        told = read_observation({"phenomenonTime": WHEN, "result": result}, "1")
    except ValueError:
        return
    assert told.count >= 0


@contextmanager
def serving(answer):
    """A service whose answer depends on how often it was asked: (status, body, headers)."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            status, body, headers = answer(len(asked), self.headers["Host"])
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(data))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/FROST/v1.1/", asked
    finally:
        server.shutdown()
        server.server_close()


def test_pages_are_followed_to_the_last():
    def answer(n, host):
        links = {1: "?$skip=2", 2: f"http://{host}/FROST/v1.1/more"}
        page = {"value": [{"result": n}], **({"@iot.nextLink": links[n]} if n in links else {})}
        return 200, page, {}

    with serving(answer) as (url, asked):
        pages = list(Service(url).observations("x-1", SINCE))
    assert [json.loads(one) for _, page in pages for one in page] == [
        {"result": n} for n in (1, 2, 3)
    ]
    assert {topic for topic, _ in pages} == {"v1.1/Datastreams('x-1')/Observations"}
    assert asked[0].startswith("/FROST/v1.1/Datastreams('x-1')/Observations?$top=500&$orderby=")
    assert "ge%202031-05-01T00:00:00Z" in asked[0]
    assert asked[2] == "/FROST/v1.1/more"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((500, b"", {}), "status 500"),
        ((302, b"", {"Location": "http://127.0.0.2/"}), "status 302"),
        ((200, b"<html>", {}), "no page"),
        ((200, b"[" * 100_000, {}), "no page"),
        ((200, b" " * (8 * 1024 * 1024 + 1), {}), "larger"),
        ((200, {"value": [], "@iot.nextLink": "http://h.example/"}, {}), "another"),
        ((200, {"value": [], "@iot.nextLink": "https:/x"}, {}), "another"),
        ((200, {"value": [], "@iot.nextLink": "?x"}, {}), "no end"),
    ],
)
def test_a_service_that_misbehaves_is_left(answer, words):
    with serving(lambda *_: answer) as (url, _), pytest.raises(UnreadableError, match=words):
        list(Service(url).observations("1", SINCE))


@pytest.mark.parametrize("url", ["ftp://h/v1.1", "v1.1", "http://user:secret@h/v1.1"])
def test_addresses_of_services_that_are_none(url):
    with pytest.raises(ValueError, match="write e"):
        Service(url)
