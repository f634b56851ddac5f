"""The requirement chart: a range for each method, and published proposals on the axis of their own
concept. No bar crosses axes, and none stands for several methods.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, log10
from textwrap import wrap
from typing import Final, NamedTuple

from truceline.model.plan import Published, Sized
from truceline.stages.plan.paper.draw import (
    DARK,
    INK,
    MUTED,
    RULE,
    WIDE,
    box,
    drawing,
    stroke,
    tag,
    words,
)
from truceline.stages.plan.paper.words import CONCEPTS, as_said, between, rounded, spoken

_LEFT: Final = 262.0
_RIGHT: Final = 584.0
_LETTERS: Final = 47  # of a label, in one line
_LINE: Final = 11.5


class Row(NamedTuple):
    """A line of the chart: label, range, and the middle of a method; None for a proposal."""

    label: str
    lo: float
    hi: float
    mid: float | None


def range_chart(
    concept: str,
    sized: Sequence[Sized],
    published: Sequence[Published],
    labels: Mapping[str, str],
) -> str:
    """One concept's chart, persons: methods that size a whole, by what they count, then proposals;
    `labels` of methods by id.
    """
    groups = [*_methods(sized, labels), *_proposals(published)]
    most = max(row.hi for _, rows in groups for row in rows)
    step = _step(most)
    scale = (_RIGHT - _LEFT) / (ceil(most / step) * step)
    inside, y = [], 14.0
    for title, rows in groups:
        inside.append(words(0, y, title, font_weight="700"))
        y += 14
        for row in rows:
            lines = wrap(row.label, _LETTERS)
            inside.append(_row(row, lines, y, scale))
            y += max(len(lines) * _LINE, 12) + 4
        y += 6
    axis = _axis(step, scale, y - 4)
    name = CONCEPTS[concept]
    desc = "; ".join(f"{r.label}: {_told(r)}" for _, rows in groups for r in rows)
    return drawing(f"range-{concept}", y + 13, f"{name}: persons deployed", desc, axis, *inside)


def _methods(sized: Sequence[Sized], labels: Mapping[str, str]) -> Iterator[tuple[str, list[Row]]]:
    for capability in dict.fromkeys(s.capability for s in sized):
        counted = "whole force" if capability == "force" else spoken(capability)
        rows = [
            Row(labels[s.method], s.lo, s.hi, s.mid) for s in sized if s.capability == capability
        ]
        yield f"By method: {counted}", rows


def _proposals(published: Sequence[Published]) -> Iterator[tuple[str, list[Row]]]:
    rows = [Row(p.label, p.lo, p.hi, None) for p in published]
    if rows:
        yield "Published, as said", rows


def _row(row: Row, lines: Sequence[str], y: float, scale: float) -> str:
    label = "".join(words(8, y + n * _LINE, line) for n, line in enumerate(lines))
    a, b, middle = _LEFT + row.lo * scale, _LEFT + row.hi * scale, y - 3
    told = words(WIDE, y, _told(row), anchor="end")
    if row.mid is not None:
        bar = box(a, middle - 4, max(b - a, 1.5), 8, DARK, stroke=INK, stroke_width=0.7)
        at = _LEFT + row.mid * scale
        return label + bar + stroke(at, middle - 6, at, middle + 6, stroke_width=1.6) + told
    rule = stroke(a, middle, b, middle, stroke_width=1.2, stroke_dasharray="3 2") if b > a else ""
    ends = "".join(_diamond(at, middle) for at in sorted({a if row.lo else b, b}))
    return label + rule + ends + told


def _told(row: Row) -> str:
    return as_said(row.lo, row.hi) if row.mid is None else between(row.lo, row.hi)


def _diamond(x: float, y: float) -> str:
    d = f"M{x - 4:.1f} {y:.1f}L{x:.1f} {y - 4:.1f}L{x + 4:.1f} {y:.1f}L{x:.1f} {y + 4:.1f}Z"
    return tag("path", d=d, fill="#FFFFFF", stroke=INK, stroke_width=1.2)


def _step(most: float) -> float:
    """A round step that gives four to eight parts."""
    whole = 10.0 ** int(log10(max(most, 1.0)))
    return next(whole * part for part in (0.2, 0.5, 1.0, 2.0) if most / (whole * part) <= 6)


def _axis(step: float, scale: float, bottom: float) -> str:
    marks = range(round((_RIGHT - _LEFT) / scale / step) + 1)
    found = []
    for n in marks:
        x = _LEFT + n * step * scale
        found.append(stroke(x, 18, x, bottom, RULE, stroke_width=0.6))
        found.append(words(x, bottom + 12, rounded(n * step), anchor="middle", fill=MUTED))
    return "".join(found) + words(WIDE, bottom + 12, "persons", anchor="end", fill=MUTED)
