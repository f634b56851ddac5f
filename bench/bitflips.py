"""Flip random bits in what the evidence store keeps; verification must notice every one.

    python bench/bitflips.py --n 1000

Targets, in turn: a stored column (through SQLite, guards lifted and put back, nothing sealed, so
that the row hashes alone must notice and name it), any byte of the sealed log file, a blob, a
checkpoint, the witness. A sixth target, beside the count, is any byte of a log file that nothing
seals: there a flip may fall on bytes that hold nothing, and must be either noticed or harmless.
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from truceline.errors import StoreError
from truceline.io.stores import FolderStore, open_store
from truceline.io.stores.schema import ENTRY, HEAD, TRIGGERS
from truceline.model.evidence import Entry
from truceline.model.record import Problem

ENTRIES = 60
KEYS = {"entry": "idx", "head": "size"}


def build(folder: Path, rng: random.Random, *, sealed: bool) -> FolderStore:
    """A store of `ENTRIES` entries in transactions of one to four, sealed now and then."""
    folder.mkdir()
    store = open_store(folder)
    while (size := store.size()) < ENTRIES:
        store.append([new_entry(store, rng, size + k) for k in range(rng.randint(1, 4))])
        if sealed and rng.random() < 0.2:
            store.seal()
    if sealed:
        store.seal()
    store.close()
    return store


def new_entry(store: FolderStore, rng: random.Random, number: int) -> Entry:
    sha256, size = store.put_bytes(rng.randbytes(rng.randint(1, 4000)))
    kind = rng.choice(["document", "reports", "agreement"])
    return Entry(
        kind=kind, dataset="пресса", name=f"sources/{number}.csv", sha256=sha256, size=size
    )


def flip_file(path: Path, rng: random.Random) -> Callable[[], None]:
    """Flip one bit of a file in place; returns what undoes it."""
    sound = path.read_bytes()
    damaged = bytearray(sound)
    bit = rng.randrange(len(sound) * 8)
    damaged[bit // 8] ^= 1 << bit % 8
    path.chmod(0o644)
    path.write_bytes(damaged)
    return lambda: restore(path, sound)


def restore(path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    for side in ("-wal", "-shm"):
        path.with_name(path.name + side).unlink(missing_ok=True)


def flip_column(log: Path, rng: random.Random) -> tuple[Callable[[], None], str]:
    """Flip one bit of one stored value; returns what undoes it, and how verify should name it."""
    sound = log.read_bytes()
    with sqlite3.connect(log) as connection:
        for name in TRIGGERS:
            connection.execute(f"DROP TRIGGER {name}")
        told = None
        while told is None:
            told = flip_value(connection, rng)
        for statement in TRIGGERS.values():
            connection.execute(statement)
    connection.close()
    return (lambda: restore(log, sound)), told


def flip_value(connection: sqlite3.Connection, rng: random.Random) -> str | None:
    table = rng.choices([ENTRY, HEAD], weights=[3, 1])[0]
    key, column = KEYS[table.name], rng.choice(table.columns.keys())
    rows = connection.execute(f"SELECT {key}, {column} FROM {table.name}").fetchall()  # noqa: S608
    where, value = rng.choice(rows)
    if not value and value != 0:
        return None  # an empty text has no bit to flip
    flipped, cast = flip(value, rng)
    change = f"UPDATE {table.name} SET {column} = {cast} WHERE {key} = ?"  # noqa: S608
    try:
        connection.execute(change, (flipped, where))
    except sqlite3.IntegrityError:
        return None  # another row has this key already
    return "" if column == key else f"{table.name} {where}, column {column}"


def flip(value: int | str | bytes, rng: random.Random) -> tuple[int | bytes, str]:
    if isinstance(value, int):
        return value ^ (1 << rng.randrange(62)), "?"
    data = bytearray(value.encode() if isinstance(value, str) else value)
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data), "CAST(? AS TEXT)" if isinstance(value, str) else "?"


class Flips:
    """One sealed and one unsealed store, and a tally of what verification made of each flip."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.rng = random.Random(seed)
        self.sealed = build(folder / "sealed", self.rng, sealed=True)
        self.loose = build(folder / "loose", self.rng, sealed=False)
        self.at = {name: folder / name / ".truceline" for name in ("sealed", "loose")}
        self.tally: Counter[tuple[str, str]] = Counter()
        self.targets = {
            "column": self.column,
            "log file": lambda: self.file("log file", [self.at["sealed"] / "log.sqlite"]),
            "blob": lambda: self.file("blob", self.files("blobs/*/*")),
            "checkpoint": lambda: self.file("checkpoint", self.files("checkpoints/*")),
            "witness": lambda: self.file("witness", [self.at["sealed"] / "head.json"]),
        }

    def files(self, pattern: str) -> list[Path]:
        """Files of the sealed store, empty ones left out."""
        return sorted(p for p in self.at["sealed"].glob(pattern) if p.stat().st_size)

    def file(self, target: str, paths: list[Path]) -> None:
        """One flip in one of these files."""
        undo = flip_file(self.rng.choice(paths), self.rng)
        self.tally[target, "detected" if self.sealed.verify() else "MISSED"] += 1
        undo()

    def column(self) -> None:
        """One flip in a stored value, which the first problem must name."""
        undo, told = flip_column(self.at["loose"] / "log.sqlite", self.rng)
        problems = self.loose.verify()
        self.tally["column", self.named(problems, told)] += 1
        undo()

    def named(self, problems: tuple[Problem, ...], told: str) -> str:
        """Did the first problem name the place?"""
        if not problems:
            return "MISSED"
        return "detected" if problems[0].field.startswith(told) else "MISNAMED"

    def loose_file(self) -> None:
        """One flip in a log file whose pages nothing seals."""
        before = list(self.loose.entries())
        self.loose.close()
        undo = flip_file(self.at["loose"] / "log.sqlite", self.rng)
        noticed = bool(self.loose.verify())
        harmless = noticed or self.same(before)
        self.tally["unsealed", "detected" if noticed else "harmless" if harmless else "MISSED"] += 1
        self.loose.close()
        undo()

    def same(self, before: list[Entry]) -> bool:
        """Does the log still tell the same entries?"""
        try:
            return list(self.loose.entries()) == before
        except StoreError:
            return False

    def sound(self) -> bool:
        """Is everything as it was built?"""
        return not self.sealed.verify() and not self.loose.verify()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=1000, help="flips over the five targets")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bitflips-"))
    flips = Flips(folder, asked.seed)
    assert flips.sound(), "the stores must be sound before anything is flipped"
    for number in range(asked.n):
        list(flips.targets.values())[number % len(flips.targets)]()
    for _ in range(asked.n // len(flips.targets)):
        flips.loose_file()
    assert flips.sound(), "every flip must have been undone"
    shutil.rmtree(folder)
    return report(flips, asked.n)


def report(flips: Flips, count: int) -> int:
    tally = flips.tally
    for target in flips.targets:
        of = sum(n for (t, _), n in tally.items() if t == target)
        print(f"  {target:<11} {tally[target, 'detected']}/{of} detected")
    loose = {what: tally["unsealed", what] for what in ("detected", "harmless", "MISSED")}
    print(f"  log file without a seal: {loose}")
    detected = sum(tally[target, "detected"] for target in flips.targets)
    print(
        f"bitflips: {detected} of {count} flipped bits detected; unsealed missed: {loose['MISSED']}"
    )
    return 0 if detected == count and not loose["MISSED"] else 1


if __name__ == "__main__":
    sys.exit(main())
