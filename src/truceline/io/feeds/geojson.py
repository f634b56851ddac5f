"""GeoJSON points as text columns: properties by their names, `lon` and `lat` from the geometry.

RFC 7946: longitude first, WGS84. A feature is a row and its number, from 1, stands for the line.
The file is read in one go, so its size is bounded; bigger tables come as CSV or Parquet.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyarrow as pa

from truceline.io.feeds.batch import LINE, Batch, Notes, refusal
from truceline.model.jsontext import read_json

MAX_BYTES = 256 << 20
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")
_Row = dict[str, str | None]


class _NotReadError(ValueError):
    """Why the file can't be read, and where."""

    def __init__(self, message: str, hint: str = "", line: int = 0) -> None:
        super().__init__(message)
        self.hint, self.line = hint, line


def read_geojson(path: Path, name: str) -> Iterator[Batch]:
    """One batch of a FeatureCollection of points, columns as text and `_line`."""
    notes = Notes(name)
    try:
        features = _features(path)
    except _NotReadError as refused:
        yield from refusal(name, str(refused), refused.hint, refused.line)
        return
    rows = [(n, _row(f, n, notes)) for n, f in enumerate(features, 1)]
    good = [(n, row) for n, row in rows if row is not None]
    if not good:
        notes.note(0, "the collection has no readable feature", severity="warning")
    yield _table(good), notes.rest()


def _features(path: Path) -> list[object]:
    if path.stat().st_size > MAX_BYTES:
        limit = f"GeoJSON of more than {MAX_BYTES >> 20} MiB isn't read"
        raise _NotReadError(limit, "convert it to CSV or Parquet")
    document = _document(path.read_bytes())
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise _NotReadError("not a FeatureCollection", "see RFC 7946, section 3.3")
    crs = json.dumps(document.get("crs", "CRS84"))
    if not any(known in crs for known in _WGS84):
        raise _NotReadError("coordinates aren't in WGS84", "RFC 7946 allows WGS84 only")
    features = document.get("features")
    if not isinstance(features, list):
        raise _NotReadError("`features` isn't a list")
    return features


def _document(data: bytes) -> object:
    try:
        return read_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise _NotReadError("bytes that aren't UTF-8", "save it as UTF-8", line) from None
    except json.JSONDecodeError as fault:
        raise _NotReadError(f"not JSON: {fault.msg}", "is the file whole?", fault.lineno) from None
    except ValueError as fault:
        raise _NotReadError(f"not JSON: {fault}") from None


def _row(feature: object, number: int, notes: Notes) -> _Row | None:
    """Cells of a feature, None when it isn't one that we read."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        notes.note(number, "not a Feature", "its `type` must be Feature")
        return None
    properties = feature.get("properties") or {}
    point = _point(feature.get("geometry"), number, notes)
    if point is None or not isinstance(properties, dict):
        if point is not None:
            notes.note(number, "`properties` isn't an object")
        return None
    row = {str(key): _text(value) for key, value in properties.items() if key != LINE}
    if "id" in feature:
        row.setdefault("id", _text(feature["id"]))
    return row | point


def _point(geometry: object, number: int, notes: Notes) -> _Row | None:
    """`lon` and `lat`, empty for a feature without a place; None when it isn't a point."""
    if geometry is None:
        return {}
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        kind = geometry.get("type") if isinstance(geometry, dict) else geometry
        notes.note(number, f"geometry {_text(kind)} isn't a Point", "reports are points")
        return None
    place = geometry.get("coordinates")
    if not isinstance(place, list) or len(place) < 2 or not all(map(_is_number, place[:2])):
        notes.note(number, "the coordinates of a Point are [lon, lat]", "both are numbers")
        return None
    lon, lat = cast("list[float]", place[:2])
    return {"lon": repr(lon), "lat": repr(lat)}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return None if value is None else value.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _table(rows: list[tuple[int, _Row]]) -> pa.Table:
    """Columns in the order of their names: features may list theirs in any order."""
    names = sorted({key for _, row in rows for key in row})
    columns = {key: pa.array([row.get(key) for _, row in rows], pa.string()) for key in names}
    return pa.table({**columns, LINE: pa.array([n for n, _ in rows], pa.int64())})
