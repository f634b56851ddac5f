"""A query's incidents as marks: those of one side that a mark would hide behind another are one with
their number. Map and tiles draw the same. Whatever is drawn keeps accused sides apart.
"""

from typing import Final, NamedTuple

import numpy as np

from truceline.model.record import Record
from truceline.web.columns import Columns, latitude
from truceline.web.parameters import Box
from truceline.web.points import areas, sides_of
from truceline.web.query import Asked, within

TILE_PX: Final = 512
"""CSS pixels that the world is wide at zoom 0; twice that at each further zoom."""
MERGED_PX: Final = 32
"""Incidents within one cell of so many pixels are one mark; those of two sides stand in it side by side."""
CLOSE_PX: Final = 8
"""The same where incidents are few: only what lies beneath another mark is one with it."""
FEW: Final = 5000
EQUATOR_KM: Final = 40075.016686

WORLD: Final[Box] = (-180, -90, 180, 90)
DEEPEST: Final = 24


class Spots(NamedTuple):
    """Marks. `x`, `y` are the mean of their incidents' places on the square map (0 to 1), `n` how many
    these are, `side` an index of `sides_of`, `sure` whether all are corroborated; `number` and `pixels`
    (`pixels_of`) of a lone incident, 0 of several. `group` is the mark that each incident is in.
    """

    x: np.ndarray
    y: np.ndarray
    n: np.ndarray
    side: np.ndarray
    sure: np.ndarray
    number: np.ndarray
    pixels: np.ndarray
    group: np.ndarray


class Drawn(Record, frozen=True, kw_only=True):
    """The marks of a view, column by column. `cell` is the pixels within which incidents are one; `side` an
    index of `sides`; `number` that of a lone incident, 0 of several; `disc` its error in pixels at zoom 0,
    0 where no more is known than an area; `ring` the widest of such areas that no region's outline shows.
    """

    cell: int
    sides: tuple[str, ...]
    lon: tuple[float, ...]
    lat: tuple[float, ...]
    n: tuple[int, ...]
    side: tuple[int, ...]
    sure: tuple[bool, ...]
    number: tuple[int, ...]
    disc: tuple[float, ...]
    ring: tuple[float, ...]


def pixels_of(c: Columns, at: np.ndarray) -> np.ndarray:
    """The error of places in CSS pixels at zoom 0, where the world is one tile wide; twice that at each
    further zoom.
    """
    around = EQUATOR_KM * np.cos(np.radians(c.lat[at]))
    found: np.ndarray = c.radius_km[at] * TILE_PX / around
    return found


def merged(asked: Asked, inside: np.ndarray, cells: float) -> Spots:
    """Marks of the placed incidents (`Asked.world`) at `inside`, on a map that is `cells` cells wide."""
    c = asked.columns
    every, wx, wy = asked.world
    at, x, y = every[inside], wx[inside], wy[inside]
    kinds = len(sides_of(c.parties))
    cell = (np.floor(y * cells) * np.ceil(cells) + np.floor(x * cells)).astype(np.int64)
    _, first, group = np.unique(cell * kinds + c.side[at], return_index=True, return_inverse=True)
    n = np.bincount(group, minlength=len(first))
    lone = n == 1
    held = np.maximum(n, 1)
    return Spots(
        x=np.bincount(group, x, len(first)) / held,
        y=np.bincount(group, y, len(first)) / held,
        n=n,
        side=c.side[at][first],
        sure=np.bincount(group, c.sure[at], len(first)) == n,
        number=np.where(lone, c.number("number")[at[first]], 0).astype(int),
        pixels=np.where(lone, pixels_of(c, at[first]), 0.0),
        group=group,
    )


def drawn(asked: Asked, view: Box, zoom: float, boundaries: str) -> Drawn:
    """What a map draws of a query's incidents within a view (west, south, east, north) at a zoom."""
    c = asked.columns
    at = asked.world[0]
    inside = np.flatnonzero(within(view, c.lat[at], c.lon[at]))
    cell = CLOSE_PX if asked.placed <= FEW else MERGED_PX
    found = merged(asked, inside, TILE_PX * 2.0**zoom / cell)
    disc, ring = _reach(at[inside], found, c, boundaries)
    return Drawn(
        cell=cell,
        sides=sides_of(c.parties),
        lon=tuple(np.round(found.x * 360 - 180, 5).tolist()),
        lat=tuple(np.round(latitude(found.y), 5).tolist()),
        n=tuple(found.n.tolist()),
        side=tuple(found.side.tolist()),
        sure=tuple(found.sure.tolist()),
        number=tuple(found.number.tolist()),
        disc=tuple(np.round(disc, 4).tolist()),
        ring=tuple(np.round(ring, 4).tolist()),
    )


def _reach(
    at: np.ndarray, found: Spots, c: Columns, boundaries: str
) -> tuple[np.ndarray, np.ndarray]:
    """Pixels at zoom 0 of each mark's disc, and of its ring."""
    area, outlined = areas(c, at, boundaries)
    within = np.bincount(found.group, area, len(found.n)) > 0
    ring = np.zeros(len(found.n))
    bare = area & ~outlined
    np.maximum.at(ring, found.group[bare], pixels_of(c, at[bare]))
    return np.where(within, 0.0, found.pixels), ring
