"""The methods beside ours. Each takes a data set's folder and gives a cluster per report.

    python bench/fusion/peers.py METHOD FOLDER OUT [--density default|dense] [--set NAME=VALUE ...]

Writes OUT (report_id, cluster as Parquet). Every parameter was chosen as the best B-cubed of a grid
on the development seed, WITH its truth, for the default and the dense year apart: more than a
mission could do. `run.py tune` repeats the choice.
"""

import argparse
import importlib.metadata
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from points import GENERIC, Points, read_points, with_singles

Labels = tuple[np.ndarray, np.ndarray]
Parameters = dict[str, float]
FRAME, SHARED = 6_000, 1_500  # rows of a frame of ST-DBSCAN, and how many two frames share
JITTER_KM = 1e-9  # ST-DBSCAN takes reports at exactly one place for not being neighbours


class Peer(NamedTuple):
    """A method, the package that it needs, its parameters by density, and the grid they are of."""

    run: Callable[..., Labels]
    package: str | None
    default: Parameters
    dense: Parameters
    grid: dict[str, tuple[float, ...]]
    why: str
    largest: int = 10_000_000  # reports; above, it takes hours or all memory


def clustered(method: Callable[..., np.ndarray]) -> Callable[..., Labels]:
    """A method on arrays, as one on a folder."""

    def run(folder: Path, **parameters: float) -> Labels:
        points = read_points(folder)
        return points.report_id, method(points, **parameters)

    return run


def scaled(points: Points, km: float, hours: float) -> np.ndarray:
    return np.c_[points.x / km, points.y / km, points.hours / hours]


def greedy(points: Points, km: float, hours: float) -> np.ndarray:
    from greedy import greedy as joined  # noqa: PLC0415 -- numba

    return joined(points, km, hours)


def meltt(points: Points, km: float, days: float) -> np.ndarray:
    from meltt import meltt as matched  # noqa: PLC0415 -- scipy

    return matched(points, km, days)


def dbscan(points: Points, km: float, hours: float, typed: float = 0.0) -> np.ndarray:
    """`typed`: act families lie far apart, so that clusters hold one; unclear acts go with shelling."""
    from sklearn.cluster import DBSCAN  # noqa: PLC0415 -- slow to import

    at = scaled(points, km, hours)
    if typed:
        at = np.c_[at, 10.0 * np.where(points.family == GENERIC, 0, points.family)]
    method = DBSCAN(eps=1.0, min_samples=2, algorithm="kd_tree", n_jobs=2)
    return with_singles(method.fit(at).labels_)


def hdbscan(points: Points, km: float, hours: float) -> np.ndarray:
    from sklearn.cluster import HDBSCAN  # noqa: PLC0415 -- slow to import

    method = HDBSCAN(
        min_cluster_size=2,
        min_samples=1,
        n_jobs=2,
        cluster_selection_method="leaf",
        copy=False,
    )
    return with_singles(method.fit(scaled(points, km, hours)).labels_)


def st_dbscan(points: Points, km: float, hours: float, framed: float) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from st_dbscan import ST_DBSCAN  # noqa: PLC0415 -- may be missing

    order = np.argsort(points.hours, kind="stable")
    apart = points.x + np.arange(len(order)) * JITTER_KM
    rows = np.c_[points.hours, apart, points.y][order]
    method = ST_DBSCAN(eps1=km, eps2=hours, min_samples=2, metric="euclidean", n_jobs=2)
    fit = (
        (lambda: method.fit_frame_split(rows, FRAME, SHARED))
        if framed
        else (lambda: method.fit(rows))
    )
    fit()
    labels = np.empty(len(order), np.int64)
    labels[order] = with_singles(method.labels)
    return labels


def splink_labels(folder: Path, threshold: float) -> Labels:
    from splink_peer import splink  # noqa: PLC0415 -- slow to import

    return splink(folder, labels=True, threshold=threshold)


def splink_em(folder: Path, threshold: float) -> Labels:
    from splink_peer import splink  # noqa: PLC0415 -- slow to import

    return splink(folder, labels=False, threshold=threshold)


PEERS = {
    "greedy": Peer(
        clustered(greedy),
        "numba",
        {"km": 8.0, "hours": 12.0},
        {"km": 5.0, "hours": 6.0},
        {"km": (3.0, 5.0, 8.0, 12.0), "hours": (6.0, 12.0, 18.0)},
        "each report joins the nearest open incident whose act and side don't contradict",
    ),
    "dbscan": Peer(
        clustered(dbscan),
        "scikit-learn",
        {"km": 6.5, "hours": 12.0, "typed": 1},
        {"km": 5.0, "hours": 6.0, "typed": 1},
        {"km": (3.0, 5.0, 6.5, 8.0), "hours": (3.0, 6.0, 12.0), "typed": (0, 1)},
        "two reports make a cluster; km and hours scaled to one radius; if typed, a family each",
    ),
    "hdbscan": Peer(
        clustered(hdbscan),
        "scikit-learn",
        {"km": 3.0, "hours": 6.0},
        {"km": 3.0, "hours": 3.0},
        {"km": (3.0,), "hours": (3.0, 6.0, 12.0)},
        "leaves of the density tree, clusters of two allowed",
        largest=200_000,
    ),
    "st-dbscan": Peer(
        clustered(st_dbscan),
        "st-dbscan",
        {"km": 5.0, "hours": 6.0, "framed": 0},
        {"km": 3.0, "hours": 3.0, "framed": 1},
        {"km": (3.0, 5.0), "hours": (3.0, 6.0, 12.0)},
        "separate radii of place and time; framed where one pass needs too much memory",
        largest=200_000,
    ),
    "meltt rule": Peer(
        clustered(meltt),
        "scipy",
        {"km": 5.0, "days": 0.5},
        {"km": 3.0, "days": 0.25},
        {"km": (2.0, 3.0, 5.0, 8.0), "days": (0.25, 0.5, 0.75)},
        "our re-statement of MELTT's published rule; sources as data sets, the most precise first",
        largest=1_000_000,
    ),
    "splink em": Peer(
        splink_em,
        "splink",
        {"threshold": 0.999},
        {"threshold": 0.9999},
        {"threshold": (0.9, 0.99, 0.999, 0.9999)},
        "Fellegi-Sunter by EM, no labels",
    ),
    "splink labels": Peer(
        splink_labels,
        "splink",
        {"threshold": 0.7},
        {"threshold": 0.5},
        {"threshold": (0.4, 0.5, 0.6, 0.7, 0.8)},
        "Fellegi-Sunter with m from the true incidents and the true prior",
    ),
}


def missing(name: str) -> str | None:
    """Why a peer can't run here, or None."""
    package = PEERS[name].package
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return f"{package} isn't installed"
    return None


def parameters(name: str, density: str) -> Parameters:
    return PEERS[name].dense if density == "dense" else PEERS[name].default


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("method", choices=PEERS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--density", choices=("default", "dense"), default="default")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE")
    asked = parser.parse_args()
    given = {name: float(value) for name, value in (pair.split("=") for pair in asked.set)}
    used = parameters(asked.method, asked.density) | given
    ids, labels = PEERS[asked.method].run(asked.folder, **used)
    pq.write_table(pa.table({"report_id": ids, "cluster": labels}), asked.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
