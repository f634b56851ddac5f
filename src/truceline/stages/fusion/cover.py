"""Which incidents an account covers: what summaries speak of, and what calm contests.

An act of the record is weighed against an account field by field, in three grades: within it, maybe
within it, outside. No probability is made of that: how many acts an account knew of isn't told.
Must never change what groups together.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from truceline.model.place import KM_PER_DEGREE
from truceline.stages.fusion.columns import (
    LEAST_HALF_WIDTH_H,
    REGION_KM,
    Cases,
    Columns,
)
from truceline.stages.fusion.features import moments
from truceline.stages.fusion.likeness import name_likeness
from truceline.stages.fusion.taxonomy import fitting_words

NO, POSSIBLE, YES = 0, 1, 2
"""Outside; maybe within; within."""
REACH = 2.0
"""A place's name covers so many of its stated errors: 86 % of a round normal density."""
SURE = 0.95
"""So much of an act's interval lies inside an account's where it is within it, and so little (1 −
`SURE`) where it is outside."""
LIKE, ALIKE = 0.8, 0.95
"""From here on two names may be, and are taken to be, of one site: "North substation" and "South
substation" have much in common."""


_NEEDED = frozenset(
    {"start", "end", "blur", "lat", "lon", "sigma", "kind", "category", "actor"}
    | {"admin", "place", "site"}
)


class Covered(NamedTuple):
    """Pairs of an account (a row) and the label of an incident, and their grade."""

    row: np.ndarray
    label: np.ndarray
    grade: np.ndarray


def covered(given: Cases, asking: np.ndarray, acts: np.ndarray, label: np.ndarray) -> Covered:
    """The incidents that each account of the rows `asking` covers, in their order. `acts` are the rows
    of reports of acts, `label` (≥ 0) their incidents.

    An incident is covered where half of its reports are, maybe or surely; surely where half surely are.
    """
    columns, kept = _ordered(given.arrays(), acts)
    label = label[kept]
    sizes = np.bincount(label)
    found = [_incidents(row, *pair, label, sizes) for row, pair in _near(given, columns, asking)]
    empty = Covered(*(np.zeros(0, np.int64) for _ in Covered._fields))
    return Covered(*(np.concatenate(parts) for parts in zip(empty, *found, strict=True)))


def _ordered(columns: Columns, acts: np.ndarray) -> tuple[Columns, np.ndarray]:
    """Columns of acts by the beginning of their `lo`–`hi`, and where among `acts` they stand."""
    columns = {name: values[acts] for name, values in _needed(columns).items()}
    columns["lo"], columns["hi"] = _bounds(columns)
    order = np.argsort(columns["lo"], kind="stable")
    order = order[~np.isnan(columns["lo"][order])]
    return {name: values[order] for name, values in columns.items()}, order


def _needed(columns: Columns) -> Columns:
    return {name: values for name, values in columns.items() if name in _NEEDED}


