"""The map that whoever runs the room lays under everything: how it is told to a page.

The file is theirs and holds nothing of the mission, so that all who are signed in may see it. Must
never tell where on this machine it lies.
"""

from collections.abc import Mapping
from typing import Final

from truceline.errors import UnreadableError
from truceline.io.pmtiles import Archive, Face
from truceline.model.record import Record

LAYERS: Final = frozenset(
    {"earth", "water", "landcover", "landuse", "roads", "places", "buildings"}
)
"""Of the Protomaps basemap (docs.protomaps.com/basemaps/layers), those that a page draws."""
TYPES: Final[Mapping[str, str]] = {
    "mvt": "application/vnd.mapbox-vector-tile",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
}


class Basemap(Record, frozen=True, kw_only=True):
    """What a page must know of it: `kind` is vector or raster, `tiles` an address with {z}, {x} and {y},
    `bounds` west, south, east, north in degrees, `layers` what vector tiles hold where the file says so.
    """

    kind: str
    tiles: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    attribution: str
    layers: tuple[str, ...] = ()


def basemap_of(archive: Archive | None) -> Basemap | None:
    """The map of an open file; None without one."""
    if archive is None:
        return None
    face = archive.face
    return Basemap(
        kind="vector" if face.format == "mvt" else "raster",
        tiles=f"/basemap/{{z}}/{{x}}/{{y}}?v={face.version}",
        min_zoom=face.min_zoom,
        max_zoom=face.max_zoom,
        bounds=face.bounds,
        attribution=face.attribution,
        layers=face.layers,
    )


def check_layers(face: Face, name: str) -> None:
    """Raises `UnreadableError` for vector tiles of which a page could draw nothing."""
    if face.format == "mvt" and face.layers and LAYERS.isdisjoint(face.layers):
        found = ", ".join(face.layers[:6])
        hint = "a page draws the layers of the Protomaps basemap: earth, water, roads, places …"
        raise UnreadableError(f"{name}: its layers are {found}; {hint}")
