"""Coming in, staying and going, over HTTP: what protects the server besides rights."""

import logging
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
from litestar.testing import TestClient
from served import PASSWORD

from truceline.model.people import SESSION_HOURS, Right
from truceline.web.access import COOKIE, CSRF_HEADER
from truceline.web.headers import HEADERS

LOG_IN = {"name": "reviewer", "password": PASSWORD}
PAGES = (
    "/",
    "/api/session",
    "/api/mission",
    "/api/openapi.json",
    "/static/page.html",
    "/nowhere",
    "/ogc/collections/incidents/items?limit=x",
    "/ogc?f=html",
)


@pytest.fixture
def door(room):
    """The room, and a client that nobody has signed in by."""
    with TestClient(room.app, raise_server_exceptions=False) as client:
        yield room, client


def flags(answer) -> dict[str, str]:
    """The session's cookie as the browser is told to keep it."""
    return dict(SimpleCookie(answer.headers["set-cookie"])[COOKIE])


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookie_is_kept_from_scripts_other_sites_and_bare_lines(door, scheme):
    answer = door[1].post(f"{scheme}://testserver.local/api/session", json=LOG_IN)
    told = flags(answer)
    assert told["httponly"] is True
    assert told["samesite"].lower() == "strict"
    assert bool(told["secure"]) is (scheme == "https")
    assert int(told["max-age"]) <= SESSION_HOURS * 3600
    assert told["path"] == "/"
    assert not told["domain"]


def test_what_changes_something_needs_the_sessions_own_word(door):
    served, client = door
    opened = served.people.open_session("analyst", datetime.now(UTC))
    cookies = {"cookie": f"{COOKIE}={opened.token}"}
    for word, status in (("", 403), ("wrong", 403), ("ключ", 403)):
        sent = cookies | ({CSRF_HEADER: word.encode()} if word else {})
        assert client.post("/api/sightings", json={}, headers=sent).status_code == status
    right = cookies | {CSRF_HEADER: opened.session.csrf}
    assert client.post("/api/sightings", json={}, headers=right).status_code == 400
    assert client.get("/api/mission", headers=cookies).status_code == 200


def test_a_session_ends_with_log_out_deactivation_and_time(door):
    served, client = door
    now = datetime.now(UTC)
    closed, old = (served.people.open_session("political", now) for _ in range(2))
    late = served.people.open_session("political", now - timedelta(hours=SESSION_HOURS, minutes=1))

    def seen(opened) -> int:
        return client.get(
            "/api/mission", headers={"cookie": f"{COOKIE}={opened.token}"}
        ).status_code

    assert (seen(closed), seen(old), seen(late)) == (200, 200, 401)
    out = {"cookie": f"{COOKIE}={closed.token}", CSRF_HEADER: closed.session.csrf}
    assert client.delete("/api/session", headers=out).status_code == 204
    assert (seen(closed), seen(old)) == (401, 200)
    served.people.deactivate("political")
    assert seen(old) == 401
    served.people.reactivate("political")


@pytest.mark.parametrize(
    ("owner", "scopes", "hours", "method", "path", "status"),
    [
        ("reviewer", (Right.READ,), 1, "GET", "/api/mission", 200),
        ("reviewer", (Right.READ,), 1, "GET", "/api/review/choices", 403),
        ("reviewer", (Right.REVIEW,), 1, "GET", "/api/review/choices", 200),
        ("reviewer", (Right.REVIEW,), 1, "GET", "/api/mission", 403),
        ("reader", (Right.READ,), 1, "POST", "/api/sightings", 403),
        ("analyst", (Right.WRITE,), 1, "POST", "/api/sightings", 400),  # needs no word
        ("reviewer", (Right.READ,), -1, "GET", "/api/mission", 401),
    ],
)
def test_a_token_does_what_its_scopes_say_until_it_ends(
    door, owner, scopes, hours, method, path, status
):
    served, client = door
    issued_at = datetime.now(UTC) - timedelta(hours=2)
    ends = datetime.now(UTC) + timedelta(hours=hours)
    issued = served.people.issue_token(owner, "x", scopes, issued_at, ends)
    headers = {"authorization": f"Bearer {issued.secret}"}
    assert client.request(method, path, headers=headers, json={}).status_code == status
    served.people.revoke_token(issued.token.id)
    assert client.request(method, path, headers=headers, json={}).status_code == 401


@pytest.mark.parametrize("said", ["Bearer", "Bearer ", "Basic abc", "Bearer \x7f", "x" * 5000])
def test_a_strange_key_opens_nothing_and_breaks_nothing(door, said):
    answer = door[1].get("/api/mission", headers={"authorization": said})
    assert answer.status_code == 401


def test_guessing_is_slowed_down_and_says_how_long(door):
    client = door[1]
    tries = [client.post("/api/session", json=LOG_IN | {"password": f"no {n}"}) for n in range(25)]
    answers = [answer.status_code for answer in tries]
    assert answers[0] == 401
    assert answers[-1] == 429
    assert int(tries[-1].headers["retry-after"]) >= 1
    right = client.post("/api/session", json=LOG_IN)
    assert right.status_code == 429
    unknown = client.post("/api/session", json=LOG_IN | {"name": "nobody at all"})
    assert unknown.status_code in {401, 429}
    assert "reviewer" not in tries[0].text


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_has_the_headers_that_protect_it(client, page):
    for who in ("nobody", "analyst"):
        answer = client(who).get(page)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_a_body_that_is_too_large_is_refused_before_it_is_read(room, client):
    token = room.token("analyst")
    big = b"x" * (11 * 2**20)
    answer = client("nobody").post("/api/sightings", content=big, headers=token)
    assert answer.status_code == 413
    declared = token | {"content-length": str(2 * 2**30)}
    answer = client("nobody").post("/api/sightings", content=b"x", headers=declared)
    assert answer.status_code == 413


def test_no_secret_stands_in_a_log(door, caplog):
    served, client = door
    caplog.set_level(logging.DEBUG)
    opened = served.people.open_session("analyst", datetime.now(UTC))
    issued = served.token("analyst")
    client.post("/api/session", json={"name": "parties", "password": PASSWORD})
    client.post("/api/session", json={"name": "parties", "password": "another secret of mine"})
    for headers in ({"cookie": f"{COOKIE}={opened.token}"}, issued):
        client.get("/api/mission", headers=headers)
        client.get("/api/brief/draft?release=nonsense", headers=headers)
    secrets = (PASSWORD, "another secret of mine", opened.token, opened.session.csrf)
    told = caplog.text
    assert "HTTP Request" in told
    assert not [s for s in (*secrets, issued["authorization"].split()[1]) if s in told]


def test_who_reads_in_another_language_does_so_from_then_on(door):
    served, client = door
    opened = served.people.open_session("analyst", datetime.now(UTC))
    signed = {"cookie": f"{COOKIE}={opened.token}", CSRF_HEADER: opened.session.csrf}
    for language, status in (("uk", 204), ("xx", 400), ("", 400)):
        answer = client.put("/api/session/language", json={"language": language}, headers=signed)
        assert answer.status_code == status
        assert client.get("/api/session", headers=signed).json()["language"] == "uk"
    served.people.set_language("analyst", "en")
