"""The daily chart: one mark, one incident, on the day it began; a panel per accused side.

No panel shares a scale that would invite adding sides up, and nothing is drawn across them but the
readings' windows.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from functools import partial

from truceline.foundation.phrase import count
from truceline.foundation.zones import zone_of
from truceline.model.brief import Brief, DayMark, PartyView, SourceView
from truceline.stages.brief.draw.dates import labels, short, ticks
from truceline.stages.brief.draw.ink import FULL, INK, MUTED, PAPER, PLAIN
from truceline.stages.brief.draw.legend import (
    Item,
    day_items,
    flow,
    party_items,
    reading_items,
    untold_items,
)
from truceline.stages.brief.draw.letters import width, wrapped
from truceline.stages.brief.draw.pattern import DASHES, area, defs
from truceline.stages.brief.draw.svg import Drawing, box, drawing, line, tag, words
from truceline.stages.brief.draw.symbols import NOBODY, UNTOLD, chosen, day_box, sign
from truceline.stages.brief.draw.window import Axis, Span, span
from truceline.stages.brief.draw.windows import gaps

GUTTER, NAME = 108.0, "daily"
_ROW, _TALLEST, _LEAST = 21.0, 230.0, 3.2
_SHOWN_SOURCES = 4


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One accused side: its marks by day and the sources that accuse it."""

    party: PartyView
    days: dict[date, list[DayMark]]
    sources: tuple[SourceView, ...]

    @property
    def most(self) -> int:
        """Incidents on its fullest day."""
        return max((len(marks) for marks in self.days.values()), default=0)


def daily_chart(brief: Brief) -> Drawing:
    """The whole chart as SVG."""
    axis = _axis(brief)
    spans = [span(r.windows) for r in brief.readings]
    bars, top = _reading_bars(brief, spans, axis)
    drawn, y = [], top + 8
    for panel in _panels(brief):
        body, tall = _panel(panel, brief, spans, axis, y)
        drawn.append(body)
        y += tall
    edges = "".join(_edges(spans, axis, top, y))
    key, key_tall = flow(_legend(brief, axis), 0, y + 26, FULL)
    title = f"Incidents by the day on which they began, {short(axis.first)} to {short(axis.last)}"
    return drawing(
        NAME,
        FULL,
        y + 30 + key_tall,
        title,
        _told(brief),
        defs(NAME),
        *drawn,
        edges,
        bars,
        *_days(axis, y),
        key,
    )


def _axis(brief: Brief) -> Axis:
    line_ = brief.timeline
    last = max(line_.last, line_.first + timedelta(days=6))
    return Axis(
        first=line_.first,
        last=last,
        zone=zone_of(line_.timezone) or UTC,
        left=GUTTER,
        right=FULL - 6,
    )


def _told(brief: Brief) -> str:
    parts = []
    for panel in _panels(brief):
        total = sum(map(len, panel.days.values()))
        full = max(panel.days.items(), key=lambda d: (len(d[1]), d[0]), default=None)
        top = f", most on {short(full[0])} ({len(full[1])})" if full else ""
        parts.append(f"Accused {panel.party.name}: {count(total, 'dated incident')}{top}.")
    return " ".join([*parts, "The register of incidents holds the same as a table."])


def _panels(brief: Brief) -> list[Panel]:
    if not brief.sides_told:
        return [_of(brief, UNTOLD, lambda _: True)]
    known = {p.id for p in brief.parties}
    panels = [_of(brief, p, partial(_blames, p.id)) for p in brief.parties]
    loose = _of(brief, NOBODY, lambda m: not known & set(m.accused))
    return panels + ([loose] if loose.days else [])


def _blames(party: str, mark: DayMark) -> bool:
    return party in mark.accused


