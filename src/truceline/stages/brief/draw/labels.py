"""Names on the map: placed greedily, the weightier first; a name that finds no room is left out."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from truceline.foundation.places.basemap import Basemap
from truceline.stages.brief.draw.frame import Frame, Rect
from truceline.stages.brief.draw.ground import near
from truceline.stages.brief.draw.ink import INK, MUTED
from truceline.stages.brief.draw.letters import width
from truceline.stages.brief.draw.svg import haloed, tag

_SPACING, _TALL, _APART = 1.6, 9.0, 60.0


@dataclass
class Board:
    """The window with what is already taken on it."""

    frame: Frame
    taken: list[Rect] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    drawn: list[str] = field(default_factory=list)

    def free(self, spot: Rect) -> bool:
        """Is the spot inside the window and clear of everything?"""
        r = self.frame.rect
        inside = spot.left >= r.left + 4 and spot.right <= r.right - 4
        inside = inside and spot.top >= r.top + 4 and spot.bottom <= r.bottom - 4
        return inside and not any(spot.meets(other) for other in self.taken)

    def name(self, text: str, x: float, y: float, reach: float, *, size: float, fill: str) -> bool:
        """Write a name beside a point that a sign of radius `reach` holds; False without room."""
        wide = width(text, size)
        for left, base in _beside(x, y, reach, wide, size):
            spot = Rect(left - 1, base - size * 0.8, left + wide + 1, base + size * 0.25)
            if self.free(spot):
                self.taken.append(spot)
                self.said.add(text.casefold())
                self.drawn.append(haloed(left, base, text, size=size, fill=fill))
                return True
        return False


def _beside(
    x: float, y: float, reach: float, wide: float, size: float
) -> Iterable[tuple[float, float]]:
    gap, low = reach + 3, y + size * 0.34
    yield x + gap, low
    yield x - gap - wide, low
    yield x - wide / 2, y - gap
    yield x - wide / 2, y + gap + size * 0.75
    for rise in (-0.75, 0.75):
        yield x + gap * 0.75, low + rise * (reach + size * 0.5)
        yield x - gap * 0.75 - wide, low + rise * (reach + size * 0.5)


def countries(board: Board, basemap: Basemap) -> None:
    """Names of countries that fill a visible part of the window, spaced, in the middle of it."""
    whole = board.frame.rect.width * board.frame.rect.height
    for country in basemap.countries.values():
        if near(country.geometry, board.frame):
            seen = board.frame.shown(country.geometry, tolerance=2.0)
            if seen.area > 0.035 * whole:
                _country(board, country.name.upper(), shapely.make_valid(seen))


def _country(board: Board, text: str, seen: BaseGeometry) -> None:
    wide = width(text, _TALL + 0.5) + _SPACING * len(text)
    spots = [
        (seen.boundary.distance(shapely.Point(x, y)), x, y)
        for x, y in _grid(board.frame.rect, seen)
    ]
    for _, x, y in sorted(spots, reverse=True):
        spot = Rect(x - wide / 2 - 6, y - 9, x + wide / 2 + 6, y + 9)
        if board.free(spot) and seen.contains(
            shapely.box(spot.left, spot.top, spot.right, spot.bottom)
        ):
            board.taken.append(spot)
            board.said.add(text.casefold())
            board.drawn.append(
                haloed(
                    x,
                    y + 3.4,
                    text,
                    size=_TALL + 0.5,
                    fill=MUTED,
                    anchor="middle",
                    letter_spacing=_SPACING,
                )
            )
            return


def _grid(rect: Rect, seen: BaseGeometry) -> Iterable[tuple[float, float]]:
    shapely.prepare(seen)
    across, down = 28, 22
    for i in range(1, across):
        for j in range(1, down):
            x, y = rect.left + rect.width * i / across, rect.top + rect.height * j / down
            if seen.contains(shapely.Point(x, y)):
                yield x, y


def incident_places(
    board: Board, named: Sequence[tuple[str, float, float, float]], most: int
) -> None:
    """Names (text, x, y, reach) of places with incidents, in the order given."""
    for text, x, y, reach in named:
        if (
            most
            and text.casefold() not in board.said
            and board.name(text, x, y, reach, size=_TALL, fill=INK)
        ):
            most -= 1


def cities(board: Board, basemap: Basemap, most: int) -> None:
    """Ranked places for orientation, each with a small dot, none close to another."""
    marked: list[tuple[float, float]] = []
    for place in basemap.places:
        if not most:
            return
        if place.name.casefold() in board.said or not _within(board.frame, place.lat, place.lon):
            continue
        ((x, y),) = board.frame.place([place.lat], [place.lon])  # type: ignore[arg-type]
        dot = Rect(x - 2.2, y - 2.2, x + 2.2, y + 2.2)
        if any(math.dist((x, y), other) < _APART for other in marked):
            continue
        if board.free(dot) and board.name(place.name, x, y, 1.2, size=_TALL, fill=MUTED):
            marked.append((x, y))
            board.taken.append(dot)
            board.drawn.append(tag("circle", cx=float(x), cy=float(y), r=1.4, fill=MUTED))
            most -= 1


def _within(frame: Frame, lat: float, lon: float) -> bool:
    west, south, east, north = frame.degrees
    turned = (lon - frame.lon + 180) % 360 - 180
    return south <= lat <= north and west <= turned <= east
