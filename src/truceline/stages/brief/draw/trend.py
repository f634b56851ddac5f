"""One small multiple: recorded columns, the corrected curve, regimes, days of which nothing is known, hours.

Nought, not observed and unknown look different: a stub on the floor, a tinted gap, a crossed box. A panel
has its own labelled scale, so that no height invites adding to another's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from truceline.model.holding import Stretch, Trend, TrendChange
from truceline.model.watch import Bounded
from truceline.stages.brief.draw.dates import labels, short, ticks
from truceline.stages.brief.draw.ink import HALF, INK, MUTED, PAPER, RULE, TINT, TINT_DARK, lighter
from truceline.stages.brief.draw.letters import width
from truceline.stages.brief.draw.svg import Drawing, box, drawing, haloed, line, path, tag, words

GREY = "#8A8A8A"
"""Recorded by nobody's side: published or the mission's own."""
_LEFT, _RIGHT, _TOP, _PLOT = 26.0, HALF - 3, 16.0, 64.0
_FLOOR = _TOP + _PLOT
_ROW, _RIBBON = 13.0, 9.0
_LEAST_STEP = 5.0
"""Days narrower than this get one crossed box for a whole run."""


@dataclass(frozen=True)
class Look:
    """How a trend is drawn: its colour, the height of its scale, the hours of the darkest ribbon, its changes
    with their letters, whether there is a row for days of which nothing is known (alike in a group).
    """

    name: str
    title: str
    colour: str = GREY
    top: float = 1.0
    hours: float = 0.0
    changes: Sequence[tuple[str, TrendChange]] = ()
    crossed: bool = False


@dataclass(frozen=True)
class _Axes:
    first: date
    last: date
    top: float

    @property
    def step(self) -> float:
        return (_RIGHT - _LEFT) / ((self.last - self.first).days + 1)

    def x(self, day: date) -> float:
        return _LEFT + max(0, (day - self.first).days) * self.step

    def end(self, day: date) -> float:
        return min(self.x(day + timedelta(days=1)), _RIGHT)

    def y(self, value: float) -> float:
        return _FLOOR - min(value / self.top, 1.0) * _PLOT


def highest(trend: Trend) -> float:
    """The largest count a day that the panel has to show."""
    counted = [s.lo / s.days for s in trend.stretches]
    corrected = [c.value for c in trend.corrected if c is not None]
    return max([*counted, *corrected, 1.0])


def trend_chart(trend: Trend, look: Look) -> Drawing:
    """A panel, a column wide."""
    axes = _Axes(trend.first, trend.last, look.top)
    parts = [*_unseen(trend, axes), *_regimes(look, axes, under=True), *_band(trend, axes)]
    for stretch in trend.stretches:
        parts += _column(stretch, axes, look.colour)
    parts += [*_curve(trend, axes), *_scale(axes), *_regimes(look, axes, under=False)]
    parts.append(line(_LEFT, _FLOOR, _RIGHT, _FLOOR))
    floor = _FLOOR
    if look.crossed:
        parts += _crossed(trend, axes)
        floor += _ROW
    if trend.effort_h:
        parts += _ribbon(trend, look, axes, floor + 3)
        floor += _RIBBON + 5
    parts += _dates(axes, floor)
    return drawing(look.name, HALF, floor + 18, look.title, _told(trend, look), *parts)


def _told(trend: Trend, look: Look) -> str:
    known = [s for s in trend.stretches if not s.withheld]
    total = sum(s.lo for s in known)
    days = (trend.last - trend.first).days + 1
    dark = days - sum(s.days for s in trend.stretches)
    span = f"{short(trend.first)} to {short(trend.last)}"
    told = f"{total:,.0f} recorded from {span}, {dark} of {days} days unknown or not observed"
    at = "; ".join(f"{letter}: change about {short(c.change.day)}" for letter, c in look.changes)
    return f"{told}. {at + '. ' if at else ''}The table trends.csv holds every day."


def _unseen(trend: Trend, axes: _Axes) -> Iterator[str]:
    for first, last in runs(trend.unseen):
        left, right = axes.x(first), axes.end(last)
        yield box(left, _TOP, right - left, _PLOT, fill=TINT)
        yield tag(
            "path",
            d=f"M{left:.1f} {_TOP}V{_FLOOR}M{right:.1f} {_TOP}V{_FLOOR}",
            stroke=RULE,
            stroke_dasharray="2 2",
        )
        if right - left > width("not observed", 9) + 6:
            middle = (left + right) / 2
            yield words(middle, _TOP + _PLOT / 2, "not observed", fill=MUTED, anchor="middle")


def runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """First and last of each run of consecutive days."""
    numbered = enumerate(sorted(days))
    for _, run in groupby(numbered, key=lambda pair: pair[1].toordinal() - pair[0]):
        own = [day for _, day in run]
        yield own[0], own[-1]


def _column(stretch: Stretch, axes: _Axes, colour: str) -> Iterator[str]:
    left, right = axes.x(stretch.first), axes.end(stretch.last)
    gap = min(1.6, (right - left) * 0.15)
    x, wide = left + gap, max(right - left - 2 * gap, 0.7)
    if stretch.withheld:
        yield words((left + right) / 2, _FLOOR - 3, "w", fill=MUTED, anchor="middle")
        return
    y = axes.y(stretch.lo / stretch.days)
    if not stretch.lo:
        yield box(x, _FLOOR - 1.8, wide, 1.8, fill=colour)
    elif stretch.days > 1:
        yield box(
            x, y, wide, _FLOOR - y, fill=lighter(colour, 0.3), stroke=colour, stroke_width=0.9
        )
    else:
        yield box(x, y, wide, max(_FLOOR - y, 1.8), fill=colour)
    yield from _apart(stretch, axes, x, wide, colour)
    yield from _number(stretch, axes, (left, right), y)


def _apart(stretch: Stretch, axes: _Axes, x: float, wide: float, colour: str) -> Iterator[str]:
    """What its publisher sets apart is cut out of the column: certainly so, and perhaps."""
    if not stretch.apart_hi:
        return
    top, low = (
        axes.y(stretch.lo / stretch.days),
        axes.y((stretch.lo - stretch.apart_hi) / stretch.days),
    )
    sure = axes.y((stretch.lo - stretch.apart_lo) / stretch.days)
    for y, end, share in ((top, sure, 0.0), (sure, low, 0.35)):
        yield box(
            x, y, wide, end - y, fill=lighter(colour, share), stroke=colour, stroke_width=0.9,
            stroke_dasharray="2 1.5",
        )  # fmt: skip


def _number(stretch: Stretch, axes: _Axes, ends: tuple[float, float], y: float) -> Iterator[str]:
    """The count over its column, where there is room; a plus where it is a lower bound."""
    text = f"{stretch.lo:,.0f}{'' if stretch.exact else '+'}"
    if stretch.days > 1:
        text = f"{text} in {stretch.days} days"
    left, right = ends
    if stretch.days == 1 and (axes.step < 11 or width(text, 9) > axes.step + 3):
        return
    room = width(text, 9)
    x = min(max((left + right) / 2, _LEFT + room / 2), _RIGHT - room / 2)
    yield haloed(x, max(min(y, _FLOOR - 2) - 3, _TOP - 4), text, fill=INK, anchor="middle")


def _pieces(trend: Trend) -> Iterator[list[tuple[date, Bounded]]]:
    """Unbroken pieces of the corrected curve."""
    days = (trend.first + timedelta(days=n) for n in range(len(trend.corrected)))
    pairs = list(zip(days, trend.corrected, strict=True))
    for known, run in groupby(pairs, key=lambda pair: pair[1] is not None):
        if known:
            yield [(day, value) for day, value in run if value is not None]


def _band(trend: Trend, axes: _Axes) -> Iterator[str]:
    for piece in _pieces(trend):
        upper = [p for d, c in piece for p in _flat(axes, d, c.hi)]
        lower = [p for d, c in reversed(piece) for p in reversed(_flat(axes, d, c.lo))]
        yield tag("path", d=path([*upper, *lower], closed=True), fill=TINT_DARK)


def _curve(trend: Trend, axes: _Axes) -> Iterator[str]:
    for piece in _pieces(trend):
        points = [p for d, c in piece for p in _flat(axes, d, c.value)]
        yield tag("path", d=path(points), fill="none", stroke=INK, stroke_width=1.3)


def _flat(axes: _Axes, day: date, value: float) -> list[tuple[float, float]]:
    return [(axes.x(day), axes.y(value)), (axes.end(day), axes.y(value))]


def _scale(axes: _Axes) -> Iterator[str]:
    """The height of the scale and its half, in figures."""
    for share in (1.0, 0.5):
        value = axes.top * share
        if share < 1 and value != int(value):
            continue
        y = axes.y(value)
        yield line(_LEFT, y, _RIGHT, y, stroke=RULE, stroke_width=0.5, stroke_dasharray="1 3")
        yield words(_LEFT - 4, y + 3.2, f"{value:,.0f}", fill=MUTED, anchor="end")
    yield words(_LEFT - 4, _FLOOR + 2, "0", fill=MUTED, anchor="end")


def _regimes(look: Look, axes: _Axes, *, under: bool) -> Iterator[str]:
    """When a rate changed, as a tint as wide as the doubt, and the rates before and after."""
    changes = sorted(look.changes, key=lambda pair: pair[1].change.day)
    for n, (letter, told) in enumerate(changes):
        change = told.change
        if not axes.first < change.day <= axes.last:
            continue
        if under:
            left, right = axes.x(change.earliest), axes.end(change.latest)
            yield box(left, _TOP, right - left, _PLOT, fill=TINT_DARK, fill_opacity=0.55)
            continue
        x = axes.x(change.day)
        yield line(x, _TOP, x, _FLOOR, stroke_width=0.9, stroke_dasharray="3 2")
        before = changes[n - 1][1].change.day if n else axes.first
        after = changes[n + 1][1].change.day if n + 1 < len(changes) else axes.last
        if not told.act:
            yield _level(axes, before, change.day, change.before)
            yield _level(axes, change.day, after, change.after)
        yield from badge(letter, x, 8.0)


def _level(axes: _Axes, first: date, last: date, rate: float) -> str:
    y = axes.y(rate)
    left, right = axes.x(first), axes.x(last)
    rim = line(left, y, right, y, stroke=PAPER, stroke_width=3.2, stroke_opacity=0.8)
    return rim + line(left, y, right, y, stroke_width=1.4)


def badge(letter: str, x: float, y: float, size: float = 6.6) -> Iterator[str]:
    """A letter in a ring: what a sentence of the section tells."""
    yield tag("circle", cx=x, cy=y, r=size, fill=PAPER, stroke=INK, stroke_width=1.1)
    yield words(x, y + 3.2, letter, anchor="middle", bold=True)


def _crossed(trend: Trend, axes: _Axes) -> Iterator[str]:
    """Days of which nothing is known, and those on which a bulletin that was due wasn't found."""
    dark = unknown_days(trend)
    if axes.step >= _LEAST_STEP:
        size = min(10.0, axes.step - 1.2)
        spans = [(axes.x(d) + (axes.step - size) / 2, size) for d in sorted(dark)]
    else:
        ends = [(axes.x(a), axes.end(b)) for a, b in runs(dark)]
        spans = [(a, max(b - a, 1.2)) for a, b in ends]
    for x, wide in spans:
        yield _cross(x, _FLOOR + 2.5, wide, min(10.0, max(wide, 6.0)))


