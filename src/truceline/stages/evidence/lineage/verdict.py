"""What the measures of a pair amount to: derived, partial (for a person to look at), independent."""

import numpy as np
import numpy.typing as npt

from truceline.stages.evidence.lineage.cover import (
    AGREE,
    COVER_A,
    COVER_B,
    DIFFER,
    EVIDENCE,
    FAINT,
    NAMES,
    ORDER,
    Floats,
)

INDEPENDENT, PARTIAL, DERIVED = 0, 1, 2
WORDS = ("independent", "partial", "derived")

DERIVED_COVER, PARTIAL_COVER, _BARE_COVER = 0.50, 0.20, 0.35
_LEAST_EVIDENCE = 1.0
_FEW_FIGURES = 3
_HEAVY_COVER, _HEAVY_FAINT, _HEAVY_ORDER, _HEAVY_NAMES = 0.08, 0.5, 0.75, 0.5
_HEAVY_EVIDENCE = 0.5

Codes = npt.NDArray[np.int8]


def verdicts(measures: Floats, spoken: npt.NDArray[np.bool_]) -> Codes:
    """Per pair INDEPENDENT, PARTIAL or DERIVED.

    Derived: the larger cover is 0.50 or more. Partial: 0.20 or more, with a name
    or number in common (stock phrases have none) or 0.35; or a heavy rewrite, 0.08 or
    more and overlaps that sum to 0.5, with half of the shorter text's sentences faintly met, three quarters of these in the same
    order, and half of the names and numbers of one text in the other. Derived becomes partial
    where the counterparts' overlaps sum to less than one whole sentence, where their numbers
    differ more often than agree (two days' bulletins in one frame), and where a text is little
    but quotations (`spoken`).
    """
    cover = larger_cover(measures)
    heavy = (cover >= _HEAVY_COVER) & (measures[:, FAINT] >= _HEAVY_FAINT)
    heavy &= measures[:, EVIDENCE] >= _HEAVY_EVIDENCE  # two sentences, or half of one
    heavy &= (measures[:, ORDER] >= _HEAVY_ORDER) & (measures[:, NAMES] >= _HEAVY_NAMES)
    doubtful = (measures[:, EVIDENCE] < _LEAST_EVIDENCE) | framed(measures) | spoken
    shared = (cover >= PARTIAL_COVER) & ((measures[:, AGREE] > 0) | (cover >= _BARE_COVER))
    codes = np.where(shared | heavy, PARTIAL, INDEPENDENT)
    return np.where((cover >= DERIVED_COVER) & ~doubtful, DERIVED, codes).astype(np.int8)


def larger_cover(measures: Floats) -> Floats:
    """The larger of both directions."""
    return np.maximum(measures[:, COVER_A], measures[:, COVER_B])


def framed(measures: Floats) -> npt.NDArray[np.bool_]:
    """One frame, filled with other figures?"""
    differ, agree = measures[:, DIFFER], measures[:, AGREE]
    same: npt.NDArray[np.bool_] = (differ >= _FEW_FIGURES) & (differ > agree)
    return same


def basis(measures: Floats, code: int, spoken: bool, quoted: bool) -> list[str]:
    """What else a person should know of one pair (`measures`: shape (8,))."""
    told = []
    if code == PARTIAL and larger_cover(measures[None])[0] < PARTIAL_COVER:
        names, order = measures[NAMES], measures[ORDER]
        told.append(f"may be a rewrite: {names:.2f} of names and numbers, order {order:.2f}")
    if framed(measures[None])[0]:
        told.append(f"same frame, other figures in {measures[DIFFER]:.0f} sentences")
    if spoken:
        told.append("little but quotations")
    if quoted:
        told.append("shared quotations left out: two may have heard them, their origin is one")
    return told
