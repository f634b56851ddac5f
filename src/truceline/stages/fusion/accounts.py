"""Accounts: reports that speak of no act in particular, told apart by what they say.

A *summary* speaks of several acts (a count of attacks above one), *calm* of none (a count of
nought, a denial that names no act). Neither may pull at what others group to, so that they are
known before anything is weighed. *Wide* reports may be summaries: that is for the record to say
(`cover`). Must never look at texts, ids or notes, nor at other reports.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.propositions import said
from truceline.foundation.vocabulary import words
from truceline.model.evidence import About, Judgement, Stance
from truceline.model.table import report_keys
from truceline.stages.fusion.columns import REGION_KM, codes, hours, numbers
from truceline.stages.fusion.features import BOX_H
from truceline.stages.fusion.judgements import settled

ACT, SUMMARY, CALM, WIDE, DENIAL = range(5)
"""What a report is to fusion. `DENIAL`: it denies an act that nobody tells, known afterwards."""
ROLES = pa.array([None, "summary", "calm", None, "denial"], pa.string())
"""The same in words, as groups tell them; null for a report of one act."""
TOLD_BY = ("stance", "about", "count", "count_unit")
"""Columns that tell accounts, beside times, places and sites (`columns.USED`)."""
LONG_H = 72.0
"""A longer span holds more than one bulletin's day, even told a day or two late."""
WIDE_KM = 150.0
"""A place with a larger error is wider than first-level units are: it names a country or a front."""


def roles(reports: pa.Table, judgements: Sequence[Judgement]) -> np.ndarray:
    """`ACT`, `SUMMARY`, `CALM` or `WIDE` per row (int8). `reports` (lean or not) as reviewers
    changed them; what they judged `same` as another report speaks of that act.
    """
    span, error, number = _span(reports), _error(reports), _numbers(reports, "count")
    counted, denies = _of_words(reports, "count_unit", words("act_units")), denying(reports)
    wide = (span > LONG_H) | (error >= WIDE_KM)
    sited = _told(reports, "target_name", denies | wide)
    objected = _told(reports, "target_category", denies) & (span <= LONG_H) & (error < WIDE_KM)
    moment, sharp = span < BOX_H, error < REGION_KM
    several = counted & (number > 1)
    named = sited | objected | (moment & ~np.isnan(error)) | (sharp & ~(span > LONG_H))
    found = np.full(reports.num_rows, ACT, np.int8)
    found[wide & ~(sited & ~(span > LONG_H)) & ~(counted & (number == 1))] = WIDE
    found[several & ~(moment & sharp)] = SUMMARY
    found[_none(reports, number, counted) | (denies & (several | ~named))] = CALM
    found[_bonded(reports, judgements)] = ACT
    return found


def _none(reports: pa.Table, number: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """Rows that count none of what a side does or does it with; none killed says nothing of that."""
    nought: np.ndarray = number == 0
    if not nought.any():
        return nought
    found: np.ndarray = nought & (counted | _of_words(reports, "count_unit", words("means_units")))
    return found


def denying(reports: pa.Table) -> np.ndarray:
    """Rows that deny that anything happened: a denial of a part, an object or an effect doesn't."""
    if not {"stance", "about"} <= set(reports.column_names):
        return np.zeros(reports.num_rows, bool)
    about = [a for a in About if said(Stance.DENIES, a, "occurrence") == "denies"]
    no = _of_words(reports, "stance", frozenset({Stance.DENIES}))
    found: np.ndarray = no & _of_words(reports, "about", frozenset(about)) if no.any() else no
    return found


def _of_words(reports: pa.Table, name: str, known: frozenset[str]) -> np.ndarray:
    """Rows whose word, whatever its case, is one of the known; none where the column isn't there."""
    if name not in reports.column_names:
        return np.zeros(reports.num_rows, bool)
    code, distinct = codes(reports[name])
    among = np.array([w.strip().lower() in known for w in distinct.to_pylist()] + [False])
    found: np.ndarray = among[code]
    return found


def _told(reports: pa.Table, name: str, asked: np.ndarray) -> np.ndarray:
    """Rows that name an object, or a kind of object, of those that are asked for; a family alone
    (`energy/other`) names neither.
    """
    found = np.zeros(len(asked), bool)
    if asked.any() and name in reports.column_names:
        code, distinct = codes(reports[name].filter(pa.array(asked)))
        particular = [not word.endswith("/other") for word in distinct.to_pylist()]
        found[asked] = np.array([*particular, False])[code]
    return found


def _error(reports: pa.Table) -> np.ndarray:
    """Stated error of places (km), a region's where none is stated; NaN where there is no place."""
    found = _numbers(reports, "place_uncertainty_km")
    found = np.where(np.isnan(found), REGION_KM, found)
    placed = ~np.isnan(_numbers(reports, "lat")) & ~np.isnan(_numbers(reports, "lon"))
    return np.where(placed, found, np.nan)


def _numbers(reports: pa.Table, name: str) -> np.ndarray:
    if name not in reports.column_names:
        return np.full(reports.num_rows, np.nan)
    return numbers(reports[name])


def _span(reports: pa.Table) -> np.ndarray:
    """Hours from start to end as told, NaN where either isn't: an error around a moment is no span,
    it says that one act's time isn't known better.
    """
    if not {"start", "end"} <= set(reports.column_names):
        return np.full(reports.num_rows, np.nan)
    span: np.ndarray = hours(reports["end"]) - hours(reports["start"])
    return span


def _bonded(reports: pa.Table, judgements: Sequence[Judgement]) -> np.ndarray:
    """Rows that a reviewer holds for the same act as another one."""
    same = sorted(set(chain.from_iterable(settled(judgements).same))) if judgements else []
    if not same:
        return np.zeros(reports.num_rows, bool)
    found = pc.is_in(report_keys(reports), value_set=pa.array(same, pa.string()))
    bonded: np.ndarray = found.to_numpy()
    return bonded
