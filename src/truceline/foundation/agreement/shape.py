"""Can a zone be computed? The faults of a shape that can be told before any geometry is built.

Answers are a message and a hint, never an exception; shapely is loaded only for a polygon.
"""

from truceline.model.place import Line, ZoneSpec

Fault = tuple[str, str]


def shape_fault(zone: ZoneSpec, line: Line | None) -> Fault | None:
    """Why the zone has no computable shape, and what would mend it; None when it has one."""
    if zone.from_line is not None or zone.width_km is not None:
        return _line_fault(zone, line)
    if zone.polygon:
        return _polygon_fault(zone.polygon)
    if zone.centre is not None:
        return _disc_fault(zone)
    if zone.admin:
        return _admin_fault(zone.admin)
    return "the zone has no shape", "write one of from_line, polygon, centre, admin"


def _line_fault(zone: ZoneSpec, line: Line | None) -> Fault | None:
    if line is None:
        return (
            "the zone is drawn from a line and the mission has none",
            "add `line` to mission.yaml",
        )
    sides = {line.left, line.right} - {""}
    if zone.party and zone.party not in sides:
        named = ", ".join(sorted(sides)) or "no party"
        return f"`{zone.party}` stands on neither side of the line", f"the line names {named}"
    if zone.from_line is not None and zone.from_line[0] >= zone.from_line[1]:
        return "the band has no breadth", "write the smaller distance first"
    if zone.party and zone.from_line is not None and zone.from_line[0] < 0:
        return f"a band on `{zone.party}`'s side counts from 0 km upwards", "leave the minus out"
    if zone.from_line is None and not zone.width_km:
        return "the zone has no breadth", "write a width above zero"
    return None


def _disc_fault(zone: ZoneSpec) -> Fault | None:
    if not zone.radius_km:
        return "the disc has no radius", "add e.g. `radius: 2 km`"
    if zone.holds_pole:
        return "the disc holds a pole, where degrees draw no shape", ""
    return None


def _polygon_fault(points: tuple[tuple[float, float], ...]) -> Fault | None:
    """Fewer than three corners, sides that cross, or all corners on one line."""
    from shapely import Polygon, is_valid_reason  # noqa: PLC0415 — heavy, and seldom needed

    if len(set(points)) < 3:
        return f"a polygon needs three corners, this has {len(set(points))}", ""
    shape = Polygon([(lon, lat) for lat, lon in points])
    if not shape.is_valid or shape.area == 0:
        told = is_valid_reason(shape).partition("[")[0].lower()
        why = "its sides cross" if told.startswith("self") else "it has no area"
        return f"the polygon can't be computed: {why}", "list the corners in order around the zone"
    return None


def _admin_fault(codes: tuple[str, ...]) -> Fault | None:
    """Codes that ISO 3166-2 doesn't know."""
    from pycountry import subdivisions  # noqa: PLC0415 — loads its whole table

    known = {unit.code for unit in subdivisions}
    unknown = [code for code in codes if code not in known]
    if unknown:
        return f"`{unknown[0]}` is no administrative unit", "write ISO 3166-2 codes, e.g. AT-9"
    return None
