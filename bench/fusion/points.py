"""The report table as arrays, for the peers: kilometres, hours, and small codes for what is told."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

KM = 111.195  # per degree of latitude
MIDDLE = 48.5  # the front's mean latitude: one projection for all
HOUR = 3.6e9  # microseconds
GENERIC, UNKNOWN = 9, 9
FAMILIES = {
    "artillery": 0, "mortar": 0, "mlrs": 0, "small_arms": 1, "drone_strike": 2, "airstrike": 2,
    "missile": 2, "explosion": GENERIC, "fire": GENERIC, "heavy_weapon_presence": 4,
    "troop_movement": 4, "obstruction": 5,
}  # fmt: skip
ACTORS = {"A": 0, "B": 1, "unknown": UNKNOWN}
COLUMNS = [
    "report_id",
    "source",
    "time",
    "lat",
    "lon",
    "event_type",
    "actor",
    "place_uncertainty_km",
]


class Points(NamedTuple):
    """One entry per report: place in km, time in hours, codes of act, family, side and source."""

    report_id: np.ndarray
    x: np.ndarray
    y: np.ndarray
    hours: np.ndarray
    act: np.ndarray
    family: np.ndarray
    actor: np.ndarray
    source: np.ndarray


def read_points(folder: Path) -> Points:
    table = pq.read_table(folder / "reports.parquet", columns=COLUMNS)
    hours = pc.cast(table["time"], pa.int64()).to_numpy() / HOUR
    return Points(
        table["report_id"].to_numpy(),
        table["lon"].to_numpy() * KM * np.cos(np.radians(MIDDLE)),
        table["lat"].to_numpy() * KM,
        hours - hours.min(),
        coded(table["event_type"], {name: code for code, name in enumerate(FAMILIES)}),
        coded(table["event_type"], FAMILIES),
        coded(table["actor"], ACTORS),
        ranked(table["source"], table["place_uncertainty_km"]),
    )


def coded(column: pa.ChunkedArray, codes: dict[str, int]) -> np.ndarray:
    named = column.combine_chunks().dictionary_encode()
    return np.array([codes[name] for name in named.dictionary.to_pylist()])[named.indices]


def ranked(source: pa.ChunkedArray, error: pa.ChunkedArray) -> np.ndarray:
    """Codes of sources by the mean of their stated errors of place, the most precise first."""
    means = (
        pa.table({"source": source, "error": error})
        .group_by("source")
        .aggregate([("error", "mean")])
    )
    order = means.sort_by([("error_mean", "ascending"), ("source", "ascending")])[
        "source"
    ].to_pylist()
    return coded(source, {name: code for code, name in enumerate(order)})


def with_singles(labels: np.ndarray) -> np.ndarray:
    """Noise (−1) becomes clusters of one report."""
    noise = labels < 0
    singles = labels.max(initial=-1) + 1 + np.arange(noise.sum())
    out = labels.astype(np.int64)
    out[noise] = singles
    return out
