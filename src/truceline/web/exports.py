"""Incidents of a query as files: CSV, GeoJSON and CSV with HXL's tags, a thousand at a time.

Cells that a spreadsheet would run as a formula are neutralised. Must never hold more than a block in
memory, nor tell more than the layer that it is given.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from truceline.stages.brief.sheets import neutral
from truceline.web.ogc.feature import encoded, features
from truceline.web.ogc.layer import Layer

BLOCK: Final = 1000
"""Features that are made at once."""

Told = dict[str, Any]
Sources = Callable[[str], str]
"""Incident id → the publishers behind it, in words; nothing where they are withheld."""

HXL: Final[Mapping[str, str]] = {
    "code": "#event+code",
    "start": "#date+occurred",
    "kind": "#event+type",
    "accused": "#group+name+first",
    "admin1": "#adm1+code",
    "lat": "#geo+lat",
    "lon": "#geo+lon",
    "killed": "#affected+killed",
    "source": "#meta+source",
}
"""Column and tag, in the order of the file. `killed` is empty: reports of effects are not added up."""


def geojson(layer: Layer, at: np.ndarray) -> Iterator[bytes]:
    """A feature collection (RFC 7946)."""
    before = b'{"type":"FeatureCollection","features":['
    for block in _blocks(at):
        body = encoded(features(layer, block))[1:-1]
        yield before + body
        before = b","
    yield b"]}" if before == b"," else before + b"]}"


def sheet(layer: Layer, at: np.ndarray) -> Iterator[bytes]:
    """CSV in UTF-8, a column for each property; lists are joined by spaces."""
    names = ["id", *(n for n in layer.kinds if n != "id"), "lat", "lon"]
    yield _lines([names])
    for block in _blocks(at):
        yield _lines([_values(row, names) for row in _rows(layer, block)])


def hxl(layer: Layer, at: np.ndarray, sources: Sources) -> Iterator[bytes]:
    """CSV whose second row tells what each column is, by HXL's tags."""
    yield _lines([list(HXL), list(HXL.values())])
    for block in _blocks(at):
        rows = (row | _tagged(row, sources) for row in _rows(layer, block))
        yield _lines([_values(row, HXL) for row in rows])


def _tagged(row: Told, sources: Sources) -> Told:
    return {"code": row["id"], "source": sources(row["id"])}


def _blocks(at: np.ndarray) -> Iterator[np.ndarray]:
    return (at[n : n + BLOCK] for n in range(0, len(at), BLOCK))


def _rows(layer: Layer, at: np.ndarray) -> Iterator[Told]:
    for feature in features(layer, at):
        lon, lat = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
        yield {"id": feature["id"], **feature["properties"], "lat": lat, "lon": lon}


def _values(row: Told, names: Iterable[str]) -> list[str]:
    return [_cell(row.get(name)) for name in names]


def _cell(value: Any) -> str:  # noqa: ANN401 - any JSON
    if isinstance(value, float):
        return repr(round(value, 6))  # a tenth of a metre of a coordinate
    return neutral(" ".join(value) if isinstance(value, list | tuple) else value)


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()
