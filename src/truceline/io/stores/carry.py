"""One evidence log copied behind another: every entry, every head, in order, each hash computed anew.

Must never write behind a log that isn't the beginning of the one that is copied, nor copy a row that
doesn't fit its hash.
"""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select

from truceline.errors import StoreError, UnreadableError
from truceline.io.stores.base import Base
from truceline.io.stores.log import EntryLog, read_entry, sound_frontier
from truceline.io.stores.merkle import Frontier, leaf_hash
from truceline.io.stores.schema import ENTRY, HEAD

AT_ONCE = 2_000
"""So many entries, and the rest of their transaction, are copied in one transaction."""


def carry_log(source: Base, target: Base, step: Callable[[int, int], None]) -> int:
    """Copy what `source` holds beyond `target`, whose tables are there; returns how many entries. `step`
    is told how many it holds then, of how many. Whoever is killed may begin again.

    Raises `UnreadableError` where the target holds anything but the beginning of this log,
    `StoreError` where a row of the source is damaged.
    """
    total, start = EntryLog(source).size(), EntryLog(target).size()
    _demand_beginning(source, target)
    with source.reading() as told:
        done = start
        while told is not None and done < total:
            with target.writing() as into:
                done = _carry_some(told, into)
            step(done, total)
    if EntryLog(source).root() != EntryLog(target).root():
        raise StoreError(
            f"{target.name} doesn't hold what {source.name} does; run truceline verify"
        )
    return total - start


def _demand_beginning(source: Base, target: Base) -> None:
    ours, theirs = EntryLog(source), EntryLog(target)
    theirs.check()
    size = theirs.size()
    if size > ours.size() or theirs.root() != ours.root(size):
        raise UnreadableError(
            f"{target.name} holds another log, of {size} entries; nothing was copied: "
            "take .truceline/*.moved away to begin anew"
        )


def _carry_some(told: Connection, into: Connection) -> int:
    """The next transactions of the source, in one; returns how many entries there are then."""
    grown = sound_frontier(into)
    heads = _heads(told, grown.size)
    inside = (ENTRY.c.idx >= grown.size, ENTRY.c.idx < heads[-1].size)
    rows = iter(told.execute(select(ENTRY).where(*inside).order_by(ENTRY.c.idx)))
    entries, trees = [], []
    for head in heads:
        before = grown.size
        for row in islice(rows, head.size - before):
            entries.append(_checked(row, grown.size))
            grown = grown.add(row.leaf)
        trees.append(_tree(head, before, grown))
    into.execute(insert(ENTRY), entries)
    into.execute(insert(HEAD), trees)
    return grown.size


def _tree(head: Row[Any], before: int, grown: Frontier) -> dict[str, object]:
    """A head as it is written, from the entries before it."""
    if (grown.size, grown.root(), before) != (head.size, head.root, head.previous):
        raise StoreError(f"head {head.size} doesn't fit its entries; run truceline verify")
    told = {"size": grown.size, "previous": before}
    return {**told, "root": grown.root(), "frontier": grown.packed()}


def _heads(told: Connection, size: int) -> Sequence[Row[Any]]:
    """Heads behind a size, until there are entries enough."""
    query = select(HEAD).where(HEAD.c.size > size).order_by(HEAD.c.size).limit(AT_ONCE)
    heads = told.execute(query).all()
    enough = [n for n, head in enumerate(heads) if head.size - size >= AT_ONCE]
    if not heads:
        raise StoreError("the log's head doesn't fit its entries; run truceline verify")
    return heads[: enough[0] + 1] if enough else heads


def _checked(row: Row[Any], index: int) -> dict[str, object]:
    """A row as it is written: all of it from the entry's own bytes."""
    entry = read_entry(row.entry)
    if row.idx != index or leaf_hash(row.entry) != row.leaf:
        raise StoreError(f"entry {index} was changed; run truceline verify")
    return msgspec.structs.asdict(entry) | {"idx": index, "entry": row.entry, "leaf": row.leaf}
