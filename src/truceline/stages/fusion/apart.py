"""Reports of acts fused without accounts, and accounts beside them as groups of their own.

What is fused is a table that holds no account, so that adding one can't change how others group.
Must never weigh anything itself.
"""

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
import pyarrow as pa

from truceline.foundation.keys import Keys
from truceline.model.evidence import Judgement
from truceline.stages.fusion.accounts import ACT, CALM, DENIAL, SUMMARY, WIDE, denying, roles
from truceline.stages.fusion.columns import cases
from truceline.stages.fusion.cover import covered
from truceline.stages.fusion.judgements import revised
from truceline.stages.fusion.keys import Groups

SEVERAL = 2
"""So many incidents that fit a wide report make it a summary: it belongs to none in particular."""
Matching = Callable[[pa.Table, Groups | None], Groups]
"""Groups a table of reports; with the model of earlier groups where there are any."""


class Apart(msgspec.Struct, frozen=True):
    """Reports as reviewers changed them, and what each is (`accounts.ACT` …)."""

    reports: pa.Table
    role: np.ndarray

    def rows(self, role: int) -> np.ndarray:
        """The rows of one role."""
        return np.flatnonzero(self.role == role)

    def table(self, role: int) -> pa.Table:
        """Their reports; the very table where there are no others."""
        here = self.role == role
        return self.reports if here.all() else self.reports.filter(pa.array(here))


def apart(reports: pa.Table, judgements: Sequence[Judgement]) -> Apart:
    """Reports told apart by what they say."""
    changed = revised(reports, judgements) if judgements else reports
    return Apart(changed, roles(changed, judgements))


def taught(told: Apart) -> pa.Table:
    """What an error model is learned from: reports of acts, else, where there is none, wide ones, else
    all.
    """
    found = (told.table(role) for role in (ACT, WIDE))
    return next((table for table in found if len(table)), told.reports)


def matched_apart(told: Apart, match: Matching) -> Groups:
    """Groups of all reports: those of acts as `match` finds them, each account alone. A wide report
    that covers several incidents is an account; any other is matched with the reports of acts.
    """
    acts = told.table(ACT)
    found = match(acts, None) if len(acts) else None
    if (told.role == WIDE).any():
        told = _settled(told, found)
        more = told.table(ACT)
        found = match(more, found) if len(more) > len(acts) else found
    return _whole(told, found or _nobody(match(told.reports, None)))


def _nobody(found: Groups) -> Groups:
    """A grouping of no report, with the model of another one."""
    none = np.zeros(0, np.int64)
    return Groups(found.keys.at(none), none, none * 1.0, none, none * 1.0, found.model)


def _settled(told: Apart, found: Groups | None) -> Apart:
    """Every wide report is a summary (a denial: calm) of the incidents that fit, or a report of an act."""
    wide, acts = told.rows(WIDE), told.rows(ACT)
    many = np.zeros(len(wide), bool)
    if found is not None:
        fitting = covered(cases(told.reports), wide, acts, _dense(found.label)).row
        many = np.bincount(np.searchsorted(wide, fitting), minlength=len(wide)) >= SEVERAL
    role, denies = told.role.copy(), denying(told.reports)[wide]
    role[wide] = np.where(many, np.where(denies, CALM, SUMMARY), ACT)
    return msgspec.structs.replace(told, role=role)


def _dense(label: np.ndarray) -> np.ndarray:
    dense: np.ndarray = np.unique(label, return_inverse=True)[1]
    return dense


def _whole(told: Apart, found: Groups) -> Groups:
    """Groups of acts, and one for each account. What only denials speak of is no act."""
    acts = told.rows(ACT)
    denied = _only_denied(told, acts, found.label)
    if len(acts) == len(told.role) and not denied.any():
        return found
    role = told.role.copy()
    role[acts[denied]] = DENIAL
    label = _filled(np.full(len(role), -1), acts, found.label)
    rest = np.flatnonzero(label < 0)
    label[rest] = found.label.max(initial=-1) + 1 + np.arange(len(rest))
    return msgspec.structs.replace(
        found,
        keys=Keys.of(told.reports),
        label=label,
        probability=_filled(np.ones(len(role)), acts, found.probability),
        alternative=_filled(np.full(len(role), -1), acts, found.alternative),
        alternative_probability=_filled(np.zeros(len(role)), acts, found.alternative_probability),
        role=role,
    )


def _filled(whole: np.ndarray, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
    whole[rows] = values
    return whole


def _only_denied(told: Apart, acts: np.ndarray, label: np.ndarray) -> np.ndarray:
    """Reports of groups in which everybody denies that anything happened."""
    denies: np.ndarray = denying(told.reports)[acts]
    if not denies.any():
        return denies
    only: np.ndarray = (np.bincount(label, ~denies) == 0)[label]
    return only