def _of(brief: Brief, party: PartyView, belongs: Callable[[DayMark], bool]) -> Panel:
    days: dict[date, list[DayMark]] = defaultdict(list)
    for mark in brief.timeline.marks:
        if belongs(mark):
            days[mark.day].append(mark)
    regular = (s for s in brief.sources if s.accuses == party.id and party.id and _spoke(s))
    return Panel(party=party, days=dict(days), sources=tuple(regular)[:_SHOWN_SOURCES])


def _spoke(source: SourceView) -> bool:
    return any(d.state in {"found", "part", "silent"} for d in source.days)


def _reading_bars(brief: Brief, spans: Sequence[Span | None], axis: Axis) -> tuple[str, float]:
    drawn, y = [], 2.0
    for index, (reading, found) in enumerate(zip(brief.readings, spans, strict=True)):
        told = wrapped(reading.name, GUTTER - 8, 9)
        drawn += [words(GUTTER - 8, y + 10.5 + 11 * n, t, anchor="end") for n, t in enumerate(told)]
        none = words(axis.left + 2, y + 10.4, reading.label or "no window", size=9.5, fill=MUTED)
        drawn.append(_bar(index, found, reading.label, axis, y) if found else none)
        y += _ROW + 9 * (len(told) - 1)
    return "".join(drawn), y


def _bar(index: int, found: Span, label: str, axis: Axis, y: float) -> str:
    left, right = axis.at(found.start), axis.at(found.end)
    drawn = area(NAME, index, left, y, right - left, 14, framed=True)
    for a, b in gaps(found, axis):
        drawn += box(a, y, b - a, 14, stroke=INK, stroke_width=1, stroke_dasharray="2 2")
    text = f"{label} →" if right >= axis.right and not label.endswith("→") else label
    if width(text, 9.5) + 12 > right - left:
        return drawn
    rim = box(left + 3, y + 2, width(text, 9.5) + 6, 10, fill=PAPER, fill_opacity=0.8)
    return drawn + rim + words(left + 6, y + 10.4, text, size=9.5)


def _panel(
    panel: Panel, brief: Brief, spans: Sequence[Span | None], axis: Axis, y: float
) -> tuple[str, float]:
    size, pitch = _mark_size(panel, axis)
    told = wrapped(panel.party.name, GUTTER - 8, PLAIN, bold=True)
    tall = max(panel.most * pitch + 8, 34, 20 + 12 * len(told))
    ground = "".join(_ground(spans, axis, y, tall))
    names = (
        [words(GUTTER - 8, y + 11, "Accused:", anchor="end", fill=MUTED)] if panel.party.id else []
    )
    names += [
        words(
            GUTTER - 8,
            y + 23 + 12 * n,
            t,
            size=PLAIN,
            bold=True,
            fill=panel.party.colour,
            anchor="end",
        )
        for n, t in enumerate(told)
    ]
    floor = line(axis.left, y + tall, axis.right, y + tall)
    marks = _stacks(panel, brief, axis, y + tall, size, pitch)
    rows, under = _source_rows(panel, axis, y + tall + 6)
    return "".join((ground, *names, marks, floor, rows)), tall + 6 + under + 12


def _mark_size(panel: Panel, axis: Axis) -> tuple[float, float]:
    pitch = min(12.0, _TALLEST / max(panel.most, 1))
    size = min(8.6, axis.step - 2.4, pitch - 2.2)
    return size, min(pitch, size + 3.2)


def _ground(spans: Sequence[Span | None], axis: Axis, y: float, tall: float) -> Iterable[str]:
    for index, found in reversed(list(enumerate(spans))):
        if found:
            left, right = axis.at(found.start), axis.at(found.end)
            yield area(NAME, index, left, y, right - left, tall, framed=False)


