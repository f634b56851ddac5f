"""`truceline users`: accounts and tokens from the command line, on both kinds of database."""

import io
import json
import re
import sys
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from commanding import truceline

from cluster import PASSWORD
from truceline.io.people import open_people, passwords
from truceline.model.people import Right

GOOD = "vier lose Kacheln im Hof"
OTHER = "seven quiet herons wading"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Hashes that take no time."""
    made = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "PasswordHasher", lambda: made)


@pytest.fixture
def users(tmp_path, database, monkeypatch):
    """Runs one of the commands on a mission, with what is typed."""
    if database:
        monkeypatch.setenv("TRUCELINE_DATABASE", database)

    def run(command, *words, typed=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        told = truceline("users", command, tmp_path, *words)
        assert GOOD not in told.out + told.err
        assert PASSWORD not in told.out + told.err
        return told

    return run


def add(users, name="a.novak", *words, typed=GOOD + "\n"):
    return users("add", name, "--role", "reviewer", "--password-stdin", *words, typed=typed)


def people_of(tmp_path, database):
    return open_people(tmp_path, database)


def test_the_life_of_an_account(users, tmp_path, database):
    assert add(users).out == "a.novak may log in as reviewer, cleared for restricted\n"
    with people_of(tmp_path, database) as people:
        assert people.check_password("a.novak", GOOD).role == "reviewer"
        assert users("passwd", "a.novak", "--password-stdin", typed=OTHER).code == 0
        assert people.check_password("a.novak", OTHER)
        told = users("role", "a.novak", "reader", "--release", "parties")
        assert told.out == "a.novak is reader now, cleared for parties; open sessions were ended\n"
        assert users("language", "a.novak", "uk").code == 0
        assert people.account("a.novak").language == "uk"
        assert people.account("a.novak").clearance == "parties"
        assert users("deactivate", "a.novak").code == 0
        assert people.check_password("a.novak", OTHER) is None
        assert users("deactivate", "a.novak", "--undo").code == 0
        assert people.check_password("a.novak", OTHER)


def test_the_last_admin_is_kept_and_told_what_to_do(users):
    add(users, "root", "--role", "admin")
    for words in (["deactivate", "root"], ["role", "root", "reader"]):
        told = users(*words)
        assert (told.code, told.out) == (1, "")
        assert told.err == (
            "root is the only active admin; first make another: "
            "truceline users role MISSION NAME admin\n"
        )
    add(users)
    assert users("role", "a.novak", "admin").code == 0
    assert users("deactivate", "root").code == 0


def test_accounts_are_listed_for_people_and_programs(users):
    assert users("list").out == ""
    assert "users add MISSION NAME --role admin" in users("list").err
    add(users)
    add(users, "z", "--display", "Зоя", "--language", "uk")
    users("token", "z", "--scope", "read", "--label", "export")
    users("deactivate", "a.novak")
    first, second, token = users("list").out.splitlines()
    assert re.fullmatch(r"    token [0-9a-f]{12} export: read until [-0-9]+ [:0-9]+Z", token)
    assert first.startswith("a.novak  ")
    assert first.endswith("reviewer  sees restricted; 0 sessions, 0 tokens  deactivated")
    assert second.endswith("0 sessions, 1 token")
    told = json.loads(users("list", "--json").out)
    assert [one["display"] for one in told] == ["a.novak", "Зоя"]
    assert told[1]["tokens"][0]["label"] == "export"
    assert "password" not in json.dumps(told)


def test_a_token_is_told_once_alone_and_can_be_revoked(users, tmp_path, database):
    add(users)
    told = users("token", "a.novak", "--scope", "read", "--scope", "write", "--days", "2")
    secret = told.out.strip()
    assert secret not in told.err
    with people_of(tmp_path, database) as people:
        now = datetime.now(UTC)
        found = people.token(secret, now)
        assert found.scopes == (Right.READ, Right.WRITE)
        assert timedelta(days=1.9) < found.expires - now < timedelta(days=2.1)
        short = re.search(r"revoke MISSION (\w+)", told.err)[1]
        assert users("revoke", short).out == "token of a.novak is revoked\n"
        assert people.token(secret, now) is None
    assert users("revoke", short).code == 2


def test_who_read_what_is_told(users, tmp_path, database):
    with people_of(tmp_path, database) as people:
        at = datetime(2025, 4, 1, 8, tzinfo=UTC)
        people.note_read("a.novak", "/api/assets", ("A1", "A2"), at)
        people.note_read("z", "/api/effort", (), at)
    line = "2025-04-01T08:00:00Z a.novak /api/assets A1 A2\n"
    assert users("reads", "--name", "a.novak").out == line
    assert len(json.loads(users("reads", "--json").out)) == 2


WRONG = {
    "weak": (["add", "b", "--role", "admin", "--password-stdin"], "short\n", "at least 12"),
    "common": (["add", "b", "--role", "admin", "--password-stdin"], "password1234", "common words"),
    "no name": (
        ["add", "B!", "--role", "admin", "--password-stdin"],
        GOOD,
        "no name of an account",
    ),
    "no terminal": (["add", "b", "--role", "admin"], GOOD, "--password-stdin"),
    "taken": (["add", "a.novak", "--role", "admin"], "", "already"),
    "nobody": (["passwd", "nobody"], "", "no account 'nobody'"),
    "nobody's role": (["role", "nobody", "reader"], "", "no account 'nobody'"),
    "beyond the role": (["token", "a.novak", "--scope", "release"], "", "may not hand on: release"),
    "administering": (["token", "a.novak", "--scope", "administer"], "", "may not hand on"),
    "too vague": (["revoke", ""], "", "8 letters or more"),
    "no language": (["language", "a.novak", "English"], "", "no language code"),
}


def test_what_cannot_be_is_one_clear_message(users):
    add(users)
    for words, typed, message in WRONG.values():
        told = users(*words, typed=typed)
        assert (told.code, told.out) == (2, "")
        assert message in told.err
        assert told.err.count("\n") == 1


def test_a_password_is_asked_for_twice_at_a_terminal(tmp_path, monkeypatch):
    asked = []

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    told = {"hide_input": True, "confirmation_prompt": True}
    monkeypatch.setattr("typer.prompt", lambda text, **how: asked.append((text, how)) or GOOD)
    assert truceline("users", "add", tmp_path, "a.novak", "--role", "admin").code == 0
    assert asked == [("Password of a.novak", told)]
