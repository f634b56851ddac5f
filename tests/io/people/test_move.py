"""A log and its people moved to a server and back: nothing lost, whenever somebody pulls the plug."""

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from truceline.errors import StoreError, UnreadableError
from truceline.io.people import open_people
from truceline.io.people.move import move_mission
from truceline.io.stores import carry, open_store
from truceline.io.stores.choose import log_base
from truceline.io.stores.schema import ENTRY, HEAD
from truceline.model.evidence import Entry
from truceline.model.people import LogInRefused, Person, Right, Role

NOW = datetime(2031, 5, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PASSWORD = "lakeside-Harbour-9"
HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def quiet(_what, _done, _total):
    pass


def say(mission, *names, database=None, seal=False):
    """Entries of one transaction."""
    with open_store(mission, database) as store:
        put = [(name, *store.put_bytes(name.encode())) for name in names]
        store.append([Entry(kind="document", name=n, sha256=h, size=s) for n, h, s in put])
        if seal:
            store.seal()
        return store.root()


def people(mission, database=None):
    return open_people(mission, database, HASHER)


@pytest.fixture
def mission(tmp_path, monkeypatch):
    """A log of several transactions, sealed in between; an account with a token and a session."""
    monkeypatch.setattr(carry, "AT_ONCE", 3)
    folder = tmp_path / "mission"
    folder.mkdir()
    for n in range(5):
        say(folder, *(f"сводка {n}.{k} \\ \0" for k in range(n + 1)), seal=n == 2)
    with people(folder) as store:
        store.add_account(
            Person(name="a.novak", display="Анна", role=Role.ADMIN, created=NOW), PASSWORD
        )
        store.note_read("a.novak", "/api/incidents", ("I-1", "I-2"), NOW)
    return folder


def rows(mission, database=None):
    """All that the log's tables say."""
    base = log_base(mission / ".truceline", database)
    with base.reading() as told:
        found = [
            [tuple(r) for r in told.execute(select(t).order_by(*t.primary_key))]
            for t in (ENTRY, HEAD)
        ]
    base.close()
    return found


def assert_sound(mission, database, said):
    with open_store(mission, database) as store:
        assert store.verify() == ()
    assert rows(mission, database) == said


def test_a_log_moves_to_a_server_and_back(mission, postgres):
    said = rows(mission)
    with people(mission) as store:
        token = store.issue_token("a.novak", "x", (Right.READ,), NOW, LATER).secret
    there = move_mission(mission, postgres, quiet, to_server=True)
    assert (there.entries, there.copied, there.accounts) == (15, 15, 1)
    assert_sound(mission, postgres, said)
    with people(mission, postgres) as store:
        assert not isinstance(store.log_in("a.novak", PASSWORD, "::1", NOW), LogInRefused)
        assert store.token(token, NOW).person.name == "a.novak"
        store.note_read("a.novak", "/api/tiles", ("I-3",), LATER)
    back = move_mission(mission, postgres, quiet, to_server=False)
    assert (back.root, back.copied) == (there.root, 0)
    assert_sound(mission, None, said)
    with people(mission) as store:
        assert [note.ids for note in store.reads(None, None, 9)] == [("I-3",), ("I-1", "I-2")]
        assert store.accounts()[0].display == "Анна"


def test_what_was_said_in_the_field_joins_what_the_server_has(mission, postgres):
    move_mission(mission, postgres, quiet, to_server=True)
    say(mission, "at the desk", database=postgres)
    assert move_mission(mission, postgres, quiet, to_server=False).copied == 1
    root = say(mission, "in the tent", seal=True)
    again = move_mission(mission, postgres, quiet, to_server=True)
    assert (again.copied, again.entries, again.root) == (1, 17, root)
    assert_sound(mission, postgres, rows(mission, postgres))
    assert say(mission, "at the desk again", database=postgres) != root


def test_moving_twice_moves_once(mission, postgres):
    first = move_mission(mission, postgres, quiet, to_server=True)
    second = move_mission(mission, postgres, quiet, to_server=True)
    assert (second.root, second.copied) == (first.root, 0)


def test_who_opened_the_log_before_can_write_no_more(mission, postgres):
    with open_store(mission) as store, people(mission) as known:
        digest, size = store.put_bytes(b"late")
        assert known.accounts()
        move_mission(mission, postgres, quiet, to_server=True)
        with pytest.raises(UnreadableError, match="PostgreSQL"):
            store.append([Entry(kind="document", name="late", sha256=digest, size=size)])
        with pytest.raises(UnreadableError, match="PostgreSQL"):
            known.note_read("a.novak", "/", ("I-9",), LATER)


def test_another_log_at_the_target_is_left_alone(mission, postgres):
    move_mission(mission, postgres, quiet, to_server=True)
    folder = mission / ".truceline"
    (folder / "log.sqlite.moved").unlink()
    say_other = mission.parent / "other"
    say_other.mkdir()
    say(say_other, "another log")
    (say_other / ".truceline/log.sqlite").replace(folder / "log.sqlite.moved")
    said = rows(mission, postgres)
    with pytest.raises(UnreadableError, match="another log"):
        move_mission(mission, postgres, quiet, to_server=False)
    assert_sound(mission, postgres, said)


def test_a_damaged_log_stays_where_it_is(mission, postgres):
    log = mission / ".truceline/log.sqlite"
    data = bytearray(log.read_bytes())
    at = data.rindex("сводка 4.4".encode())
    data[at] ^= 1
    log.write_bytes(data)
    with pytest.raises(StoreError, match="verify"):
        move_mission(mission, postgres, quiet, to_server=True)
    assert log.exists()
    assert not (mission / ".truceline/database.json").exists()


@pytest.mark.parametrize("to_server", [True, False])
@pytest.mark.parametrize("at", ["entries", 1, 2, 3])
def test_a_move_that_was_killed_goes_on(mission, postgres, at, to_server):
    """In the midst of the entries, or at the n-th change of a name."""
    if not to_server:
        move_mission(mission, postgres, quiet, to_server=True)
        say(mission, "at", "the", "desk", "again", database=postgres)
    said = rows(mission, None if to_server else postgres)
    assert killed(lambda: move_mission(mission, postgres, deadly(at), to_server=to_server))
    if at == (2 if to_server else 3):
        with pytest.raises(UnreadableError, match="interrupted"):
            open_store(mission)
    moved = move_mission(mission, postgres, quiet, to_server=to_server)
    assert moved.entries == len(said[0])
    assert_sound(mission, postgres if to_server else None, said)
    with people(mission, postgres if to_server else None) as store:
        assert [p.name for p in store.accounts()] == ["a.novak"]


def deadly(at):
    """A progress that kills the process, or names that can be changed so often only."""
    if at == "entries":
        return lambda _what, _done, _total: os.kill(os.getpid(), signal.SIGKILL)
    rename, left = Path.replace, [at]

    def replace(self, target):
        if self.parent.name == ".truceline":
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
        return rename(self, target)

    Path.replace = replace
    return quiet


def killed(work):
    """Was the process that did it killed?"""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
