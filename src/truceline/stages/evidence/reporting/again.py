"""The place of a row that speaks of a place told before: "the station", "shelled it", "the town".

Only where all earlier rows of the document tell one place, so that nothing is left to choose. A row
whose words don't go back to anything stays unlocated.
"""

from collections.abc import Sequence

from truceline.model.evidence import Report
from truceline.stages.evidence.reporting.words import folded, stands, table

_UNIT = ("admin1", "country")
_PLACE = (
    *_UNIT, "place_name", "target_name", "target_category", "lat", "lon", "place_uncertainty_km",
    "place_basis",
)  # fmt: skip


def placed_again(row: Report, language: str, earlier: Sequence[Report]) -> Report:
    """The row, with the only place of the document's earlier rows where its words go back to it;
    "the region" goes back to no more than its first-level unit.
    """
    wanted = () if _located(row) else _goes_back(row.text or "", language)
    told = {tuple(getattr(r, name) for name in _PLACE) for r in earlier if _located(r)}
    if len(told) != 1:
        return row
    held = dict(zip(_PLACE, told.pop(), strict=True))
    return row.but(**{name: held[name] for name in wanted if held[name] is not None})


def _located(row: Report) -> bool:
    return bool(row.place_name or row.admin1 or row.target_name)


def _goes_back(quote: str, language: str) -> tuple[str, ...]:
    """What of a place the quote takes up again: named as known, or by a pronoun at its end."""
    words, known = folded(quote), table(language)
    if stands(known.again, words) or (words and words[-1] in known.objects):
        return _PLACE
    return _UNIT if stands(known.again_units, words) else ()
