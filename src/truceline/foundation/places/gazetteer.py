"""From a reported name to a place with an honest error, or to the reason why there is none.

It ranks, it narrows by country and first-level unit, and it answers `Ambiguous` rather than guess:
population decides only when it is overwhelming.
"""

from functools import cache, lru_cache
from typing import NamedTuple

import pycountry
from rapidfuzz import fuzz, process

from truceline.foundation.places.basemap import load_basemap
from truceline.foundation.places.cities import City, Index, index
from truceline.foundation.places.geodesy import distance_km
from truceline.foundation.places.qualifier import Asked, ask, spread_km
from truceline.foundation.places.regions import unit_place, units_named
from truceline.foundation.places.spelling import key
from truceline.model.place import Ambiguous, Place, PlaceBasis, Resolution, Unknown

OVERWHELMING = 30.0  # population ratio that decides within a country or the world
CLEAR = 8.0  # the same within one first-level unit
SAME_KM = 12.0  # entries of one name closer than this are one place
KNOWN = 10_000  # smaller places may have namesakes that no list holds, unless their unit is named
COMMON = 3  # and even then, when the list holds so many of that name in the country


class Context(NamedTuple):
    """Where a name is looked for: a country ("" for all), first-level units (none for all)."""

    country: str
    units: tuple[str, ...]


class Gazetteer:
    """Resolves names under one boundary policy. `load` it once; countries are read when needed."""

    def __init__(self, boundaries: str) -> None:
        self.boundaries = boundaries
        units = load_basemap(boundaries).admin1
        self._unit_of = {(listed_in(c, u.country), u.geonames): c for c, u in units.items()}
        self._owner = {code: unit.country for code, unit in units.items()}
        self.resolve = lru_cache(maxsize=100_000)(self._resolve)

    @staticmethod
    @cache
    def load(boundaries: str = "recognised") -> "Gazetteer":
        """The gazetteer of a boundary policy. Raises `UnreadableError` for an unknown policy."""
        return Gazetteer(boundaries)

    def _resolve(
        self, name: str, country: str | None = None, admin1: str | None = None
    ) -> Resolution:
        """A place, several candidates, or nothing with a hint.

        `country` is ISO 3166-1 (alpha-2 or alpha-3) or a name, `admin1` an ISO 3166-2 code or a
        unit's name; both narrow the search. `Place.radius_km` is one standard deviation.
        """
        code = country_code(country or "")
        if code is None:
            return Unknown(name=name, hint=f"no country is called {country}")
        units = units_named(admin1, code, self.boundaries) if admin1 else ()
        context = Context(code, units)
        asked = ask(name)
        if not asked.names or not key(name):
            return Unknown(name=name)
        if asked.region and not asked.km:
            return self._region(name, asked, context)
        return self._settlement(name, asked, context)

    def region(self, name: str, country: str | None = None) -> Resolution:
        """The first-level unit that a name means, whatever else may have that name."""
        code = country_code(country or "") or ""
        return self._region(name, Asked((name,), region=True), Context(code, ()))

    def _region(self, name: str, asked: Asked, context: Context) -> Resolution:
        codes = units_named(name, context.country, self.boundaries)
        codes = codes or units_named(asked.names[0], context.country, self.boundaries)
        codes = tuple(c for c in codes if not context.units or c in context.units)
        places = tuple(unit_place(code, self.boundaries) for code in codes)
        if len(places) == 1:
            return places[0].but(name=name)
        if places:
            return Ambiguous(name=name, candidates=places)
        return Unknown(name=name, hint="no first-level unit of that name")

    def _settlement(self, name: str, asked: Asked, context: Context) -> Resolution:
        ends = [self._one(end, context, asked.within) for end in asked.names]
        places = [end for end in ends if isinstance(end, Place)]
        if len(ends) == 2 and places:
            return between(name, places, whole=len(places) == 2)
        first = ends[0]
        if isinstance(first, Place):
            return loosened(first, name, asked.km)
        if isinstance(first, Ambiguous):
            several = tuple(loosened(place, place.name, asked.km) for place in first.candidates)
            first = first.but(candidates=several)
        if asked.within and isinstance(wider := self._wider(asked.within, context), Place):
            return wider.but(name=name, basis=PlaceBasis.REGION)
        if isinstance(first, Unknown) and not asked.km:
            region = self._region(name, asked, context)
            first = region if not isinstance(region, Unknown) else first
        return first.but(name=name)

    def _one(self, name: str, context: Context, within: str = "") -> Resolution:
        listed = index(self._sources(context.country))
        namesakes = self._in_country(listed.spelled(name), context.country)
        if not namesakes and context.country:
            namesakes = self._in_country(listed.sounding(name), context.country)
        found = [c for c in namesakes if not context.units or self._unit(c) in context.units]
        if within:
            found = self._close_to(within, found, context)
        if not found:
            return Unknown(name=name, hint=self._hint(name, listed, context))
        common = len(distinct(namesakes, name)) >= COMMON
        return self._decided(name, distinct(found, name), context, common=common)

    def _in_country(self, cities: list[City], country: str) -> list[City]:
        return [c for c in cities if country in {"", self._country(c)}]

    def _sources(self, country: str) -> frozenset[str]:
        """Under which countries GeoNames lists the places of one country."""
        if not country:
            return frozenset()
        owned = {listed_in(code, country) for code, own in self._owner.items() if own == country}
        return frozenset(owned | {country})

    def _country(self, city: City) -> str:
        unit = self._unit_of.get((city.countrycode, city.admin1code))
        return self._owner[unit] if unit else city.countrycode

    def _unit(self, city: City) -> str:
        return self._unit_of.get((city.countrycode, city.admin1code), "")

    def _wider(self, within: str, context: Context) -> Resolution:
        asked = ask(within)
        if asked.region:
            return self._region(within, asked, context)
        return self._settlement(within, asked, context)

    def _close_to(self, within: str, cities: list[City], context: Context) -> list[City]:
        """Of several, those near the wider place that was named with them."""
        wider = self._wider(within, context)
        if not isinstance(wider, Place):
            return cities
        reach = max(60.0, 2 * wider.radius_km)
        return [c for c in cities if apart_km(c, wider) <= reach]

    def _decided(
        self, name: str, cities: list[City], context: Context, *, common: bool
    ) -> Resolution:
        best = cities[0]
        rivals = [weight(c) for c in cities[1:]]
        needed = CLEAR if context.units else OVERWHELMING
        known = (bool(context.units) and not common) or best.population >= KNOWN
        if known and (not rivals or weight(best) >= needed * max(rivals)):
            return self._place(best, name)
        return Ambiguous(name=name, candidates=tuple(self._place(c, c.name) for c in cities[:8]))

    def _place(self, city: City, name: str) -> Place:
        return Place(
            name=name,
            lat=city.latitude,
            lon=city.longitude,
            radius_km=spread_km(city.population),
            country=self._country(city),
            admin1=self._unit(city),
            basis=PlaceBasis.GAZETTEER,
        )

    def _hint(self, name: str, listed: Index, context: Context) -> str:
        elsewhere = listed.spelled(name)
        if elsewhere and context.units:
            units = sorted({self._unit(c) or c.countrycode for c in elsewhere})
            return f"a place of that name lies in {', '.join(units[:4])}"
        like = process.extractOne(name, listed.alike(name), scorer=fuzz.ratio, score_cutoff=78)
        return f"the nearest spelling is {like[0]}" if like else ""


