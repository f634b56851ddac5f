import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import numpy as np
import pytest
from litestar.exceptions import ValidationException
from small_rows import small_rows

from truceline.web.ogc.ask import found, read_ask
from truceline.web.ogc.documents import CONFORMS
from truceline.web.ogc.layers import LAYERS, incident_layer

LAYER = incident_layer(small_rows())
ITEMS = "/ogc/collections/incidents/items"


def chosen(**given) -> str:
    ask, _ = read_ask({k.replace("_", "-"): v for k, v in given.items()}, LAYER)
    return "".join(str(n + 1) for n in found(LAYER, ask))


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        ({}, "123456"),
        ({"bbox": "34,47,35,49"}, "23"),
        ({"bbox": "34,47,-5,35,49,5"}, "23"),
        ({"bbox": "179,-20,-179,-10"}, "45"),
        ({"bbox": "170,-90,180,90"}, "4"),
        ({"bbox": "-180,-90,180,90"}, "12345"),
        ({"datetime": "2031-05-01T03:00:00Z"}, "2"),
        ({"datetime": "2031-05-01T02:00:00Z"}, "2"),  # the first ended as it began
        ({"datetime": "2031-05-02T00:00:00Z"}, "3"),  # an instant
        ({"datetime": "2031-05-02T00:00:00Z/.."}, "345"),
        ({"datetime": "../2031-05-01T23:59:59Z"}, "12"),
        ({"datetime": "/2031-05-01T23:59:59Z"}, "12"),
        ({"datetime": "2031-05-01"}, "12"),
        ({"datetime": "2031-05-01/2031-05-02"}, "1234"),
        ({"datetime": "../.."}, "12345"),
        ({"kind": "fire/mortar"}, "2"),
        ({"reports": "3", "bbox": "34,47,35,49"}, "3"),
        ({"reports": "3", "bbox": "170,-90,180,90"}, ""),
        ({"filter": "reports > 2", "datetime": "2031-05-02"}, "34"),
        ({"filter": "reports > 2", "filter_lang": "cql2-text"}, "3456"),
        ({"kind": "nothing"}, ""),
    ],
)
def test_box_time_filter_and_properties_are_joined_by_and(given, rows):
    assert chosen(**given) == rows


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "1,2,3,nan"}, "bbox"),
        ({"bbox": "1,50,3,40"}, "bbox"),
        ({"bbox": "1,2,999,4"}, "bbox"),
        ({"datetime": "yesterday"}, "datetime"),
        ({"datetime": "2031-05-02/2031-05-01"}, "datetime"),
        ({"datetime": "2031-05-01T00:00:00"}, "datetime"),
        ({"datetime": "2031-13-01"}, "datetime"),
        ({"limit": "0"}, "limit"),
        ({"limit": "٣"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"reports": "three"}, "reports"),
        ({"accused": "AAA"}, "accused"),
        ({"nonsense": "1"}, "nonsense"),
        ({"filter": "reports >"}, "filter"),
        ({"filter_lang": "cql2-json"}, "filter-lang"),
        ({"bbox_crs": "EPSG:3857"}, "bbox-crs"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(given, field):
    with pytest.raises(ValidationException) as error:
        chosen(**given)
    assert error.value.extra[0]["key"] == field


def test_following_next_tells_every_feature_once_in_one_order(client):
    asked, page, told, pages = client("analyst"), f"{ITEMS}?limit=40", [], 0
    while page:
        answer = asked.get(page).json()
        told += [feature["id"] for feature in answer["features"]]
        assert answer["numberReturned"] == len(answer["features"])
        nexts = [link["href"] for link in answer["links"] if link["rel"] == "next"]
        page = "?".join(urlsplit(nexts[0])[2:4]) if nexts else ""
        pages += 1
    assert pages > 1
    assert len(told) == answer["numberMatched"] == len(set(told))
    assert told == sorted(told)


def test_a_page_says_what_it_is(client):
    answer = client("analyst").get(f"{ITEMS}?limit=2000&filter=occurrence%20IS%20NOT%20NULL")
    assert answer.headers["content-type"] == "application/geo+json"
    told = answer.json()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["timeStamp"])
    one = told["features"][0]
    single = client("analyst").get(f"{ITEMS}/{one['id']}").json()
    assert single["properties"] == one["properties"]
    wanted = {"start", "end", "kind", "occurrence", "place_uncertainty_km", "admin1"}
    assert wanted | {"independent_groups", "report_ids"} <= set(one["properties"])


