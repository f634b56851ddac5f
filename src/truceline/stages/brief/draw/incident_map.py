"""The map: incidents at true places, their uncertainty as discs at true radius.

A sign that would cover another is moved and keeps a stroke to its place; a crowded part is drawn
again, enlarged. The register of incidents is its equivalent as a table.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from truceline.foundation.places.basemap import Basemap, load_basemap
from truceline.model.brief import Brief, MapMark, PartyView
from truceline.stages.brief.draw import labels
from truceline.stages.brief.draw.frame import Frame, Rect, fitted
from truceline.stages.brief.draw.ground import contact, land, water
from truceline.stages.brief.draw.ink import FULL, INK, MUTED, PAPER
from truceline.stages.brief.draw.inset import Inset, chosen_inset
from truceline.stages.brief.draw.legend import Item, flow, level_items, party_items
from truceline.stages.brief.draw.scalebar import scale_bar, scale_room
from truceline.stages.brief.draw.spread import Group, grouped, spread
from truceline.stages.brief.draw.svg import Drawing, box, drawing, line, tag
from truceline.stages.brief.draw.symbols import NOBODY, chosen, sign

_LEAST, _MOST = 300.0, 540.0
_TINY = 4.0


def incident_map(brief: Brief, room: float = _MOST) -> Drawing | None:
    """The map, at most `room` high (legend aside); None when no incident has a place."""
    marks = brief.map_marks
    if not marks:
        return None
    frame = fitted(
        [m.lat for m in marks], [m.lon for m in marks], FULL, _LEAST, max(_LEAST, min(_MOST, room))
    )
    size = _sign_size(len(marks))
    groups = grouped(marks, frame, size)
    inset = chosen_inset(groups, frame.rect)
    basemap, parties = load_basemap(brief.boundaries), {p.id: p for p in brief.parties}
    drawn = [_clips(frame.rect, inset), _main(brief, basemap, parties, frame, groups, inset)]
    if inset:
        drawn.append(
            _enlarged(brief, basemap, parties, frame.zoomed(inset.source, inset.panel), size)
        )
        drawn.append(_tie(inset))
    bottom = inset.panel.bottom if inset and inset.beneath else frame.rect.bottom
    key, tall = flow(_legend(brief), 0, bottom + 6, FULL)
    return drawing("map", FULL, bottom + 8 + tall, "Incidents by place", _told(brief), *drawn, key)


def _sign_size(count: int) -> float:
    return 9.5 if count <= 200 else 7.5 if count <= 600 else 5.5


def _told(brief: Brief) -> str:
    sides = (
        f"{sum(p.id in m.accused for m in brief.map_marks)} blamed on {p.name}"
        for p in brief.parties
    )
    return f"Incidents with a place: {', '.join(sides)}. The register of incidents holds the same as a table."


def _clips(rect: Rect, inset: Inset | None) -> str:
    windows = {"map-window": rect} | ({"map-inset": inset.panel} if inset else {})
    return tag(
        "defs",
        *(tag("clipPath", box(r.left, r.top, r.width, r.height), id=n) for n, r in windows.items()),
    )


def _main(
    brief: Brief,
    basemap: Basemap,
    parties: dict[str, PartyView],
    frame: Frame,
    groups: Sequence[Group],
    inset: Inset | None,
) -> str:
    hidden = [g for g in groups if inset and inset.source.holds(g.x, g.y)]
    shown = [g for g in groups if not (inset and inset.source.holds(g.x, g.y))]
    board = labels.Board(frame)
    blocks = (
        [inset.source.grown(2), *([] if inset.beneath else [inset.panel.grown(3)])] if inset else []
    )
    scale = scale_room(frame, [*((g.x, g.y, g.reach) for g in groups)], blocks)
    board.taken += [*blocks, scale.grown(3)]
    tiny = "".join(
        sign(chosen(parties, g.marks[0].accused), g.x, g.y, _TINY, filled=g.marks[0].corroborated)
        for g in hidden
    )
    return _layers(brief, basemap, parties, board, shown, "map-window", 14, tiny) + scale_bar(
        frame, scale
    )


def _enlarged(
    brief: Brief, basemap: Basemap, parties: dict[str, PartyView], frame: Frame, size: float
) -> str:
    every = grouped(brief.map_marks, frame, size)
    groups = [g for g in every if frame.rect.holds(g.x, g.y)]
    board = labels.Board(frame)
    scale = scale_room(frame, [(g.x, g.y, g.reach) for g in groups], [])
    board.taken.append(scale.grown(3))
    return _layers(brief, basemap, parties, board, groups, "map-inset", 12, "") + scale_bar(
        frame, scale
    )


def _layers(
    brief: Brief,
    basemap: Basemap,
    parties: dict[str, PartyView],
    board: labels.Board,
    groups: Sequence[Group],
    clip: str,
    names: int,
    tiny: str,
) -> str:
    frame = board.frame
    at = spread(groups, frame.rect)
    for (x, y), group in zip(at, groups, strict=True):
        board.taken.append(Rect(x, y, x, y).grown(group.reach + 0.5))
    labels.incident_places(board, _named(groups, at), names)
    labels.countries(board, basemap)
    labels.cities(board, basemap, names - 4)
    r = frame.rect
    ground = (
        water(frame),
        land(basemap, frame),
        contact(brief.line, frame),
        *_discs(brief.map_marks, parties, frame),
    )
    signs = (*_leaders(groups, at, parties), tiny, *_signs(groups, at, parties), *board.drawn)
    return tag("g", *ground, *signs, clip_path=f"url(#{clip})") + box(
        r.left,
        r.top,
        r.width,
        r.height,
        stroke=INK if clip == "map-inset" else MUTED,
        stroke_width=0.9,
    )


def _named(groups: Sequence[Group], at: np.ndarray) -> list[tuple[str, float, float, float]]:
    """Names of places with the most incidents first; a region's name would mislead at its middle."""
    rows = [
        (-len(g.marks), g.marks[0].place, float(x), float(y), g.reach)
        for g, (x, y) in zip(groups, at, strict=True)
        if g.marks[0].place and not g.marks[0].region_only and len(g.marks[0].place) <= 26
    ]
    return [row[1:] for row in sorted(rows)]


