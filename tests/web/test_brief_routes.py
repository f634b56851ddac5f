"""The brief by the API: what nobody signed doesn't go out, what goes out is what was signed, and no
level is told what its brief withholds.
"""

import hashlib
import json
from contextlib import ExitStack

import pytest

from truceline.assess.drafting import place_of, publications
from truceline.assess.shelf import Shelf
from truceline.model.release import RELEASES
from truceline.web.drafts import kept

EARLY, LATE = "2031-05-18", "2031-06-10"
STATEMENT = "I have read it. It may go out."


@pytest.fixture(scope="module")
def lake(small_room, kept_in):
    return small_room("published", kept_in)


@pytest.fixture(scope="module")
def of(lake):
    with ExitStack() as stack:
        clients = {}

        def client(name):
            if name not in clients:
                clients[name] = lake.client(name, stack)
            return clients[name]

        yield client


def draft(of, as_of=LATE, release="restricted", name="analyst"):
    return of(name).get("/api/brief/draft", params={"as_of": as_of, "release": release})


def which(told):
    head = told["header"]
    return {"as_of": head["as_of"], "release": head["release"], "root": head["root"]}


def sign(of, told, name="releaser", **changes):
    said = which(told) | {"statement": STATEMENT} | changes
    return of(name).post("/api/brief/signatures", json=said)


def publish(of, told, name="releaser", **changes):
    return of(name).post("/api/brief/publications", json=which(told) | changes)


@pytest.fixture(scope="module")
def out(of):
    """The parties' brief of an early day, signed and published."""
    told = draft(of, EARLY, "parties").json()
    assert publish(of, told).status_code == 409
    assert sign(of, told).status_code == 201
    answer = publish(of, told)
    assert answer.status_code == 201
    return answer.json()


def file(of, brief, name, who="releaser"):
    return of(who).get(f"/brief/published/{brief['release']}/{brief['as_of']}/{name}")


def test_what_goes_out_is_what_was_signed(of, out):
    assert out["signed"]["person"] == "Releaser"
    assert out["signed"]["statement"] == STATEMENT
    assert {"index.html", "brief.pdf", "findings.csv", "manifest.json"} <= set(out["files"])
    assert out["files"]["manifest.json"] == out["signed"]["manifest"]
    for name, digest in out["files"].items():
        assert hashlib.sha256(file(of, out, name).content).hexdigest() == digest
    page = file(of, out, "index.html")
    assert "Releaser, " in page.text
    assert "(pending)" not in page.text


def test_a_paper_may_load_nothing_and_tables_are_taken_away(of, out):
    page = file(of, out, "index.html")
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src")
    assert "sandbox" in page.headers["content-security-policy"]
    assert "content-disposition" not in page.headers
    table = file(of, out, "findings.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="findings.csv"'


def test_a_later_brief_restates_what_went_out(of, out):
    told = draft(of, LATE, "parties").json()
    assert told["restatement_note"].startswith("Since the issue as of 18 May 2031")
    assert told["restatement"]
    assert draft(of, LATE, "restricted").json()["restatement_note"].startswith("First issue")


def test_signatures_and_publications_are_no_evidence(of, out, lake):
    assert draft(of, EARLY, "parties").json()["header"]["root"] == out["root"]
    shelf = Shelf(lake.store)
    assert len(shelf.signed) == 1
    assert shelf.size < lake.store.size()
    checked = of("analyst").get("/api/log/check").json()
    assert checked["fits"]
    assert (checked["entries"], checked["root"]) == (lake.store.size(), lake.store.root())


def test_a_draft_says_that_it_is_on_record(of, out):
    told = draft(of, EARLY, "parties").json()
    assert told["published"]
    assert [s["name"] for s in told["signed"]] == ["releaser"]
    other = draft(of, EARLY, "public").json()
    assert not other["published"]
    assert not other["signed"]


@pytest.mark.parametrize("name", ["reader", "political", "parties", "analyst", "reviewer"])
def test_only_a_releaser_signs_and_publishes(of, out, lake, name):
    told, size = draft(of, EARLY, "parties").json(), lake.store.size()
    assert sign(of, told, name).status_code == 403
    assert publish(of, told, name).status_code == 403
    assert lake.store.size() == size


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"root": "0" * 64}, 409),
        ({"release": "secret"}, 404),
        ({"statement": "  "}, 422),
        ({"statement": "x" * 2001}, 422),
        ({"as_of": "2031-05-18T00:00:00"}, 400),
        ({"as_of": "8999-01-01T00:00:00Z"}, 400),
        ({"as_of": "9999-12-31T23:59:59-12:00"}, 400),
    ],
)
def test_what_is_no_signature_is_refused(of, out, lake, changes, status):
    told, size = draft(of, EARLY, "parties").json(), lake.store.size()
    assert sign(of, told, **changes).status_code == status
    assert lake.store.size() == size


