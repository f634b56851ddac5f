"""Whatever is damaged is named, the first misfit first, and never raised."""

import os
import shutil
import sqlite3
from contextlib import contextmanager, nullcontext, suppress

import pytest

from truceline.errors import StoreError
from truceline.io.stores import open_store
from truceline.io.stores.postgres import _PostgresSurvey
from truceline.io.stores.schema import ENTRY, HEAD, POSTGRES_GUARDS, SCHEMA, TRIGGERS
from truceline.model.evidence import Entry

LOG = ".truceline/log.sqlite"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Six entries, sealed at 2 and at 4, two since."""
    folder = tmp_path_factory.mktemp("sound")
    built(folder, None)
    return folder


def built(folder, database):
    with open_store(folder, database) as store:
        for number in range(6):
            append(store, f"n{number}")
            if number in {1, 3}:
                store.seal()
        assert store.verify() == ()


@pytest.fixture
def mission(sound, tmp_path):
    shutil.copytree(sound / ".truceline", tmp_path / ".truceline")
    return tmp_path


def append(store, name):
    sha256, size = store.put_bytes(name.encode())
    store.append([Entry(kind="document", name=name, sha256=sha256, size=size)])


def sql(*statements, guarded=True):
    def damage(mission):
        connection = sqlite3.connect(mission / LOG)
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for statement in TRIGGERS.values() if guarded else ():
            connection.execute(statement)
        connection.commit()
        connection.close()

    return damage


def overwrite(pattern, change):
    def damage(mission):
        path = min((mission / ".truceline").glob(pattern))
        path.chmod(0o600)
        path.write_bytes(change(path.read_bytes()))

    return damage


def remove(pattern):
    def damage(mission):
        found = min((mission / ".truceline").glob(pattern))
        shutil.rmtree(found) if found.is_dir() else found.unlink()

    return damage


def add(name, data=b"x"):
    def damage(mission):
        path = mission / ".truceline" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)

    return damage


def old_copy(mission):
    """The log file of an older day, put back in place."""
    with sqlite3.connect(mission / LOG) as connection:
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM entry WHERE idx >= 4")
        connection.execute("DELETE FROM head WHERE size > 4")
        for statement in TRIGGERS.values():
            connection.execute(statement)
    connection.close()


def another_blob(mission):
    blobs = sorted((mission / ".truceline/blobs").glob("*/*"))
    blobs[0].chmod(0o600)
    blobs[0].write_bytes(blobs[1].read_bytes())


def blob_is_a_folder(mission):
    blob = min((mission / ".truceline/blobs").glob("*/*"))
    blob.unlink()
    blob.mkdir()


ROWS = {
    "name": (
        ("UPDATE entry SET name = 'm1' WHERE idx = 1",),
        ("entry 1, column name", "'m1', the entry says 'n1'"),
    ),
    "kind": (
        ("UPDATE entry SET kind = 'reports' WHERE idx = 5",),
        ("entry 5, column kind", "the entry says 'document'"),
    ),
    "dataset": (
        ("UPDATE entry SET dataset = ' ' WHERE idx = 0",),
        ("entry 0, column dataset", "' '"),
    ),
    "sha256": (
        ("UPDATE entry SET sha256 = upper(sha256) WHERE idx = 2",),
        ("entry 2, column sha256", "the entry says"),
    ),
    "size": (
        ("UPDATE entry SET size = 7 WHERE idx = 2",),
        ("entry 2, column size", "7, the entry says 2"),
    ),
    "entry still an entry": (
        ("UPDATE entry SET entry = CAST(replace(CAST(entry AS TEXT), 'n3', 'm3') AS BLOB)",),
        ("entry 3, column entry", "not its leaf"),
    ),
    "entry no longer one": (
        ("UPDATE entry SET entry = x'00' WHERE idx = 3",),
        ("entry 3, column entry", "not the canonical form"),
    ),
    "leaf": (
        ("UPDATE entry SET leaf = zeroblob(32) WHERE idx = 3",),
        ("entry 3, column leaf", "the entry's hash is"),
    ),
    "index of the last entry": (
        ("UPDATE entry SET idx = 13 WHERE idx = 5",),
        ("entry 5, column idx", "13 stands here"),
    ),
    "an entry in the middle gone": (
        ("DELETE FROM entry WHERE idx = 2",),
        ("entry 2, column idx", "3 stands here"),
    ),
    "the last entry gone": (
        ("DELETE FROM entry WHERE idx = 5",),
        ("head 6, column size", "there are no 6 entries"),
    ),
    "two entries swapped": (
        (
            "UPDATE entry SET idx = 99 WHERE idx = 2",
            "UPDATE entry SET idx = 2 WHERE idx = 3",
            "UPDATE entry SET idx = 3 WHERE idx = 99",
        ),
        ("head 3, column root", "the first 3 entries give"),
    ),
    "an entry too many": (
        (
            "INSERT INTO entry SELECT 6, kind, dataset, name, sha256, size, entry, leaf FROM entry LIMIT 1",
        ),
        ("head 6", "the log holds 7"),
    ),
    "root of a head": (
        ("UPDATE head SET root = zeroblob(32) WHERE size = 2",),
        ("head 2, column root", "the first 2 entries give"),
    ),
    "frontier of a head": (
        ("UPDATE head SET frontier = zeroblob(96) WHERE size = 6",),
        ("head 6, column frontier", "isn't that of the first 6"),
    ),
    "a head gone": (
        ("DELETE FROM head WHERE size = 3",),
        ("head 4, column previous", "is 3, the head before is 2"),
    ),
    "size of the last head": (
        ("UPDATE head SET size = 14 WHERE size = 6",),
        ("head 14, column size", "there are no 14 entries"),
    ),
}
"""Changed rows, in SQLite's words, and how the first misfit is told."""
IN_POSTGRES = {
    "zeroblob(32)": "decode(repeat('00', 32), 'hex')",
    "zeroblob(96)": "decode(repeat('00', 96), 'hex')",
    "x'00'": "decode('00', 'hex')",
    "CAST(replace(CAST(entry AS TEXT), 'n3', 'm3') AS BLOB)": (
        "convert_to(replace(convert_from(entry, 'UTF8'), 'n3', 'm3'), 'UTF8')"
    ),
}

