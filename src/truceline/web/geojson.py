"""Outlines as the map takes them: GeoJSON whose geometries are written once and rounded."""

from collections.abc import Iterable
from typing import Final

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

Plain = dict[str, object]

GRID: Final = 1e-4
"""Degrees to which coordinates are rounded: ten metres."""


def collection(features: Iterable[Plain]) -> Plain:
    """Features as one collection."""
    return {"type": "FeatureCollection", "features": list(features)}


def feature(geometry: BaseGeometry, *, grid: float = GRID, **properties: object) -> Plain:
    """A feature with its coordinates (lon/lat) rounded to a grid of degrees."""
    rounded = shapely.set_precision(geometry, grid)
    return {
        "type": "Feature",
        "geometry": msgspec.Raw(shapely.to_geojson(rounded).encode()),
        "properties": properties,
    }
