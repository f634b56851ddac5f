"""What the signs of the small multiples mean."""

from collections.abc import Iterator, Sequence

from truceline.model.brief import PartyView
from truceline.model.holding import Holding, Stretch, Trend
from truceline.stages.brief.draw.ink import FULL, MUTED, PAPER, RULE, TINT, TINT_DARK, lighter
from truceline.stages.brief.draw.legend import Item, flow
from truceline.stages.brief.draw.svg import Drawing, box, drawing, line, tag
from truceline.stages.brief.draw.symbols import day_box
from truceline.stages.brief.draw.trend import GREY, unknown_days


def trend_key(held: Holding, parties: Sequence[PartyView]) -> Drawing | None:
    """What the signs mean that occur in some panel; None without panels."""
    items = list(_items(held, parties)) if held.trends else []
    key, tall = flow(items, 0, 0, FULL)
    words = "; ".join(item.words for item in items)
    return (
        drawing("trend-key", FULL, tall + 2, "Signs of the panels", f"{words}.", key)
        if items
        else None
    )


def _items(held: Holding, parties: Sequence[PartyView]) -> Iterator[Item]:
    trends = held.trends
    yield from _columns([s for t in trends for s in t.stretches], trends, parties)
    if any(t.corrected for t in trends):
        yield Item("corrected for effort", _line)
    if any(t.effort_h for t in trends):
        yield Item("hours of effort", lambda x, y: box(x, y - 4, 12, 8, fill=lighter(MUTED, 0.6)))
    if any(t.unseen for t in trends):
        yield Item("not observed: nobody worked", _gap)
    if any(unknown_days(t) for t in trends):
        yield Item("nothing known, or a bulletin due and not found", _dark)
    if held.changes:
        yield Item("a change, and when it may lie", _doubt)
        yield Item("mean rate before and after", _level)


def _columns(
    every: Sequence[Stretch], trends: Sequence[Trend], parties: Sequence[PartyView]
) -> Iterator[Item]:
    if any(t.kind != "side" for t in trends):
        yield Item("recorded", lambda x, y: box(x + 2, y - 5, 8, 10, fill=GREY))
    if any(t.kind == "side" for t in trends):
        tints = [p.colour for p in parties[:2]]
        yield Item("recorded, by the side blamed", lambda x, y: _pair(x, y, tints))
    if any(not s.lo and not s.withheld for s in every):
        yield Item("stub: none recorded", lambda x, y: box(x + 2, y + 3, 8, 1.8, fill=GREY))
    if any(s.withheld for s in every):
        yield Item("w: withheld, because it is small or moved by few")
    if any(s.days > 1 for s in every):
        yield Item("pale: a sum, its mean a day", _pale)
    if any(s.apart_hi for s in every):
        yield Item("dashed: set apart by its publisher", _dashed)


def _dark(x: float, y: float) -> str:
    return day_box("silent", x + 1, y - 5, 10)


def _level(x: float, y: float) -> str:
    return line(x, y, x + 12, y, stroke_width=1.4)


def _pair(x: float, y: float, colours: Sequence[str]) -> str:
    return "".join(box(x + 5 * n + 1, y - 5, 4, 10, fill=c) for n, c in enumerate(colours))


def _pale(x: float, y: float) -> str:
    return box(x + 1, y - 4, 10, 8, fill=lighter(GREY, 0.3), stroke=GREY, stroke_width=0.9)


def _dashed(x: float, y: float) -> str:
    return box(
        x + 1, y - 4, 10, 8, fill=PAPER, stroke=GREY, stroke_width=0.9, stroke_dasharray="2 1.5"
    )


def _line(x: float, y: float) -> str:
    return box(x, y - 4, 12, 8, fill=TINT_DARK) + line(x, y, x + 12, y, stroke_width=1.3)


def _gap(x: float, y: float) -> str:
    edges = f"M{x + 1} {y - 5}V{y + 5}M{x + 11} {y - 5}V{y + 5}"
    return box(x + 1, y - 5, 10, 10, fill=TINT) + tag(
        "path", d=edges, stroke=RULE, stroke_dasharray="2 2"
    )


def _doubt(x: float, y: float) -> str:
    stroke = line(x + 6, y - 6, x + 6, y + 6, stroke_width=0.9, stroke_dasharray="3 2")
    return box(x, y - 6, 12, 12, fill=TINT_DARK, fill_opacity=0.55) + stroke