def _discs(marks: Iterable[MapMark], parties: dict[str, PartyView], frame: Frame) -> Iterable[str]:
    seen = {(m.lat, m.lon, m.radius_km, m.region_only, m.accused[:1]) for m in marks}
    for lat, lon, km, region, accused in sorted(seen, key=lambda d: (-d[2], d)):
        radius = frame.radius(lat, lon, km)
        ((x, y),) = frame.place(np.array([lat]), np.array([lon]))
        if radius > _TINY / 2:
            colour = (chosen(parties, accused) or [NOBODY])[0].colour
            yield tag(
                "circle",
                cx=float(x),
                cy=float(y),
                r=radius,
                fill="none" if region else colour,
                fill_opacity=None if region else 0.1,
                stroke=colour,
                stroke_opacity=0.6,
                stroke_width=0.8,
                stroke_dasharray="3 2.4" if region else None,
            )


def _leaders(
    groups: Sequence[Group], at: np.ndarray, parties: dict[str, PartyView]
) -> Iterable[str]:
    for group, (x, y) in zip(groups, at, strict=True):
        if np.hypot(x - group.x, y - group.y) > max(3.0, group.reach * 0.6):
            colour = (chosen(parties, group.marks[0].accused) or [NOBODY])[0].colour
            yield line(group.x, group.y, float(x), float(y), stroke=colour, stroke_width=0.8)
            yield tag("circle", cx=group.x, cy=group.y, r=1.1, fill=colour)


def _signs(groups: Sequence[Group], at: np.ndarray, parties: dict[str, PartyView]) -> Iterable[str]:
    for group, (x, y) in zip(groups, at, strict=True):
        first = group.marks[0]
        yield sign(
            chosen(parties, first.accused),
            float(x),
            float(y),
            group.size,
            filled=first.corroborated,
            count=len(group.marks),
        )


def _tie(inset: Inset) -> str:
    s, p = inset.source, inset.panel
    frame = box(s.left, s.top, s.width, s.height, stroke=INK, stroke_width=0.9)
    if inset.beneath:
        ends = [(s.left, s.bottom, p.left, p.top), (s.right, s.bottom, p.right, p.top)]
    elif p.left < s.left == (p.top < s.top):
        ends = [(s.right, s.top, p.right, p.top), (s.left, s.bottom, p.left, p.bottom)]
    else:
        ends = [(s.left, s.top, p.left, p.top), (s.right, s.bottom, p.right, p.bottom)]
    return frame + "".join(line(*end, stroke=MUTED, stroke_width=0.6) for end in ends)


def _legend(brief: Brief) -> list[Item]:
    marks = brief.map_marks
    known = {p.id for p in brief.parties}
    several = any(len(m.accused) > 1 for m in marks)
    items = party_items(
        brief.parties, several=several, nobody=any(not known & set(m.accused) for m in marks)
    )
    items += [*level_items(), Item("a number: several incidents at one place")]
    items += [
        Item("disc: 1 s.d. of the place, true radius", _ring(None)),
        Item("dashed: only a region is named", _ring("2.4 1.8")),
    ]
    return items


def _ring(dash: str | None) -> Callable[[float, float], str]:
    fill = "#EDEBE4" if dash is None else PAPER
    return lambda x, y: tag(
        "circle",
        cx=x + 6,
        cy=y,
        r=5.5,
        fill=fill,
        stroke=MUTED,
        stroke_width=0.9,
        stroke_dasharray=dash,
    )