def unknown_days(trend: Trend) -> set[date]:
    """Days in no stretch, and those on which a bulletin that was due wasn't found."""
    known = {d for s in trend.stretches for d in _days(s)} | set(trend.unseen)
    every = {trend.first + timedelta(days=n) for n in range((trend.last - trend.first).days + 1)}
    return (every - known) | (set(trend.silent) & every)


def _days(stretch: Stretch) -> Iterator[date]:
    return (stretch.first + timedelta(days=n) for n in range(stretch.days))


def _cross(x: float, y: float, wide: float, tall: float) -> str:
    inset = min(1.8, wide * 0.2)
    ends = ((y + inset, y + tall - inset), (y + tall - inset, y + inset))
    strokes = "".join(
        line(x + inset, a, x + wide - inset, b, stroke_width=0.9) for a, b in ends if wide > 3
    )
    return box(x, y, wide, tall, stroke=INK, stroke_width=0.8, fill=PAPER) + strokes


def _ribbon(trend: Trend, look: Look, axes: _Axes, y: float) -> Iterator[str]:
    """Hours by day: the darker, the more; empty where nobody worked."""
    yield words(_LEFT - 4, y + 7.6, "h", fill=MUTED, anchor="end")
    if all(h is None for h in trend.effort_h):
        yield words(_LEFT + 2, y + 7.6, "hours of effort: not logged", fill=MUTED)
        return
    days = [trend.first + timedelta(days=n) for n in range(len(trend.effort_h))]
    levels = [_shade(h, look.hours) for h in trend.effort_h]
    for level, run in groupby(zip(days, levels, strict=True), key=lambda pair: pair[1]):
        own = [day for day, _ in run]
        left, right = axes.x(own[0]), axes.end(own[-1])
        if level is not None:
            yield box(left, y, right - left, _RIBBON, fill=lighter(MUTED, 0.7 * level))
    yield box(_LEFT, y, _RIGHT - _LEFT, _RIBBON, stroke=MUTED, stroke_width=0.6)


