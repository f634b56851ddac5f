"""The situation screen's answers: counts, rows and marks are one query, at a clearance."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from truceline.web.columns import NEVER, columns_of
from truceline.web.counts import BINS, _edges, binned
from truceline.web.query import Query, asked

KYIV = ZoneInfo("Europe/Kyiv")
QUERIES = [{}, {"accused": "RU"}, {"text": "kursk"}, {"from": "2025-04-01", "to": "2025-04-08"}]


@pytest.fixture(scope="module")
def get(client):
    def of(path, name="analyst", status=200, **given):
        answer = client(name).get(f"/api/situation{path}", params=given)
        assert answer.status_code == status, answer.text
        return answer.json()

    return of


@pytest.fixture(scope="module")
def every(get):
    return get("/rows", limit=500)["rows"]


def facets(told):
    return {f["field"]: {v["value"]: v for v in f["values"]} for f in told["counts"]["facets"]}


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_counts_rows_marks_and_bins_are_of_the_same_incidents(get, query):
    counts = get("", **query)["counts"]
    rows = get("/rows", limit=500, **query)["rows"]
    spots = get("/spots", **query, zoom=24)
    assert len(rows) == counts["total"]
    for n, party in enumerate(counts["parties"]):
        assert counts["sides"][n] == sum(party in row["accused"] for row in rows)
    placed = {r["number"] for r in rows if r["lat"] is not None}
    assert sum(spots["n"]) == counts["placed"] == len(placed)
    assert set(spots["number"]) - {0} <= placed
    if "from" not in query:
        binned = np.array([b[1:] for b in counts["bins"]["bins"]]).sum(axis=0)
        assert binned.tolist() == [*counts["sides"], counts["nobody"]]


def test_facets_count_each_side_and_what_else_could_be_chosen(get, every):
    told = facets(get("", occurrence="corroborated", accused="RU"))
    assert set(told["occurrence"]) == {"alleged", "corroborated"}
    assert told["accused"]["UA"]["sides"][0] == 0
    told, parties = facets(get("")), ("RU", "UA")
    objects = Counter((row["category"], p) for row in every for p in row["accused"])
    for value, tally in told["object"].items():
        assert tally["sides"] == [objects[value, party] for party in parties]
    outcomes = Counter(w for row in every for w in row["outcomes"]["RU"].values())
    assert {v: sum(t["sides"]) for v, t in told["outcome.RU"].items()} == outcomes


def test_pages_follow_each_other_in_the_order_asked(get, every):
    pages = [get("/rows", sort="-reports", offset=n, limit=50)["rows"] for n in (0, 50, 100)]
    rows = [row for page in pages for row in page]
    assert [r["id"] for r in rows] == [
        r["id"] for r in sorted(every, key=lambda r: (-r["reports"], r["number"]))
    ]
    at = get("/rows", sort="-reports", sel=rows[71]["id"], limit=0)
    assert (at["at"], at["rows"]) == (71, [])
    assert get("/rows", sel=rows[71]["id"], text="nothing like it")["at"] is None


def test_an_incident_by_id_and_by_number(get, every):
    row = every[17]
    assert get("/incident", id=row["id"]) == row == get("/incident", number=row["number"])
    get("/incident", id="I-none", status=404)


@pytest.mark.parametrize(
    ("path", "given", "field"),
    [
        ("/rows", {"sort": "colour"}, "sort"),
        ("/rows", {"limit": "501"}, "limit"),
        ("/rows", {"offset": "-1"}, "offset"),
        ("", {"bin": "5"}, "bin"),
        ("", {"limit": "5"}, "limit"),
        ("/edges", {"view": "1,2"}, "view"),
        ("/rows", {"as_of": "April"}, "as_of"),
        ("/sources", {"as_of": "0001-01-01"}, "as_of"),
        ("/spots", {"zoom": "nan"}, "zoom"),
        ("/spots", {"zoom": "25"}, "zoom"),
        ("/incident", {"number": "one"}, "number"),
    ],
)
def test_parameters_of_a_route_are_refused_by_name(get, path, given, field):
    assert get(path, status=400, **given)["errors"][0]["key"] == field


def test_what_lies_beyond_the_edges_is_all_that_the_view_leaves_out(get, every):
    edges = get("/edges", view="33,46,38,52")
    outside = [r for r in every if not (33 <= r["lon"] <= 38 and 46 <= r["lat"] <= 52)]
    assert sum(sum(e["sides"].values()) for e in edges) == len(outside)
    assert {e["edge"] for e in edges} == {"north", "east", "south", "west"}


def test_regions_are_units_of_the_base_map(get, client, every):
    found = get("")
    bases = [client("nobody").get(f"/base/recognised/{c}.json") for c in found["countries"]]
    known = {f["properties"]["code"] for base in bases for f in base.json()["features"]}
    told = {region["code"] for region in found["regions"]}
    assert told
    assert told <= known


def test_marks_merge_by_zoom_and_never_across_sides(get, every):
    sides = Counter()
    for row in every:
        each = "each" if len(row["accused"]) > 1 else "".join(row["accused"]) or "nobody"
        sides[each] += row["lat"] is not None
    counts = []
    for zoom in (2, 6, 10):
        told = get("/spots", zoom=zoom)
        found = Counter()
        for side, n in zip(told["side"], told["n"], strict=True):
            found[told["sides"][side]] += n
        assert found == +sides
        counts.append(len(told["n"]))
    assert counts[0] < counts[1] < counts[2]


def test_marks_of_a_view_are_those_within_it(get, every):
    told = get("/spots", view="33,46,38,52", zoom=5)
    inside = [r for r in every if 33 <= (r["lon"] or 0) <= 38 and 46 <= r["lat"] <= 52]
    assert 0 < sum(told["n"]) == len(inside) < len(every)
    assert all(33 <= lon <= 38 for lon in told["lon"])
    assert all(46 <= lat <= 52 for lat in told["lat"])
    across = get("/spots", view="38,46,33,52", zoom=5)  # the other way round the globe
    other = [r for r in every if not 33 < (r["lon"] or 35) < 38 and 46 <= r["lat"] <= 52]
    assert 0 < sum(across["n"]) == len(other)


def test_an_area_has_a_ring_only_where_no_region_is_outlined(get, every):
    told = get("/spots", zoom=24, known_to="region")
    assert told["n"]
    assert not any(told["disc"])
    outlined = sum(sum(r["sides"].values()) for r in get("")["regions"])
    bare = sum(n for n, ring in zip(told["n"], told["ring"], strict=True) if ring)
    assert bare <= sum(told["n"]) - outlined


def test_the_tray_holds_what_no_map_shows(get, every):
    tray = get("/tray")
    assert tray["region"]["total"] == sum(r["place_state"] == "region" for r in every)
    assert {item["id"] for item in tray["region"]["items"]} <= {r["id"] for r in every}
    assert [tray[heap]["total"] for heap in ("ambiguous", "unknown", "nowhere")] == [0, 0, 0]


def test_sources_tell_silent_days_from_found_ones(get):
    told = {source["name"]: source for source in get("/sources")}
    states = Counter(state for _, state, _ in told["Russian MoD"]["days"])
    assert states["silent"] == 6
    assert states["found"] > 10
    assert told[""]["of"] > 1


def test_the_public_is_told_no_side_no_reading_and_no_source(get):
    told = get("", "reader")
    assert [f["field"] for f in told["counts"]["facets"]] == ["known_to"]
    assert told["counts"]["withheld"]
    assert not any(told["counts"]["sides"])
    assert get("/sources", "reader") == []
    assert get("/ground", "reader") == {}
    row = get("/rows", "reader", limit=1)["rows"][0]
    assert not any(row[n] for n in ("accused", "site", "category", "occurrence", "blamed", "place"))
    get("/card", "parties", status=403, id=row["id"])


def test_an_opened_incident_is_noted(get, room):
    view = get("/card", id="I-halt.R152")
    assert len(view["reports"]) == 20
    room.app.state.reads.flush()
    assert any("I-halt.R152" in note.ids for note in room.people.reads())


def test_as_of_goes_to_every_question(get):
    early = {"as_of": "2025-03-25"}
    assert get("", **early)["counts"]["known"] == get("/rows", **early)["total"]
    assert get("", **early)["counts"]["known"] < get("")["counts"]["known"]


@pytest.mark.parametrize("hours", BINS)
@pytest.mark.parametrize(("day", "long"), [((2025, 3, 30), 23), ((2025, 10, 26), 25)])
def test_bins_begin_at_local_midnight_when_the_clock_changes(day, long, hours):
    begin = datetime(*day, tzinfo=KYIV)
    first = int(begin.timestamp() * 1e6)
    edges = _edges(np.array([first, first + long * 3_600_000_000]), hours)
    assert edges[0] == first
    assert len(edges) == 24 // hours - (long == 23 and hours == 1)
    assert set(np.diff(edges)) <= {hours * 3_600_000_000}


def test_bins_leave_out_what_has_no_time(room):
    rows = room.app.state.room.picture().rows
    columns = columns_of(rows, ("RU", "UA"))
    told = binned(asked(rows, Query(), ("RU", "UA")), 24, UTC)
    dated = int((columns.start != NEVER).sum())
    each = int((columns.several & (columns.start != NEVER)).sum())
    assert sum(sum(b[1:]) for b in told.bins) == dated + each
