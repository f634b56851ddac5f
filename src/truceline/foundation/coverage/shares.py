"""Coverage in sums: local days, cells' weights and words, and where too little is seen.

A mean always stands beside the share of hours in which anybody looked; where nobody ever did there is
no mean. Restricted in every output.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from truceline.foundation.coverage.coverage import places
from truceline.foundation.coverage.effort import RESTRICTED
from truceline.foundation.zones import zone_of

Floats = NDArray[np.float64]
Hours = NDArray[np.datetime64]


def local_days(hours: Hours, zone: str) -> NDArray[np.datetime64]:
    """The local day in which each hour starts."""
    utc, local = zone_of("UTC"), zone_of(zone) or zone_of("UTC")
    moments = hours.astype("datetime64[s]").tolist()
    days = [moment.replace(tzinfo=utc).astimezone(local).date() for moment in moments]
    return np.array(days, "datetime64[D]")


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
