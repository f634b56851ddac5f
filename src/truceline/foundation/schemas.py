"""JSON Schemas of what Truceline reads and writes, for other programs and for editors.

Schemas describe what is plainly written; the readers decide, and alone name a line.
"""

from collections.abc import Callable
from importlib.resources import files

import msgspec

from truceline.foundation.agreement.schema import DIALECT, Schema, agreement_schema
from truceline.foundation.vocabulary import words
from truceline.model.evidence import Report

INTERNAL = ("dataset", "known", "zone", "place_basis", "place_candidates", "attributes")
"""Fields of a report that intake derives: no table has them as columns."""

_RANGES = {
    "lat": (-90, 90),
    "lon": (-180, 180),
    "observer_lat": (-90, 90),
    "observer_lon": (-180, 180),
    "bearing_deg": (0, 360),
    "impact_azimuth_deg": (0, 360),
}
_AT_LEAST_ZERO = ("time_uncertainty_h", "place_uncertainty_km", "distance_km", "count")


def report_schema() -> Schema:
    """One row of the report table, generated from `Report`; unknown columns are kept."""
    whole = msgspec.json.schema(Report)
    known = whole["$defs"]
    columns = {n: s for n, s in known["Report"]["properties"].items() if n not in INTERNAL}
    columns["kind"] |= {"enum": sorted(words("acts"))}
    for name, (low, high) in _RANGES.items():
        _bound(columns[name], minimum=low, maximum=high)
    for name in _AT_LEAST_ZERO:
        _bound(columns[name], minimum=0)
    return {
        "$schema": DIALECT,
        "title": "A row of a report table",
        "description": "One source says that one act happened. Times need a zone, or are bare dates.",
        "type": "object",
        "properties": columns,
        "required": ["report_id", "source"],
        "$defs": {n: s for n, s in known.items() if n in {"Stance", "About"}},
    }


def _bound(column: Schema, **bounds: int) -> None:
    """Limits on the number in a column's schema, which may also allow null."""
    parts = column.get("anyOf", [column])
    next(part for part in parts if part.get("type") == "number").update(bounds)


def shipped(name: str) -> Schema:
    """A schema that is written by hand: `data/schemas/NAME.json`."""
    data = files("truceline").joinpath(f"data/schemas/{name}.json").read_bytes()
    schema: Schema = msgspec.json.decode(data)
    return schema


SCHEMAS: dict[str, Callable[[], Schema]] = {
    "mission": lambda: shipped("mission"),
    "agreement": agreement_schema,
    "report": report_schema,
    "claim": lambda: shipped("claim"),
}
"""Name on the command line → schema."""
