"""The store keeps what it acknowledged, once, in order, whoever writes."""

import hashlib
import multiprocessing
import os
import shutil
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.exc import OperationalError

from truceline.errors import StoreError, UnreadableError
from truceline.io.stores import open_store
from truceline.io.stores.merkle import leaf_hash, tree_hash
from truceline.model.evidence import Entry
from truceline.model.ports import Store
from truceline.model.record import canonical_bytes


@pytest.fixture
def store(tmp_path, database):
    with open_store(tmp_path, database) as opened:
        yield opened


@pytest.fixture
def lite(tmp_path):
    """A store on a SQLite file."""
    with open_store(tmp_path) as opened:
        yield opened


def put(store, name, data=b"", kind="document", dataset=""):
    sha256, size = store.put_bytes(data or name.encode())
    return Entry(kind=kind, name=name, sha256=sha256, size=size, dataset=dataset)


def root_of(entries):
    return tree_hash([leaf_hash(canonical_bytes(entry)) for entry in entries]).hex()


def test_it_is_a_store(store):
    port: Store = store
    assert callable(port.verify)


def test_reading_an_empty_store_writes_nothing(tmp_path, database):
    store = open_store(tmp_path, database)
    assert not store.exists()
    assert (store.size(), list(store.entries()), store.verify()) == (0, [], ())
    assert store.root() == hashlib.sha256(b"").hexdigest()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="not a mission folder"):
        open_store(tmp_path / "nowhere")


def test_entries_come_back_in_order_with_the_tree_over_them(store):
    entries = [put(store, f"сводка-{n}.txt") for n in range(7)]
    first = store.append(entries[:3])
    second = store.append(iter(entries[3:]))
    assert [r.index for r in (*first, *second)] == list(range(7))
    assert all(r.new for r in (*first, *second))
    assert list(store.entries()) == entries
    assert store.size() == 7
    for size in range(8):
        assert store.root(size) == root_of(entries[:size])
    assert store.root() == root_of(entries)


def test_the_same_entry_again_is_acknowledged_and_not_appended(store):
    entry = put(store, "a")
    (first,) = store.append([entry])
    again = store.append([entry, entry])
    assert [(r.index, r.leaf, r.new) for r in again] == [(0, first.leaf, False)] * 2
    assert store.size() == 1


def test_a_changed_file_stands_beside_the_old_and_may_change_back(store):
    old, new = put(store, "a", b"old"), put(store, "a", b"new")
    store.append([old, new, new, old])
    assert list(store.entries()) == [old, new, old]


def test_one_file_in_two_datasets_is_taken_once_for_each(store):
    both = [put(store, "a", dataset="press"), put(store, "a", dataset="patrol")]
    store.append(both)
    assert [r.new for r in store.append(both)] == [False, False]


def test_a_root_beyond_the_log_is_refused(store):
    store.append([put(store, "a")])
    with pytest.raises(StoreError, match="holds 1 entries, not 2"):
        store.root(2)


def test_an_entry_without_its_blob_is_refused_and_none_of_its_call_is_kept(store):
    missing = Entry(kind="document", name="b", sha256="ab" * 32, size=1)
    with pytest.raises(StoreError, match="not in the store"):
        store.append([put(store, "a"), missing])
    assert store.size() == 0


