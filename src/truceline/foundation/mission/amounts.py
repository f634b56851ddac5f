"""A number as somebody put it: exactly, about, more than, several.

Bounds follow the codebook of claims: counts are whole, so *more than 30* starts at 31. A number
that was not said is never filled in.
"""

from typing import Final, NamedTuple

from truceline.foundation.mission.cells import Cells

BOUNDS: Final = (
    "exact",
    "about",
    "at_least",
    "more_than",
    "up_to",
    "less_than",
    "range",
    "unquantified",
)


class Amount(NamedTuple):
    """The number, its bounds (None: open) and the word for how it was put."""

    number: float | None
    lo: float | None
    hi: float | None
    bound: str


def read_amount(row: Cells) -> Amount:
    """The amount of one statement; all empty where it states none."""
    number, lo, hi = (row.number(name, low=0) for name in ("number", "lo", "hi"))
    named = row.text("bound")
    bound = row.word("bound", BOUNDS, "") if named else ""
    if number is not None and not named:
        row.wrong("bound", "is empty, though a number is given", "exact, about, at_least, …")
    if bound == "unquantified" and (number, lo, hi) != (None, None, None):
        row.wrong("bound", "unquantified stands beside a number", "name the bound or empty them")
    if bound == "range" and (number is not None or None in {lo, hi}):
        row.wrong("bound", "a range has lo and hi and no number")
    elif bound and bound not in {"range", "unquantified"} and not row.text("number"):
        row.wrong("number", f"is empty, though its bound is {bound}")
    return _bounded(row, number, lo, hi, bound)


def _bounded(
    row: Cells, number: float | None, lo: float | None, hi: float | None, bound: str
) -> Amount:
    """The amount with the bounds that its word implies; told ones must agree with them."""
    if number is not None and bound in BOUNDS and bound != "range":
        implied = _implied(number, bound)
        for name, told, meant in (("lo", lo, implied[0]), ("hi", hi, implied[1])):
            if told is not None and told != meant:
                row.wrong(name, f"is {told:g}; {bound} {number:g} means {_said(meant)}")
        lo, hi = implied
    if lo is not None and hi is not None and lo > hi:
        row.wrong("lo", f"{lo:g} lies above hi, {hi:g}")
    return Amount(number, lo, hi, bound)


def _implied(number: float, bound: str) -> tuple[float | None, float | None]:
    table: dict[str, tuple[float | None, float | None]] = {
        "at_least": (number, None),
        "more_than": (number + 1, None),
        "up_to": (0.0, number),
        "less_than": (0.0, number - 1),
    }
    return table.get(bound, (number, number))


def _said(value: float | None) -> str:
    return "no bound" if value is None else f"{value:g}"
