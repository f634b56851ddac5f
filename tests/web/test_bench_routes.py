"""The drafter's bench by the API: edits judged on a copy, both ways, and nothing saved."""

from contextlib import ExitStack

import pytest


@pytest.fixture(scope="module")
def lake(small_room):
    return small_room("bench")


@pytest.fixture(scope="module")
def drafter(lake):
    with ExitStack() as stack:
        yield lake.client("analyst", stack)


@pytest.fixture(scope="module")
def first(drafter):
    return drafter.get("/api/bench").json()


def edited(drafter, text, path, *values):
    return drafter.post("/api/bench/edit", json={"text": text, "path": path, "values": values})


def judged(drafter, text):
    return drafter.post("/api/bench/judge", json={"text": text}).json()


def path_of(first, *last):
    return next(
        f["path"]
        for term in first["terms"]
        for f in term["fields"]
        if tuple(f["path"][-len(last) :]) == last and term["term"] and not term["reading"]
    )


def test_the_agreement_as_it_is_flips_nothing(drafter, first):
    told = judged(drafter, first["text"])
    assert told["changes"]["changed"] == []
    assert told["changes"]["figures"] == []


def test_an_edit_flips_findings_both_ways_and_saves_nothing(drafter, first, lake):
    size = lake.store.size()
    path = path_of(first, "in_force", "from")
    never = edited(drafter, first["text"], path, "2099-01-01T00:00:00+00:00").json()
    gone = judged(drafter, never["text"])["changes"]
    assert any("yes" in c["before"]["outcomes"].values() for c in gone["changed"])
    assert not any(f["then"] > f["now"] for f in gone["figures"] if f.get("word") == "yes")
    value = next(f["values"] for t in first["terms"] for f in t["fields"] if f["path"] == path)
    back = edited(drafter, never["text"], path, *value).json()
    assert judged(drafter, back["text"])["changes"]["changed"] == []
    assert lake.store.size() == size


def test_problems_are_told_by_line(drafter, first):
    lines = first["text"].splitlines()
    broken = "\n".join([*lines[:2], "wrong_key: 1", *lines[2:]]) + "\n"
    told = drafter.post("/api/bench/edit", json={"text": broken}).json()
    assert any(
        p["line"] == 3 and "wrong_key" in p["field"] + p["message"] for p in told["problems"]
    )
    flips = judged(drafter, broken)
    assert flips["changes"] is None
    assert flips["problems"]


@pytest.mark.parametrize("text", ["", "- a\n", "title: [\n", "\x00", "a: &x 1\n", "title: x\n"])
def test_what_cannot_be_used_is_told_and_nothing_breaks(drafter, text):
    assert judged(drafter, text)["changes"] is None
    assert drafter.post("/api/bench/edit", json={"text": text}).status_code == 200


@pytest.mark.parametrize("text", ["[" * 100_000, '{"text":' * 50_000])
def test_a_body_of_too_many_levels_is_refused(drafter, text):
    told = drafter.post(
        "/api/bench/judge", content=text, headers={"content-type": "application/json"}
    )
    assert told.status_code == 400
    assert "nested" in told.json()["detail"]


def test_a_field_that_is_none_is_refused(drafter, first):
    assert edited(drafter, first["text"], ["title"], "x").status_code == 422
    assert edited(drafter, first["text"], ["terms", "none", "acts"], "x").status_code == 422


@pytest.mark.parametrize("name", ["reader", "parties"])
def test_the_bench_is_the_missions_own(lake, name):
    with ExitStack() as stack:
        somebody = lake.client(name, stack)
        assert somebody.get("/api/bench").status_code == 403
        assert somebody.post("/api/bench/judge", json={"text": ""}).status_code == 403
