"""A layer: a table of features with what may be asked of each column, and where each feature lies.

Made once for a picture and a clearance, and kept while both are asked for.
"""

from collections.abc import Callable, Hashable, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, Protocol

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from truceline.web.kept import Kept

KEPT: Final = 32
"""Answers of a layer that are kept, so that whoever pages through one asks it once."""


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    FLAG = "flag"
    MOMENT = "moment"
    TEXTS = "texts"

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return dict(_SCHEMAS[self])

    @classmethod
    def of(cls, told: pa.DataType) -> "Kind":
        """Of an Arrow type."""
        if pa.types.is_list(told):
            return cls.TEXTS
        if pa.types.is_timestamp(told):
            return cls.MOMENT
        if pa.types.is_boolean(told):
            return cls.FLAG
        if pa.types.is_floating(told):
            return cls.NUMBER
        return cls.WHOLE if pa.types.is_integer(told) else cls.TEXT


_SCHEMAS: Final[dict[Kind, dict[str, Any]]] = {
    Kind.TEXT: {"type": "string"},
    Kind.NUMBER: {"type": "number"},
    Kind.WHOLE: {"type": "integer"},
    Kind.FLAG: {"type": "boolean"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
    Kind.TEXTS: {"type": "array", "items": {"type": "string"}},
}


class Geometry(Protocol):
    """Where features lie: WGS84, longitude first."""

    @property
    def bounds(self) -> np.ndarray:
        """West, south, east, north of each feature, shape (4, n); NaN where it has no place."""
        ...

    def shapes(self, at: np.ndarray) -> np.ndarray:
        """The shapes of some features."""
        ...

    def plain(self, at: np.ndarray) -> list[Any]:
        """The same as GeoJSON, None where there is no place."""
        ...


class Points:
    """Features that are points."""

    def __init__(self, lon: np.ndarray, lat: np.ndarray) -> None:
        self.bounds: np.ndarray = np.stack([lon, lat, lon, lat])

    def shapes(self, at: np.ndarray) -> np.ndarray:
        """The points of some features."""
        found: np.ndarray = shapely.points(self.bounds[0][at], self.bounds[1][at])
        return found

    def plain(self, at: np.ndarray) -> list[Any]:
        """The same as GeoJSON, to six decimals: a tenth of a metre."""
        lon = np.round(self.bounds[0][at], 6).tolist()
        lat = np.round(self.bounds[1][at], 6).tolist()
        return [
            {"type": "Point", "coordinates": (x, y)} if x == x else None  # noqa: PLR0124 - NaN
            for x, y in zip(lon, lat, strict=True)
        ]


class Areas:
    """Features of any shape, few of them."""

    def __init__(self, shapes: Sequence[object]) -> None:
        self._shapes = np.array(shapes, dtype=object)
        self.bounds: np.ndarray = shapely.bounds(self._shapes).T.reshape(4, len(shapes))

    def shapes(self, at: np.ndarray) -> np.ndarray:
        """The shapes of some features."""
        found: np.ndarray = self._shapes[at]
        return found

    def plain(self, at: np.ndarray) -> list[Any]:
        """The same as GeoJSON."""
        told = (shapely.to_geojson(s) if s is not None else None for s in self._shapes[at])
        return [msgspec.Raw(t.encode()) if t is not None else None for t in told]


class Layer:
    """Features of one kind. `rows` has a text column `id`, by which it is sorted; `times` name the columns
    that say when a feature began and ended, if any.
    """

    def __init__(
        self, name: str, rows: pa.Table, geometry: Geometry, times: tuple[str, str] | None = None
    ) -> None:
        self.name, self.geometry, self.times = name, geometry, times
        self.rows = rows.combine_chunks()
        self.kinds = {field.name: Kind.of(field.type) for field in rows.schema}
        self._micro: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._numbers: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._coded: dict[str, tuple[np.ndarray, list[str | None]]] = {}
        self._found: Kept[np.ndarray] = Kept(KEPT)

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> pa.Array:
        """A column in one piece."""
        found = self.rows[name]
        return found.chunk(0) if found.num_chunks else pa.array([], found.type)

    def micro(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Microseconds since 1970 of a column of moments, and where there is one."""
        if name not in self._micro:
            column = self.column(name)
            value = pc.fill_null(column.cast(pa.int64()), 0).to_numpy()
            known = column.is_valid().to_numpy(zero_copy_only=False)
            self._micro[name] = value, known
        return self._micro[name]

    def numbers(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """A column of numbers (0 for none), and where there is one."""
        if name not in self._numbers:
            column = self.column(name)
            value = pc.fill_null(column, 0).to_numpy(zero_copy_only=False)
            self._numbers[name] = value, column.is_valid().to_numpy(zero_copy_only=False)
        return self._numbers[name]

    def coded(self, name: str) -> tuple[np.ndarray, list[str | None]] | None:
        """Of a column of words by number: each row's number, and the words; the last is None."""
        column = self.column(name)
        if not isinstance(column, pa.DictionaryArray):
            return None
        if name not in self._coded:
            codes = pc.fill_null(column.indices, -1).to_numpy(zero_copy_only=False)
            self._coded[name] = codes, [*column.dictionary.to_pylist(), None]
        return self._coded[name]

    @cached_property
    def places(self) -> dict[str, int]:
        """Id → row."""
        return {key: n for n, key in enumerate(self.rows["id"].to_pylist())}

    @cached_property
    def placed(self) -> np.ndarray:
        """Which features lie somewhere."""
        found: np.ndarray = ~np.isnan(self.geometry.bounds[0])
        return found

    def extent(self) -> tuple[list[float], list[str | None]] | None:
        """West, south, east, north, and first and last moment (ISO, None for open); None for nothing."""
        if not self.placed.any():
            return None
        west, south, east, north = self.geometry.bounds[:, self.placed]
        box = [float(west.min()), float(south.min()), float(east.max()), float(north.max())]
        return box, self._ends()

    def _ends(self) -> list[str | None]:
        if self.times is None:
            return [None, None]
        first, last = pc.min(self.rows[self.times[0]]), pc.max(self.rows[self.times[1]])
        return [end.as_py().isoformat() if end.is_valid else None for end in (first, last)]

    def kept(self, asked: Hashable, find: Callable[[], np.ndarray]) -> np.ndarray:
        """What is found for a question, or was before."""
        return self._found.of(None, asked, find)
