"""Features as GeoJSON (RFC 7946): longitude first, WGS84, times in UTC."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from truceline.stages.brief.datafiles import moment
from truceline.web.ogc.layer import Kind, Layer

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_encoder: Final = msgspec.json.Encoder()


def features(layer: Layer, at: np.ndarray) -> list[dict[str, Any]]:
    """Some features, each as what JSON has."""
    rows = layer.rows.take(pa.array(at))
    names = [name for name in layer.kinds if name != "id"]
    columns = [_plain(rows[name], layer.kinds[name]) for name in names]
    every = zip(
        rows["id"].to_pylist(), layer.geometry.plain(at), zip(*columns, strict=True), strict=True
    )
    return [
        {
            "type": "Feature",
            "id": key,
            "geometry": place,
            "properties": dict(zip(names, told, strict=True)),
        }
        for key, place, told in every
    ]


def _plain(column: pa.ChunkedArray, kind: Kind) -> list[Any]:
    if kind is Kind.MOMENT:
        return _moments(column)
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    told: list[Any] = column.to_pylist()
    return told


def _moments(column: pa.ChunkedArray) -> list[str | None]:
    """ISO 8601 in UTC, `Z`; fractions of a second only where there are some."""
    micro = column.cast(pa.int64()).to_pylist()
    return [None if m is None else moment(_EPOCH + timedelta(microseconds=m)) for m in micro]


def encoded(told: object) -> bytes:
    """As JSON."""
    return _encoder.encode(told)


def stamp(now: datetime) -> str:
    """A moment as `timeStamp` has it."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
