"""Review by the API: what is shown, tried, said, approved by a second person and undone."""

import itertools
from contextlib import ExitStack
from datetime import timedelta

import pytest
from served import PEOPLE, SMALL_NOW, TWO_PERSONS

from truceline.model.people import Person
from truceline.web.presence import GONE_S, Presence

SPLIT = {"about": ["press.R05", "press.R06"], "verdict": "different", "reason": "two acts"}


@pytest.fixture(scope="module")
def lake(small_room, kept_in):
    """A mission that verifies, and whose standard asks for two persons; its clock goes on by a second
    whenever somebody looks at it.
    """
    ticks = itertools.count()
    clock = lambda: SMALL_NOW + timedelta(seconds=next(ticks))  # noqa: E731
    return small_room("lake", kept_in, TWO_PERSONS, clock)


@pytest.fixture(scope="module")
def of(lake):
    with ExitStack() as stack:
        made = {name: lake.client(name, stack) for name in ("reviewer", "releaser", "analyst")}
        yield made.__getitem__


@pytest.fixture
def reviewer(of):
    return of("reviewer")


def say(client, *judgements, expect=201):
    answer = client.post("/api/review/judgements", json={"judgements": list(judgements)})
    assert answer.status_code == expect, answer.text
    return answer.json()


def undo(client, told, reason="on second thought"):
    one = told["judgements"][0]
    back = {"about": one["judgement"]["about"], "verdict": "withdraw", "supersedes": one["id"]}
    return say(client, back | {"reason": reason})


def card(client, name):
    return client.get("/api/review/incident", params={"id": name}).json()


def rows(lake):
    return lake.app.state.room.picture().rows


def test_the_queue_comes_in_pages_by_what_may_move(reviewer):
    whole = reviewer.get("/api/review/queue", params={"limit": 200}).json()
    scores = [q["item"]["score"] for q in whole["items"] if not q["item"]["judgement"]]
    assert scores == sorted(scores, reverse=True)
    assert whole["total"] == len(whole["items"]) > 1
    page = reviewer.get("/api/review/queue", params={"start": 1, "limit": 1}).json()
    assert page["items"] == whole["items"][1:2]
    assert page["total"] == whole["total"]


def test_a_card_holds_what_stands_behind_an_incident(reviewer):
    told = card(reviewer, "I-patrol.R07")
    if "card" not in told:  # whichever report names it
        told = card(reviewer, "I-press.R05")
    keys = told["card"]["incident"]["report_ids"]
    assert {c["report"] for c in told["card"]["claims"]} == set(keys)
    assert {t["report"] for t in told["card"]["times"]} == set(keys)
    assert {f["reading"] for f in told["card"]["findings"]} == {"RUR", "FRE"}
    assert {key for spot in told["spots"] for key in spot["reports"]} <= set(keys)
    assert set(told["accuses"].values()) <= {"RUR", "FRE"}


def test_what_is_tried_is_what_happens_and_nothing_is_appended(lake, reviewer):
    size = lake.store.size()
    form = {"judgements": [SPLIT | {"reason": ""}]}
    told = reviewer.post("/api/review/preview", json=form).json()
    assert lake.store.size() == size
    assert told["objections"] == []
    (count,) = (f for f in told["changes"]["figures"] if f["kind"] == "incidents")
    assert count["now"] == len(rows(lake))
    before = rows(lake)
    said = say(reviewer, SPLIT)
    assert [w["state"] for w in said["judgements"]] == ["standing"]
    assert len(rows(lake)) == count["then"] == count["now"] + 1
    undo(reviewer, said)
    assert rows(lake).equals(before)
    assert lake.store.size() == size + 2


def test_the_same_said_again_is_no_second_entry(lake, reviewer):
    form = SPLIT | {"reason": "said twice, as after a lost connection"}
    first = say(reviewer, form)
    size = lake.store.size()
    assert say(reviewer, form)["judgements"][0]["id"] == first["judgements"][0]["id"]
    assert lake.store.size() == size
    undo(reviewer, first)


def test_an_id_that_is_no_more_leads_to_where_its_report_is(reviewer):
    one, two = sorted(card(reviewer, f"I-press.{r}")["card"]["id"] for r in ("R14", "R24"))
    merged = {"about": [], "incidents": [one, two], "verdict": "same", "reason": "one act"}
    every = {
        key for name in (one, two) for key in card(reviewer, name)["card"]["incident"]["report_ids"]
    }
    said = say(reviewer, merged)
    assert set(said["judgements"][0]["judgement"]["about"]) == every
    assert set(card(reviewer, one)["card"]["incident"]["report_ids"]) == every
    assert card(reviewer, two)["card"]["id"] == one
    assert len(card(reviewer, one)["card"]["judgements"]) == 1
    undo(reviewer, said)
    assert card(reviewer, two)["card"]["id"] == two


WRONG = [
    ({"about": ["press.R05"], "verdict": "reject", "reason": " "}, "reason"),
    ({"about": ["press.R99"], "verdict": "reject", "reason": "x"}, "press.R99"),
    ({"about": ["press.R05"], "verdict": "verify", "value": "verified", "reason": "x"}, "method"),
    ({"about": ["press.R05"], "verdict": "different", "reason": "x"}, "about"),
    ({"about": ["press.R05"], "verdict": "relocate", "value": "far", "reason": "x"}, "value"),
    ({"about": ["press.R05"], "verdict": "bury", "reason": "x"}, "verdict"),
    (
        {"about": ["press.R05"], "verdict": "withdraw", "supersedes": "0" * 64, "reason": "x"},
        "supersedes",
    ),
]


