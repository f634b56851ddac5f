"""Small graphics: the funnel from reports to incidents, and a claimed total beside the itemised."""

import math
from collections.abc import Sequence

from truceline.model.brief import LedgerView, PartyView, TotalRow
from truceline.stages.brief.draw.ink import HALF, INK, MUTED, RULE, lighter
from truceline.stages.brief.draw.letters import width, wrapped
from truceline.stages.brief.draw.svg import Drawing, box, drawing, line, ornament, tag, words

_GUTTER, TOTAL_WIDTH = 112.0, 132.0
_SHARES = (0.3, 0.45, 0.7, 1.0)


def funnel_chart(name: str, view: LedgerView, party: PartyView) -> Drawing:
    """Bars from reports to incidents; a side's bars share a scale with each other, with no other's."""
    numbers = [n for _, n in view.funnel if n is not None]
    unit = (HALF - _GUTTER - 44) / max([*numbers, 1])
    drawn = [_step(n, row, unit, party.colour) for n, row in enumerate(view.funnel)]
    told = ", ".join(f"{label} {_told(value)}" for label, value in view.funnel)
    return drawing(
        name,
        HALF,
        21 * len(view.funnel) + 4,
        f"From reports to incidents, accused: {party.name}",
        told + ".",
        *drawn,
    )


def _told(value: int | None) -> str:
    return "withheld" if value is None else f"{value:,}"


def _step(index: int, row: tuple[str, int | None], unit: float, colour: str) -> str:
    label, value = row
    y = 2 + 21.0 * index
    text = wrapped(label, _GUTTER - 8, 9, most=1)[0] if label.strip() else ""
    fill = lighter(colour, _SHARES[min(index, len(_SHARES) - 1)])
    bar = box(_GUTTER, y, (value or 0) * unit, 14, fill=fill)
    end = _GUTTER + (value or 0) * unit + 5
    number = words(end, y + 10.8, _told(value), size=9.5, bold=value is not None)
    return words(_GUTTER - 8, y + 10.4, text, fill=MUTED, anchor="end") + bar + number


def total_scale(rows: Sequence[TotalRow]) -> float:
    """The round number at which the scale of one side's totals ends."""
    known = [n for r in rows for n in (r.number, r.lo, r.hi, r.itemised) if n is not None]
    most = max([*known, 1.0])
    step = 10.0 ** math.floor(math.log10(most))
    return next(s * step for s in (1, 2, 3, 4, 5, 6, 8, 10) if s * step >= most)


def total_bar(row: TotalRow, scale: float, colour: str) -> str:
    """Bar: itemised. Stroke: the number claimed, an arrow where it is a bound on one side."""
    unit = (TOTAL_WIDTH - 14) / scale
    ground = line(2, 7, 2 + scale * unit, 7, stroke=RULE, stroke_width=0.8)
    bar = box(2, 3.2, (row.itemised or 0) * unit, 7.6, fill=colour)
    return ornament(TOTAL_WIDTH, 14, ground, bar, _claim(row, unit))


def _claim(row: TotalRow, unit: float) -> str:
    low, high = (row.lo, row.hi) if (row.lo, row.hi) != (None, None) else (row.number, row.number)
    if low is not None and high is not None and low < high and low > 0:
        return _stroke(2 + low * unit) + _stroke(2 + high * unit)
    if low is not None and high is not None and low == high:
        return _stroke(2 + low * unit)
    if low is not None and high is None:
        return _stroke(2 + low * unit) + _arrow(2 + low * unit, 1)
    return _stroke(2 + high * unit) + _arrow(2 + high * unit, -1) if high is not None else ""


def _stroke(x: float) -> str:
    rim = line(x, 0.5, x, 13.5, stroke="#FFFFFF", stroke_width=3.4)
    return rim + line(x, 0.5, x, 13.5, stroke_width=1.7)


def _arrow(x: float, way: int) -> str:
    tip = x + 10 * way
    head = f"M{tip - 3.6 * way:.2f} 3.6L{tip:.2f} 7L{tip - 3.6 * way:.2f} 10.4"
    shaft = line(x, 7, tip, 7, stroke_width=1.3)
    return shaft + tag("path", d=head, fill="none", stroke=INK, stroke_width=1.3)


def scale_words(scale: float) -> str:
    """A scale's end in figures."""
    return f"{scale:,.0f}" if width(f"{scale:,.0f}", 9) < TOTAL_WIDTH else f"{scale:.0e}"
