"""How much a pair of reports speaks for one act: a sum of small, named terms in nats.

Each term is a function of the two reports' columns that says how much more likely what they say
is if they speak of one act than if they speak of two. A term that nobody can compute is 0: what a
report doesn't say counts neither way. Nothing here looks at ids or notes, or rewards coordinates
for being equal.
"""

from collections.abc import Callable
from typing import TypeAlias

import msgspec
import numpy as np

from truceline.stages.fusion.columns import REGION_KM, Columns, Words
from truceline.stages.fusion.likeness import category_table, kind_table, name_likeness
from truceline.stages.fusion.pairs import gap_h, km

UNIT = 1000
"""Evidence is kept in whole thousandths of a nat, so that sums are exact in any order."""
FLOOR, CEILING = -6.0, 14.0
"""A pair's evidence is kept within these (nats)."""
OUT_OF_REACH = -10.0
"""What a pair out of each other's reach in place or time counts."""
PRIOR = -1.0
"""Two reports within reach of each other are, before anything else is known, rather two acts."""
REPEAT_H = 168.0
"""An act of a kind comes back to a place about once in so many hours."""
AREA_KM2 = 400.0
"""About one act of a kind in so many square kilometres within that time."""

APART_SOFT, APART_FIRM = -4.0, -8.0
"""What intervals that don't meet count: the former within stated uncertainty, both beyond it.
Together they outweigh all that place, site, words and claimant can say for one act."""


class Evidence(msgspec.Struct, frozen=True):
    """Weighs pairs; made once from a table's words."""

    kinds: np.ndarray
    categories: np.ndarray
    words: Words

    @classmethod
    def over(cls, words: Words) -> "Evidence":
        """Compares the distinct acts and categories once."""
        return cls(kind_table(words["kind"]), category_table(words["category"]), words)

    def weigh(self, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
        """Evidence of the pairs (i, j) in thousandths of a nat (int64), from FLOOR to CEILING."""
        total = np.full(len(i), PRIOR)
        for term in TERMS:
            total += term(self, cases, i, j)
        whole: np.ndarray = np.rint(UNIT * np.clip(total, FLOOR, CEILING)).astype(np.int64)
        return whole


Term: TypeAlias = Callable[[Evidence, Columns, np.ndarray, np.ndarray], np.ndarray]


def place(_: Evidence, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Log of the Gaussian density of the distance, as an amplitude, over that of chance: precise
    agreement says much, two regions' middles little.
    """
    variance = cases["sigma"][i] ** 2 + cases["sigma"][j] ** 2
    fit = np.log(AREA_KM2 / variance) / 2 - km(cases, i, j) ** 2 / variance / 2
    return _or_zero(np.clip(fit, -7.0, 2.5))


def time(_: Evidence, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Log of the density that one act gives to two uniform times over that of two acts.

    ∫ p q dt · T = T · overlap / (width · width): long intervals say little, so that whole days
    and nights attract nothing. Intervals that don't meet speak of two acts: nearly for certain
    where the times are firm, less where both sides' stated uncertainty leaves it open.
    """
    gap = gap_h(cases, i, j)
    width = cases["end"] - cases["start"]
    shared = REPEAT_H * np.maximum(-gap, 1e-6) / (width[i] * width[j])
    apart = np.maximum(gap, 0.0) + 1e-6
    firm = apart / (apart + cases["blur"][i] + cases["blur"][j])
    meeting = np.clip(np.log(shared), -4.0, 4.0)
    return np.where(gap < 0, meeting, np.asarray(APART_SOFT + APART_FIRM * firm))


def act(self: Evidence, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Kinds of act that can be one."""
    found: np.ndarray = self.kinds[cases["kind"][i], cases["kind"][j]]
    return found


def category(self: Evidence, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Categories of site that can be one."""
    found: np.ndarray = self.categories[cases["category"][i], cases["category"][j]]
    return found


def place_name(self: Evidence, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """A place's name is evidence of its own; a region's says less, and its absence nothing."""
    region = np.maximum(cases["sigma"][i], cases["sigma"][j]) >= REGION_KM
    like = name_likeness(self.words["place"], cases["place"][i], cases["place"][j])
    return np.where(region, 1.0 * (like >= 0.9), _graded(like, 1.5, -1.5))


def admin(_: Evidence, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """The region that is named: two regions are two places."""
    return _coded(cases, "admin", i, j, 1.5, -3.0)


def site(self: Evidence, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """The site's name, where both give one: names with nothing in common are two sites."""
    return _graded(name_likeness(self.words["site"], cases["site"][i], cases["site"][j]), 2.5, -4.0)


def actor(_: Evidence, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Who is blamed; two sides may well blame each other for one act."""
    return _coded(cases, "actor", i, j, 0.2, -0.7)


def wording(_: Evidence, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """The same words on the effect: one claim, copied."""
    return _coded(cases, "text", i, j, 1.5, 0.0)


def bulletin(_: Evidence, cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """A claimant speaks of an act in the bulletin of one day, and of other acts in the next."""
    days = np.minimum(np.abs(cases["published"][i] - cases["published"][j]) / 24, 2.0)
    same = (cases["claimant"][i] >= 0) & (cases["claimant"][i] == cases["claimant"][j])
    return _or_zero(np.where(same, 1.0 - 1.2 * days, 0.3 - 0.3 * days))


TERMS: tuple[Term, ...] = (
    place,
    time,
    act,
    category,
    place_name,
    admin,
    site,
    actor,
    wording,
    bulletin,
)


def barred(cases: Columns, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """Two items that one claimant has on one page are two acts; so are two exact minutes."""
    page = (cases["listing"][i] >= 0) & (cases["listing"][i] == cases["listing"][j])
    minutes = cases["exact"][i] & cases["exact"][j] & (gap_h(cases, i, j) > 0)
    either: np.ndarray = page | minutes
    return either


def _coded(
    cases: Columns, name: str, i: np.ndarray, j: np.ndarray, same: float, other: float
) -> np.ndarray:
    a, b = cases[name][i], cases[name][j]
    return np.where((a < 0) | (b < 0), 0.0, np.where(a == b, same, other))


def _graded(like: np.ndarray, same: float, other: float) -> np.ndarray:
    """Likeness 0..1 (NaN unknown) as evidence: in full from 0.95 and to 0.3, none at 0.6."""
    return _or_zero(np.interp(like, [0.3, 0.6, 0.95], [other, 0.0, same]))


def _or_zero(nats: np.ndarray) -> np.ndarray:
    """What nobody can compute counts neither way."""
    return np.where(np.isnan(nats), 0.0, nats)
