"""What the server remembers of people: the same on a SQLite file and on a real PostgreSQL."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from argon2 import PasswordHasher

from truceline.errors import LastAdminError, PeopleError, StoreError, UnreadableError
from truceline.io.people import open_people
from truceline.io.stores import open_store
from truceline.model.people import LogInRefused, Opened, PeopleStore, Person, ReadNote, Right, Role

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NOW = datetime(2025, 4, 1, 8, tzinfo=UTC)
GOOD = "vier lose Kacheln im Hof"
OTHER = "seven quiet herons wading"


def after(**told):
    return NOW + timedelta(**told)


def person(name="a.novak", role=Role.ANALYST, **told):
    return Person(name=name, display="Анна Новак", role=role, created=NOW, **told)


@pytest.fixture
def people(tmp_path, database):
    with open_people(tmp_path, database, CHEAP) as opened:
        yield opened


@pytest.fixture
def anna(people):
    """The same, with an account."""
    people.add_account(person(), GOOD)
    return people


def test_it_is_a_store_of_people(people):
    port: PeopleStore = people
    assert callable(port.log_in)


def test_looking_into_nothing_writes_nothing(tmp_path, database):
    with open_people(tmp_path, database, CHEAP) as people:
        assert people.accounts() == people.reads() == people.sessions_of("a", NOW) == ()
        assert people.account("a") is people.session("x", NOW) is people.token("x", NOW) is None
        assert people.check_password("a", "x") is people.throttle_until("a", "::1", NOW) is None
    assert list(tmp_path.iterdir()) == []


# accounts


def test_accounts_come_back_as_they_were_made(people, tmp_path, database):
    made = [
        person("z", Role.READER, release="parties", language="uk"),
        person("a-b.c_9", Role.ADMIN),
    ]
    for one in made:
        people.add_account(one, GOOD)
    with open_people(tmp_path, database, CHEAP) as again:
        assert again.accounts() == tuple(sorted(made, key=lambda one: one.name))
        assert again.account("z") == made[0]
        assert again.account(" Z ") == made[0]


NO_ACCOUNTS = [
    {"name": ""},
    {"name": "A.Novak"},
    {"name": ".a"},
    {"name": "a" * 65},
    {"name": "а.новак"},
    {"name": "a\x00"},
    {"display": ""},
    {"display": "   "},
    {"display": "two\nlines"},
    {"display": "a" * 201},
    {"release": "everyone"},
    {"language": "English"},
]


def test_accounts_that_cannot_be(people):
    for change in NO_ACCOUNTS:
        with pytest.raises(PeopleError):
            people.add_account(person().but(**change), GOOD)
    assert people.accounts() == ()


def test_a_name_is_given_once(anna):
    with pytest.raises(PeopleError, match="already"):
        anna.add_account(person(role=Role.ADMIN), OTHER)
    assert anna.account("a.novak").role is Role.ANALYST
    assert anna.check_password("a.novak", OTHER) is None


def test_what_is_asked_of_nobody_is_told(people):
    asked = [
        lambda: people.set_password("nobody", GOOD),
        lambda: people.set_role("nobody", Role.ADMIN),
        lambda: people.set_language("nobody", "uk"),
        lambda: people.deactivate("nobody"),
        lambda: people.reactivate("no\x00body"),
        lambda: people.open_session("nobody", NOW),
        lambda: people.issue_token("nobody", "x", (Right.READ,), NOW, after(days=1)),
    ]
    for ask in asked:
        with pytest.raises(PeopleError, match="no"):
            ask()


def test_the_last_admin_stays(people):
    people.add_account(person("here", Role.ADMIN), GOOD)  # whom nobody can come in as
    people.add_account(person("anna", Role.ADMIN), GOOD)
    people.add_account(person("ben", Role.RELEASER), GOOD)
    unmaking = [
        lambda: people.set_role("Anna", Role.RELEASER),
        lambda: people.deactivate("anna"),
    ]
    for unmake in unmaking:
        with pytest.raises(LastAdminError, match="make another"):
            unmake()
    assert people.check_password("anna", GOOD).role is Role.ADMIN
    people.set_role("anna", Role.ADMIN)
    people.deactivate("ben")
    people.deactivate("here")
    people.reactivate("ben")
    people.set_role("ben", Role.ADMIN)
    people.deactivate("anna")
    with pytest.raises(LastAdminError):
        people.deactivate("ben")


def test_of_two_admins_who_unmake_each_other_one_stays(people):
    for name in ("anna", "ben"):
        people.add_account(person(name, Role.ADMIN), GOOD)

    def unmake(name):
        with suppress(LastAdminError):
            people.set_role(name, Role.READER)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(unmake, ("anna", "ben")))
    assert sorted(one.role for one in people.accounts()) == [Role.ADMIN, Role.READER]


ODD = ["", "a" * 100_000, "a.novak\x00", "\ud800", "' OR 1=1 --", "%", "a.novak\n", "🙂", "\\"]


def test_what_a_stranger_types_raises_nothing(anna):
    for n, odd in enumerate(ODD):
        at = after(days=n)
        assert anna.check_password("nobody", odd) is anna.check_password("a.novak", odd) is None
        assert anna.session(odd, at) is anna.token(odd, at) is None
        for name, address in ((odd, "::1"), ("x", odd)):
            assert anna.log_in(name, odd, address, at) == LogInRefused()
            assert anna.throttle_until(name, address, at) is None
        anna.clear_failures(odd, odd, at)
        anna.close_session(odd.replace("\ud800", ""))


def test_passwords_are_checked_changed_and_never_kept(anna, tmp_path, database):
    assert anna.check_password("A.Novak", GOOD) == person()
    assert anna.check_password("a.novak", GOOD + " ") is None
    anna.set_password("a.novak", OTHER)
    assert anna.check_password("a.novak", GOOD) is None
    assert anna.check_password("a.novak", OTHER) == person()
    with pytest.raises(PeopleError, match="12 characters"):
        anna.set_password("a.novak", "short")
    with anna._base.reading() as connection:
        (kept,) = connection.exec_driver_sql("SELECT password FROM person").scalars()
    assert kept.startswith("$argon2id$")
    assert OTHER not in kept
    if not database:
        files = [p.read_bytes() for p in (tmp_path / ".truceline").rglob("*") if p.is_file()]
        assert not any(OTHER.encode() in data for data in files)


def test_one_password_however_the_keyboard_composes_it(people):
    people.add_account(person(), "чотири тихі чайки \u0439")
    assert people.check_password("a.novak", "чотири тихі чайки \u0438\u0306")


def test_a_hash_of_old_parameters_is_made_anew_when_its_password_comes(anna, tmp_path, database):
    newer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    with open_people(tmp_path, database, newer) as people:
        for word, parameters in ((OTHER, "m=8,t=1"), (GOOD, "m=16,t=2"), (GOOD, "m=16,t=2")):
            assert bool(people.check_password("a.novak", word)) == (word == GOOD)
            with people._base.reading() as connection:
                (kept,) = connection.exec_driver_sql("SELECT password FROM person").scalars()
            assert parameters in kept


def test_an_unknown_name_costs_one_hash_like_a_known_one(anna, monkeypatch):
    seen = []
    verify = PasswordHasher.verify
    anna.check_password("a.novak", "x")
    monkeypatch.setattr(PasswordHasher, "verify", lambda *a: (seen.append(a[1]), verify(*a))[1])
    anna.add_account(person("idle"), GOOD)
    anna.deactivate("idle")
    for name in ("a.novak", "nobody", "idle", "\x00"):
        assert anna.check_password(name, OTHER) is None
    assert len(seen) == 4
    assert len({kept.split("$")[3] for kept in seen}) == 1


def test_a_deactivated_account_opens_nothing_until_it_is_active_again(anna):
    opened = anna.open_session("a.novak", NOW)
    issued = anna.issue_token("a.novak", "export", (Right.READ,), NOW, after(days=1))
    anna.deactivate("a.novak")
    assert not anna.account("a.novak").active
    assert anna.check_password("a.novak", GOOD) is None
    assert anna.log_in("a.novak", GOOD, "::1", NOW) == LogInRefused()
    with pytest.raises(PeopleError):
        anna.open_session("a.novak", NOW)
    anna.reactivate("a.novak")
    assert anna.session(opened.token, NOW) is anna.token(issued.secret, NOW) is None
    assert anna.check_password("a.novak", GOOD)


CHANGES = [
    (lambda p: p.set_language("a.novak", "uk"), False),
    (lambda p: p.set_password("a.novak", OTHER), True),
    (lambda p: p.set_role("a.novak", Role.READER), True),
    (lambda p: p.deactivate("a.novak"), True),
]


def test_which_changes_end_an_accounts_sessions_and_nobody_elses(anna):
    anna.add_account(person("other"), GOOD)
    for change, ends in CHANGES:
        mine, theirs = anna.open_session("a.novak", NOW), anna.open_session("other", NOW)
        change(anna)
        assert (anna.session(mine.token, NOW) is None) == ends
        assert anna.session(theirs.token, NOW)


def test_a_new_role_and_language_are_seen_at_once(anna):
    anna.set_role("a.novak", Role.READER, "parties")
    anna.set_language("a.novak", "uk")
    found = anna.account("a.novak")
    assert (found.role, found.release, found.language) == (Role.READER, "parties", "uk")
    with pytest.raises(PeopleError):
        anna.set_role("a.novak", Role.READER, "all")


# sessions


def test_a_session_is_known_by_its_token_until_it_ends(anna, tmp_path, database):
    opened = anna.open_session("a.novak", NOW, hours=2)
    with open_people(tmp_path, database, CHEAP) as again:
        found = again.session(opened.token, NOW)
        assert found == opened.session
        assert found.person == person()
        assert again.session(opened.token, after(hours=1, minutes=59))
        assert again.session(opened.token, after(hours=2)) is None
    assert len(opened.token) >= 43
    assert opened.session.csrf not in {opened.token, opened.session.id}


def test_only_the_digest_of_a_token_is_kept(anna):
    opened = anna.open_session("a.novak", NOW)
    issued = anna.issue_token("a.novak", "export", (Right.READ,), NOW, after(days=1))
    with anna._base.reading() as connection:
        rows = [
            str(tuple(row))
            for table in ("session", "token")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        ]
    assert len(rows) == 2
    told = "".join(rows) + repr(opened) + repr(issued) + repr(opened.session)
    assert opened.token not in told
    assert issued.secret not in told
    assert opened.session.csrf not in repr(opened)


def test_no_session_lasts_longer_than_twelve_hours(anna):
    assert anna.open_session("a.novak", NOW, hours=100).session.expires == after(hours=12)


def test_a_session_remembers_when_it_was_last_seen_by_the_minute(anna):
    token = anna.open_session("a.novak", NOW).token
    for seconds, seen in ((59, 0), (60, 60), (90, 60), (3600, 3600), (10, 3600)):
        found = anna.session(token, after(seconds=seconds))
        assert found.last_seen == after(seconds=seen)
    assert anna.sessions_of("a.novak", NOW)[0].last_seen == after(hours=1)


def test_sessions_are_listed_newest_first_and_closed_one_by_one(anna):
    opened = [anna.open_session("a.novak", after(minutes=n)).session for n in range(3)]
    assert anna.sessions_of("a.novak", after(minutes=5)) == tuple(reversed(opened))
    anna.close_session(opened[1].id)
    anna.close_session(opened[1].id)
    assert anna.sessions_of("A.Novak ", after(minutes=5)) == (opened[2], opened[0])
    assert anna.sessions_of("a.novak", after(hours=12, minutes=1)) == (opened[2],)


def test_ended_sessions_are_cleared_away(anna):
    for hours in (0, 13, 26):
        anna.open_session("a.novak", after(hours=hours))
    with anna._base.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM session").scalar() == 1


# tokens


def test_a_token_is_known_by_its_secret_until_it_ends_or_is_revoked(anna):
    short = anna.issue_token("a.novak", "export", (Right.WRITE, Right.READ), NOW, after(days=1))
    long = anna.issue_token("a.novak", "watch", (Right.READ,), after(hours=1), after(days=9))
    assert short.token.scopes == (Right.READ, Right.WRITE)
    assert anna.token(short.secret, NOW) == short.token
    assert anna.tokens_of("a.novak", after(hours=2)) == (long.token, short.token)
    assert anna.token(short.secret, after(days=1)) is None
    anna.revoke_token(long.token.id)
    anna.revoke_token(long.token.id)
    assert anna.token(long.secret, NOW) is None
    assert anna.tokens_of("a.novak", NOW) == (short.token,)


def test_a_token_may_no_more_than_its_scopes_and_its_owner(anna):
    secret = anna.issue_token("a.novak", "x", (Right.READ, Right.WRITE), NOW, after(days=1)).secret
    found = anna.token(secret, NOW)
    assert [found.may(r) for r in Right] == [True, True, False, False, False]
    anna.set_role("a.novak", Role.READER)
    assert [anna.token(secret, NOW).may(r) for r in Right] == [True, False, False, False, False]


NO_TOKENS = [
    ("x", (), 1),
    ("x", (Right.ADMINISTER,), 1),
    ("x", (Right.READ, Right.REVIEW), 1),
    ("", (Right.READ,), 1),
    ("x", (Right.READ,), 0),
    ("x", (Right.READ,), -1),
    ("x", (Right.READ,), 367),
]


def test_tokens_that_cannot_be(anna):
    for label, scopes, days in NO_TOKENS:
        with pytest.raises(PeopleError):
            anna.issue_token("a.novak", label, scopes, NOW, after(days=days))
    assert anna.tokens_of("a.novak", NOW) == ()


# failed log-ins


def test_who_logs_in_gets_a_session(anna):
    opened = anna.log_in("a.novak", GOOD, "198.51.100.7", NOW, hours=1)
    assert isinstance(opened, Opened)
    assert anna.session(opened.token, NOW).expires == after(hours=1)


def test_failures_slow_an_account_down_from_anywhere_and_survive_a_restart(
    anna, tmp_path, database
):
    for n in range(5):
        assert anna.log_in("a.novak", OTHER, f"198.51.100.{n}", NOW) == LogInRefused()
    with open_people(tmp_path, database, CHEAP) as again:
        refused = LogInRefused(until=after(seconds=15))
        assert again.log_in("a.novak", GOOD, "203.0.113.1", NOW) == refused
        assert again.log_in(" A.NOVAK\n", GOOD, "203.0.113.1", after(seconds=14)) == refused
        assert isinstance(again.log_in("a.novak", GOOD, "203.0.113.1", after(seconds=15)), Opened)
        assert again.throttle_until("a.novak", "203.0.113.1", after(seconds=15)) is None
        assert again.throttle_until("a.novak", "203.0.113.2", after(seconds=14)) is not None


def test_a_log_in_forgets_its_accounts_failures_and_no_others(anna):
    for n in range(20):
        assert anna.note_failure(f"other{n}", "203.0.113.1", NOW) is None
    assert anna.throttle_until("a.novak", "203.0.113.1", NOW) == after(seconds=15)
    anna.clear_failures("a.novak", "203.0.113.9", NOW)
    assert anna.throttle_until("a.novak", "203.0.113.1", NOW) == after(seconds=15)
    assert anna.throttle_until("a.novak", "203.0.113.2", NOW) is None
    assert anna.note_failure("a.novak", "203.0.113.1", after(hours=1)) is None


def test_nobody_is_kept_out_of_where_she_came_in_from_by_failures_elsewhere(anna):
    assert isinstance(anna.log_in("a.novak", GOOD, "203.0.113.1", NOW), Opened)
    for n in range(9):
        anna.note_failure("a.novak", f"198.51.100.{n}", after(days=1))
    elsewhere = anna.throttle_until("a.novak", "198.51.100.77", after(days=1))
    assert elsewhere == after(days=1, seconds=15)
    assert isinstance(anna.log_in("A.novak ", GOOD, "203.0.113.1", after(days=1)), Opened)
    assert anna.throttle_until("a.novak", "198.51.100.77", after(days=1)) == elsewhere


def test_a_known_address_has_no_more_attempts_than_others_and_is_forgotten(anna):
    anna.clear_failures("a.novak", "203.0.113.1", NOW)
    for _ in range(5):
        assert anna.note_failure("a.novak", "203.0.113.1", NOW) is None
    assert anna.note_failure("a.novak", "203.0.113.1", NOW) == after(seconds=15)
    late = after(days=30)
    for n in range(5):
        assert anna.note_failure("a.novak", f"198.51.100.{n}", late) is None
    assert anna.throttle_until("a.novak", "203.0.113.1", late)
    with anna._base.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM known").scalar() == 0


def test_what_waits_is_not_counted_again(anna):
    for _ in range(5):
        anna.note_failure("a.novak", "::1", NOW)
    for _ in range(9):
        assert anna.note_failure("a.novak", "::1", NOW) == after(seconds=15)
    assert anna.note_failure("a.novak", "::1", after(seconds=15)) is None
    assert anna.throttle_until("a.novak", "::1", after(seconds=15)) == after(seconds=45)


def test_many_at_once_are_looked_at_no_more_often_than_one_after_another(anna):
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: anna.note_failure("a.novak", "::1", NOW), range(24)))
    assert told.count(None) == 5


# reads


def test_reads_are_remembered_newest_first(people):
    notes = [
        ReadNote(
            at=after(hours=n), account="ab"[n % 2], route=f"/x/{n}?a=1", ids=(f"I-{n}", "é\x00")
        )
        for n in range(6)
    ]
    for note in notes:
        people.note_read(note.account, note.route, note.ids, note.at)
    people.note_read("b", "/none", (), after(hours=9))
    assert people.reads()[1:] == tuple(reversed(notes))
    assert people.reads("a") == (notes[4], notes[2], notes[0])
    assert people.reads("a", since=after(hours=2)) == (notes[4], notes[2])
    assert people.reads(most=1)[0].ids == ()


TAKING_BACK = ["UPDATE read_note SET account = 'b'", "DELETE FROM read_note"]
BY_SQLITE = [
    "INSERT OR REPLACE INTO read_note SELECT id, at, 'b', route, ids FROM read_note",
]
BY_POSTGRES = [
    "TRUNCATE read_note",
    "INSERT INTO read_note SELECT * FROM read_note ON CONFLICT (id) DO UPDATE SET at = 0",
]


def test_the_database_refuses_to_take_a_read_back(people, database):
    people.note_read("a", "/x", ("I-1",), NOW)
    for change in (*TAKING_BACK, *(BY_POSTGRES if database else BY_SQLITE)):
        with pytest.raises(StoreError, match="append-only"), people._base.writing() as connection:
            connection.exec_driver_sql(change)
    assert [note.account for note in people.reads()] == ["a"]


# the database


def test_four_writers_beside_readers_lose_nothing(tmp_path, database):
    done = threading.Event()

    def write(who):
        with open_people(tmp_path, database, CHEAP) as mine:
            mine.add_account(person(who), GOOD)
            for n in range(8):
                token = mine.open_session(who, after(minutes=n)).token
                assert mine.session(token, after(minutes=n, seconds=90))
                mine.note_read(who, "/x", (f"I-{n}",), after(minutes=n))

    def read():
        with open_people(tmp_path, database, CHEAP) as mine:
            while not done.is_set():
                assert len(mine.accounts()) <= 4
                mine.reads(most=5)
                done.wait(0.01)

    with ThreadPoolExecutor(5) as pool:
        reader = pool.submit(read)
        list(pool.map(write, "abcd"))
        done.set()
        reader.result(30)
    with open_people(tmp_path, database, CHEAP) as people:
        assert [one.name for one in people.accounts()] == list("abcd")
        assert [len(people.sessions_of(who, after(hours=1))) for who in "abcd"] == [8] * 4
        assert sorted(n.ids[0] for n in people.reads("a")) == [f"I-{n}" for n in range(8)]
        assert len(people.reads()) == 32


def test_the_file_is_its_owners_alone(tmp_path):
    with open_people(tmp_path, None, CHEAP) as people:
        people.add_account(person(), GOOD)
        files = list((tmp_path / ".truceline").glob("people.sqlite*"))
        assert len(files) >= 2
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_people_and_evidence_stand_in_one_database_and_leave_each_other_alone(tmp_path, database):
    with (
        open_people(tmp_path, database, CHEAP) as people,
        open_store(tmp_path, database) as store,
    ):
        people.add_account(person(), GOOD)
        assert (store.size(), store.verify()) == (0, ())
        store.put_bytes(b"x")
        store.seal()
        people.note_read("a.novak", "/x", (), NOW)
        assert store.verify() == ()
        assert people.accounts() == (person(),)


def test_a_folder_that_is_none_is_told(tmp_path, database):
    with pytest.raises(UnreadableError, match="not a mission folder"):
        open_people(tmp_path / "nowhere", database)


def test_a_record_of_a_person_holds_nothing_of_the_password():
    assert "password" not in msgspec.json.encode(person()).decode()