@pytest.mark.parametrize(
    ("name", "sees"), [("reader", False), ("political", False), ("parties", True), ("admin", True)]
)
def test_a_brief_is_shown_to_its_audience_alone(of, out, name, sees):
    listed = of(name).get("/api/briefs").json()
    assert [b["release"] for b in listed] == (["parties"] if sees else [])
    assert file(of, out, "index.html", name).status_code == (200 if sees else 404)


@pytest.mark.parametrize("name", ["reader", "political", "parties"])
@pytest.mark.parametrize("path", ["/api/brief/draft", "/api/brief/levels", "/brief/draft/public"])
def test_drafts_are_the_missions_own(of, name, path):
    assert of(name).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/api/brief/draft", "/api/brief/levels", "/brief/draft/public"])
def test_there_is_no_draft_of_the_future(of, path):
    answer = of("releaser").get(path, params={"as_of": "8999-01-01"})
    assert (answer.status_code, answer.json()["errors"][0]["key"]) == (400, "as_of")


@pytest.mark.parametrize(
    "name",
    ["..%2Fmanifest.json", "log.sqlite", "%2e%2e%2f%2e%2e%2fhead.json", "index.html%00", "x"],
)
def test_no_other_file_is_had(of, out, name):
    assert file(of, out, name).status_code == 404


@pytest.mark.parametrize(
    "as_of",
    ["2031-05-18", "2031-05-18T22:00:00", "x", "9999-12-31T23:59:59-23:59", "2031-05-19T00Z"],
)
def test_no_brief_of_another_moment_is_had(of, out, as_of):
    assert file(of, out | {"as_of": as_of}, "index.html").status_code == 404


def test_bytes_that_changed_since_are_not_handed_out(of, out, lake):
    brief = publications(lake.store, kept(lake.app.state.room))[0]
    path = place_of(kept(lake.app.state.room), brief.release, brief.as_of) / "findings.csv"
    right = path.read_bytes()
    path.write_bytes(right + b"x\n")
    try:
        assert file(of, out, "findings.csv").status_code == 404
    finally:
        path.write_bytes(right)
    assert file(of, out, "findings.csv").status_code == 200


def test_what_was_signed_is_asked_for_again_when_something_came_in(of, out, lake):
    told = draft(of, LATE, "public").json()
    assert sign(of, told).status_code == 201
    found = lake.app.state.room.picture().assessment.findings[0]
    said = {
        "incident": found.incident_id,
        "term": found.term_id,
        "accused": found.accused,
        "party": found.accused,
        "text": "We deny it.",
        "received_by": "Duty officer",
    }
    assert of("analyst").post("/api/replies", json=said).status_code == 201
    assert publish(of, told).status_code == 409
    again = draft(of, LATE, "public").json()
    assert not again["signed"]
    assert publish(of, again).status_code == 409
    for level, told in zip(RELEASES, (True, True, False, False), strict=True):
        page = of("analyst").get(f"/brief/draft/{level}", params={"as_of": LATE}).text
        assert ("We deny it." in page) is told


def test_levels_side_by_side(of):
    told = of("analyst").get("/api/brief/levels", params={"as_of": LATE}).json()
    sections = {s["id"]: s["told"] for s in told["sections"]}
    for counts in sections.values():
        assert list(counts) == list(RELEASES)
        assert counts["restricted"] >= counts["political_body"]
        assert counts["restricted"] >= counts["public"]
    assert sections["findings"]["public"] == sections["sides"]["public"] == 0
    assert sections["replies"]["political_body"] == sections["replies"]["public"] == 0
    for figure in told["figures"]:
        for level, state in figure["states"].items():
            assert (figure["values"][level] is not None) == (state == "shown")
    for row in told["rows"]:
        assert row["told"]["public"] is None or "accused" not in row["told"]["public"]
    assert json.dumps(told).count("withheld") or told["figures"]


def test_the_published_brief_is_that_of_the_command(of, out, lake, tmp_path):
    """The draft of the room and the brief of the command line are one brief."""
    from truceline.assess.produce import produce

    produce(lake.folder, lake.store, lake.app.state.room.engine, LATE, "political_body", tmp_path)
    page = of("analyst").get("/brief/draft/political_body", params={"as_of": LATE})
    assert page.content == (tmp_path / "index.html").read_bytes()
