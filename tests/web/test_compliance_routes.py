"""Compliance by the API: the grid says what the findings say, at the level of whoever asks."""

from collections import Counter
from contextlib import ExitStack

import pytest

WORDS = {"yes": "breach", "no": "none", "exempt": "exempt", "open": "undetermined"}


@pytest.fixture(scope="module")
def lake(small_room):
    return small_room("weighed")


@pytest.fixture(scope="module")
def ask(lake):
    with ExitStack() as stack:
        clients = {}

        def get(path, name="reviewer", **query):
            if name not in clients:
                clients[name] = lake.client(name, stack)
            return clients[name].get(f"/api/compliance{path}", params=query)

        get.clients = clients
        yield get


@pytest.fixture(scope="module")
def found(lake):
    return lake.app.state.room.picture().assessment


def counted(view):
    """(term, accused, word) → incidents, over all days of one row."""
    return Counter(
        {
            (row["term"], row["accused"], word): sum(cell[word] for cell in row["cells"])
            for row in view["rows"]
            for word in WORDS
        }
    )


def test_the_grid_counts_what_was_found(ask, lake, found):
    refuted = {s.incident_id for s in found.statuses if s.occurrence == "refuted"}
    for reading in lake.app.state.room.case().readings:
        view = ask("", reading=reading.party).json()
        expected = Counter(
            (f.term_id, f.accused, next(w for w, breach in WORDS.items() if breach == f.breach))
            for f in found.findings
            if f.reading == reading.party and f.incident_id not in refuted
        )
        assert +counted(view) == expected
        assert expected


def test_weeks_are_sums_of_their_days_side_by_side(ask):
    days, weeks = ask("", per=1).json(), ask("", per=7).json()
    assert counted(days) == counted(weeks)
    assert len(weeks["columns"]) < len(days["columns"])
    assert [(r["term"], r["accused"]) for r in days["rows"]] == [
        (r["term"], r["accused"]) for r in weeks["rows"]
    ]


def test_columns_are_the_same_under_every_reading(ask, lake):
    readings = [r.party for r in lake.app.state.room.case().readings]
    assert len({tuple(ask("", reading=name).json()["columns"]) for name in readings}) == 1


def cells(view):
    for row in view["rows"]:
        for cell in row["cells"]:
            first = view["columns"][cell["column"]] if cell["column"] >= 0 else None
            yield row, cell, first


def test_a_cell_opens_its_incidents_and_where_readings_differ(ask):
    view = ask("").json()
    for row, cell, first in cells(view):
        query = {"term": row["term"], "accused": row["accused"]} | (
            {"first": first} if first else {}
        )
        lines = ask("/findings", **query).json()
        assert len(lines) == sum(cell[word] for word in WORDS)
        unlike = [one for one in lines if len(set(one["outcomes"].values())) > 1]
        assert len(unlike) == cell["differ"]


def test_terms_that_incidents_cannot_show_stand_apart(ask, lake):
    view = ask("").json()
    shown = {term["id"] for term in view["terms"]}
    assert shown <= lake.app.state.room.case().observable
    assert view["other"]


@pytest.fixture(scope="module")
def one(found):
    """A finding: its incident, term and accused side."""
    first = min(found.findings, key=lambda f: (f.incident_id, f.term_id, f.accused))
    return {"incident": first.incident_id, "term": first.term_id, "accused": first.accused}


def finding(ask, one, name="reviewer", **query):
    about = {"term": one["term"], "accused": one["accused"]} | query
    return ask(f"/findings/{one['incident']}", name, **about)


def test_a_finding_shows_its_trace_under_every_reading_and_its_reports(ask, one, found):
    told = finding(ask, one).json()
    mine = {
        f.reading: f
        for f in found.findings
        if (f.incident_id, f.term_id, f.accused) == tuple(one.values())
    }
    assert {u["reading"] for u in told["under"] if u["outcome"]} == set(mine)
    for under in told["under"]:
        trace = mine[under["reading"]].trace if under["reading"] in mine else ()
        assert [s["question"] for s in under["steps"]] == [s.question for s in trace]
    incident = next(i for i in found.incidents if i.id == one["incident"])
    assert [r["key"] for r in told["reports"]] == list(incident.report_ids)


@pytest.mark.parametrize(
    ("name", "grid", "lines", "reports"),
    [
        ("reader", False, 403, None),
        ("political", True, 200, False),
        ("parties", True, 200, False),
        ("analyst", True, 200, True),
        ("nobody", None, 401, None),
    ],
)
def test_each_level_is_told_no_more_than_its_brief(ask, one, name, grid, lines, reports):
    answer = ask("", name)
    if grid is None:
        assert answer.status_code == 401
    else:
        assert bool(answer.json()["rows"]) is grid
        assert answer.json()["withheld"] is not grid
    query = {"term": one["term"], "accused": one["accused"]}
    assert ask("/findings", name, **query).status_code == lines
    told = finding(ask, one, name)
    assert told.status_code == lines
    if reports is not None:
        assert bool(told.json()["reports"]) is told.json()["reports_told"] is reports


def test_what_is_no_finding_is_refused(ask, one):
    assert finding(ask, one | {"incident": "I-none"}).status_code == 422
    assert finding(ask, one | {"term": "none"}).status_code == 422


def test_reading_a_finding_is_noted(ask, one, lake):
    finding(ask, one, "analyst")
    lake.app.state.reads.flush()
    notes = lake.people.reads(account="analyst")
    assert any(one["incident"] in note.ids for note in notes)


def reply(ask, one, name="analyst", **changes):
    ask("", name)
    said = one | {"party": one["accused"], "text": "It was not us.", "received_by": "Duty officer"}
    return ask.clients[name].post("/api/replies", json=said | changes)


def test_a_reply_stands_beside_the_finding_and_changes_nothing(ask, one, lake):
    before, size = finding(ask, one).json(), lake.store.size()
    told = reply(ask, one)
    assert told.status_code == 201
    assert lake.store.size() == size + 1
    after = finding(ask, one).json()
    assert [r["text"] for r in after["replies"]] == ["It was not us."]
    assert after["replies"][0]["recorded_by"] == "analyst"
    assert after | {"replies": []} == before
    assert finding(ask, one, "parties").json()["replies"] == []
    assert finding(ask, one, as_of="2031-06-09").json()["replies"] == []
    assert lake.store.verify() == ()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"party": "nobody"}, 422),
        ({"text": "  "}, 422),
        ({"text": "x" * 5001}, 422),
        ({"received_by": ""}, 422),
        ({"incident": "I-none"}, 422),
        ({"reading": "none"}, 422),
        ({"received": "2032-01-01T00:00:00Z"}, 422),
        ({"received": "2031-01-01T00:00:00"}, 400),
    ],
)
def test_a_reply_that_says_nothing_of_a_finding_is_refused(ask, one, lake, changes, status):
    size = lake.store.size()
    assert reply(ask, one, **changes).status_code == status
    assert lake.store.size() == size


@pytest.mark.parametrize("name", ["reader", "parties"])
def test_who_only_reads_records_no_reply(ask, one, name):
    assert reply(ask, one, name).status_code == 403
