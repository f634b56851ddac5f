"""What names and wording say about a pair of reports, in nats: evidence that no state of a cluster
can carry, since likeness of names isn't transitive. A cluster's is the mean over its pairs.

Each term is how much more likely what two reports say is if they speak of one act. A term that
nobody can compute is 0: what a report doesn't say counts neither way. Nothing here looks at ids or
notes, or rewards coordinates for being equal.
"""

from collections.abc import Callable
from typing import TypeAlias

import msgspec
import numpy as np
import pyarrow as pa

from truceline.stages.fusion.columns import LEAST_HALF_WIDTH_H, REGION_KM, Columns
from truceline.stages.fusion.homonyms import homonym_nats
from truceline.stages.fusion.likeness import name_likeness

GAP_H = 8.0
"""Reports without a place are compared when their intervals lie at most so far apart."""


class Wording(msgspec.Struct, frozen=True):
    """Names by code, of places and of sites, and what `homonyms` may mean; `place_weight` is what names of places count beside
    coordinates, which mostly were looked up by them.
    """

    places: pa.Array
    sites: pa.Array
    place_weight: float = 1.0
    homonyms: pa.Array = msgspec.field(default_factory=lambda: pa.array([], pa.string()))

    def weigh(self, columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
        """Nats of the pairs (i, j), float32; columns that the table lacks say nothing."""
        total = np.zeros(len(i))
        for needs, term in TERMS:
            if all(name in columns for name in needs):
                total += term(self, columns, i, j)
        return total.astype(np.float32)


Term: TypeAlias = Callable[[Wording, Columns, np.ndarray, np.ndarray], np.ndarray]


def place_name(self: Wording, columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """A place's name is evidence of its own; a region's says less, and its absence nothing."""
    region = np.maximum(columns["sigma"][i], columns["sigma"][j]) >= REGION_KM
    like = name_likeness(self.places, columns["place"][i], columns["place"][j])
    found = np.where(region, 1.0 * (like >= 0.9), _graded(like, 1.5, -1.5))
    lat = columns.get("lat", np.zeros(len(columns["place"])))
    unplaced = np.isnan(lat[i]) | np.isnan(lat[j])
    return found * np.where(unplaced, 1.0, self.place_weight)


def admin(_: Wording, columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """The region that is named: two regions are two places."""
    return _coded(columns["admin"][i], columns["admin"][j], 2.25, -4.5)


def site(self: Wording, columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """The site's name, where both give one: names with nothing in common are two sites."""
    return _graded(name_likeness(self.sites, columns["site"][i], columns["site"][j]), 2.5, -4.0)


def wording(_: Wording, columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """The same words on the effect: one claim, copied."""
    return _coded(columns["text"][i], columns["text"][j], 2.0, 0.0)


def bulletin(_: Wording, columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """A claimant speaks of an act in the bulletin of one day, and of other acts in the next.
    Where no claimant is named on either side, no bulletin is spoken of.
    """
    published, claimant = columns["published"], columns["claimant"]
    days = np.minimum(np.abs(published[i] - published[j]) / 24, 2.0)
    same = (claimant[i] >= 0) & (claimant[i] == claimant[j])
    said = (claimant[i] >= 0) | (claimant[j] >= 0)
    return _or_zero(np.where(same, 1.25 - 1.5 * days, np.where(said, 0.4 - 0.4 * days, 0.0)))


def homonym(self: Wording, columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """A name that several places have: how well the likeliest of them fit, less the price of many."""
    return homonym_nats(self.homonyms, columns, i, j)


TERMS: tuple[tuple[tuple[str, ...], Term], ...] = (
    (("place",), place_name),
    (("admin",), admin),
    (("site",), site),
    (("text",), wording),
    (("published", "claimant"), bulletin),
    (("homonym", "lat"), homonym),
)


def barred(columns: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Two items that one claimant has on one page are two acts; so are two exact minutes."""
    found = np.zeros(len(i), bool)
    if "listing" in columns:
        listing = columns["listing"]
        found |= (listing[i] >= 0) & (listing[i] == listing[j])
    if "exact" in columns:
        gap = np.abs(columns["start"][i] - columns["start"][j])
        found |= columns["exact"][i] & columns["exact"][j] & (gap > 2 * LEAST_HALF_WIDTH_H)
    return found


def named_pairs(columns: Columns, unplaced: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs i < j of which at least one has no place, and that name the same site or place; each
    once. `unplaced` is a mask over the rows.
    """
    found = [_of_one_name(columns, n, unplaced) for n in ("site", "place") if n in columns]
    none = np.zeros((0, 2), np.int64)
    pairs = np.unique(np.concatenate([none, *found]), axis=0)
    gap = np.maximum(columns["start"][pairs[:, 0]], columns["start"][pairs[:, 1]]) - np.minimum(
        columns["end"][pairs[:, 0]], columns["end"][pairs[:, 1]]
    )
    return pairs[gap <= GAP_H, 0], pairs[gap <= GAP_H, 1]


def _of_one_name(columns: Columns, name: str, unplaced: np.ndarray) -> np.ndarray:
    rows = np.flatnonzero(columns[name] >= 0)
    rows = rows[np.argsort(columns[name][rows], kind="stable")]
    code = columns[name][rows]
    asking = rows[unplaced[rows]]
    lo = np.searchsorted(code, columns[name][asking], side="left")
    hi = np.searchsorted(code, columns[name][asking], side="right")
    one = np.repeat(asking, hi - lo)
    skip = np.repeat(lo - np.append(0, np.cumsum(hi - lo)[:-1]), hi - lo)
    two = rows[skip + np.arange(len(one))]
    pairs = np.stack([np.minimum(one, two), np.maximum(one, two)], axis=1)
    both: np.ndarray = pairs[one != two]
    return both


def _coded(a: np.ndarray, b: np.ndarray, same: float, other: float) -> np.ndarray:
    return np.where((a < 0) | (b < 0), 0.0, np.where(a == b, same, other))


def _graded(like: np.ndarray, same: float, other: float) -> np.ndarray:
    """Likeness 0..1 (NaN unknown) as evidence: in full from 0.95 and to 0.3, none at 0.6."""
    return _or_zero(np.interp(like, [0.3, 0.6, 0.95], [other, 0.0, same]))


def _or_zero(nats: np.ndarray) -> np.ndarray:
    """What nobody can compute counts neither way."""
    return np.where(np.isnan(nats), 0.0, nats)
