"""What the places of a mission are called in a reader's language, by what they are called in reports.

The page shows a place by this name and keeps the reported one beside it. Must never hold a place that
whoever asks may not see: the names are those of the rows that are shown to them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

import pyarrow as pa

from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.naming import Names, Spot, names_in
from truceline.foundation.places.regions import units_named
from truceline.model.record import Record
from truceline.web.kept import Kept


class PlaceNames(Record, frozen=True, kw_only=True):
    """Names by what is written: reported places, first-level units and countries. What has no sure name,
    or several, isn't among them.
    """

    places: dict[str, str]
    regions: dict[str, str]
    countries: dict[str, str]

    def place(self, name: str) -> str:
        """What a place is called, or what it was called in reports."""
        return self.places.get(name) or self.regions.get(name) or self.countries.get(name) or name


_kept: Final[Kept[PlaceNames]] = Kept(8)


def names_of(rows: pa.Table, language: str, boundaries: str) -> PlaceNames:
    """The names of the places of a picture's rows; kept while these rows are asked about."""
    return _kept.of(rows, (language, boundaries), lambda: _names(rows, language, boundaries))


def labels(language: str, boundaries: str) -> dict[str, str]:
    """The base map's places by `country/name`, as far as their names are known."""
    known = names_in(language, boundaries)
    every = load_basemap(boundaries).places
    found = {f"{p.country}/{p.name}": known.settlement(p.name, p.country) for p in every}
    return {label: told for label, told in found.items() if told}


def _names(rows: pa.Table, language: str, boundaries: str) -> PlaceNames:
    known = names_in(language, boundaries)
    return PlaceNames(
        places=_sure(_places(known, rows)),
        regions=_sure(_regions(known, rows)),
        countries=_countries(known),
    )


def _countries(known: Names) -> dict[str, str]:
    """By name and by code; in small letters too, as figures write them."""
    small = {name.lower(): told for name, told in known.countries.items()}
    return {**small, **known.countries, **known.codes}


def _places(known: Names, rows: pa.Table) -> Iterator[tuple[str, str]]:
    """Each reported name once a country, around the middle of where it was used."""
    used = rows.group_by(["place", "country"]).aggregate([("lat", "mean"), ("lon", "mean")])
    for line in used.to_pylist():
        if name := line["place"]:
            yield name, known.place(Spot(name, line["country"] or "", *_point(line)))


def _point(line: Mapping[str, float | None]) -> tuple[float | None, float | None]:
    return line["lat_mean"], line["lon_mean"]


def _regions(known: Names, rows: pa.Table) -> Iterator[tuple[str, str]]:
    for line in rows.group_by(["admin1", "country"]).aggregate([]).to_pylist():
        if name := line["admin1"]:
            codes = units_named(name, line["country"] or "", known.boundaries)
            yield name, known.unit(codes[0]) if len(codes) == 1 else ""


def _sure(named: Iterator[tuple[str, str]]) -> dict[str, str]:
    """What is called one thing wherever it is written."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, told in named:
        found[name].add(told)
    return {name: max(told) for name, told in sorted(found.items()) if len(told) == 1 and max(told)}
