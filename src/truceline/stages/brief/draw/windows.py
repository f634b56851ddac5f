"""One reading's window as a bar with its alternatives dashed and the day of the brief marked."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise

from truceline.foundation.zones import zone_of
from truceline.model.brief import Brief, ReadingView
from truceline.stages.brief.draw.dates import labels, short, ticks
from truceline.stages.brief.draw.ink import HALF, INK, MUTED, PAPER, PLAIN
from truceline.stages.brief.draw.letters import width, wrapped
from truceline.stages.brief.draw.pattern import area, defs
from truceline.stages.brief.draw.svg import Drawing, box, drawing, line, words
from truceline.stages.brief.draw.window import OPEN_YEAR, Axis, Span, local_day, span

_BAR, _TALL = 29.0, 18.0


def window_charts(brief: Brief) -> dict[str, Drawing]:
    """Reading id → SVG, all on one axis so that they can be compared at a glance."""
    axis, spans = _axis(brief), [span(r.windows) for r in brief.readings]
    parted = any(found and (found.starts or found.ends) for found in spans)
    floor = _BAR + _TALL + (14 if parted else 0) + 17
    lines = max((len(_label_lines(r, axis)) for r in brief.readings), default=1)
    top = max(0.0, _BAR - 6 - 11 - 12 * (lines - 1))
    return {
        r.id: _chart(r, n, axis, brief.header.as_of, (top, floor))
        for n, r in enumerate(brief.readings)
    }


def _axis(brief: Brief) -> Axis:
    zone = zone_of(brief.timeline.timezone) or UTC
    moments = [w.start for r in brief.readings for w in r.windows]
    moments += [w.end for r in brief.readings for w in r.windows if w.end.year < OPEN_YEAR]
    days = [local_day(m, zone) for m in (*moments, brief.header.as_of - timedelta(seconds=1))]
    margin = timedelta(days=max(2, (max(days) - min(days)).days // 12))
    return Axis(
        first=min(days) - margin, last=max(days) + margin, zone=zone, left=4, right=HALF - 4
    )


def _chart(
    reading: ReadingView, index: int, axis: Axis, as_of: datetime, edges: tuple[float, float]
) -> Drawing:
    name, (top, floor) = f"window-{index}", edges
    found = span(reading.windows)
    drawn = _bar(name, index, found, axis) if found else _none(axis)
    note = _others(found, axis) if found else ""
    return drawing(
        name,
        HALF,
        floor + 20,
        f"{reading.name}: window",
        _told(reading, found, as_of, axis.zone),
        defs(name),
        _label(reading, found, axis),
        drawn,
        note,
        _as_of(axis, as_of, floor),
        *_ground(axis, floor),
        top=top,
    )


def _told(reading: ReadingView, found: Span | None, as_of: datetime, zone: tzinfo) -> str:
    when = f" ({found.words()})" if found else ""
    return (
        f"{reading.label or 'No window'}{when}. As of {short(local_day(as_of, zone), year=True)}."
    )


def _label_lines(reading: ReadingView, axis: Axis) -> list[str]:
    return wrapped(reading.label, axis.right - axis.left, PLAIN)


def _label(reading: ReadingView, found: Span | None, axis: Axis) -> str:
    start = (
        axis.at(found.starts[0] if found and found.starts else found.start) if found else axis.left
    )
    lines = _label_lines(reading, axis)
    room = max((width(text, PLAIN) for text in lines), default=0)
    x = max(axis.left, min(start, axis.right - room))
    top = _BAR - 6 - 12 * (len(lines) - 1)
    return "".join(
        words(x, top + 12 * n, text, size=PLAIN, fill=MUTED) for n, text in enumerate(lines)
    )


def _none(axis: Axis) -> str:
    return words(
        axis.left, _BAR + 13, "no window that its alternatives share", size=PLAIN, fill=MUTED
    )


def _bar(name: str, index: int, found: Span, axis: Axis) -> str:
    left, right = axis.at(found.start), axis.at(found.end)
    dashed = "".join(_dashed(a, b) for a, b in gaps(found, axis))
    return (
        dashed
        + area(name, index, left, _BAR, right - left, _TALL, framed=True)
        + _inside(found, axis)
    )


def _inside(found: Span, axis: Axis) -> str:
    left, right = axis.at(found.start), axis.at(found.end)
    text, room = found.words(), right - left - 8
    if width(text, PLAIN) > room:
        text = found.words().split(" → ")[0] + " →"
    if width(text, PLAIN) > room:
        return ""
    rim = box(
        left + 3, _BAR + 2.5, width(text, PLAIN) + 6, _TALL - 5, fill=PAPER, fill_opacity=0.75
    )
    return rim + words(left + 6, _BAR + 12.6, text, size=PLAIN)


def gaps(found: Span, axis: Axis) -> Iterable[tuple[float, float]]:
    """Stretches between alternatives, before what they share and after it, in axis units."""
    before = [*map(axis.at, found.starts), axis.at(found.start)]
    after = [axis.at(found.end), *map(axis.at, found.ends)]
    for edge in (before, after):
        yield from ((a, b) for a, b in pairwise(edge) if b > a)


def _dashed(a: float, b: float) -> str:
    return box(a, _BAR, b - a, _TALL, stroke=INK, stroke_width=1, stroke_dasharray="2 2")


def _others(found: Span, axis: Axis) -> str:
    parts = []
    if found.starts:
        parts.append(
            ("or from " + _days(found.starts, found.zone), axis.at(found.starts[0]), "start")
        )
    if found.ends:
        parts.append(("or " + _days(found.ends, found.zone), axis.at(found.ends[-1]), "end"))
    return "".join(
        words(x, _BAR + _TALL + 12, text, fill=MUTED, anchor=side) for text, x, side in parts
    )


def _days(moments: Sequence[datetime], zone: tzinfo) -> str:
    told = labels(sorted({local_day(m, zone) for m in moments}, key=lambda d: d))
    months = {d.month for d, _ in told}
    if len(months) == 1:
        return (
            ", ".join(str(d.day) for d, _ in told[:-1])
            + (", " if told[1:] else "")
            + short(told[-1][0])
        )
    return ", ".join(short(d) for d, _ in told)


def _as_of(axis: Axis, as_of: datetime, floor: float) -> str:
    x = axis.at(as_of)
    beside = x + width("as of", PLAIN) + 6 < axis.right
    mark = line(x, _BAR - 2, x, floor, stroke_width=1.1, stroke_dasharray="1.5 2")
    return mark + words(
        x + (4 if beside else -4),
        floor - 4,
        "as of",
        fill=MUTED,
        anchor="start" if beside else "end",
    )


def _ground(axis: Axis, floor: float) -> Iterable[str]:
    yield line(axis.left, floor, axis.right, floor, stroke=MUTED, stroke_width=0.8)
    for day, text in _spaced(axis, labels(ticks(axis.first, axis.last, 9))):
        x = axis.day(day)
        yield line(x, floor - 2.5, x, floor + 2.5)
        at = min(max(x, axis.left + width(text, 9) / 2), axis.right - width(text, 9) / 2)
        yield words(at, floor + 14, text, fill=MUTED, anchor="middle")


def _spaced(axis: Axis, told: list[tuple[date, str]]) -> list[tuple[date, str]]:
    kept: list[tuple[date, str]] = []
    edge = axis.left - 10
    for day, text in told:
        half = width(text, 9) / 2
        if axis.day(day) - half > edge:
            kept.append((day, text))
            edge = axis.day(day) + half + 8
    return kept
