"""Coverage in sums: what share of acts would have been seen, and where too little is.

A share always stands beside the share of cells and hours that anybody looked at, and beside the
hours of effort; without effort there is no share. Restricted in every output.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from truceline.foundation.coverage.coverage import coverage, dense_of
from truceline.foundation.coverage.effort import RESTRICTED, hours_of
from truceline.foundation.zones import zone_of
from truceline.model.plan import Asset, Profile, Shift

Floats = NDArray[np.float64]
Hours = NDArray[np.datetime64]
_SUMS: Final = pa.schema(
    [
        ("sector", pa.string()),
        ("day", pa.date32()),
        ("act", pa.string()),
        ("seen", pa.float64()),
        ("observed", pa.float64()),
        ("effort_h", pa.float64()),
    ],
    metadata=RESTRICTED,
)


def seen_share(
    cells: pa.Table,
    hours: Hours,
    assets: Sequence[Asset],
    shifts: Sequence[Shift] | None,
    profiles: Sequence[Profile],
    acts: Sequence[str],
    zone: str = "UTC",
) -> pa.Table:
    """By sector, local day in `zone` and act: (sector, day, act, seen, observed, effort_h).

    `seen` = Σ w p / Σ w over cells and hours, those that nobody looked at with p = 0, and null where
    nobody looked at any; `observed` = the share of Σ w that somebody looked at; `effort_h` the hours
    that assets of that sector worked on that day, whatever they can see. Weights w are the column
    `weight` of `cells` (1 without it), sectors its column `sector`. Arguments as of `coverage`.
    """
    days = local_days(hours, zone)
    effort = _effort(assets, hours_of(assets, shifts, hours, zone), days)
    rows = []
    for act in sorted(set(acts)):
        seen = coverage(cells, hours, assets, shifts, profiles, act, zone=zone)
        rows += _sums(dense_of(seen, cells, hours), cells, days, act, effort)
    rows.sort(key=lambda row: (row["sector"], row["day"], row["act"]))
    return pa.Table.from_pylist(rows, schema=_SUMS)


def local_days(hours: Hours, zone: str) -> NDArray[np.datetime64]:
    """The local day in which each hour starts."""
    utc, local = zone_of("UTC"), zone_of(zone) or zone_of("UTC")
    moments = hours.astype("datetime64[s]").tolist()
    days = [moment.replace(tzinfo=utc).astimezone(local).date() for moment in moments]
    return np.array(days, "datetime64[D]")


def _effort(
    assets: Sequence[Asset], share: Floats, days: NDArray[np.datetime64]
) -> dict[tuple[str, object], float]:
    """Hours of work by sector and day."""
    found: dict[tuple[str, object], float] = {}
    for k, asset in enumerate(assets):
        for day in np.unique(days):
            key = (asset.sector, day.item())
            found[key] = found.get(key, 0.0) + float(share[days == day, k].sum())
    return found


def _sums(
    dense: Floats,
    cells: pa.Table,
    days: NDArray[np.datetime64],
    act: str,
    effort: dict[tuple[str, object], float],
) -> list[dict[str, object]]:
    weight, sectors = _weight(cells), _sectors(cells)
    rows: list[dict[str, object]] = []
    for sector in np.unique(sectors):
        own = np.flatnonzero(sectors == sector)
        for day in np.unique(days):
            part, w = dense[days == day][:, own], weight[own]
            looked, whole = ~np.isnan(part), float(w.sum()) * int((days == day).sum())
            seen = float((np.where(looked, part, 0.0) * w).sum()) / whole if whole else 0.0
            row = {"sector": str(sector), "day": day.item(), "act": act}
            row["seen"] = seen if looked.any() and whole else None
            row["observed"] = float((looked * w).sum()) / whole if whole else 0.0
            rows.append({**row, "effort_h": effort.get((str(sector), day.item()), 0.0)})
    return rows


def _weight(cells: pa.Table) -> Floats:
    named = "weight" in cells.column_names
    return cells["weight"].to_numpy().astype(float) if named else np.ones(cells.num_rows)


def _sectors(cells: pa.Table) -> NDArray[np.str_]:
    named = "sector" in cells.column_names
    told = cells["sector"].to_pylist() if named else [""] * cells.num_rows
    return np.array([name or "" for name in told], str)


def gaps(seen: pa.Table, cells: pa.Table, hours: Hours, level: float = 0.5) -> pa.Table:
    """Cells that are seen too little: (cell, lat, lon, p, observed, weight), the worst first.

    `p` is the mean over all `hours`, those that nobody looked at with 0, and null where nobody ever
    looked; `observed` the share of hours in which somebody did. Kept are cells with p below `level`,
    in the order of weight × (level − p), then of their numbers.
    """
    dense, weight = dense_of(seen, cells, hours), _weight(cells)
    looked = ~np.isnan(dense)
    mean = np.where(looked, dense, 0.0).sum(axis=0) / max(1, len(hours))
    lacking = np.flatnonzero(mean < level)
    loss = weight * (level - mean)
    ids = cells["cell"].to_numpy()
    order = lacking[np.lexsort((ids[lacking], -loss[lacking]))]
    observed = looked.sum(axis=0) / max(1, len(hours))
    columns = {
        "cell": ids[order],
        "lat": cells["lat"].to_numpy()[order],
        "lon": cells["lon"].to_numpy()[order],
        "p": pa.array(mean[order], mask=observed[order] == 0),
        "observed": observed[order],
        "weight": weight[order],
    }
    return pa.table(columns).replace_schema_metadata(RESTRICTED)
