"""MELTT's published rule, stated anew: no code of the R package runs here, so no time is compared.

Donnay, Dunford, McGrath, Backer and Cunningham (2018), "Integrating Conflict Event Data", and the
package's own documentation. Data sets (here: sources) are integrated one after another. A pair of
events of two data sets may match when their dates lie within a window of days and their places
within a window of kilometres, and when they agree in every taxonomy at some level. Its score is the
mean over the taxonomies of the finest level on which they agree, from 0 (the finest) to 1 (the
coarsest). Matches are one to one, the best score first. The entry of the earlier data set stays and
is compared with the next one. Repeats inside one data set are never matched.

Kinder here than the package: times are taken as they are, not as dates, and the sources come in the
order of their precision.
"""

import numpy as np
from points import ACTORS, FAMILIES, GENERIC, Points
from scipy.spatial import cKDTree

# Coarsest level of acts: attacks (also unclear ones), presence and movement, obstruction.
BROAD = np.array([{4: 1, 5: 2}.get(family, 0) for family in FAMILIES.values()])
LEVELS = 3
assert GENERIC not in {4, 5}
assert len(ACTORS) == 3, "sides: the same, or any: two levels"


def meltt(points: Points, km: float, days: float) -> np.ndarray:
    at = np.c_[points.x / km, points.y / km, points.hours / (24 * days)]
    label = np.arange(len(at))
    kept = np.flatnonzero(points.source == 0)
    for source in range(1, int(points.source.max()) + 1):
        new = np.flatnonzero(points.source == source)
        a, b = close(at, kept, new)
        a, b = one_to_one(a, b, score(points, a, b))
        label[b] = a
        kept = np.union1d(kept, np.setdiff1d(new, b))
    return label


def close(at: np.ndarray, kept: np.ndarray, new: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs in both windows: the tree's cube first, then the circle."""
    found = cKDTree(at[kept]).sparse_distance_matrix(
        cKDTree(at[new]), 1.0, p=np.inf, output_type="ndarray"
    )
    a, b = kept[found["i"]], new[found["j"]]
    inside = ((at[a, :2] - at[b, :2]) ** 2).sum(axis=1) <= 1
    return a[inside], b[inside]


def score(points: Points, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """0 is best; infinite where the acts agree on no level."""
    acts = np.full(len(a), np.inf)
    levels = (BROAD[points.act], points.family, points.act)
    for level, code in enumerate(levels):
        acts[code[a] == code[b]] = 1 - level / (LEVELS - 1)
    sides = np.where(points.actor[a] == points.actor[b], 0.0, 1.0)
    return (acts + sides) / 2


def one_to_one(a: np.ndarray, b: np.ndarray, by: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Best score first; each event once. With a score that both ends share this is stable."""
    taken: set[int] = set()
    partner: dict[int, int] = {}
    for i in np.lexsort((b, a, by)):
        if np.isfinite(by[i]) and a[i] not in taken and b[i] not in partner:
            taken.add(a[i])
            partner[b[i]] = a[i]
    news = np.fromiter(partner, np.int64, len(partner))
    return np.fromiter(partner.values(), np.int64, len(partner)), news
