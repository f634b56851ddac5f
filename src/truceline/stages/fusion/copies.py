"""Word-for-word copies inside a block: a report that repeats another one in every column.

A copy says nothing of its own: it joins its original, whatever that joins, and lends it no weight.
Equal columns are telling only where the stated errors are: many reports of one night share round
errors, but two that state the same odd ones, the same place and the same time took them from one
another.
"""

import numpy as np

from truceline.stages.fusion.columns import Columns

COMMON = 3
"""Stated errors that more reports than this share are nobody's own."""
_COMPARED = (
    "start",
    "end",
    "blur",
    "lat",
    "lon",
    "sigma",
    "kind",
    "actor",
    "category",
    "place",
    "admin",
    "site",
    "text",
    "number",
    "unit",
)


def originals(columns: Columns) -> np.ndarray:
    """For each row the first row that it copies (int64), itself where it copies none."""
    count = len(columns["row"])
    first = np.arange(count)
    own = np.flatnonzero(_telling(columns))
    if not len(own):
        return first
    there = [np.nan_to_num(columns[n][own], nan=-1e9) for n in _COMPARED if n in columns]
    order = np.lexsort((own, *there))
    equal = np.ones(len(own), bool)
    equal[0] = False
    for values in there:
        equal[1:] &= values[order][1:] == values[order][:-1]
    begin = np.maximum.accumulate(np.where(equal, 0, np.arange(len(own))))
    first[own[order]] = own[order][begin]
    source = columns["source"]
    return np.where(source[first] != source, first, np.arange(count))


def _telling(columns: Columns) -> np.ndarray:
    """Are a report's stated errors its own, or at most one another's?"""
    _, sigma = np.unique(columns["sigma"], return_inverse=True)
    _, blur = np.unique(columns["blur"], return_inverse=True)
    _, back, count = np.unique(
        sigma * (blur.max(initial=0) + 1) + blur, return_inverse=True, return_counts=True
    )
    found: np.ndarray = (count[back] > 1) & (count[back] <= COMMON)
    return found
