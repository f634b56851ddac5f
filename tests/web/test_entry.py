"""Sightings, tables and documents that people enter: taken in, corrected, refused."""

import uuid
import zlib
from contextlib import ExitStack

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SEEN = {
    "post": "Post 7",
    "noted": "2031-06-09T06:05:00Z",
    "start": "2031-06-09T06:00:00Z",
    "end": "2031-06-09T06:05:00Z",
    "kind": "fire/mortar",
    "lat": -11.0,
    "lon": 34.2,
    "bearing_deg": 90.0,
    "distance_km": 5.0,
    "means": "heard",
    "count": 3,
    "count_unit": "explosions",
}
HEADER = "report_id,source,published,start,end,kind,lat,lon,extra\n"
ROW = "N1,OCHA,2031-06-08T10:00:00Z,2031-06-08T08:00:00Z,2031-06-08T09:00:00Z,air/drone_strike,-10.1,34.3,x\n"


def seen(**changes):
    return SEEN | {"id": str(uuid.uuid4())} | changes


def send(client, method, path, body, **query):
    return client.request(method, path, params=query, content=body)


@pytest.fixture(scope="module")
def analyst(small_room, kept_in):
    with ExitStack() as stack:
        yield small_room("mission", kept_in).client("analyst", stack)


@pytest.fixture(scope="module")
def room(analyst):
    return analyst.app.state.room


@pytest.fixture(scope="module")
def reading(small_room):
    """A client for requests that leave nothing behind."""
    with ExitStack() as stack:
        yield small_room("reading").client("analyst", stack)


def test_a_sighting_is_a_report_whose_place_follows_from_its_bearing(room, analyst):
    one = seen()
    assert analyst.post("/api/sightings", json=[one]).json() == [
        {"id": one["id"], "taken": True, "problems": []}
    ]
    picture = room.picture()
    report = picture.assessment.reports[f"room.{one['id']}"]
    assert report.place_basis == "observation"
    assert report.lon == pytest.approx(34.2458, abs=0.001)
    assert report.lat == pytest.approx(-11.0, abs=0.001)
    (status,) = [
        s for s in picture.assessment.statuses if any(report.key in o.report_ids for o in s.origins)
    ]
    (origin,) = [o for o in status.origins if report.key in o.report_ids]
    assert origin.side == "mission"
    assert set(origin.speaks) == {"occurrence", "object"}


def test_sent_twice_counts_once_and_the_same_id_corrects(room, analyst):
    one = seen()
    for _ in range(2):
        analyst.post("/api/sightings", json=[one])
    size = room.store.size()
    analyst.post("/api/sightings", json=[one])
    assert room.store.size() == size
    analyst.post("/api/sightings", json=[one | {"count": 7}])
    reports = room.picture().assessment.reports
    assert reports[f"room.{one['id']}"].count == 7


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"post": " "}, "post"),
        ({"end": SEEN["start"]}, "end"),
        ({"noted": "2999-01-01T00:00:00Z"}, "start"),
        ({"lat": 91.0}, "observer_lat"),
        ({"bearing_deg": 400.0}, "bearing_deg"),
        ({"kind": "fire/nothing"}, "kind"),
        ({"photos": ["abc"]}, "photos"),
        ({"id": "../../x"}, "id"),
    ],
)
def test_what_is_wrong_with_one_holds_up_no_other(analyst, changes, field):
    answer = analyst.post("/api/sightings", json=[seen(**changes), seen()]).json()
    assert [one["taken"] for one in answer] == [False, True]
    assert field in {problem["field"] for problem in answer[0]["problems"]}


def test_a_table_is_previewed_then_taken_in_and_replaces_what_it_knew(room, analyst):
    body = (HEADER + ROW).encode()
    where = {"name": "ngo.csv", "dataset": "press"}
    told = send(analyst, "POST", "/api/tables/preview", body, **where).json()
    assert (told["rows"], told["new"], told["changed"], told["same"]) == (1, 1, 0, 0), told
    assert {c["theirs"]: c["ours"] for c in told["columns"]}["extra"] == []
    filed = send(analyst, "PUT", "/api/tables", body, **where, sha256=told["sha256"])
    assert filed.json()["new"], filed.text
    again = body.replace(b"-10.1", b"-10.2")
    told = send(analyst, "POST", "/api/tables/preview", again, name="b.csv", dataset="press").json()
    assert (told["new"], told["changed"]) == (0, 1)
    send(analyst, "PUT", "/api/tables", again, name="b.csv", dataset="press", sha256=told["sha256"])
    reports = room.picture().assessment.reports
    assert reports["press.N1"].lat == -10.2
    problems = room.loaded().mission.problems
    assert not [p for p in problems if "more than once" in p.message]


def test_only_what_was_previewed_is_taken_in(analyst):
    answer = send(
        analyst, "PUT", "/api/tables", b"a", name="x.csv", dataset="press", sha256="0" * 64
    )
    assert answer.status_code == 422
    assert "previewed" in answer.json()["detail"]


def many_rows() -> bytes:
    """A small file of very many rows."""
    sink = pa.BufferOutputStream()
    column = pa.array(["x"]).dictionary_encode().indices
    table = pa.table({"report_id": pa.chunked_array([column.take(pa.array([0] * 10**6))] * 3)})
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes()


HOSTILE = {
    "empty": ("x.csv", b"", "empty"),
    "a way out": ("../x.csv", b"a,b\n", "name"),
    "a way out, in the middle": ("a/../x.csv", b"a,b\n", "name"),
    "a nul": ("a\0b.csv", b"a,b\n", "name"),
    "a program": ("x.exe", b"MZ", "not one of"),
    "a workbook": ("x.xlsx", b"PK\3\4", "not one of"),
    "a zip that says it is a table": ("x.csv", b"PK\3\4" + b"\0" * 100, "problem"),
    "noise": ("x.parquet", zlib.compress(b"x" * 100), "problem"),
    "no table": ("x.csv", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", "problem"),
    "deep": ("x.geojson", b"[" * 100_000, "problem"),
    "rows": ("x.parquet", many_rows(), "rows"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_tables_are_refused_in_words(reading, case):
    name, body, word = HOSTILE[case]
    answer = send(reading, "POST", "/api/tables/preview", body, name=name, dataset="press")
    told = answer.json()
    if word == "problem":
        assert told["rows"] == 0
        assert told["problems"], told
    else:
        assert answer.status_code == 422, told
        assert word in told["detail"], told


def test_a_declared_size_beyond_the_limit_is_refused_unread(reading):
    headers = {"content-length": str(2 * 1024**3)}
    answer = reading.post(
        "/api/tables/preview", params={"name": "x.csv", "dataset": "press"}, headers=headers
    )
    assert answer.status_code == 413


def test_a_document_is_taken_in_and_read(room, analyst):
    body = b"Geneva, 8 June 2031. The ministry said on Thursday that the line was hit."
    answer = send(
        analyst, "PUT", "/api/documents", body, name="note 2031-06-08.txt", dataset="press"
    )
    assert answer.status_code == 200, answer.text
    names = [d.name for d in room.loaded().documents]
    assert names == ["room/press/note 2031-06-08.txt"]
