"""Zones as an agreement writes them: bands along the line, polygons, discs, admin units.

Lengths carry their unit (`5 km`, `800 m`), since a zone misread by a factor is worse than one that
isn't read. This module must not compute geometry.
"""

import re
from collections.abc import Iterator

from truceline.foundation.yamltext import Node
from truceline.model.place import ZoneSpec

METRES = {"km": 1000.0, "m": 1.0, "mi": 1609.344, "nmi": 1852.0}
ZONE_KEYS = (
    "from_line", "width", "width_km", "party", "polygon", "centre", "radius", "radius_km", "admin",
)  # fmt: skip
_WAYS = (("from_line", "width", "width_km"), ("polygon",), ("centre",), ("admin",))
_LENGTH = re.compile(r"([+-]?\d+(?:\.\d+)?) ?([a-z]+)")


def read_zones(node: Node) -> tuple[ZoneSpec, ...]:
    """`zones:` of an agreement, by id."""
    return tuple(spec for name, zone in node.entries() if (spec := _zone(name, zone)))


def _zone(name: str, node: Node) -> ZoneSpec | None:
    if not node.is_mapping():
        return None
    node.unknown_keys(ZONE_KEYS)
    ways = [way[0] for way in _WAYS if any(node.at(key) for key in way)]
    if len(ways) != 1:
        said = f"is given as {' and '.join(ways)}" if ways else "has no shape"
        node.complain(f"zone `{name}` {said}", "write one of from_line, polygon, centre, admin")
        return None
    if "centre" in ways and not any(node.at(key) for key in ("radius", "radius_km")):
        node.complain(f"zone `{name}` has a centre and no radius", "add e.g. `radius: 2 km`")
        return None
    return ZoneSpec(
        id=name,
        from_line=_band(node),
        width_km=length(node, "width", "km"),
        party=node.text("party"),
        polygon=tuple(_points(node)),
        centre=_point(centre) if (centre := node.at("centre")) else None,
        radius_km=length(node, "radius", "km"),
        admin=node.words("admin"),
    )


def _band(node: Node) -> tuple[float, float] | None:
    """`[-5 km, 5 km]`: two signed distances from the line, km."""
    band = node.at("from_line")
    if band is None:
        return None
    ends = [as_length(item, "km", "") for item in node.nodes("from_line")]
    if len(ends) == 2 and ends[0] is not None and ends[1] is not None and ends[0] < ends[1]:
        return ends[0], ends[1]
    if None not in ends:
        hint = "write the smaller one first, e.g. [-5 km, 5 km]"
        band.complain("expected two distances from the line", hint)
    return None


def _points(node: Node) -> Iterator[tuple[float, float]]:
    return (point for item in node.nodes("polygon") if (point := _point(item)))


def _point(node: Node) -> tuple[float, float] | None:
    """`[lat, lon]` or `{lat: …, lon: …}`, degrees."""
    parts = [node.at("lat"), node.at("lon")] if node.kind == "mapping" else node.items
    values = [part.as_number() for part in parts if part is not None]
    if len(values) == 2 and values[0] is not None and values[1] is not None:
        if -90 <= values[0] <= 90 and -180 <= values[1] <= 180:
            return values[0], values[1]
        node.complain(f"{values[0]:g}, {values[1]:g} isn't on the globe", "latitude comes first")
    elif None not in values:
        node.complain("expected a point", "write [latitude, longitude]")
    return None


def length(node: Node, name: str, unit: str) -> float | None:
    """A length that isn't negative, from `name_unit` (a number, or one with its unit) or from
    `name` (with its unit), in `unit`.
    """
    short, full = node.at(name), node.at(f"{name}_{unit}")
    if short is not None and full is not None:
        full.complain(f"`{name}` and `{name}_{unit}` are both given", "keep one")
        return None
    chosen = short or full
    if chosen is None:
        return None
    value = as_length(chosen, unit, "" if short else unit)
    return value if value is not None and chosen.within(value, 0, 1e5) else None


def as_length(node: Node, unit: str, default: str) -> float | None:
    """`5 km` in `unit`; a bare number only where a default unit stands in the key's name."""
    raw = node.raw.strip().replace("−", "-")
    found = _LENGTH.fullmatch(f"{raw} {default}" if default and not raw[-1:].isalpha() else raw)
    if found and found[2] in METRES:
        return float(found[1]) * METRES[found[2]] / METRES[unit]
    hint = f"write e.g. 5 {unit}; units are {', '.join(METRES)}"
    node.complain(f"expected a length with its unit, found `{node.raw[:40]}`", hint)
    return None