@pytest.mark.parametrize(("form", "field"), WRONG)
def test_what_has_no_effect_is_refused_with_its_field(lake, reviewer, form, field):
    size = lake.store.size()
    told = say(reviewer, form, expect=422)
    assert field in {error["key"] for error in told["errors"]}
    assert lake.store.size() == size


def test_the_mandate_refuses_before_anything_is_said(of):
    form = {"about": ["press.R05"], "verdict": "verify", "value": "verified", "method": "visit"}
    told = of("releaser").post("/api/review/preview", json={"judgements": [form]}).json()
    assert "isn't a mandated verifier" in told["objections"][0]["message"]
    assert told["changes"] is None
    say(of("releaser"), form | {"reason": "x"}, expect=422)
    assert not of("releaser").get("/api/review/choices").json()["may_verify"]
    assert of("reviewer").get("/api/review/choices").json()["may_verify"]


def test_an_undone_judgement_cannot_be_undone_again(reviewer):
    said = say(reviewer, SPLIT | {"reason": "a third time"})
    undo(reviewer, said)
    one = said["judgements"][0]
    again = {"about": SPLIT["about"], "verdict": "withdraw", "supersedes": one["id"], "reason": "x"}
    assert "superseded already" in say(reviewer, again, expect=422)["detail"]


def answer(client, judgement, **form):
    return client.post("/api/review/approvals", json={"judgement": judgement, **form})


def test_a_second_person_approves_and_nobody_their_own(lake, of, reviewer):
    before = rows(lake)
    rejected = {"about": ["press.R24"], "verdict": "reject", "reason": "a film of another year"}
    (told,) = say(reviewer, rejected)["judgements"]
    assert told["state"] == "pending"
    assert rows(lake).equals(before)
    (mine,) = reviewer.get("/api/review/pending").json()
    (theirs,) = of("releaser").get("/api/review/pending").json()
    assert (mine["own"], theirs["own"]) == (True, False)
    item = reviewer.get("/api/review/queue").json()["items"][0]["item"]
    assert (item["verdict"], item["judgement"]) == ("approve", told["id"])
    would = (
        of("releaser")
        .get("/api/review/pending/changes", params={"judgement": told["id"]})
        .json()["changes"]
    )
    assert would["figures"]
    assert answer(reviewer, told["id"]).status_code == 403
    assert answer(of("releaser"), told["id"], approved=False).status_code == 422
    done = answer(of("releaser"), told["id"])
    assert done.json()["judgements"][0]["state"] == "standing"
    assert not rows(lake).equals(before)
    assert answer(of("releaser"), told["id"]).status_code == 409
    taken = undo(reviewer, {"judgements": [told]})["judgements"][0]
    assert taken["state"] == "pending", "undoing takes as many persons as doing"
    answer(of("releaser"), taken["id"])
    assert rows(lake).equals(before)


def test_a_program_approves_by_a_token_and_not_beyond_its_scopes(lake, of, reviewer):
    exercise = {"about": ["press.R21"], "verdict": "exercise", "reason": "announced on the radio"}
    (told,) = say(reviewer, exercise)["judgements"]
    of("releaser").cookies.clear()
    bare = of("analyst")
    bare.cookies.clear()
    body = {"judgement": told["id"], "approved": False, "reason": "nothing was announced"}
    weak, strong = lake.token("releaser", "read"), lake.token("releaser", "review")
    assert bare.post("/api/review/approvals", json=body, headers=weak).status_code == 403
    found = bare.post("/api/review/approvals", json=body, headers=strong)
    assert found.json()["judgements"][0]["state"] == "refused"


def test_others_hear_of_a_judgement_with_the_incidents_that_it_concerns(
    lake, reviewer, monkeypatch
):
    heard = []
    monkeypatch.setattr(lake.app.state.room.herald, "tell", heard.append)
    say(reviewer, SPLIT | {"reason": "heard of"})
    (event,) = heard
    assert (event.kind, event.by) == ("judgement", "Reviewer")
    assert event.root == lake.app.state.room.picture().root
    assert any(card(reviewer, name)["card"]["id"] for name in event.about)


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("analyst", "/api/review/queue", 403),
        ("reader", "/api/review/pending", 403),
        ("nobody", "/api/review/choices", 401),
        ("releaser", "/api/review/choices", 200),
    ],
)
def test_review_is_for_reviewers(client, who, path, status):
    assert client(who).get(path).status_code == status


def person(name):
    role, release = PEOPLE["reviewer"]
    return Person(name=name, display=name.title(), role=role, release=release, created=SMALL_NOW)


def test_two_at_one_incident_see_each_other_until_one_is_gone():
    here, now = Presence(), SMALL_NOW
    anna, ben = person("anna"), person("ben")
    assert here.beat(anna, "I-1", now) == ("I-1",)
    assert here.beat(anna, "I-1", now) == (), "a heartbeat is no news"
    here.beat(ben, "I-1", now)
    assert here.beside(anna, "I-1", now) == ("Ben",)
    assert here.beat(ben, "I-2", now) == ("I-1", "I-2")
    assert here.beside(anna, "I-1", now) == ()
    here.beat(ben, "I-1", now)
    later = now + timedelta(seconds=GONE_S + 1)
    here.beat(anna, "I-1", later)
    assert here.beside(anna, "I-1", later) == ()
    here.beat(anna, "", later)
    assert here.beside(ben, "", later) == (), "nowhere is no place to meet"