DAMAGE = {
    "type of the size": (
        sql("UPDATE entry SET size = CAST('2' AS BLOB) WHERE idx = 2"),
        ("log.sqlite", "entry 2, column size", "b'2', the entry says 2"),
    ),
    "type of the entry": (
        sql("UPDATE entry SET entry = CAST(entry AS TEXT) WHERE idx = 2"),
        ("log.sqlite", "entry 2, column entry", "no longer bytes"),
    ),
    "bytes that are no UTF-8": (
        sql("UPDATE entry SET name = CAST(x'ff6e' AS TEXT) WHERE idx = 2"),
        ("log.sqlite", "entry 2, column name", "the entry says 'n2'"),
    ),
    "guards gone": (
        sql(guarded=False),
        ("log.sqlite", "trigger entry_no_update", "rows are not guarded"),
    ),
    "index gone": (
        sql("DROP INDEX entry_newest"),
        ("log.sqlite", "index entry_newest", "missing"),
    ),
    "table gone": (
        sql("DROP TABLE head", guarded=False),
        ("log.sqlite", "", "no such table: head"),
    ),
    "an older log put back": (
        old_copy,
        ("log.sqlite", "", "holds 4 entries, 6 were acknowledged"),
    ),
    "log gone": (
        remove("log.sqlite"),
        ("log.sqlite", "", "holds 0 entries, 6 were acknowledged"),
    ),
    "log emptied": (
        overwrite("log.sqlite", lambda _: b""),
        ("log.sqlite", "", "holds 0 entries, 6 were acknowledged"),
    ),
    "log cut short": (
        overwrite("log.sqlite", lambda data: data[: len(data) // 2]),
        ("log.sqlite", "", "malformed"),
    ),
    "log is noise": (
        overwrite("log.sqlite", lambda _: bytes(range(256)) * 100),
        ("log.sqlite", "", "not a database"),
    ),
    "noise after the first page": (
        overwrite("log.sqlite", lambda data: data[:4096] + os.urandom(len(data) - 4096)),
        ("log.sqlite", "", "malformed"),
    ),
    "garbage behind the log": (
        overwrite("log.sqlite", lambda data: data + b"garbage"),
        ("log.sqlite", "pages", "bytes are not"),
    ),
    "pages behind the log": (
        overwrite("log.sqlite", lambda data: data + bytes(8192)),
        ("log.sqlite", "pages", "bytes are not"),
    ),
    "log is a folder": (
        lambda mission: (remove("log.sqlite")(mission), (mission / LOG).mkdir()),
        ("log.sqlite", "", "can't be read"),
    ),
    "witness gone": (remove("head.json"), ("head.json", "", "missing")),
    "witness changed": (
        overwrite("head.json", lambda data: data.replace(b'"size":6', b'"size":5')),
        ("head.json", "", "its own digest doesn't fit"),
    ),
    "a space in the witness": (
        overwrite("head.json", lambda data: data.replace(b":6", b": 6")),
        ("head.json", "", "its own digest doesn't fit"),
    ),
    "blob changed": (another_blob, ("blobs/", "entry ", "the blob was changed")),
    "blob cut short": (
        overwrite("blobs/*/*", lambda data: data[:-1]),
        ("blobs/", "entry ", "the blob was changed"),
    ),
    "blob gone": (remove("blobs/*/*"), ("blobs/", "entry ", "the blob is missing")),
    "all blobs gone": (remove("blobs"), ("blobs/", "entry 0", "the blob is missing")),
    "blob is a folder": (blob_is_a_folder, ("blobs/", "entry ", "can't be read")),
    "a blob of nobody that isn't what it is called": (
        add(f"blobs/ab/{'cd' * 31}"),
        ("blobs/ab/", "no entry", "the blob was changed"),
    ),
    "garbage among the blobs": (add("blobs/notes.txt"), ("blobs/notes.txt", "", "not a blob")),
    "checkpoint changed": (
        overwrite("checkpoints/*", lambda data: data.replace(b'"size":2', b'"size":3')),
        ("checkpoints/00000002.json", "", "its own digest doesn't fit"),
    ),
    "checkpoint emptied": (
        overwrite("checkpoints/*", lambda _: b""),
        ("checkpoints/00000002.json", "", "its own digest doesn't fit"),
    ),
    "first checkpoint gone": (
        remove("checkpoints/*"),
        ("checkpoints/00000004.json", "previous", "not the one it was sealed on"),
    ),
    "checkpoint renamed": (
        lambda mission: (mission / ".truceline/checkpoints/00000004.json").rename(
            mission / ".truceline/checkpoints/00000005.json"
        ),
        ("checkpoints/00000005.json", "size", "its name says otherwise"),
    ),
    "garbage among the checkpoints": (
        add("checkpoints/notes.txt"),
        ("checkpoints/notes.txt", "", "not a checkpoint"),
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_the_first_misfit_in_rows_is_named(mission, case):
    statements, (field, message) = ROWS[case]
    sql(*statements)(mission)
    (first, *_) = open_store(mission).verify()
    assert first.file == LOG
    assert first.field.startswith(field)
    assert message in first.message


@pytest.fixture(scope="module")
def served(postgres, tmp_path_factory):
    """The same six entries in PostgreSQL, and what brings their rows back."""
    folder = tmp_path_factory.mktemp("served")
    built(folder, postgres)
    base = open_store(folder, postgres)._base
    with base.reading() as connection:
        kept = [
            (table, connection.execute(table.select()).mappings().all()) for table in (ENTRY, HEAD)
        ]

    def restore():
        with unguarded(base) as connection:
            for table, rows in kept:
                connection.execute(table.delete())
                connection.execute(table.insert(), [dict(row) for row in rows])

    yield folder, base, restore
    base.close()


@contextmanager
def unguarded(base):
    with base.writing() as connection:
        for table in ("entry", "head"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield connection
        for table in ("entry", "head"):
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.parametrize("case", ROWS)
def test_the_first_misfit_in_rows_is_named_in_postgresql(served, postgres, case):
    folder, base, restore = served
    statements, (field, message) = ROWS[case]
    with unguarded(base) as connection:
        for statement in statements:
            connection.exec_driver_sql(translated(statement))
    with open_store(folder, postgres) as store:
        (first, *_) = store.verify()
        restore()
        assert store.verify() == ()
    assert first.file == "postgresql://mission@/mission"
    assert first.field.startswith(field)
    assert message in first.message


def translated(statement):
    for ours, theirs in IN_POSTGRES.items():
        statement = statement.replace(ours, theirs)
    return statement


UNSOUND = {
    "a guard gone": ("DROP TRIGGER entry_no_update ON entry", "trigger entry_no_update", "guarded"),
    "a guard off": (
        "ALTER TABLE entry DISABLE TRIGGER entry_no_delete",
        "trigger entry_no_delete",
        "guarded",
    ),
    "a guard for replicas only": (
        "ALTER TABLE head ENABLE REPLICA TRIGGER head_no_truncate",
        "trigger head_no_truncate",
        "guarded",
    ),
    "a guard that lets all pass": (
        "CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "trigger append_only",
        "guarded",
    ),
    "index gone": ("DROP INDEX entry_newest", "index entry_newest", "missing"),
    "table gone": ("DROP TABLE head", "", 'relation "head" does not exist'),
    "column gone": ("ALTER TABLE entry DROP COLUMN leaf", "", "column entry.leaf does not exist"),
    "type of the size": (
        "ALTER TABLE entry ALTER COLUMN size TYPE text",
        "entry 0, column size",
        "'2', the entry says 2",
    ),
    "all gone": ("DROP TABLE head, entry", "", "holds 0 entries, 6 were acknowledged"),
}


class _UndoneError(Exception):
    """Takes a transaction back."""


@contextmanager
def changed(base, change):
    """The store as it would be after a change of its tables, which is then taken back."""
    with suppress(_UndoneError), base.writing() as connection:
        connection.exec_driver_sql(change)
        survey = _PostgresSurvey(connection, base._home.schema(), SCHEMA, POSTGRES_GUARDS)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(base, "surveying", lambda: nullcontext(survey))
            yield
        raise _UndoneError


@pytest.mark.parametrize("case", UNSOUND)
def test_what_is_wrong_with_tables_in_postgresql_is_told(served, postgres, case):
    folder, *_ = served
    change, field, message = UNSOUND[case]
    with open_store(folder, postgres) as store, changed(store._base, change):
        (first, *_) = store.verify()
    assert first.field.startswith(field)
    assert message in first.message


@pytest.mark.parametrize("case", DAMAGE)
def test_the_first_misfit_is_named(mission, case):
    damage, (file, field, message) = DAMAGE[case]
    damage(mission)
    first, *_ = open_store(mission).verify()
    assert first.file.startswith(f".truceline/{file}")
    assert first.field.startswith(field)
    assert message in first.message


@pytest.mark.parametrize("case", ["log gone", "log is noise", "an older log put back"])
def test_nothing_is_built_on_a_damaged_file(mission, case):
    DAMAGE[case][0](mission)
    refused(mission, None)


SPOILT = [
    ("DELETE FROM entry WHERE idx = 5",),
    ("UPDATE head SET root = zeroblob(32) WHERE size = 6",),
    ("DELETE FROM entry WHERE idx >= 4", "DELETE FROM head WHERE size > 4"),
]


@pytest.mark.parametrize("statements", SPOILT)
def test_nothing_is_built_on_damaged_rows(mission, statements):
    sql(*statements)(mission)
    refused(mission, None)


@pytest.mark.parametrize("statements", SPOILT)
def test_nothing_is_built_on_damaged_rows_of_postgresql(served, postgres, statements):
    folder, base, restore = served
    with unguarded(base) as connection:
        for statement in statements:
            connection.exec_driver_sql(translated(statement))
    try:
        refused(folder, postgres)
    finally:
        restore()


def test_rows_that_were_changed_after_the_seal_are_not_built_on(postgres, tmp_path):
    """The digest of a log in PostgreSQL covers its columns, which a root doesn't."""
    with open_store(tmp_path, postgres) as store:
        append(store, "n0")
        store.seal()
        with unguarded(store._base) as connection:
            connection.exec_driver_sql("UPDATE entry SET name = 'm0'")
    refused(tmp_path, postgres)
    with open_store(tmp_path, postgres) as store:
        assert [p.field for p in store.verify()] == ["entry 0, column name", "checkpoint 1"]


def refused(folder, database):
    before = {p: p.read_bytes() for p in (folder / ".truceline").rglob("*.json")}
    with open_store(folder, database) as store:
        with pytest.raises(StoreError, match="truceline verify"):
            append(store, "more")
        with pytest.raises(StoreError, match="truceline verify"):
            store.seal()
    assert before == {p: p.read_bytes() for p in (folder / ".truceline").rglob("*.json")}


def test_a_blob_stored_before_a_crash_and_never_entered_is_no_misfit(mission):
    with open_store(mission) as store:
        store.put_bytes(b"nobody's")
        assert store.verify() == ()


def test_a_lost_write_ahead_log_is_noticed(mission, tmp_path):
    """Commits that only SQLite's write-ahead log held, and a copy that left it out."""
    with open_store(mission) as store:
        append(store, "more")
        shutil.copytree(mission / ".truceline", tmp_path / "copy/.truceline")
    (tmp_path / "copy" / (LOG + "-wal")).unlink()
    (tmp_path / "copy" / (LOG + "-shm")).unlink()
    (first,) = open_store(tmp_path / "copy").verify()
    assert "holds 6 entries, 7 were acknowledged" in first.message


def test_a_byte_that_no_row_covers_breaks_the_seal(mission):
    """SQLite's pages hold bytes that belong to no row: only the file's digest sees them."""
    with open_store(mission) as store:
        store.seal()
    data = (mission / LOG).read_bytes()
    free = data.rindex(bytes(200)) + 100
    (mission / LOG).write_bytes(data[:free] + b"\x01" + data[free + 1 :])
    store = open_store(mission)
    (only,) = store.verify()
    assert (only.file, only.field) == (LOG, "checkpoint 6") or only.file.endswith("log.sqlite")
    assert "sealed was" in only.message
    with pytest.raises(StoreError, match="not as it was sealed"):
        store.put_bytes(b"more")


def test_sealing_twice_writes_one_checkpoint_and_growing_keeps_the_old_ones_sound(mission):
    with open_store(mission) as store:
        assert store.seal() == store.seal() == store.root()
        names = sorted(p.name for p in (mission / ".truceline/checkpoints").iterdir())
        assert names == ["00000002.json", "00000004.json", "00000006.json"]
        append(store, "more")
        assert store.verify() == ()
        store.seal()
    audit = open_store(mission).audit()
    assert (audit.entries, audit.checkpoints, audit.problems) == (7, 4, ())


def test_an_empty_log_is_not_sealed(tmp_path):
    with open_store(tmp_path) as store:
        store.seal()
        assert list((tmp_path / ".truceline/checkpoints").iterdir()) == []
        assert store.verify() == ()


def test_verifying_tells_its_progress_and_changes_no_byte(mission):
    with open_store(mission) as store:
        store.seal()
    files = [p for p in (mission / ".truceline").rglob("*") if p.is_file()]
    before = {p: p.read_bytes() for p in files}
    told = []
    open_store(mission).verify(lambda *step: told.append(step))
    assert before == {p: p.read_bytes() for p in files}
    assert [t for t in told if t[0] == "entries"] == [("entries", n, 6) for n in range(1, 7)]
    assert told[-1] == ("checkpoints", 3, 3)
    assert ("blobs", 6, 6) in told


@pytest.mark.parametrize("moment", ["entries", "blobs", "checkpoints"])
def test_a_log_that_grows_and_is_sealed_meanwhile_is_no_misfit(mission, moment):
    other = open_store(mission)
    other.seal()

    def meanwhile(what, done, total):
        if what == moment and done == 1:
            append(other, "more")
            other.close() if moment == "entries" else other.seal()

    assert open_store(mission).verify(meanwhile) == ()
    assert other.size() == 7
    other.close()
