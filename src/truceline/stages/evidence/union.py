"""Many report tables as one: a row per report, in the order of keys, whatever order they came in.

The newest version of a report wins and older ones stay in the log. Two versions that differ and are
equally new are decided by their content alone, and told.
"""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.phrase import count
from truceline.foundation.vocabulary import nearest
from truceline.model.evidence import RosterEntry
from truceline.model.mission import Party
from truceline.model.record import Problem, in_order, utc
from truceline.model.table import REPORT_SCHEMA, alike, completed, report_keys
from truceline.stages.evidence.calendar import Mask
from truceline.stages.evidence.sieve import about_reports, shown

_KEY = "_key"
VERSION = "version"
_FEWEST, _NEAR_DEG, _FAR_DEG = 10, 3.0, 10.0


def merge_reports(tables: Sequence[pa.Table]) -> tuple[pa.Table, tuple[Problem, ...]]:
    """All reports (`REPORT_SCHEMA`), one row per key, sorted by key.

    Exact repeats are dropped without a word. Of versions that differ the one known last wins, then
    the first by content; a warning names the key. Also warns of points whose lat and lon look
    swapped beside all others, which only the whole table can show.
    """
    ordered, repeated, problems = settled(pa.concat_tables([REPORT_SCHEMA.empty_table(), *tables]))
    merged = ordered.filter(pa.array(~repeated))
    return merged, in_order((*problems, *swapped(merged)))


def settled(reports: pa.Table) -> tuple[pa.Table, Mask, list[Problem]]:
    """Rows by key, the one that wins first; those to leave out; a warning per key in dispute.

    Columns beside those of `REPORT_SCHEMA` go along and have no say.
    """
    ordered = _sorted(reports)
    repeated, differs = _repeats(ordered)
    what = "stands more than once with different content; the newest is used"
    return ordered.drop_columns([_KEY]), repeated, _told(ordered, differs, what)


def _sorted(reports: pa.Table) -> pa.Table:
    """By key, then newest first, then by content, so that no order of input can show."""
    keyed = reports.append_column(_KEY, report_keys(reports))
    rest = [name for name in REPORT_SCHEMA.names if name != "known"]
    order = pc.sort_indices(keyed, sort_keys=[(_KEY, "ascending")])
    keyed = keyed.take(order).combine_chunks()
    same = _same_as_above(keyed, [_KEY])
    if not same.any():
        return keyed
    many = same | np.append(same[1:], False)
    few = keyed.filter(pa.array(many))
    keys = [(_KEY, "ascending"), ("known", "descending"), *((name, "ascending") for name in rest)]
    inner = few.take(pc.sort_indices(few, sort_keys=keys))
    places = np.arange(keyed.num_rows)
    whole = pa.concat_tables([keyed, inner])
    places[many] = keyed.num_rows + np.arange(few.num_rows)
    return whole.take(pa.array(places)).combine_chunks()


def _same_as_above(table: pa.Table, names: Sequence[str]) -> Mask:
    """Which rows equal the row above in these columns; the first never does."""
    same = np.ones(max(table.num_rows - 1, 0), dtype=np.bool_)
    for name in names:
        column = table[name].combine_chunks()
        above, below = column[:-1], column[1:]
        same &= alike(above, below).to_numpy(zero_copy_only=False)
    return np.concatenate([np.zeros(min(table.num_rows, 1), dtype=np.bool_), same])


def _repeats(ordered: pa.Table) -> tuple[Mask, Mask]:
    """Rows to leave out, and those of them that say something else than the row above."""
    repeated = _same_as_above(ordered, [_KEY])
    differs = repeated.copy()
    if repeated.any():
        places = np.flatnonzero(repeated)
        both = np.column_stack([places - 1, places]).ravel()
        pairs = ordered.take(pa.array(both))
        differs[places] = ~_same_as_above(pairs, REPORT_SCHEMA.names)[1::2]
    return repeated, differs


def _told(reports: pa.Table, rows: Mask, message: str, hint: str = "") -> list[Problem]:
    """A warning per report key, under its dataset's name."""
    found: list[Problem] = []
    chosen = reports.filter(pa.array(rows))
    keys = report_keys(chosen)
    for dataset in pc.unique(chosen["dataset"]).to_pylist():
        own = keys.filter(pc.equal(chosen["dataset"], dataset))
        found += about_reports(pc.unique(own), dataset or "reports", message, hint)
    return found


