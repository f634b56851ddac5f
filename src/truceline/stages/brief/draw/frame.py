"""From degrees to the page: a local conformal projection, so that a disc stays a disc.

Oblique stereographic on WGS84 around the incidents' own middle: no zone, no pole and no date line
is special. Lengths in km, page units as in `ink`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from pyproj import Proj
from shapely.geometry.base import BaseGeometry

from truceline.model.place import KM_PER_DEGREE
from truceline.stages.brief.draw.svg import box, tag

_LEAST_SPAN, _MARGIN = 120_000.0, 0.09


@dataclass(frozen=True)
class Rect:
    """A rectangle on the page: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Its width."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Its height."""
        return self.bottom - self.top

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Is a point inside, at least `margin` from its edges?"""
        inside = self.left + margin <= x <= self.right - margin
        return inside and self.top + margin <= y <= self.bottom - margin

    def meets(self, other: "Rect") -> bool:
        """Do the two overlap?"""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def grown(self, by: float) -> "Rect":
        """The same with its edges moved outwards."""
        return Rect(self.left - by, self.top - by, self.right + by, self.bottom + by)


@dataclass(frozen=True)
class Frame:
    """A window of the projected plane (metres; `west`, `north` its corner) shown in `rect`."""

    lat: float
    lon: float
    west: float
    north: float
    scale: float  # page units per metre
    rect: Rect

    @cached_property
    def projection(self) -> Proj:
        """The projection, in metres."""
        return Proj(proj="stere", lat_0=self.lat, lon_0=self.lon, datum="WGS84")

    def place(self, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
        """Page coordinates of shape (n, 2) from degrees of shape (n,)."""
        x, y = self.projection(np.asarray(lon, float), np.asarray(lat, float))
        return self._page(np.column_stack([x, y]))

    def _page(self, metres: np.ndarray) -> np.ndarray:
        x = self.rect.left + (metres[:, 0] - self.west) * self.scale
        y = self.rect.top + (self.north - metres[:, 1]) * self.scale
        return np.column_stack([x, y])

    def radius(self, lat: float, lon: float, km: float) -> float:
        """The length on the page of `km` around a place: the same in every direction."""
        step = km / KM_PER_DEGREE
        other = lat - step if lat > self.lat else lat + step
        ends = self.place(np.array([lat, max(-90.0, min(90.0, other))]), np.array([lon, lon]))
        return float(np.hypot(*(ends[1] - ends[0])))

    def zoomed(self, source: Rect, target: Rect) -> "Frame":
        """What `source` (a part of this frame) shows, drawn in `target`."""
        west = self.west + (source.left - self.rect.left) / self.scale
        north = self.north - (source.top - self.rect.top) / self.scale
        scale = self.scale * target.width / source.width
        return Frame(self.lat, self.lon, west, north, scale, target)

    @cached_property
    def degrees(self) -> tuple[float, float, float, float]:
        """Bounds (west, south, east, north) that hold the window and a little more; longitudes
        are relative to the projection's middle.
        """
        edge = self.rect.grown(12.0)
        side = np.linspace(0.0, 1.0, 24)
        xs = np.concatenate(
            [edge.left + side * edge.width] * 2 + [np.full(24, edge.left), np.full(24, edge.right)]
        )
        ys = np.concatenate(
            [np.full(24, edge.top), np.full(24, edge.bottom)] + [edge.top + side * edge.height] * 2
        )
        metres_x = self.west + (xs - self.rect.left) / self.scale
        metres_y = self.north - (ys - self.rect.top) / self.scale
        lon, lat = self.projection(metres_x, metres_y, inverse=True)
        turned = (np.asarray(lon) - self.lon + 180) % 360 - 180
        if turned.max() - turned.min() > 270:  # a pole lies within
            return (
                -180.0,
                float(lat.min()) if self.lat > 0 else -90.0,
                180.0,
                90.0 if self.lat > 0 else float(lat.max()),
            )
        return float(turned.min()), float(lat.min()), float(turned.max()), float(lat.max())

    def shown(self, shape: BaseGeometry, tolerance: float = 0.4) -> BaseGeometry:
        """A shape (lon, lat) as far as the window shows it, on the page; may be empty."""
        west, south, east, north = self.degrees
        kept = []
        for turn in (-360.0, 0.0, 360.0):  # a window may lie across the date line
            cut = shapely.clip_by_rect(
                shape, self.lon + west + turn, south, self.lon + east + turn, north
            )
            if not cut.is_empty:
                kept.append(shapely.transform(shapely.segmentize(cut, 1.0), self._lonlat))
        page = (
            shapely.unary_union([shapely.make_valid(k) for k in kept])
            if len(kept) > 1
            else kept[0]
            if kept
            else None
        )
        if page is None:
            return shapely.Point()
        edge = self.rect.grown(6)
        seen = shapely.clip_by_rect(page, edge.left, edge.top, edge.right, edge.bottom)
        return shapely.simplify(seen, tolerance)

    def _lonlat(self, points: np.ndarray) -> np.ndarray:
        return self.place(points[:, 1], points[:, 0])


def framed(name: str, rect: Rect, stroke: str, *inside: str) -> str:
    """What is inside, cut at the window's edge, and the edge itself."""
    edge = (rect.left, rect.top, rect.width, rect.height)
    clip = tag("defs", tag("clipPath", box(*edge), id=name))
    cut = tag("g", *inside, clip_path=f"url(#{name})")
    return clip + cut + box(*edge, stroke=stroke, stroke_width=0.9)


def fitted(
    lats: Sequence[float], lons: Sequence[float], width: float, least: float, most: float
) -> Frame:
    """A frame that holds all places, `width` wide and between `least` and `most` high."""
    lat, lon = _middle(np.radians(lats), np.radians(lons))
    x, y = Proj(proj="stere", lat_0=lat, lon_0=lon, datum="WGS84")(
        np.asarray(lons, float), np.asarray(lats, float)
    )
    wide = max(float(np.ptp(x)), _LEAST_SPAN) * (1 + 2 * _MARGIN)
    high = max(float(np.ptp(y)), _LEAST_SPAN * 0.6) * (1 + 2 * _MARGIN)
    height = min(max(width * high / wide, least), most)
    scale = min(width / wide, height / high)
    west = (float(x.max()) + float(x.min())) / 2 - width / scale / 2
    north = (float(y.max()) + float(y.min())) / 2 + height / scale / 2
    return Frame(lat, lon, west, north, scale, Rect(0.0, 0.0, width, height))


def _middle(lats: np.ndarray, lons: np.ndarray) -> tuple[float, float]:
    """The mean direction of places on the sphere, in degrees rounded to a tenth."""
    x, y, z = (
        (np.cos(lats) * np.cos(lons)).mean(),
        (np.cos(lats) * np.sin(lons)).mean(),
        np.sin(lats).mean(),
    )
    lat, lon = math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))
    return round(lat, 1), round(lon, 1)
