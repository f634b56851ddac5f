"""Whose word is it? Ten outlets that carry one ministry are one origin.

Independence means separate access to the facts, not another publisher. A party's organs, officials,
media and the operators on its territory are one group; `third` alone makes nobody independent: the
roster says what a third source could see for itself. This module never looks at what was said,
only at who says it, so no claim can raise its own standing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.propositions import PROPOSITIONS
from truceline.model.evidence import PUBLISHER_ITSELF, RosterEntry, Stance
from truceline.model.mission import Party
from truceline.model.table import ORIGIN_SCHEMA, report_keys

MISSION = "mission"
MISSION_ACCESS = ("occurrence", "object")  # what a patrol sees; who did it, only where stated

_KEYS = ("source", "claimant", "claimant_side", "stance")
_Answer = dict[str, str | bool | None]


@dataclass(frozen=True, kw_only=True)
class _Roster:
    """The roster by name and id, within one role; and which sides are parties."""

    rows: dict[tuple[str, str], RosterEntry]
    parties: frozenset[str]

    def find(self, name: str | None, roles: Sequence[str]) -> RosterEntry | None:
        """The row of a name under the first role that has it."""
        rows = (self.rows.get((role, _plain(name))) for role in roles)
        return next((row for row in rows if row is not None), None)


def trace_origins(
    reports: pa.Table, roster: Sequence[RosterEntry], parties: Sequence[Party]
) -> pa.Table:
    """Group of independence, side and access of every report, in the reports' order.

    Shapes: one row of `ORIGIN_SCHEMA` per row of `reports` (`REPORT_SCHEMA`). `group` is null
    when the report is nobody's word: unconfirmed, or a source without access of its own. `side`
    stays known there. Python looks at each distinct (source, claimant, side, stance) once.
    """
    book = _book(roster, parties)
    first, inverse = _distinct(reports)
    rows = reports.select(list(_KEYS)).take(pa.array(first)).to_pylist()
    answers = [_answer(book, row) for row in rows]
    schema = pa.schema([f for f in ORIGIN_SCHEMA if f.name != "report_id"])
    traced = pa.Table.from_pylist(answers, schema=schema).take(pa.array(inverse))
    keyed = traced.add_column(0, ORIGIN_SCHEMA.field("report_id"), report_keys(reports))
    return keyed.cast(ORIGIN_SCHEMA).combine_chunks()


def _distinct(reports: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers of the first of each combination, and each row's combination."""
    code = np.zeros(reports.num_rows, dtype=np.int64)
    for name in _KEYS:
        column = pc.dictionary_encode(reports[name].combine_chunks(), null_encoding="encode")
        indices = column.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        _, code = np.unique(code * (len(column.dictionary) + 1) + indices, return_inverse=True)
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    return first, inverse


def _book(roster: Sequence[RosterEntry], parties: Sequence[Party]) -> _Roster:
    rows: dict[tuple[str, str], RosterEntry] = {}
    for entry in sorted(roster, key=lambda e: (e.role, e.id, e.name)):
        for name in (entry.name, entry.id):
            rows.setdefault((entry.role, _plain(name)), entry)
    return _Roster(rows=rows, parties=frozenset(p.id for p in parties))


def _plain(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()


def _answer(book: _Roster, row: dict[str, str | None]) -> _Answer:
    entry, side = _speaker(book, row)
    group, speaks = _standing(book, entry, side)
    if row["stance"] == Stance.UNCONFIRMED:
        group, speaks = None, ()
    shown = group if group in book.parties or group == MISSION else side
    access: _Answer = {p: p in speaks for p in PROPOSITIONS}
    grade = entry.grade if entry and entry.grade else "F"
    return {"group": group, "side": shown or None, "reliability": grade, **access}


def _speaker(book: _Roster, row: dict[str, str | None]) -> tuple[RosterEntry | None, str]:
    """The roster's row of whose word it is, and the side it speaks for."""
    claimant, stated = row["claimant"], row["claimant_side"] or ""
    if _plain(claimant) not in {"", PUBLISHER_ITSELF}:
        entry = book.find(claimant, ("claimant", "publisher"))
        return entry, _side(book, entry, stated)
    entry = book.find(row["source"], ("publisher", "claimant"))
    own = _side(book, entry, stated)
    # an outlet that passes on a party's unnamed word lends it nothing of its own
    return (None, stated) if stated in book.parties and own != stated else (entry, own)


def _side(book: _Roster, entry: RosterEntry | None, stated: str) -> str:
    """The roster's side; an operator takes that of the territory it works on, whatever its own."""
    if entry is None:
        return stated
    return entry.territory if entry.territory in book.parties else entry.side or stated


def _standing(
    book: _Roster, entry: RosterEntry | None, side: str
) -> tuple[str | None, tuple[str, ...]]:
    """The group and the propositions whose facts it had access to."""
    if side in book.parties:
        return side, _access(entry, PROPOSITIONS)
    if side == MISSION:
        return MISSION, _access(entry, MISSION_ACCESS)
    if entry is None or not _access(entry, ()):
        return None, ()
    owner = _owner(book, entry)
    return owner, _access(entry, ())


def _access(entry: RosterEntry | None, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """The propositions that the roster states, `none` being a statement too; else as given."""
    if entry is None or not entry.access:
        return otherwise
    return tuple(p for p in PROPOSITIONS if p in entry.access)


def _owner(book: _Roster, entry: RosterEntry) -> str:
    """Who stands behind a third source: its owner, followed up through the roster."""
    seen: set[str] = set()
    while entry.owner and entry.id not in seen:
        seen.add(entry.id)
        above = book.find(entry.owner, ("claimant", "publisher"))
        if above is None:
            return entry.owner
        if (side := _side(book, above, "")) in book.parties:
            return side
        entry = above
    return entry.name
