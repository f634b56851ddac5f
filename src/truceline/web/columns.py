"""The picture's rows as plain arrays, so that a query over a hundred thousand takes milliseconds.

Made once per table of rows and kept while the table is; holds nothing that the table doesn't say.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.web.kept import Kept

SURE: Final = frozenset({"corroborated", "verified"})
NEVER: Final = np.iinfo(np.int64).min
"""Stands for a time that isn't known."""
MOST_LAT: Final = 85.0511287798066
"""Where a square map of the world ends, degrees."""
SORTS: Final = (
    "start",
    "place",
    "category",
    "act",
    "occurrence",
    "reports",
    "origins",
    "radius_km",
    "doubt",
    "known",
    "number",
)
"""Columns by which rows may be sorted."""
_SEARCHED: Final = ("id", "place", "admin1", "site", "act", "category")


def latitude(south: np.ndarray) -> np.ndarray:
    """Degrees north of places on the square map (`Columns.world`)."""
    found: np.ndarray = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * south))))
    return found


class Words:
    """A column of words: `codes` index `words`; a null is coded as the empty word."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        plain = pc.fill_null(column.cast(pa.string()), "").combine_chunks()
        coded = pc.dictionary_encode(plain)
        self.codes: np.ndarray = coded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
        self.words: list[str] = coded.dictionary.to_pylist()

    def among(self, wanted: frozenset[str]) -> np.ndarray:
        """Which rows hold one of some words."""
        if not self.words:
            return np.zeros(0, bool)
        fits: np.ndarray = np.array([word in wanted for word in self.words])[self.codes]
        return fits


class Columns:
    """Arrays of one table. `sides` is a mask of bits over `parties`: who is accused."""

    def __init__(self, rows: pa.Table, parties: tuple[str, ...]) -> None:
        self.rows, self.parties = rows, parties
        self.n = len(rows)
        self._words: dict[str, Words] = {}
        self._made: dict[str, np.ndarray] = {}

    def words(self, name: str) -> Words:
        """A column of words by its name."""
        if name not in self._words:
            self._words[name] = Words(self.rows[name])
        return self._words[name]

    def told(self, name: str) -> bool:
        """Is anything told in this column? No where a release level withholds it."""
        return bool(self.rows[name].null_count < self.n)

    @cached_property
    def start(self) -> np.ndarray:
        """When each began, microseconds since 1970, `NEVER` where not known."""
        found: np.ndarray = pc.fill_null(self.rows["start"].cast(pa.int64()), NEVER).to_numpy()
        return found

    def number(self, name: str) -> np.ndarray:
        """A column of numbers, NaN where there is none."""
        found: np.ndarray = pc.fill_null(self.rows[name].cast(pa.float64()), np.nan).to_numpy()
        return found

    @cached_property
    def lat(self) -> np.ndarray:
        """Degrees north, NaN where there is no place."""
        return self.number("lat")

    @cached_property
    def lon(self) -> np.ndarray:
        """Degrees east, NaN where there is no place."""
        return self.number("lon")

    @cached_property
    def world(self) -> tuple[np.ndarray, np.ndarray]:
        """Places in Web Mercator, 0 to 1 eastward and southward from the north-west; NaN for none."""
        sine = np.sin(np.radians(np.clip(self.lat, -MOST_LAT, MOST_LAT)))
        south = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)
        return (self.lon + 180) / 360, south

    @cached_property
    def radius_km(self) -> np.ndarray:
        """One standard deviation of the place, km, NaN where there is no place."""
        return self.number("radius_km")

    @cached_property
    def sides(self) -> np.ndarray:
        """Who is accused: bit n for the n-th party."""
        lists = self.rows["accused"].combine_chunks()
        whose = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
        named = Words(pa.chunked_array([pc.list_flatten(lists)], pa.string()))
        bit = {party: np.uint64(1 << n) for n, party in enumerate(self.parties)}
        bits = np.array([bit.get(word, np.uint64(0)) for word in named.words], np.uint64)
        found = np.zeros(self.n, np.uint64)
        if len(whose):
            np.bitwise_or.at(found, whose, bits[named.codes])
        return found

    def accused(self, party: str) -> np.ndarray:
        """Which rows somebody blames on a party."""
        bit = np.uint64(1 << self.parties.index(party))
        return self.once(f"accused {party}", lambda: (self.sides & bit) != 0)

    @cached_property
    def several(self) -> np.ndarray:
        """Which rows are blamed on more than one party."""
        found: np.ndarray = (self.sides & (self.sides - (self.sides > 0).astype(np.uint64))) != 0
        return found

    @cached_property
    def side(self) -> np.ndarray:
        """Under what each is drawn: the n-th party alone, then several, then nobody."""
        found = np.full(self.n, len(self.parties) + 1)
        for n, party in enumerate(self.parties):
            found[self.accused(party)] = n
        found[self.several] = len(self.parties)
        return found

    @cached_property
    def sure(self) -> np.ndarray:
        """Which incidents are corroborated or verified."""
        return self.words("occurrence").among(SURE)

    def once(self, key: str, make: Callable[[], np.ndarray]) -> np.ndarray:
        """An array that is made when it is first asked for."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    @cached_property
    def text(self) -> pa.Array:
        """What a search looks through, in lower case."""
        parts = [pc.fill_null(self.rows[n].cast(pa.string()), "") for n in _SEARCHED]
        joined = pc.binary_join_element_wise(*parts, "\n")
        return pc.utf8_lower(joined).combine_chunks()

    def ordered(self, sort: str) -> np.ndarray:
        """Rows in an order: a name of `SORTS`, `-` before it for the largest first. Whatever isn't known
        stands last; equals stand by number.
        """
        return self.once(f"by {sort}", lambda: self._sorted(sort))

    def _sorted(self, sort: str) -> np.ndarray:
        name = sort.removeprefix("-")
        way = "descending" if sort.startswith("-") else "ascending"
        column = self.rows[name]
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        table = pa.table({"key": column, "number": self.rows["number"]})
        order = pc.sort_indices(table, [("key", way), ("number", "ascending")])
        found: np.ndarray = order.to_numpy()
        return found


_kept: Final[Kept[Columns]] = Kept(6, in_turn=True)


def columns_of(rows: pa.Table, parties: tuple[str, ...]) -> Columns:
    """The arrays of a table, the same as long as it is asked for."""
    return _kept.of(rows, parties, lambda: Columns(rows, parties))
