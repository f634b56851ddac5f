"""The map: incidents at true places, their uncertainty as discs at true radius.

A sign that would cover another is moved and keeps a stroke to its place; a crowded part is drawn
again, enlarged. The register of incidents is its equivalent as a table.
"""

from collections.abc import Callable, Sequence

from truceline.foundation.phrase import count
from truceline.foundation.places.basemap import load_basemap
from truceline.model.brief import Brief
from truceline.stages.brief.draw.frame import Frame, fitted, framed
from truceline.stages.brief.draw.ink import FULL, INK, MUTED, PAPER
from truceline.stages.brief.draw.inset import Inset, chosen_inset
from truceline.stages.brief.draw.labels import Board
from truceline.stages.brief.draw.layers import Scene
from truceline.stages.brief.draw.legend import Item, flow, level_items, party_items, untold_items
from truceline.stages.brief.draw.scalebar import scale_bar, scale_room
from truceline.stages.brief.draw.spread import Group, grouped
from truceline.stages.brief.draw.svg import Drawing, box, drawing, line, tag

_LEAST, _MOST = 300.0, 540.0
_MAIN_NAMES, _INSET_NAMES = 14, 12


def incident_map(brief: Brief, room: float = _MOST) -> Drawing | None:
    """The map, at most `room` high (legend aside); None when no incident has a place."""
    marks = brief.map_marks
    if not marks:
        return None
    high = max(_LEAST, min(_MOST, room))
    frame = fitted([m.lat for m in marks], [m.lon for m in marks], FULL, _LEAST, high)
    groups = grouped(marks, frame, _sign_size(len(marks)))
    inset = chosen_inset(groups, frame.rect)
    scene = Scene(brief, load_basemap(brief.boundaries))
    drawn = _main(scene, frame, groups, inset) + (_enlarged(scene, frame, inset) if inset else "")
    bottom = inset.panel.bottom if inset and inset.beneath else frame.rect.bottom
    key, tall = flow(_legend(brief), 0, bottom + 6, FULL)
    told = _told(brief)
    return drawing("map", FULL, bottom + 8 + tall, "Incidents by place", told, drawn, key)


def _sign_size(signs: int) -> float:
    return 9.5 if signs <= 200 else 7.5 if signs <= 600 else 5.5


def _told(brief: Brief) -> str:
    if not brief.sides_told:
        return f"{count(len(brief.map_marks), 'incident')} with a place. The register of incidents holds the same as a table."
    sides = (
        f"{sum(p.id in m.accused for m in brief.map_marks)} blamed on {p.name}"
        for p in brief.parties
    )
    return f"Incidents with a place: {', '.join(sides)}. The register of incidents holds the same as a table."


def _main(scene: Scene, frame: Frame, groups: Sequence[Group], inset: Inset | None) -> str:
    source = inset.source if inset else None
    hidden = [g for g in groups if source and source.holds(g.x, g.y)]
    shown = [g for g in groups if not (source and source.holds(g.x, g.y))]
    blocks = [source.grown(2)] if source else []
    blocks += [inset.panel.grown(3)] if inset and not inset.beneath else []
    scale = scale_room(frame, [(g.x, g.y, g.reach) for g in groups], blocks)
    board = Board(frame, [*blocks, scale.grown(3)])
    under = _ties(inset) if inset else ""
    drawn = scene.window(board, shown, names=_MAIN_NAMES, hole=source, under=under)
    return framed("map-window", frame.rect, MUTED, drawn, scene.tiny(hidden)) + scale_bar(
        frame, scale
    )


def _enlarged(scene: Scene, main: Frame, inset: Inset) -> str:
    frame = main.zoomed(inset.source, inset.panel)
    every = grouped(scene.brief.map_marks, frame, _sign_size(len(scene.brief.map_marks)))
    groups = [g for g in every if frame.rect.holds(g.x, g.y)]
    scale = scale_room(frame, [(g.x, g.y, g.reach) for g in groups], [])
    board = Board(frame, [scale.grown(3)])
    drawn = scene.window(board, groups, names=_INSET_NAMES)
    s = inset.source
    around = box(s.left, s.top, s.width, s.height, stroke=INK, stroke_width=0.9)
    return framed("map-inset", frame.rect, INK, drawn) + scale_bar(frame, scale) + around


def _ties(inset: Inset) -> str:
    """Strokes from the crowded part to its enlargement."""
    s, p = inset.source, inset.panel
    if inset.beneath:
        ends = [(s.left, s.bottom, p.left, p.top), (s.right, s.bottom, p.right, p.top)]
    elif (p.left < s.left) == (p.top < s.top):
        ends = [(s.right, s.top, p.right, p.top), (s.left, s.bottom, p.left, p.bottom)]
    else:
        ends = [(s.left, s.top, p.left, p.top), (s.right, s.bottom, p.right, p.bottom)]
    return "".join(line(*end, stroke=MUTED, stroke_width=0.45) for end in ends)


def _legend(brief: Brief) -> list[Item]:
    marks = brief.map_marks
    known = {p.id for p in brief.parties}
    several = any(len(m.accused) > 1 for m in marks)
    nobody = any(not known & set(m.accused) for m in marks)
    told = [*party_items(brief.parties, several=several, nobody=nobody), *level_items()]
    return [
        *(told if brief.sides_told else untold_items()),
        Item("a number: several incidents at one place"),
        Item("disc: 1 s.d. of the place, true radius", _ring(None)),
        Item("dashed: only a region is named", _ring("2.4 1.8")),
    ]


def _ring(dash: str | None) -> Callable[[float, float], str]:
    fill = "#EDEBE4" if dash is None else PAPER
    style = {"fill": fill, "stroke": MUTED, "stroke_dasharray": dash}
    return lambda x, y: tag("circle", cx=x + 6, cy=y, r=5.5, stroke_width=0.9, **style)
