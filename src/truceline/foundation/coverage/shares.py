"""Coverage in sums: what share of acts would have been seen, and where too little is.

A share always stands beside the share of cells and hours that anybody looked at, and beside the
hours of effort; without effort there is no share. Restricted in every output.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from truceline.foundation.coverage.coverage import coverage, places
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
    days, rows = local_days(hours, zone), []
    for day in np.unique(days):
        part = hours[days == day]
        effort = _effort(assets, hours_of(assets, shifts, part, zone))
        for act in sorted(set(acts)):
            seen = coverage(cells, part, assets, shifts, profiles, act, zone=zone)
            sums = _sums(seen, cells, len(part), effort)
            rows += [{**row, "day": day.item(), "act": act} for row in sums]
    rows.sort(key=lambda row: (row["sector"], row["day"], row["act"]))
    return pa.Table.from_pylist(rows, schema=_SUMS)


def local_days(hours: Hours, zone: str) -> NDArray[np.datetime64]:
    """The local day in which each hour starts."""
    utc, local = zone_of("UTC"), zone_of(zone) or zone_of("UTC")
    moments = hours.astype("datetime64[s]").tolist()
    days = [moment.replace(tzinfo=utc).astimezone(local).date() for moment in moments]
    return np.array(days, "datetime64[D]")


def _effort(assets: Sequence[Asset], share: Floats) -> dict[str, float]:
    """Hours of work by sector."""
    found: dict[str, float] = {}
    for k, asset in enumerate(assets):
        found[asset.sector] = found.get(asset.sector, 0.0) + float(share[:, k].sum())
    return found


def _sums(
    seen: pa.Table, cells: pa.Table, hours: int, effort: dict[str, float]
) -> list[dict[str, Any]]:
    """By sector: what share of weight × hours was seen, and looked at."""
    weight, (names, sector) = (
        weights_of(cells),
        np.unique(np.array(words_of(cells, "sector"), str), return_inverse=True),
    )
    row = places(cells["cell"].to_numpy(), seen["cell"])
    p, w, own = seen["p"].to_numpy(), weight[row], sector[row]
    whole = np.bincount(sector, weight, len(names)) * hours
    share = np.bincount(own, w * p, len(names)), np.bincount(own, w, len(names))
    shares = np.divide(share, whole, out=np.zeros((2, len(names))), where=whole > 0)
    return [
        {
            "sector": str(name),
            "seen": float(shares[0, k]) if shares[1, k] > 0 else None,
            "observed": float(shares[1, k]),
            "effort_h": effort.get(str(name), 0.0),
        }
        for k, name in enumerate(names)
    ]


def weights_of(cells: pa.Table) -> Floats:
    """The column `weight`, 1 each without it."""
    named = "weight" in cells.column_names
    return cells["weight"].to_numpy().astype(float) if named else np.ones(cells.num_rows)


def words_of(cells: pa.Table, name: str) -> list[str]:
    """A column of words, empty where a cell has none or there is no such column."""
    told = cells[name].to_pylist() if name in cells.column_names else [""] * cells.num_rows
    return [word or "" for word in told]


def gaps(seen: pa.Table, cells: pa.Table, hours: Hours, level: float = 0.5) -> pa.Table:
    """Cells that are seen too little: (cell, lat, lon, p, observed, weight), the worst first.

    `p` is the mean over all `hours`, those that nobody looked at with 0, and null where nobody ever
    looked; `observed` the share of hours in which somebody did. Kept are cells with p below `level`,
    in the order of weight × (level − p), then of their numbers.
    """
    ids, weight, count = cells["cell"].to_numpy(), weights_of(cells), max(1, len(hours))
    row = places(ids, seen["cell"])
    mean = np.bincount(row, seen["p"].to_numpy(), len(ids)) / count
    observed = np.bincount(row, minlength=len(ids)) / count
    lacking = np.flatnonzero(mean < level)
    order = lacking[np.lexsort((ids[lacking], -(weight * (level - mean))[lacking]))]
    columns = {
        "cell": ids[order],
        "lat": cells["lat"].to_numpy()[order],
        "lon": cells["lon"].to_numpy()[order],
        "p": pa.array(mean[order], mask=observed[order] == 0),
        "observed": observed[order],
        "weight": weight[order],
    }
    return pa.table(columns).replace_schema_metadata(RESTRICTED)
