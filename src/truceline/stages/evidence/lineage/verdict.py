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
_HEAVY_ORDER, _HEAVY_NAMES, _FAINTER = 0.75, 0.5, 0.6
_HEAVY_COVER, _HEAVY_EVIDENCE, _HEAVY_FAINT = 0.08, 0.5, 0.5

Codes = npt.NDArray[np.int8]


def verdicts(measures: Floats, spoken: npt.NDArray[np.bool_]) -> Codes:
    """Per pair INDEPENDENT, PARTIAL or DERIVED.

    Derived: the larger cover is 0.50 or more. Partial: 0.20 or more, with a name or number in
    common (stock phrases have none) or 0.35; or a heavy rewrite: 60 % of the shorter text's
    sentences faintly met (50 % where the cover is 0.08 and the overlaps sum to 0.5), three quarters
    of these in the same order, and half of the names and numbers of one text in the other. Derived
    becomes partial where the counterparts' overlaps sum to less than one whole sentence, where
    names or numbers rule out more counterparts than they confirm (two days' bulletins in one
    frame), and where a text is little but quotations (`spoken`).
    """
    cover = larger_cover(measures)
    heavy = (measures[:, ORDER] >= _HEAVY_ORDER) & (measures[:, NAMES] >= _HEAVY_NAMES)
    seen = (cover >= _HEAVY_COVER) & (measures[:, EVIDENCE] >= _HEAVY_EVIDENCE)
    heavy &= (measures[:, FAINT] >= _FAINTER) | (seen & (measures[:, FAINT] >= _HEAVY_FAINT))
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