def swapped(reports: pa.Table) -> list[Problem]:
    """Warns of points far from all others that lie among them with lat and lon swapped.

    `reports` may be lean, see `model.table.completed`.
    """
    rows = _swapped(reports)
    if not rows.any():
        return []
    few = completed(reports.filter(pa.array(rows)))
    what = "lies far from all other reports, and among them when swapped"
    everyone = np.ones(few.num_rows, dtype=np.bool_)
    return _told(few, everyone, what, "are lat and lon swapped?")


def _swapped(reports: pa.Table) -> Mask:
    """Points more than 10° from the middle of all, that lie within 3° of it when swapped."""
    nowhere = np.zeros(reports.num_rows, dtype=np.bool_)
    if not any(_span(reports, name) > _FAR_DEG for name in ("lat", "lon")):
        return nowhere
    lat, lon = (reports[name].to_numpy() for name in ("lat", "lon"))
    if np.isfinite(lat).sum() < _FEWEST:
        return nowhere
    middle_lat, middle_lon = np.nanmedian(lat), np.nanmedian(lon)
    far = np.maximum(abs(lat - middle_lat), abs(lon - middle_lon)) > _FAR_DEG
    near = np.maximum(abs(lon - middle_lat), abs(lat - middle_lon)) < _NEAR_DEG
    suspect: Mask = far & near
    return suspect


def _span(reports: pa.Table, name: str) -> float:
    """From the least to the greatest, degrees; 0 where nothing is placed."""
    ends = pc.min_max(reports[name]).as_py() if name in reports.column_names else {"max": None}
    return 0.0 if ends["max"] is None else float(ends["max"] - ends["min"])


def unknown_sources(reports: pa.Table, roster: Sequence[RosterEntry]) -> tuple[Problem, ...]:
    """A warning per source that the roster doesn't know as a publisher, with its reports' number."""
    known = {name for entry in roster for name in (entry.id, entry.name)}
    return _unknown(reports, "source", known, "isn't in the roster", "add it to the roster")


def unknown_sides(reports: pa.Table, parties: Sequence[Party]) -> tuple[Problem, ...]:
    """A warning per accused actor or claimant's side that is no party: it stands in no ledger."""
    ids = {party.id for party in parties}
    hint = "write a party's id of mission.yaml"
    return in_order(
        (
            *_unknown(reports, "alleged_actor", ids | {"unknown"}, "is no party", hint),
            *_unknown(reports, "claimant_side", ids | {"third", "mission"}, "is no party", hint),
        )
    )


def _unknown(
    reports: pa.Table, column: str, known: set[str], what: str, else_: str
) -> tuple[Problem, ...]:
    counted = reports.group_by(["dataset", column]).aggregate([([], "count_all")])
    found = []
    for row in counted.to_pylist():
        dataset, word, times = row["dataset"], row[column], row["count_all"]
        if word and word not in known:
            near = nearest(word, known)
            found.append(
                Problem(
                    file=dataset or "reports",
                    field=column,
                    message=f"{shown(word)} {what} ({count(times, 'report')})",
                    hint=f"is it `{near}`? else {else_}" if near else else_,
                    severity="warning",
                )
            )
    return in_order(found)


def reports_at(reports: pa.Table, as_of: datetime) -> tuple[pa.Table, tuple[Problem, ...]]:
    """The reports as they stood at a moment (`REPORT_SCHEMA`), one row per key.

    Where `reports` also has a column `version` (0 for the newest version of its file), what was
    corrected after the moment counts as it was told before: a key's newest version known then.
    """
    known = known_by(reports, as_of)
    if VERSION not in known.column_names:
        return merge_reports([known])
    if pc.any(pc.greater(known[VERSION], 0)).as_py():
        keyed = known.append_column(_KEY, report_keys(known))
        newest = keyed.group_by(_KEY).aggregate([(VERSION, "min")])
        order = pc.index_in(keyed[_KEY], value_set=newest[_KEY].combine_chunks())
        current = pc.equal(keyed[VERSION], newest[f"{VERSION}_min"].take(order))
        known = keyed.filter(current).drop_columns([_KEY])
    return merge_reports([known.drop_columns([VERSION])])


def known_by(reports: pa.Table, as_of: datetime) -> pa.Table:
    """The reports known at a moment, that moment included."""
    moment = pa.scalar(utc(as_of), REPORT_SCHEMA.field("known").type)
    return reports.filter(pc.less_equal(reports["known"], moment))
