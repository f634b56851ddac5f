"""Charts of the pledges: from pledged to there, and what is missing by capability and month."""

from collections.abc import Sequence
from datetime import date
from textwrap import wrap
from typing import Final

from truceline.model.planbrief import MonthNeed, Waterfall
from truceline.stages.plan.paper.draw import (
    DARK,
    INK,
    MUTED,
    PAPER,
    RULE,
    WIDE,
    box,
    drawing,
    stroke,
    words,
)
from truceline.stages.plan.paper.words import exact, percent, spoken, unit_of

_LEFT: Final = 262.0
_RIGHT: Final = 610.0
_LETTERS: Final = 47
_SHADES: Final = (PAPER, "#F1EEE6", "#DED8C9", "#C2BBA9", "#9D9584")
_DARKEST: Final = 4


def fall_chart(fall: Waterfall) -> str:
    """Persons pledged, each reason for which some fall away, and the mean number there."""
    scale = (_RIGHT - _LEFT) / max(fall.pledged, 1.0)
    inside, y, at = [], 14.0, fall.pledged
    inside.append(_bar("Pledged", fall.pledged, (0.0, fall.pledged), y, scale, DARK))
    for step in fall.falls:
        y += 24
        span = (at - step.persons, at)
        inside.append(_bar(step.reason, -step.persons, span, y, scale, PAPER))
        x = _LEFT + at * scale
        inside.append(stroke(x, y - 16, x, y - 8, MUTED, stroke_width=0.7))
        at -= step.persons
    y += 24
    inside.append(_bar("There, mean of all months", fall.there, (0.0, fall.there), y, scale, DARK))
    told = [f"{step.reason}: {exact(step.persons)}" for step in fall.falls]
    desc = "; ".join((f"pledged: {exact(fall.pledged)}", *told, f"there: {exact(fall.there)}"))
    title = "Persons from pledged to there"
    return drawing(f"fall-{fall.scenario}", y + 14, title, desc, *inside)


def _bar(
    label: str, value: float, span: tuple[float, float], y: float, scale: float, fill: str
) -> str:
    lines = wrap(label, _LETTERS)[:2]
    start = y - (len(lines) - 1) * 5
    told = "".join(words(0, start + n * 10.5, line) for n, line in enumerate(lines))
    a, b = (_LEFT + end * scale for end in span)
    dash = "2.5 2" if value < 0 else None
    bar = box(a, y - 9, b - a, 12, fill, stroke=INK, stroke_width=0.8, stroke_dasharray=dash)
    number = exact(round(value)).replace("-", "−")
    return told + bar + words(WIDE, y, number, anchor="end", font_weight=_weight(value))


def _weight(value: float) -> str | None:
    return "700" if value >= 0 else None


def calendar_chart(name: str, needs: Sequence[MonthNeed]) -> str:
    """Share of the need that isn't met, by capability and month: the darker, the more is missing."""
    months = sorted({n.month for n in needs})
    kinds = list(dict.fromkeys((n.capability, n.unit) for n in needs))
    cells = {(n.capability, n.unit, n.month): n for n in needs}
    wide = (WIDE - 210.0) / len(months)
    inside = [_heads(months, wide)]
    for place, (capability, unit) in enumerate(kinds):
        y = 42.0 + place * 19
        inside.append(words(0, y, f"{spoken(capability)} ({unit_of(unit)})"))
        for n, day in enumerate(months):
            if need := cells.get((capability, unit, day)):
                inside.append(_cell(need, 210.0 + n * wide, y, wide))
    worst = (f"{spoken(c)}: {percent(_worst(needs, c, u))} at worst" for c, u in kinds)
    height = 32.0 + len(kinds) * 19
    title = "Share of the need that is missing, by capability and month"
    return drawing(f"calendar-{name}", height, title, "; ".join(worst), *inside)


def _worst(needs: Sequence[MonthNeed], capability: str, unit: str) -> float:
    own = (n for n in needs if (n.capability, n.unit) == (capability, unit))
    return max(missing(n) for n in own)


def missing(need: MonthNeed) -> float:
    """Share of a month's need that isn't met."""
    return 1 - need.met / need.required if need.required else 0.0


def _heads(months: Sequence[date], wide: float) -> str:
    found = []
    for n, day in enumerate(months):
        x = 210.0 + (n + 0.5) * wide
        if len(months) <= 18 or n % 3 == 0:
            found.append(words(x, 22, f"{day:%b}", anchor="middle", fill=MUTED))
        if n == 0 or day.month == 1:
            found.append(words(x, 11, f"{day:%Y}", anchor="middle", fill=MUTED))
    return "".join(found)


def _cell(need: MonthNeed, x: float, y: float, wide: float) -> str:
    share = missing(need)
    level = 0 if share <= 0 else min(1 + int(share * _DARKEST), _DARKEST)
    back = box(x + 1, y - 13, wide - 2, 17, _SHADES[level], stroke=RULE, stroke_width=0.6)
    told = "–" if share <= 0 else percent(share).removesuffix(" %")
    return back + words(x + wide / 2, y - 1, told, anchor="middle")
