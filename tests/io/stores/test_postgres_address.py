"""Which database a mission's log is in; and a password that never gets into a message."""

import json
import sys
import traceback
from urllib.parse import quote, quote_plus

import pytest

from cluster import as_writer
from truceline.errors import StoreError, UnreadableError
from truceline.io.people import open_people
from truceline.io.stores import open_store
from truceline.io.stores.address import Address, Home
from truceline.model.evidence import Entry

SECRET = "hunter2/ &%é'"
SPELT = quote(SECRET, safe="")


def told(error):
    """All that a log of the server could hold of an error."""
    return "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("postgresql://host/db", "postgresql://host/db"),
        ("postgres://u@host:5433/db", "postgresql://u@host:5433/db"),
        (f"postgresql://u:{SPELT}@host/db?sslmode=require", "postgresql://u@host/db"),
        (f"postgresql+psycopg://u@host/db?password={SPELT}", "postgresql://u@host/db"),
    ],
)
def test_a_database_is_named_without_its_password(address, name):
    read = Address(address)
    assert (read.name, repr(read)) == (name, f"Address({name})")
    assert "hunter2" not in str(read.url)


def test_every_spelling_of_a_password_is_taken_out():
    text = f"a {SECRET} b {SPELT} c {quote(SECRET)} d {quote_plus(SECRET)}"
    for address in (f"postgresql://u:{SPELT}@h/d", f"postgresql://u@h/d?sslpassword={SPELT}"):
        assert Address(address).scrubbed(text) == "a *** b *** c *** d ***"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mission",
        "sqlite:///x.sqlite",
        f"mysql://u:{SPELT}@host/db",
        f"postgresql://u:{SPELT}@host:port/db",
        f"://u:{SPELT}@host",
        f"postgresql+psycopg2://u:{SPELT}@host/db",
    ],
)
def test_what_is_no_address_is_told_without_repeating_it(tmp_path, address):
    for opening in (open_store, open_people):
        with pytest.raises(UnreadableError, match="--database takes an address like") as caught:
            opening(tmp_path, address)
        assert "hunter2" not in told(caught.value)
    assert list(tmp_path.iterdir()) == []


UNREACHABLE = ("postgresql://mission:{}@127.0.0.1:1/mission", "postgresql://mission:{}@/x?host=/no")


@pytest.mark.parametrize("address", UNREACHABLE)
def test_a_server_that_cannot_be_reached_is_named_without_the_password(tmp_path, address):
    refused(tmp_path, address.format(SPELT))


def test_a_wrong_password_is_not_repeated(tmp_path, postgres):
    head, _, host = postgres.rpartition("@")
    refused(tmp_path, f"{head.rpartition(':')[0]}:{SPELT}@{host}", "password authentication failed")


def test_an_option_that_the_driver_refuses_repeats_no_password(tmp_path):
    refused(tmp_path, f"postgresql://u:{SPELT}@localhost/db?hunter=1")


def refused(folder, address, message=""):
    with open_store(folder, address) as store, open_people(folder, address) as people:
        asked = (lambda: store.put_bytes(b"x"), lambda: people.revoke_token("a"))
        for ask in asked:
            with pytest.raises(StoreError, match=r"^postgresql://") as caught:
                ask()
            assert message in str(caught.value)
            assert "\n" not in str(caught.value)
            assert "hunter2" not in told(caught.value)
        assert "hunter2" not in "".join(map(str, store.verify())) + repr(store) + repr(people)


def test_a_missing_driver_is_told_with_its_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UnreadableError, match=r"pip install 'truceline\[postgres\]'"):
        open_store(tmp_path, "postgresql://host/db")


def test_a_mission_has_one_log(tmp_path, postgres):
    (tmp_path / "file").mkdir()
    with open_store(tmp_path / "file") as store:
        store.put_bytes(b"x")
    (tmp_path / "server").mkdir()
    with open_store(tmp_path / "server", postgres) as store:
        store.put_bytes(b"x")
    for opening in (open_store, open_people):
        with pytest.raises(UnreadableError, match="holds this mission's log already"):
            opening(tmp_path / "file", postgres)
        with pytest.raises(UnreadableError, match="give its address with --database"):
            opening(tmp_path / "server")


def test_missions_of_one_name_share_a_database_and_nothing_else(tmp_path, postgres):
    stores = []
    for where in "ab":
        folder = tmp_path / where / "Halt 2025: Überwachung"
        folder.mkdir(parents=True)
        stores.append(open_store(folder, postgres))
        stores[-1].put_bytes(where.encode())
    names = [Home(tmp_path / w / "Halt 2025: Überwachung/.truceline").schema() for w in "ab"]
    assert names[0] != names[1]
    assert all(name.startswith("truceline_halt_2025_berwachung_") for name in names)
    with stores[0], stores[1]:
        assert [store.verify() for store in stores] == [(), ()]


@pytest.mark.parametrize("data", ["", "{}", '{"schema":"public"}', '{"schema":"truceline_a; x"}'])
def test_a_changed_note_of_the_schema_is_damage(tmp_path, postgres, data):
    with open_store(tmp_path, postgres) as store:
        store.put_bytes(b"x")
        (tmp_path / ".truceline/database.json").chmod(0o600)
        (tmp_path / ".truceline/database.json").write_text(data)
        with pytest.raises(StoreError, match=r"database\.json was changed"):
            store.size()
        (first, *_) = store.verify()
        assert "names no schema" in first.message


def test_a_user_who_may_only_read_and_append_needs_no_more(tmp_path, postgres):
    with open_store(tmp_path, postgres) as store:
        append(store, "a")
        schema = store._base._home.schema()
        with store._base.writing() as connection:
            connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO writer")
            connection.exec_driver_sql("GRANT SELECT, INSERT ON entry, head TO writer")
    with open_store(tmp_path, as_writer(postgres)) as store:
        append(store, "b")
        store.seal()
        assert (store.size(), store.verify()) == (2, ())
        for change in (
            "TRUNCATE head",
            "ALTER TABLE entry DISABLE TRIGGER USER",
            "DROP TABLE head",
        ):
            refusal = pytest.raises(StoreError, match=r"permission|owner")
            with refusal, store._base.writing() as connection:
                connection.exec_driver_sql(change)


def append(store, name):
    sha256, size = store.put_bytes(name.encode())
    store.append([Entry(kind="document", name=name, sha256=sha256, size=size)])


def test_no_file_of_a_mission_holds_the_password(tmp_path, postgres):
    with open_store(tmp_path, postgres) as store, open_people(tmp_path, postgres) as people:
        store.put_bytes(b"x")
        store.seal()
        people.revoke_token("a")
    files = [p for p in (tmp_path / ".truceline").rglob("*") if p.is_file()]
    assert files
    assert not any(b"p@ss" in p.read_bytes() or b"p%40ss" in p.read_bytes() for p in files)
    assert set(json.loads((tmp_path / ".truceline/database.json").read_text())) == {"schema"}
