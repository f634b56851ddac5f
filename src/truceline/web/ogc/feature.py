"""Features as GeoJSON (RFC 7946): longitude first, WGS84, times in UTC."""

from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec
import numpy as np
import pyarrow as pa

from truceline.web.ogc.layer import Kind, Layer

_SECOND: Final = 1_000_000
_encoder: Final = msgspec.json.Encoder()


def features(layer: Layer, at: np.ndarray) -> list[dict[str, Any]]:
    """Some features, each as what JSON has."""
    names = [name for name in layer.kinds if name != "id"]
    keys = layer.column("id").take(pa.array(at)).to_pylist()
    columns = [_plain(layer, name, at) for name in names]
    every = zip(keys, layer.geometry.plain(at), zip(*columns, strict=True), strict=True)
    return [
        {
            "type": "Feature",
            "id": key,
            "geometry": place,
            "properties": dict(zip(names, told, strict=True)),
        }
        for key, place, told in every
    ]


def _plain(layer: Layer, name: str, at: np.ndarray) -> list[Any]:
    """A column's values of some rows, through arrays where it has any: a page takes a third of the
    time that way.
    """
    kind = layer.kinds[name]
    if kind is Kind.MOMENT:
        return _moments(*(part[at] for part in layer.micro(name)))
    if kind in {Kind.NUMBER, Kind.WHOLE}:
        value, known = layer.numbers(name)
        return _known(value[at].tolist(), known[at])
    if coded := layer.coded(name):
        codes, words = coded
        return [words[code] for code in codes[at].tolist()]
    told: list[Any] = layer.column(name).take(pa.array(at)).to_pylist()
    return told


def _known(values: list[Any], known: np.ndarray) -> list[Any]:
    if known.all():
        return values
    return [v if k else None for v, k in zip(values, known.tolist(), strict=True)]


def _moments(micro: np.ndarray, known: np.ndarray) -> list[str | None]:
    """ISO 8601 in UTC, `Z`; fractions of a second only where there are some."""
    whole = not (micro % _SECOND).any()
    unit: Literal["s", "us"] = "s" if whole else "us"
    told = np.datetime_as_string(micro.astype("datetime64[us]"), unit=unit).tolist()
    return _known([f"{text}Z" for text in told], known)


def encoded(told: object) -> bytes:
    """As JSON."""
    return _encoder.encode(told)


def stamp(now: datetime) -> str:
    """A moment as `timeStamp` has it."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