def _stacks(panel: Panel, brief: Brief, axis: Axis, floor: float, size: float, pitch: float) -> str:
    parties = {p.id: p for p in brief.parties}
    if size < _LEAST:
        return _columns(panel, axis, floor)
    drawn = []
    for day, marks in sorted(panel.days.items()):
        x = axis.day(day) + axis.step / 2
        for n, mark in enumerate(sorted(marks, key=lambda m: (-len(m.accused), m.number))):
            y = floor - size / 2 - 3 - n * pitch
            drawn.append(sign(chosen(parties, mark.accused), x, y, size, filled=mark.corroborated))
    return "".join(drawn)


def _columns(panel: Panel, axis: Axis, floor: float) -> str:
    """Where marks would be too small to see, a column per day, its scale told by the longest."""
    if not panel.most:
        return ""
    unit = _TALLEST * 0.6 / panel.most
    wide = max(axis.step * 0.7, 0.8)
    drawn = "".join(
        box(
            axis.day(d) + (axis.step - wide) / 2,
            floor - unit * len(m),
            wide,
            unit * len(m),
            fill=panel.party.colour,
        )
        for d, m in sorted(panel.days.items())
    )
    top = floor - unit * panel.most
    scale = line(
        axis.left, top, axis.right, top, stroke=MUTED, stroke_width=0.5, stroke_dasharray="1 3"
    )
    return drawn + scale + words(axis.left + 3, top - 3, f"{panel.most} a day", fill=MUTED)


def _source_rows(panel: Panel, axis: Axis, y: float) -> tuple[str, float]:
    drawn, used = [], 0.0
    size = min(12.0, axis.step - 1.6)
    for source in panel.sources:
        told = wrapped(source.name, GUTTER - 8, 9)
        tall = max(16.0, 11.0 * len(told) + 4)
        first = y + used + tall / 2 + 3.2 - 5.5 * (len(told) - 1)
        drawn += [
            words(GUTTER - 8, first + 11 * n, t, anchor="end", fill=MUTED)
            for n, t in enumerate(told)
        ]
        drawn += _boxes(source, axis, y + used + tall / 2, size)
        used += tall
    return tag("g", *drawn) if drawn else "", used


def _boxes(source: SourceView, axis: Axis, middle: float, size: float) -> Iterable[str]:
    for day in source.days:
        if axis.first <= day.day <= axis.last and day.state in {"found", "part", "silent"}:
            yield day_box(
                day.state, axis.day(day.day) + (axis.step - size) / 2, middle - size / 2, size
            )


def _edges(spans: Sequence[Span | None], axis: Axis, top: float, bottom: float) -> Iterable[str]:
    seen: Counter[float] = Counter()
    for index, found in enumerate(spans):
        for x in (axis.at(found.start), axis.at(found.end)) if found else ():
            if axis.left < x < axis.right:
                shift = seen[round(x)] * 1.6  # two readings that begin together stay two strokes
                seen[round(x)] += 1
                dash = DASHES[index % len(DASHES)]
                yield line(
                    x + shift,
                    top - 6,
                    x + shift,
                    bottom - 12,
                    stroke_width=0.9,
                    stroke_dasharray=dash,
                )


def _days(axis: Axis, y: float) -> Iterable[str]:
    edge = 0.0
    for day, text in labels(ticks(axis.first, axis.last, 14)):
        x = min(axis.day(day) + axis.step / 2, axis.right - width(text, 9) / 2)
        if x - width(text, 9) / 2 > edge:
            yield line(x, y - 8, x, y - 4, stroke=MUTED, stroke_width=0.8)
            yield words(x, y + 6, text, fill=MUTED, anchor="middle")
            edge = x + width(text, 9) / 2 + 6


def _legend(brief: Brief, axis: Axis) -> list[Item]:
    marks = brief.timeline.marks
    several = any(len(m.accused) > 1 for m in marks)
    shown = [s for s in brief.sources if s.accuses]
    states = {d.state for s in shown for d in s.days if axis.first <= d.day <= axis.last}
    told = party_items(brief.parties, several=several)
    items = told if brief.sides_told else untold_items()
    return items + day_items(states) + reading_items(NAME, [r.name for r in brief.readings])
