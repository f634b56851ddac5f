"""Old news under a new date: copies that would otherwise make new incidents.

Two rules, both on what reports say, never on ids, notes or unnamed columns.

*Late copy.* A report is a copy of an older one when claimant, place, site (or, where neither names
one, category of site) and words on the effect are the same, it was published at least a week (a
setting) after the older report was known, and its own interval is merely its page's night or day:
between six hours and a day long, within two days of publication. Then only the page's date is new.
A region is no place here: "a line off in the region" is said again and again.

*Item told again.* A report repeats an item of the bulletin before when claimant and place are the
same, both give the same exact minute of two successive days, and they were published on two days.

A copy joins whatever incident its older report belongs to; it doesn't help to find it.
"""

import numpy as np

from truceline.stages.fusion.columns import LEAST_HALF_WIDTH_H, REGION_KM, Columns

_PAGE_LEAST_H, _PAGE_MOST_H = 6.0, 24.0
_PAGE_BEFORE_H, _PAGE_AFTER_H = 48.0, 24.0
_NEXT_BULLETIN_H = 12.0
_DAY = 1440  # minutes
_NEEDED = ("claimant", "place", "text", "known", "published")
_NEVER_H = 1e7
_SPAN = 1 << 34  # more minutes than lie between any two moments


def older(cases: Columns, late_copy_days: float) -> np.ndarray:
    """For each row the row that it is a late copy of (int64), −1 for none; always one known
    before it, so that following it ends.
    """
    if not all(name in cases for name in _NEEDED):
        return np.full(len(cases["row"]), -1)
    cases = {**cases, **_widened(cases)}
    late = _late_copies(cases, 24 * late_copy_days)
    again = _told_again(cases)
    return np.where(late >= 0, late, again)


def _widened(cases: Columns) -> Columns:
    """The interval with its stated error (a uniform one as wide) and that of any clock."""
    slack = np.sqrt(3) * cases["blur"]
    sharp = cases["end"] - cases["start"] < 2 * LEAST_HALF_WIDTH_H
    slack = np.maximum(slack, np.where(sharp, LEAST_HALF_WIDTH_H, 0.0))
    return {"start": cases["start"] - slack, "end": cases["end"] + slack}


def _late_copies(cases: Columns, hours: float) -> np.ndarray:
    site = cases.get("site", np.full(len(cases["row"]), -1)).astype(np.int64)
    what = np.where(site >= 0, site, -2 - cases["category"])
    same = _groups(cases["claimant"], cases["place"], what, cases["text"])
    said = (cases["claimant"] >= 0) & (cases["place"] >= 0) & (cases["text"] >= 0)
    said &= cases["sigma"] < REGION_KM
    known = _minutes(cases["known"])
    first = _last_by(same, known, known - int(60 * hours))
    before = (first >= 0) & (cases["end"][first] <= cases["start"])
    return np.where(said & before & _of_its_page(cases), first, -1)


def _of_its_page(cases: Columns) -> np.ndarray:
    start, end, known = cases["start"], cases["end"], cases["known"]
    near = (start >= known - _PAGE_BEFORE_H) & (end <= known + _PAGE_AFTER_H)
    merely: np.ndarray = near & (end - start >= _PAGE_LEAST_H) & (end - start <= _PAGE_MOST_H)
    return merely


def _told_again(cases: Columns) -> np.ndarray:
    exact = cases["end"] - cases["start"] <= 2 * LEAST_HALF_WIDTH_H + 1e-6
    said = exact & (cases["claimant"] >= 0) & (cases["place"] >= 0)
    moment = _minutes(cases["start"])
    same = _groups(cases["claimant"], cases["place"], moment % _DAY, said)
    first = _last_by(same, moment, moment - _DAY)
    day_before = (first >= 0) & (moment - moment[first] == _DAY)
    later = cases["published"] - cases["published"][first] >= _NEXT_BULLETIN_H
    return np.where(said & day_before & later, first, -1)


def _minutes(hours: np.ndarray) -> np.ndarray:
    """Whole minutes; a time that isn't given comes last and so is nobody's past."""
    minutes: np.ndarray = np.rint(np.nan_to_num(hours, nan=_NEVER_H) * 60).astype(np.int64)
    return minutes


def _groups(*columns: np.ndarray) -> np.ndarray:
    """One number per distinct row of the columns."""
    label = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        _, code = np.unique(column, return_inverse=True)
        _, label = np.unique(label * (code.max(initial=0) + 1) + code, return_inverse=True)
    return label


def _last_by(label: np.ndarray, moment: np.ndarray, deadline: np.ndarray) -> np.ndarray:
    """For each row the last row of its group whose moment (minutes) is at or before its deadline;
    of several the first in the table; −1 for none.
    """
    order = np.lexsort((-np.arange(len(label)), moment, label))
    ranked = (label * _SPAN + moment)[order]
    at = np.searchsorted(ranked, label * _SPAN + deadline, side="right") - 1
    found = order[np.maximum(at, 0)] if len(order) else at
    return np.where((at >= 0) & (label[found] == label), found, -1)
