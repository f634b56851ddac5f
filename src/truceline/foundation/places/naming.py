"""What a place is called in a reader's language: settlements, first-level units, countries.

Names are data, one file a language; GeoNames' spellings carry no language, so that one is taken only
where a country's own romanisation proves it. Must never guess: where no name is sure there is none,
and what was reported is shown.
"""

import gettext
import re
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import pycountry
from ruamel.yaml import YAML

from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.cities import City, index
from truceline.foundation.places.geodesy import distance_km
from truceline.foundation.places.qualifier import ask
from truceline.foundation.places.regions import units_named
from truceline.foundation.places.spelling import key

NEAR_KM = 30.0
"""How far from a place's point a settlement of its name may lie to be the one that is meant."""
_APOSTROPHES = str.maketrans({"'": "’", "ʼ": "’", "`": "’"})

_PART = re.compile(r"(?P<whole>[^(]+?) \((?P<part>[^)]+)\)")


class Spot(NamedTuple):
    """A place as it was reported: its name, ISO 3166-1 country ("" unknown), and point if it has one."""

    name: str
    country: str
    lat: float | None = None
    lon: float | None = None


class Names:
    """Names in one language under one boundary policy; none in a language that has no file."""

    def __init__(self, language: str, boundaries: str) -> None:
        self.language, self.boundaries = language, boundaries
        self._told = _read(language)
        self._spelling = _spelling(language)
        self._checked = {
            country: {key(name): told for name, told in names.items()}
            for country, names in self._told.get("places", {}).items()
        }
        self.place = lru_cache(maxsize=50_000)(self._place)

    def country(self, code: str) -> str:
        """A country by its ISO 3166-1 code."""
        return str(self._told.get("countries", {}).get(code, ""))

    @property
    def codes(self) -> dict[str, str]:
        """Names of countries by their ISO 3166-1 code."""
        return dict(self._told.get("countries", {}))

    @cached_property
    def countries(self) -> dict[str, str]:
        """Names of countries by their name in English."""
        known = load_basemap(self.boundaries).countries
        found = {country.name: self.country(code) for code, country in known.items()}
        return {english: told for english, told in found.items() if told}

    def unit(self, code: str) -> str:
        """A first-level unit by its ISO 3166-2 code. A name that two units of one country would have is
        the translators' error, and nobody's.
        """
        found = _units(self.language, code[:2])
        told = found.get(code, "")
        return told if list(found.values()).count(told) == 1 else ""

    def settlement(self, name: str, country: str) -> str:
        """A settlement by a spelling that the list of checked names holds."""
        return str(self._checked.get(country, {}).get(key(name), ""))

    def _place(self, spot: Spot) -> str:
        """What a reported place is called; empty where no name is sure. Loose words around a name that is
        sure are told with it.
        """
        if not self._told:
            return ""
        return self._one(spot) or self._around(spot)

    def _one(self, spot: Spot) -> str:
        if found := self.settlement(spot.name, spot.country):
            return found
        if ask(spot.name).region:
            codes = units_named(spot.name, spot.country, self.boundaries)
            exact = len(codes) == 1 and not _pointed(spot.name)
            return self.unit(codes[0]) if exact else ""
        return self._listed(spot)

    def _listed(self, spot: Spot) -> str:
        """By GeoNames: what all settlements of this spelling around the point are called."""
        if self._spelling is None or spot.country not in self._spelling.countries:
            return ""
        cities = index(frozenset({spot.country})).spelled(spot.name)
        found = {self._spelling.of(city) for city in cities if _near(city, spot)}
        return found.pop() if len(found) == 1 else ""

    def _around(self, spot: Spot) -> str:
        if part := _PART.fullmatch(spot.name):
            whole = self._one(spot._replace(name=part["whole"]))
            return f"{whole} ({part['part']})" if whole else ""
        for theirs, ours in self._told["around"].items():
            before, _, after = theirs.partition("{}")
            name = spot.name.removeprefix(before).removesuffix(after)
            fits = spot.name == f"{before}{name}{after}"
            if fits and (found := self._one(spot._replace(name=name))):
                return str(ours).replace("{}", found)
        return ""


@cache
def names_in(language: str, boundaries: str) -> Names:
    """The names of one language."""
    return Names(language, boundaries)


@cache
def _read(language: str) -> dict[str, Any]:
    path = files("truceline").joinpath(f"data/places/names-{language}.yaml")
    if not path.is_file():
        return {}
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return loaded


@cache
def _units(language: str, country: str) -> dict[str, str]:
    """Units of a country by code, as the ISO list is translated and by hand corrected."""
    told = gettext.translation("iso3166-2", pycountry.LOCALES_DIR, [language], fallback=True)
    every = [unit for unit in pycountry.subdivisions if unit.country_code == country]
    found = {unit.code: told.gettext(unit.name) for unit in every}
    english = {unit.code: unit.name for unit in every}
    checked = _read(language).get("regions", {})
    mended = {code: name for code, name in checked.items() if code.startswith(f"{country}-")}
    return {code: name for code, name in found.items() if name != english[code]} | mended


def _near(city: City, spot: Spot) -> bool:
    if spot.lat is None or spot.lon is None:
        return False
    return bool(distance_km(city.latitude, city.longitude, spot.lat, spot.lon) <= NEAR_KM)


def _pointed(name: str) -> bool:
    """Is only a part of a unit meant, by a point of the compass?"""
    words = re.split(r"[\s-]+", name.casefold())
    return any(w.removesuffix("ern") in {"north", "south", "east", "west"} for w in words)


class Spelling:
    """How a language is romanised, and which of many spellings is therefore its own."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.countries = frozenset(told["countries"])
        self._but = frozenset(told["but"])
        self._letters: dict[str, str] = told["letters"]
        self._first: dict[str, str] = told["first"]
        self._clusters: dict[str, str] = told["clusters"]
        self._never = re.compile("|".join(told["never"]), re.IGNORECASE)

    def roman(self, name: str) -> str:
        """The official romanisation, in small letters; words are told apart by blanks and hyphens."""
        return "".join(self._word(word) for word in re.split(r"([ -])", name.casefold()))

    def _word(self, word: str) -> str:
        found, at = "", 0
        while at < len(word):
            pair = word[at : at + 2]
            if pair in self._clusters:
                found, at = found + self._clusters[pair], at + 2
                continue
            letters = self._first if at == 0 and word[at] in self._first else self._letters
            found, at = found + letters.get(word[at], word[at]), at + 1
        return found

    def own(self, name: str) -> bool:
        """May this spelling be one of the language?"""
        letters = {*self._letters, " ", "-"}
        return set(name.casefold()) <= letters and not self._never.search(name)

    def of(self, city: City) -> str:
        """The spelling whose romanisation GeoNames uses, first as the settlement's name; else none."""
        if f"{city.countrycode}.{city.admin1code}" in self._but:
            return ""
        every = {name.translate(_APOSTROPHES) for name in city.alternatenames}
        spelled = {name: key(self.roman(name)) for name in every if self.own(name)}
        latin = {key(name) for name in city.alternatenames if name.isascii()}
        for wanted in ({key(city.name)}, latin):
            found = [name for name, roman in spelled.items() if roman in wanted]
            if found:
                return found[0] if len(found) == 1 else ""
        return ""


@cache
def _spelling(language: str) -> Spelling | None:
    told = _read(language).get("spelling")
    return Spelling(told) if told else None