def _shade(hours: float | None, most: float) -> float | None:
    """One of ten shades; None for no hours."""
    if not hours or not most:
        return None
    return max(0.1, round(hours / most, 1))


def _dates(axes: _Axes, y: float) -> Iterator[str]:
    edge = 0.0
    for day, text in labels(ticks(axes.first, axes.last, 9)):
        x = axes.x(day) + axes.step / 2
        at = min(max(x, _LEFT + width(text, 9) / 2), _RIGHT - width(text, 9) / 2)
        if at - width(text, 9) / 2 > edge:
            yield line(x, y + 1, x, y + 4, stroke=MUTED, stroke_width=0.8)
            yield words(at, y + 13.5, text, fill=MUTED, anchor="middle")
            edge = at + width(text, 9) / 2 + 6


def shared_top(trends: Iterable[Trend]) -> float:
    """The round number at which panels on one scale end."""
    most = max((highest(t) for t in trends), default=1.0)
    step = 10.0 ** (len(str(int(most))) - 1)
    steps = (1, 2, 3, 4, 5, 6, 8, 10) if step == 1 else (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
    return next(s * step for s in steps if s * step >= most)


def by_trend(
    changes: Iterable[tuple[str, TrendChange]],
) -> Mapping[str, Sequence[tuple[str, TrendChange]]]:
    """Lettered changes by the trend that they are of."""
    found: dict[str, list[tuple[str, TrendChange]]] = {}
    for letter, told in changes:
        found.setdefault(told.trend, []).append((letter, told))
    return found