def test_what_is_declared_is_what_there_is(client):
    asked = client("analyst")
    assert asked.get("/ogc/conformance").json()["conformsTo"] == list(CONFORMS)
    listed = asked.get("/ogc/collections").json()["collections"]
    assert [one["id"] for one in listed] == list(LAYERS)
    described = asked.get("/ogc/api").json()
    assert described["openapi"].startswith("3.0.")
    for name in LAYERS:
        properties = asked.get(f"/ogc/collections/{name}/queryables").json()["properties"]
        items = asked.get(f"/ogc/collections/{name}/items?limit=1").json()["features"]
        assert set(items[0]["properties"] if items else ()) <= set(properties)
        given = described["paths"][f"/collections/{name}/items"]["get"]["parameters"]
        for parameter in given:
            if parameter["name"] in properties:
                kind = properties[parameter["name"]]["type"]
                value = {"integer": "1", "number": "1.5", "boolean": "true"}.get(kind, "x")
                path = f"/ogc/collections/{name}/items?{parameter['name']}={value}"
                assert asked.get(path).status_code == 200


@pytest.mark.parametrize("path", ["", "/conformance", "/collections", "/collections/incidents"])
@pytest.mark.parametrize("name", ["analyst", "reader"])
def test_every_resource_is_a_page_for_people(client, path, name):
    page = client(name).get(f"/ogc{path}", headers={"accept": "text/html,*/*"})
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1>" in page.text
    assert client(name).get(f"/ogc{path}").headers["content-type"] == "application/json"


def test_the_public_is_told_what_its_release_allows(client):
    for name, told in (("reader", {}), ("parties", {"findings", "sites"})):
        for layer in ("findings", "sites"):
            answer = client(name).get(f"/ogc/collections/{layer}/items?limit=1").json()
            assert bool(answer["features"]) is (layer in told)
    (one,) = client("reader").get(f"{ITEMS}?limit=1").json()["features"]
    assert one["properties"]["kind"] is None
    assert "report_ids" not in one["properties"]
    (site,) = client("parties").get("/ogc/collections/sites/items?limit=1").json()["features"]
    assert site["properties"]["status"] is None


def test_a_filter_cannot_ask_for_what_is_withheld(client):
    answer = client("reader").get(f"{ITEMS}?filter=kind%20IS%20NOT%20NULL").json()
    assert answer["numberMatched"] == 0


def test_an_earlier_moment_is_another_picture(client):
    asked = client("analyst")
    now, then = (asked.get(f"{ITEMS}?limit=1{q}").json() for q in ("", "&as_of=2025-04-01"))
    assert 0 < then["numberMatched"] < now["numberMatched"]


def test_reads_of_what_is_restricted_are_on_record(room, client):
    since = datetime.now(UTC)
    ids = {f["id"] for f in client("reviewer").get(f"{ITEMS}?limit=3").json()["features"]}
    client("reader").get(f"{ITEMS}?limit=3")
    room.app.state.reads.flush()
    notes = [n for n in room.people.reads(since=since) if n.route.startswith("/ogc")]
    assert {n.account for n in notes} == {"reviewer"}
    assert set().union(*(n.ids for n in notes)) == ids


def test_a_layer_of_nothing_answers_nothing():
    empty = incident_layer(small_rows().slice(0, 0))
    ask, _ = read_ask({"filter": "kind LIKE 'a%' AND A_CONTAINS(accused, ('x'))"}, empty)
    assert found(empty, ask).tolist() == np.array([]).tolist()
    assert empty.extent() is None
