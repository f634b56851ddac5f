"""With what probability would an act, here and then, have been seen?

One row per cell and hour in which somebody looked. A cell and hour without a row was *not observed*:
that is an answer of its own and never a probability of 0. Restricted in every output.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from truceline.foundation.compiled import fitting
from truceline.foundation.coverage.detect import visible_h
from truceline.foundation.coverage.effort import RESTRICTED, hours_of
from truceline.foundation.coverage.kernels import watch
from truceline.foundation.coverage.night import dark
from truceline.foundation.coverage.pairs import (
    System,
    blind,
    by_day,
    in_order,
    losses_of,
    systems_of,
)
from truceline.foundation.coverage.passes import lit
from truceline.foundation.coverage.terrain import Terrain
from truceline.model.plan import Asset, Profile, Shift

Floats = NDArray[np.float64]
Hours = NDArray[np.datetime64]

SCHEMA: Final = pa.schema(
    [
        pa.field("cell", pa.int64(), nullable=False),
        pa.field("hour", pa.timestamp("s", tz="UTC"), nullable=False),
        pa.field("p", pa.float64(), nullable=False),
    ],
    metadata=RESTRICTED,
)
_AT_ONCE: Final = 8_000_000
"""Cells × hours that are held in memory together."""


def coverage(
    cells: pa.Table,
    hours: Hours,
    assets: Sequence[Asset],
    shifts: Sequence[Shift] | None,
    profiles: Sequence[Profile],
    act: str,
    *,
    zone: str = "UTC",
    terrain: Terrain | None = None,
    visible: float | None = None,
) -> pa.Table:
    """Probability that an act of a kind would have been seen: (cell, hour, p), where observed.

    `cells` has cell (H3, int64), lat, lon in degrees; `hours` are the starts of hours, UTC
    (datetime64). `shifts` are the record of work, None for work as planned (`Asset.hours`, local in
    `zone`); an empty record means that nobody worked. `act` is a word of the vocabulary. Hours come
    in their order, within each the cells in theirs; the order of assets and shifts never matters.
    Systems combine as in `combine.combined`. Raises `ValueError` for a profile that isn't there.
    """
    lasting = visible_h(act) if visible is None else visible
    systems = in_order([s for s in systems_of(assets, profiles) if not blind(s, act)])
    known = shifts is not None
    share = hours_of([s.asset for s in systems], _record(systems, shifts), hours, zone, lasting)
    at_work = np.flatnonzero(share.any(axis=0))
    systems = tuple(systems[k] for k in at_work)
    made = by_day(cells, systems, act, terrain, passes_known=known, visible=lasting).tocsr()
    night = np.array([1.0 if known and _passes(s) else s.profile.night for s in systems])
    parts = _blocks(cells, hours, (*losses_of(systems), night), share[:, at_work], made)
    return pa.concat_tables([SCHEMA.empty_table(), *parts])


def _passes(system: System) -> bool:
    return system.asset.kind == "satellite_pass"


def _record(systems: Sequence[System], shifts: Sequence[Shift] | None) -> Sequence[Shift] | None:
    """The record of work, passes of satellites in the dark worth less."""
    found = {s.asset.id: (s.asset, s.profile.night) for s in systems if _passes(s)}
    return shifts if shifts is None else lit(shifts, found)


def _blocks(
    cells: pa.Table,
    hours: Hours,
    numbers: tuple[NDArray[np.int64], Floats, Floats, Floats, Floats],
    share: Floats,
    made: csr_matrix,
) -> Iterator[pa.Table]:
    """Coverage of a few hours at a time, of the cells that anybody reaches."""
    within = np.flatnonzero(np.diff(made.indptr))
    near = made[within]
    ids, lat, lon = (cells[name].to_numpy()[within] for name in ("cell", "lat", "lon"))
    pairs = near.indptr.astype(np.int64), near.indices.astype(np.int64), near.data
    run = fitting(watch, float(near.nnz) * len(hours))
    step = max(1, _AT_ONCE // max(1, len(within)))
    for at in range(0, len(hours), step):
        some = hours[at : at + step]
        seen = np.empty((len(some), len(within)))
        run(pairs, numbers, share[at : at + step], dark(lat, lon, some), seen)
        yield _rows(ids, some, seen)


def _rows(ids: NDArray[np.int64], hours: Hours, seen: Floats) -> pa.Table:
    """The rows of cells and hours in which somebody looked."""
    hour, cell = np.nonzero(~np.isnan(seen))
    when = hours.astype("datetime64[s]").astype(np.int64)[hour]
    columns = [ids[cell], pa.array(when).cast(pa.timestamp("s", tz="UTC")), seen[hour, cell]]
    return pa.table(columns, schema=SCHEMA)


def everywhere(seen: pa.Table, cells: pa.Table, hours: Hours) -> pa.Table:
    """Every cell and hour, p null where nobody looked: for tables that a person reads."""
    dense = dense_of(seen, cells, hours)
    when = np.repeat(hours.astype("datetime64[s]").astype(np.int64), cells.num_rows)
    columns = {
        "cell": np.tile(cells["cell"].to_numpy(), len(hours)),
        "hour": pa.array(when).cast(pa.timestamp("s", tz="UTC")),
        "p": pa.array(dense.ravel(), from_pandas=True),
    }
    return pa.table(columns).replace_schema_metadata(RESTRICTED)


def dense_of(seen: pa.Table, cells: pa.Table, hours: Hours) -> Floats:
    """The same as an array of (hours, cells), NaN where nobody looked."""
    dense = np.full((len(hours), cells.num_rows), np.nan)
    row = places(hours.astype("datetime64[s]").astype(np.int64), seen["hour"].cast(pa.int64()))
    column = places(cells["cell"].to_numpy(), seen["cell"])
    dense[row, column] = seen["p"].to_numpy()
    return dense


def places(known: NDArray[np.int64], asked: pa.ChunkedArray) -> NDArray[np.int64]:
    """Where each value stands in a list of distinct ones."""
    order = np.argsort(known, kind="stable")
    return np.asarray(order[np.searchsorted(known[order], asked.to_numpy())])
