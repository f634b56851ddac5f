"""The evidence log: entries in a table that only grows, with a Merkle tree over them.

Statements are SQLAlchemy Core and portable; what differs between databases lies in the `Base`
that a log stands on. Must never update or delete a row, and never acknowledge an entry before its
transaction is on the disk.
"""

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import Connection, insert, select

from truceline.errors import StoreError
from truceline.io.stores.base import Base
from truceline.io.stores.merkle import EMPTY, Frontier, leaf_hash
from truceline.io.stores.schema import ENTRY, HEAD
from truceline.model.evidence import Entry, Receipt
from truceline.model.record import canonical_bytes

_PREFIX = b"Entry\n"
_PAGE = 1000


class EntryLog:
    """The log in the tables of `base`. A log that doesn't exist yet reads as empty.

    Every method raises `StoreError` when the database can't be read or written. Writers hold the
    store's lock; the database's own lock stands behind it.
    """

    def __init__(self, base: Base) -> None:
        self._base = base

    def append(self, entries: Iterable[Entry]) -> tuple[Receipt, ...]:
        """Append in one transaction; an entry that equals the newest of its kind, dataset and
        name is acknowledged with that one's index.
        """
        with self._base.writing() as connection:
            before = grown = sound_frontier(connection)
            receipts = []
            for entry in entries:
                receipt, grown = _append_one(connection, grown, entry)
                receipts.append(receipt)
            if grown.size > before.size:
                _insert_head(connection, before, grown)
        return tuple(receipts)

    def check(self) -> None:
        """Raise `StoreError` when the newest head doesn't fit itself or the last entry."""
        with self._base.reading() as connection:
            if connection:
                sound_frontier(connection)

    def entries(self) -> Iterator[Entry]:
        """All entries, oldest first, read page by page so that no reader holds up a seal."""
        for _, data, _ in self._rows(None):
            yield read_entry(data)

    def size(self) -> int:
        """How many entries the newest transaction left."""
        with self._base.reading() as connection:
            return _frontier(connection)[0].size if connection else 0

    def root(self, size: int | None = None) -> str:
        """Tree hash (hex) over the first `size` entries: from its head, or from the leaves."""
        with self._base.reading() as connection:
            frontier, root = _frontier(connection, size) if connection else (Frontier(), EMPTY)
        if size is None or frontier.size == size:
            return root.hex()
        return self._root_from_leaves(size)

    def _root_from_leaves(self, size: int) -> str:
        grown = Frontier()
        for _, _, leaf in self._rows(size):
            grown = grown.add(leaf)
        if grown.size != size:
            raise StoreError(f"the log holds {grown.size} entries, not {size}")
        return grown.root().hex()

    def _rows(self, size: int | None) -> Iterator[tuple[int, bytes, bytes]]:
        start = 0
        while page := self._page(start, min(_PAGE, size - start) if size is not None else _PAGE):
            yield from page
            start = page[-1][0] + 1

    def _page(self, start: int, limit: int) -> list[tuple[int, bytes, bytes]]:
        columns = select(ENTRY.c.idx, ENTRY.c.entry, ENTRY.c.leaf)
        query = columns.where(ENTRY.c.idx >= start).order_by(ENTRY.c.idx).limit(limit)
        with self._base.reading() as connection:
            rows = connection.execute(query).all() if connection else []
        return [(row.idx, row.entry, row.leaf) for row in rows]


def read_entry(data: bytes) -> Entry:
    """The entry behind canonical bytes. Raises `StoreError` when they are no entry's."""
    try:
        entry = msgspec.json.decode(data.removeprefix(_PREFIX), type=Entry)
    except (msgspec.MsgspecError, ValueError) as error:
        raise StoreError(f"these bytes are no entry: {error}") from error
    if canonical_bytes(entry) != data:
        raise StoreError("these bytes are not the canonical form of an entry")
    return entry


def _frontier(connection: Connection, size: int | None = None) -> tuple[Frontier, bytes]:
    """The newest head, or the head at `size`, as stored; the empty tree where there is none."""
    query = select(HEAD).order_by(HEAD.c.size.desc()).limit(1)
    row = connection.execute(query if size is None else query.where(HEAD.c.size == size)).first()
    if row is None:
        return Frontier(), EMPTY
    try:
        return Frontier.unpacked(row.size, row.frontier), row.root
    except ValueError as error:
        raise StoreError(f"head {row.size} is damaged: {error}; run truceline verify") from error


def sound_frontier(connection: Connection) -> Frontier:
    """The newest head, checked against itself and the last entry: nothing is built on damage."""
    frontier, root = _frontier(connection)
    last = connection.execute(select(ENTRY.c.idx).order_by(ENTRY.c.idx.desc()).limit(1)).scalar()
    if frontier.root() != root or frontier.size != (-1 if last is None else last) + 1:
        raise StoreError("the log's head doesn't fit its entries; run truceline verify")
    return frontier


def _append_one(
    connection: Connection, frontier: Frontier, entry: Entry
) -> tuple[Receipt, Frontier]:
    data = canonical_bytes(entry)
    leaf = leaf_hash(data)
    newest = _newest(connection, entry)
    if newest is not None and newest[1] == data:
        return Receipt(index=newest[0], leaf=leaf.hex(), new=False), frontier
    row = msgspec.structs.asdict(entry) | {"idx": frontier.size, "entry": data, "leaf": leaf}
    connection.execute(insert(ENTRY).values(**row))
    return Receipt(index=frontier.size, leaf=leaf.hex(), new=True), frontier.add(leaf)


def _newest(connection: Connection, entry: Entry) -> tuple[int, bytes] | None:
    """The newest version of what the entry names. A file may serve two datasets, each its own."""
    same = (ENTRY.c.kind == entry.kind, ENTRY.c.dataset == entry.dataset)
    query = select(ENTRY.c.idx, ENTRY.c.entry).where(*same, ENTRY.c.name == entry.name)
    row = connection.execute(query.order_by(ENTRY.c.idx.desc()).limit(1)).first()
    return None if row is None else (row.idx, row.entry)


def _insert_head(connection: Connection, before: Frontier, grown: Frontier) -> None:
    row = {"size": grown.size, "previous": before.size}
    tree = {"root": grown.root(), "frontier": grown.packed()}
    connection.execute(insert(HEAD).values(**row, **tree))