def test_a_failure_half_way_takes_the_whole_call_back(store, monkeypatch):
    store.append([put(store, "a")])
    entries = [put(store, "b"), put(store, "c")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("truceline.io.stores.log._insert_head", _fail)
        with pytest.raises(StoreError, match="disk is full"):
            store.append(entries)
    assert (store.size(), store.verify()) == (1, ())
    assert [r.index for r in store.append(entries)] == [1, 2]


def _fail(*_):
    raise OperationalError("", None, Exception("disk is full"))


def test_an_old_root_stays_when_the_log_grows(store):
    store.append([put(store, "a"), put(store, "b"), put(store, "c")])
    root = store.root()
    store.append([put(store, "d")])
    assert store.root(3) == root


@pytest.mark.parametrize("size", [0, 1, (1 << 20) + 1, 3 << 20])
def test_a_file_becomes_a_blob_under_its_hash(store, tmp_path, size):
    path = tmp_path / "big.csv"
    path.write_bytes(os.urandom(size))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert store.put_file(path) == store.put_file(path) == (digest, size)
    blob = store.blob(digest)
    assert blob.relative_to(tmp_path).as_posix() == (f".truceline/blobs/{digest[:2]}/{digest[2:]}")
    assert blob.read_bytes() == path.read_bytes()
    assert list((tmp_path / ".truceline/tmp").iterdir()) == []


def test_an_existing_blob_is_not_rewritten(store):
    digest, _ = store.put_bytes(b"x")
    before = store.blob(digest).stat()
    store.put_bytes(b"x")
    after = store.blob(digest).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_an_existing_blob_of_another_size_is_damage(store):
    digest, _ = store.put_bytes(b"xyz")
    store.blob(digest).chmod(0o600)
    store.blob(digest).write_bytes(b"xy")
    with pytest.raises(StoreError, match="holds 2 bytes, not 3"):
        store.put_bytes(b"xyz")


def test_a_missing_blob_and_a_missing_file_are_told(store, tmp_path):
    with pytest.raises(StoreError, match="missing"):
        store.blob("ab" * 32)
    with pytest.raises(StoreError, match="No such file"):
        store.put_file(tmp_path / "nowhere.csv")


def test_what_a_crashed_writer_left_is_cleared_away(store, tmp_path, database):
    store.put_bytes(b"x")
    left = tmp_path / ".truceline/tmp/1-dead"
    left.write_bytes(b"half")
    with open_store(tmp_path, database) as opened:
        opened.put_bytes(b"y")
    assert not left.exists()


CHANGES = [
    "UPDATE entry SET name = 'b'",
    "DELETE FROM entry",
    "INSERT INTO entry SELECT idx + 7, kind, dataset, name, sha256, size, entry, leaf FROM entry",
    "UPDATE head SET size = 7",
    "DELETE FROM head",
    "INSERT INTO head SELECT size, 7, root, frontier FROM head",
]
REPLACING = [
    "INSERT OR REPLACE INTO entry SELECT idx, kind, dataset, 'b', sha256, size, entry, leaf FROM entry",
    "INSERT OR REPLACE INTO head SELECT size, 7, root, frontier FROM head",
]
TRUNCATING = [
    "TRUNCATE entry",
    "TRUNCATE head",
    "UPDATE entry SET name = 'b' WHERE idx = 99",
    "INSERT INTO entry SELECT * FROM entry ON CONFLICT (idx) DO UPDATE SET name = 'b'",
]
REFUSED = r"append-only|end of the log"


def test_the_database_itself_refuses_changes(store, database):
    store.append([put(store, "a")])
    for change in (*CHANGES, *(TRUNCATING if database else REPLACING)):
        with (
            pytest.raises(StoreError, match=REFUSED),
            store._base.writing() as connection,
        ):
            connection.exec_driver_sql(change)
    assert (store.size(), store.verify()) == (1, ())


def test_commits_are_synced_and_logged_ahead(lite, tmp_path):
    lite.append([put(lite, "a")])
    with lite._base._engine(read_only=False).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_closed_store_is_one_file_and_opens_again(lite, tmp_path):
    lite.append([put(lite, "a")])
    lite.close()
    assert not (tmp_path / ".truceline/log.sqlite-wal").exists()
    assert lite.append([put(lite, "b")])[0].index == 1


def test_a_store_can_be_read_where_nothing_may_be_written(lite, tmp_path, monkeypatch):
    lite.append([put(lite, "a")])
    lite.seal()
    lite.close()
    monkeypatch.setattr("truceline.io.stores.sqlite.os.access", lambda *_: False)
    with open_store(tmp_path) as opened:
        assert (opened.size(), opened.verify()) == (1, ())


def test_names_that_would_trouble_a_path_or_sql(tmp_path, database):
    folder = tmp_path / "Brücke? #1%20'x'"
    folder.mkdir()
    names = ["a'; DROP TABLE entry; --\x00\n\u2028", "%s %(x)s :x", "\\0", "\\\x00\\\\0", "\\\\"]
    with open_store(folder, database) as store:
        entries = [put(store, name) for name in names]
        store.append(entries)
        assert [r.new for r in store.append(entries)] == [False] * len(names)
        assert (list(store.entries()), store.verify()) == (entries, ())


def _ingest(store, who, count):
    for number in range(count):
        store.append([put(store, f"{who}-{number}"), put(store, "shared", b"same")])
        if number % 5 == 0:
            store.seal()


def _ingest_apart(folder, database, who, count):
    with open_store(folder, database) as store:
        _ingest(store, who, count)


def _all_there(store, writers, count):
    names = sorted(entry.name for entry in store.entries())
    assert names == sorted([f"{who}-{n}" for who in writers for n in range(count)] + ["shared"])
    assert store.verify() == ()


def test_four_processes_neither_lose_nor_double_entries(tmp_path, database):
    context = multiprocessing.get_context("fork")
    told = [(tmp_path, database, who, 6) for who in "abcd"]
    writers = [context.Process(target=_ingest_apart, args=arguments) for arguments in told]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * 4
    with open_store(tmp_path, database) as store:
        _all_there(store, "abcd", 6)


def test_the_log_alone_keeps_four_writers_apart(store, tmp_path, database):
    """Without the lock in the folder: the database itself lets one after another write."""
    digest, size = store.put_bytes(b"x")

    def write(who):
        with open_store(tmp_path, database) as mine:
            told = [
                Entry(kind="document", name=f"{who}{n}", sha256=digest, size=size) for n in "xyz"
            ]
            return [receipt.index for entry in told for receipt in mine._log.append([entry])]

    with ThreadPoolExecutor(4) as pool:
        indexes = [index for told in pool.map(write, "abcd") for index in told]
    assert sorted(indexes) == list(range(12))
    assert store.size() == 12


def test_four_threads_write_by_one_store_while_others_read(store):
    done = threading.Event()

    def read():
        sizes = [0]
        while not done.is_set():
            size = len(list(store.entries()))
            assert size >= sizes[-1]
            store.root(sizes[-1])
            sizes.append(size)
            done.wait(0.01)
        return sizes[-1]

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        list(pool.map(lambda who: _ingest(store, who, 4), "abcd"))
        done.set()
        assert all(reader.result(30) > 0 for reader in readers)
    _all_there(store, "abcd", 4)


def test_a_pending_write_ahead_log_is_read_and_taken_up(tmp_path, lite):
    """A process that died left its commits in the write-ahead log only."""
    lite.append([put(lite, "a")])
    copy = tmp_path / "copy"
    shutil.copytree(tmp_path / ".truceline", copy / ".truceline")
    assert (copy / ".truceline/log.sqlite-wal").stat().st_size
    with open_store(copy) as opened:
        assert (opened.size(), opened.verify()) == (1, ())
        assert opened.append([put(opened, "b")])[0].index == 1


class AppendsAndSeals(RuleBasedStateMachine):
    """Whatever is appended, sealed, closed and reopened: the store equals a list."""

    def __init__(self, database):
        super().__init__()
        self.database = database

    @initialize()
    def begin(self):
        self.folder = Path(tempfile.mkdtemp())
        self.store = open_store(self.folder, self.database)
        self.model = []

    @rule(
        told=st.lists(
            st.tuples(st.sampled_from(["a", "b", "é"]), st.binary(max_size=1)), max_size=4
        )
    )
    def append(self, told):
        entries = [put(self.store, name, data) for name, data in told]
        for entry, receipt in zip(entries, self.store.append(entries), strict=True):
            newest = [i for i, e in enumerate(self.model) if e.name == entry.name][-1:]
            new = not newest or self.model[newest[0]] != entry
            assert receipt.new == new
            assert receipt.index == (len(self.model) if new else newest[0])
            self.model += [entry] if new else []

    @rule()
    def seal(self):
        assert self.store.seal() == self.store.seal() == root_of(self.model)

    @rule()
    def reopen(self):
        self.store.close()
        self.store = open_store(self.folder, self.database)

    @invariant()
    def equals_the_model(self):
        assert list(self.store.entries()) == self.model
        assert self.store.size() == len(self.model)
        assert self.store.root() == root_of(self.model)
        assert self.store.verify() == ()

    def teardown(self):
        self.store.close()
        shutil.rmtree(self.folder)


def test_a_store_equals_a_list(database):
    some = settings(max_examples=6, stateful_step_count=8, deadline=None)
    run_state_machine_as_test(lambda: AppendsAndSeals(database), settings=some)
