"""One window of the map, layer upon layer: ground, discs, strokes to places, signs, names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from truceline.foundation.places.basemap import Basemap
from truceline.model.brief import Brief, PartyView
from truceline.stages.brief.draw import labels
from truceline.stages.brief.draw.frame import Frame, Rect
from truceline.stages.brief.draw.ground import contact, land, water
from truceline.stages.brief.draw.spread import Group, spread
from truceline.stages.brief.draw.svg import line, tag
from truceline.stages.brief.draw.symbols import NOBODY, chosen, sign

TINY = 4.0
_LONGEST = 26  # letters of a place's name; longer ones would hide what they name
_CITIES = 10


@dataclass(frozen=True)
class Scene:
    """What every window of one map shares."""

    brief: Brief
    basemap: Basemap

    @cached_property
    def parties(self) -> dict[str, PartyView]:
        """Parties by id."""
        return {p.id: p for p in self.brief.parties}

    def colour(self, accused: Sequence[str]) -> str:
        """The first accused party's colour."""
        return (chosen(self.parties, accused) or [NOBODY])[0].colour

    def window(
        self,
        board: labels.Board,
        groups: Sequence[Group],
        *,
        names: int,
        hole: Rect | None = None,
        under: str = "",
    ) -> str:
        """The window's layers; signs keep out of `hole`, `under` lies beneath discs and signs."""
        frame = board.frame
        at = spread(groups, frame.rect, hole)
        for (x, y), group in zip(at, groups, strict=True):
            board.taken.append(Rect(x, y, x, y).grown(group.reach + 0.5))
        labels.incident_places(board, _named(groups, at), names)
        labels.countries(board, self.basemap)
        labels.cities(board, self.basemap, _CITIES)
        ground = water(frame) + land(self.basemap, frame) + contact(self.brief.line, frame)
        marks = (*self._discs(frame), *self._leaders(groups, at), *self._signs(groups, at))
        return "".join((ground, under, *marks, *board.drawn))

    def tiny(self, groups: Iterable[Group]) -> str:
        """Small signs at their true places, where an enlargement shows them in full."""
        return "".join(
            sign(
                chosen(self.parties, g.marks[0].accused),
                g.x,
                g.y,
                TINY,
                filled=g.marks[0].corroborated,
            )
            for g in groups
        )

    def _discs(self, frame: Frame) -> Iterable[str]:
        marks = self.brief.map_marks
        seen = {(m.lat, m.lon, m.radius_km, m.region_only, m.accused[:1]) for m in marks}
        for lat, lon, km, region, accused in sorted(seen, key=lambda d: (-d[2], d)):
            radius = frame.radius(lat, lon, km)
            ((x, y),) = frame.place(np.array([lat]), np.array([lon]))
            if radius > TINY / 2 and frame.rect.holds(x, y, -radius):
                yield _disc(float(x), float(y), radius, self.colour(accused), region=region)

    def _leaders(self, groups: Sequence[Group], at: np.ndarray) -> Iterable[str]:
        for group, (x, y) in zip(groups, at, strict=True):
            if np.hypot(x - group.x, y - group.y) > max(3.0, group.reach * 0.6):
                colour = self.colour(group.marks[0].accused)
                stroke = line(group.x, group.y, float(x), float(y), stroke=colour, stroke_width=0.8)
                yield stroke + tag("circle", cx=group.x, cy=group.y, r=1.1, fill=colour)

    def _signs(self, groups: Sequence[Group], at: np.ndarray) -> Iterable[str]:
        for group, (x, y) in zip(groups, at, strict=True):
            accused = chosen(self.parties, group.marks[0].accused)
            filled, count = group.marks[0].corroborated, len(group.marks)
            yield sign(accused, float(x), float(y), group.size, filled=filled, count=count)


def _disc(x: float, y: float, radius: float, colour: str, *, region: bool) -> str:
    return tag(
        "circle",
        cx=x,
        cy=y,
        r=radius,
        fill="none" if region else colour,
        fill_opacity=None if region else 0.1,
        stroke=colour,
        stroke_opacity=0.6,
        stroke_width=0.8,
        stroke_dasharray="3 2.4" if region else None,
    )


def _named(groups: Sequence[Group], at: np.ndarray) -> list[tuple[str, float, float, float]]:
    """Names of places with the most incidents first; a region's name would mislead at its middle."""
    rows = [
        (-len(g.marks), g.marks[0].place, float(x), float(y), g.reach)
        for g, (x, y) in zip(groups, at, strict=True)
        if g.marks[0].place and not g.marks[0].region_only and len(g.marks[0].place) <= _LONGEST
    ]
    return [row[1:] for row in sorted(rows)]