@lru_cache(maxsize=1000)
def country_code(country: str) -> str | None:
    """ISO 3166-1 alpha-2 of a code or name; "" for "", None when there is no such country."""
    if not country or country.upper() in {*load_basemap().countries}:
        return country.upper()
    try:
        return str(pycountry.countries.lookup(country).alpha_2)
    except LookupError:
        return None


def listed_in(code: str, country: str) -> str:
    """The country under which GeoNames lists a unit's places: its ISO code's, whoever owns it."""
    return code[:2] if code[2:3] == "-" else country


def weight(city: City) -> float:
    """Population, with a floor for places whose population isn't known."""
    return float(max(city.population, 500))


def apart_km(city: City, place: Place) -> float:
    """Distance between a settlement and a place, km."""
    return distance_km(city.latitude, city.longitude, place.lat, place.lon)


def distinct(cities: list[City], name: str) -> list[City]:
    """By population, those of exactly this name first among equals; near namesakes are one."""
    own = key(name)
    ranked = sorted(cities, key=lambda c: (-weight(c), key(c.name) != own, c.geonameid))
    kept: list[City] = []
    for city in ranked:
        at = city.latitude, city.longitude
        if all(distance_km(*at, k.latitude, k.longitude) > SAME_KM for k in kept):
            kept.append(city)
    return kept


def loosened(place: Place, name: str, km: float) -> Place:
    """The place under the reported name; loose words widen it into a region."""
    if not km:
        return place.but(name=name)
    return place.but(name=name, radius_km=max(km, place.radius_km), basis=PlaceBasis.REGION)


def between(name: str, places: list[Place], whole: bool) -> Place:
    """The middle between two ends; where only one is known, around that one."""
    first, last = places[0], places[-1]
    gap = distance_km(first.lat, first.lon, last.lat, last.lon)
    if whole and gap > 200:  # not a stretch that one report speaks of
        return first.but(name=name, radius_km=25.0, basis=PlaceBasis.REGION)
    km = max(first.radius_km, last.radius_km) + gap / 2 if whole else 20.0
    lat, lon = (first.lat + last.lat) / 2, (first.lon + last.lon) / 2
    admin1 = first.admin1 if first.admin1 == last.admin1 else ""
    return first.but(
        name=name, lat=lat, lon=lon, radius_km=km, admin1=admin1, basis=PlaceBasis.REGION
    )