def _bounds(columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    """Intervals with their stated errors (hours); a date written as noon is its day."""
    when = moments(columns)
    half = np.where(when.width >= 0, when.width / 2, np.sqrt(3) * when.clock)
    half = np.maximum(half, LEAST_HALF_WIDTH_H)
    return when.hour - half, when.hour + half


def _near(
    given: Cases, acts: Columns, asking: np.ndarray
) -> Iterator[tuple[int, tuple[np.ndarray, np.ndarray]]]:
    """Per account the positions of acts that are not outside it, and their grades."""
    accounts = {name: values[asking] for name, values in _needed(given.arrays()).items()}
    accounts["lo"], accounts["hi"] = _bounds(accounts)
    longest = float((acts["hi"] - acts["lo"]).max(initial=0.0))
    first = np.searchsorted(acts["lo"], accounts["lo"] - longest)
    last = np.searchsorted(acts["lo"], accounts["hi"], side="right")
    fits = {name: _fits(given, accounts, name) for name in ("kind", "category")}
    far = float(acts["sigma"].max(initial=0.0))
    for n, row in enumerate(asking.tolist()):
        account = {name: values[n] for name, values in accounts.items()}
        rows = np.arange(first[n], max(last[n], first[n]))
        north = np.abs(acts["lat"][rows] - account["lat"]) * KM_PER_DEGREE
        rows = rows[~(north > REACH * np.hypot(account["sigma"], far))]
        some = {name: values[rows] for name, values in acts.items()}
        grade = _grades(given, account, some, fits)
        yield row, (rows[grade > 0], grade[grade > 0])


def _grades(
    given: Cases, account: Columns, acts: Columns, fits: dict[str, dict[int, np.ndarray]]
) -> np.ndarray:
    """The lowest of the grades of each act; names are compared only where all else fits."""
    grade: np.ndarray = np.minimum(_time(account, acts), _place(account, acts))
    for name, table in fits.items():
        grade = np.minimum(grade, table[int(account[name])][acts[name]])
    grade = np.minimum(grade, _side(account["actor"], acts["actor"]))
    at = np.flatnonzero(grade)
    told = {name: values[at] for name, values in acts.items()}
    grade[at] = np.minimum(grade[at], _site(given, account, told))
    return grade


def _incidents(
    row: int, at: np.ndarray, grade: np.ndarray, label: np.ndarray, sizes: np.ndarray
) -> Covered:
    """The incidents of the acts at positions `at`."""
    found, place = np.unique(label[at], return_inverse=True)
    maybe = np.bincount(place, minlength=len(found))
    surely = np.bincount(place, grade == YES, minlength=len(found))
    kept = 2 * maybe >= sizes[found]
    grades = np.where(2 * surely >= sizes[found], YES, POSSIBLE)[kept]
    return Covered(np.full(int(kept.sum()), row), found[kept], grades)


def _time(account: Columns, acts: Columns) -> np.ndarray:
    """How much of the act's interval lies inside the account's."""
    both = np.minimum(acts["hi"], account["hi"]) - np.maximum(acts["lo"], account["lo"])
    share = both / (acts["hi"] - acts["lo"])
    return np.where(share >= SURE, YES, np.where(share > 1 - SURE, POSSIBLE, NO))


def _place(account: Columns, acts: Columns) -> np.ndarray:
    """By distance; of two named regions both must be one."""
    if np.isnan(account["lat"]):
        return _by_name(account, acts)
    found = _near_it(account, acts)
    if account.get("admin", -1) < 0:
        return found
    return np.where((acts["admin"] == account["admin"]) | (acts["admin"] < 0), found, NO)


def _by_name(account: Columns, acts: Columns) -> np.ndarray:
    """Without coordinates names alone speak. An account that names no place speaks of everywhere."""
    found = np.full(len(acts["lo"]), YES)
    if account.get("admin", -1) >= 0:
        found = np.where(acts["admin"] == account["admin"], YES, NO)
    if account.get("place", -1) < 0:
        return found
    region = (
        np.minimum(found, POSSIBLE) if account.get("admin", -1) >= 0 else np.full(len(found), NO)
    )
    return np.where(acts["place"] == account["place"], YES, region)


def _near_it(account: Columns, acts: Columns) -> np.ndarray:
    shrink = np.cos(np.radians(account["lat"]))
    north, east = acts["lat"] - account["lat"], (acts["lon"] - account["lon"]) * shrink
    far = KM_PER_DEGREE * np.hypot(north, east)
    surely = far + acts["sigma"] <= REACH * account["sigma"]
    maybe = (far <= REACH * np.hypot(account["sigma"], acts["sigma"])) | np.isnan(far)
    return np.where(surely, YES, np.where(maybe, POSSIBLE, NO))


def _fits(given: Cases, accounts: Columns, name: str) -> dict[int, np.ndarray]:
    """By the account's word (−1 none) the grades of the acts' words, the last for none: a family
    covers its members; an act told no better than by its family may be what is spoken of.
    """
    said = given.words[name].to_pylist()
    tables = {-1: np.full(len(said) + 1, YES)}
    for code in np.unique(accounts[name][accounts[name] >= 0]).tolist():
        within = fitting_words([said[code]], said)[0]
        maybe = fitting_words(said, [said[code]])[:, 0]
        tables[code] = np.append(np.where(within, YES, np.where(maybe, POSSIBLE, NO)), POSSIBLE)
    return tables


def _side(account: np.ndarray, acts: np.ndarray) -> np.ndarray:
    if account < 0:
        return np.full(len(acts), YES)
    return np.where(acts == account, YES, np.where(acts < 0, POSSIBLE, NO))


def _site(given: Cases, account: Columns, acts: Columns) -> np.ndarray:
    """An account that names a site in a region covers what names that site alone; one in a town may
    mean what names none.
    """
    count = len(acts["lo"])
    if account.get("site", -1) < 0:
        return np.full(count, YES)
    names: pa.Array = given.words["site"]
    like = name_likeness(names, np.full(count, account["site"]), acts["site"])
    unnamed = NO if account["sigma"] >= REGION_KM else POSSIBLE
    grade = np.where(like >= ALIKE, YES, np.where(like >= LIKE, POSSIBLE, NO))
    return np.where(np.isnan(like), unnamed, grade)
