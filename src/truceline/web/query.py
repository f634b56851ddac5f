"""One query for table, map, chart and exports: what is asked for, read from an address once."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.picture.rows import STRENGTH, outcome_name
from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.vocabulary import family, matches, words
from truceline.foundation.zones import zone_of
from truceline.model.incident import Occurrence
from truceline.model.mission import Mission
from truceline.model.record import Record
from truceline.web.columns import NEVER, Columns, columns_of
from truceline.web.kept import Kept
from truceline.web.parameters import Bounds, Box, Moment, Parameter, Text, Words, demand_known
from truceline.web.spelled import plain, spelled

OUTCOME: Final = "outcome."
"""Before a reading's id: `outcome.XX=yes,clause`."""
KNOWN_TO: Final = ("10", "50", "region", "none")
"""How well a place is known: to 10 km, to 50 km (or what is less than a region), a region, not at all."""
EACH, NOBODY, NONE = "each", "nobody", "none"


class Query(Record, frozen=True, kw_only=True):
    """What is asked for; an empty field asks for nothing. Alternatives of one field are joined by or,
    fields by and.

    `since` and `until` are when an incident began, half-open. `accused` are parties that alone are
    accused, `each` for several, `nobody`. `outcomes` are (reading, words of `STRENGTH` or none); one
    accused side that fits is enough. `bbox` is west, south, east, north in degrees and may cross the
    180th meridian. `boundaries` are those by which places are named in other languages.
    """

    since: datetime | None = None
    until: datetime | None = None
    accused: tuple[str, ...] = ()
    occurrence: tuple[str, ...] = ()
    outcomes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    objects: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    known_to: tuple[str, ...] = ()
    bbox: Box | None = None
    text: str = ""
    site: str = ""
    boundaries: str = "recognised"


class Fields:
    """The parameters by which incidents of one mission are chosen."""

    def __init__(self, mission: Mission) -> None:
        zone = zone_of(mission.spec.timezone) or UTC
        sides = (*(p.id for p in mission.spec.parties), EACH, NOBODY)
        self.since = Moment("from", "Began then or later; days are of the mission's zone", zone)
        self.until = Moment("to", "Began before then", zone)
        self.accused = Words("accused", "Who alone is accused; each of several; nobody", sides)
        self.occurrence = Words("occurrence", "Whether it happened", tuple(map(str, Occurrence)))
        self.objects = Words("object", "What was hit, or family/*", _patterns("site_categories"))
        self.acts = Words("act", "What was done, or family/*", _patterns("acts"))
        self.known_to = Words("known_to", "How well its place is known, km", KNOWN_TO)
        self.bbox = Bounds("bbox", "Lies within west,south,east,north, degrees")
        self.text = Text("text", "Words that stand in its id, place, region, site, act or object")
        self.site = Text("site", "The site that was hit, by name")
        readings = (reading.party for reading in all_readings(mission.agreement))
        self.outcomes = {party: _outcomes(party) for party in readings}

    @cached_property
    def every(self) -> tuple[Parameter, ...]:
        """All of them."""
        plain = (told for told in vars(self).values() if isinstance(told, Parameter))
        return (*plain, *self.outcomes.values())


@cache
def _patterns(topic: str) -> tuple[str, ...]:
    """Words of a topic and their families; none for what isn't told."""
    known = words(topic)
    return (*sorted(known | {f"{family(word)}/*" for word in known}), NONE)


def _outcomes(party: str) -> Words:
    about = f"What it would be under the reading {party} of some side that is accused"
    return Words(f"{OUTCOME}{party}", about, (*STRENGTH, NONE))


_fields: Final[Kept[Fields]] = Kept(8)


def fields_of(mission: Mission) -> Fields:
    """The fields of a mission's query."""
    return _fields.of(mission, None, lambda: Fields(mission))


def read_query(
    given: Mapping[str, str], mission: Mission, every: Iterable[Parameter] | None = None
) -> Query:
    """The query that parameters of an address ask for; `every` are all that the route knows, the
    query's own and those besides.

    Raises `ValidationException` (400) that names the parameter.
    """
    fields = fields_of(mission)
    demand_known(given, fields.every if every is None else every)
    outcomes = ((party, field.read(given)) for party, field in sorted(fields.outcomes.items()))
    return Query(
        since=fields.since.read(given),
        until=fields.until.read(given),
        accused=fields.accused.read(given),
        occurrence=fields.occurrence.read(given),
        outcomes=tuple((party, chosen) for party, chosen in outcomes if chosen),
        objects=fields.objects.read(given),
        acts=fields.acts.read(given),
        known_to=fields.known_to.read(given),
        bbox=fields.bbox.read(given),
        text=fields.text.read(given),
        site=fields.site.read(given),
        boundaries=mission.spec.boundaries,
    )


# masks

Part = Callable[[Columns, Query], np.ndarray]


def _times(c: Columns, q: Query) -> np.ndarray:
    fits: np.ndarray = c.start != NEVER
    if q.since is not None:
        fits &= c.start >= _micro(q.since)
    if q.until is not None:
        fits &= c.start < _micro(q.until)
    return fits


def _micro(moment: datetime) -> int:
    return round(moment.timestamp() * 1e6)


def _accused(c: Columns, q: Query) -> np.ndarray:
    fits = np.zeros(c.n, bool)
    for word in q.accused:
        if word == EACH:
            fits |= c.several
        elif word == NOBODY:
            fits |= c.sides == 0
        else:
            fits |= c.accused(word) & ~c.several
    return fits


def _outcome(reading: str, wanted: tuple[str, ...]) -> Part:
    chosen = frozenset("" if word == NONE else word for word in wanted)

    def part(c: Columns, _: Query) -> np.ndarray:
        fits = np.zeros(c.n, bool)
        for party in c.parties:
            fits |= c.accused(party) & c.words(outcome_name(reading, party)).among(chosen)
        if "" in chosen:
            fits |= c.sides == 0
        return fits

    return part


def _matching(c: Columns, name: str, patterns: tuple[str, ...]) -> np.ndarray:
    found = c.words(name)
    fit = (w for w in found.words if any(matches(p, w) if w else p == NONE for p in patterns))
    return found.among(frozenset(fit))


def known_to(c: Columns) -> np.ndarray:
    """How well each place is known, as an index of `KNOWN_TO`."""
    within = np.where(c.radius_km <= 10, 0, 1)
    region = c.words("place_state").among(frozenset({"region"}))
    found: np.ndarray = np.where(np.isnan(c.lat), 3, np.where(region, 2, within))
    return found


def _known_to(c: Columns, q: Query) -> np.ndarray:
    return np.isin(known_to(c), [KNOWN_TO.index(word) for word in q.known_to])


def _inside(c: Columns, q: Query) -> np.ndarray:
    assert q.bbox is not None
    return within(q.bbox, c.lat, c.lon)


def within(box: Box, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Which places (degrees) lie in a box, which may cross the 180th meridian."""
    west, south, east, north = box
    fits = (lat >= south) & (lat <= north)  # NaN fits nothing
    across = (lon >= west) | (lon <= east) if west > east else (lon >= west) & (lon <= east)
    found: np.ndarray = fits & across
    return found


def _searched(c: Columns, q: Query) -> np.ndarray:
    fits = np.ones(c.n, bool)
    latin = q.text.isascii()
    text = c.text if latin else spelled(c, q.boundaries)
    for word in (q.text.lower() if latin else plain(q.text)).split():
        fits &= pc.match_substring(text, word).to_numpy(zero_copy_only=False)
    return fits


def _parts(q: Query) -> dict[str, Part]:
    """What each field in use asks of rows, by the field's name."""
    found: dict[str, Part] = {}
    if q.since is not None or q.until is not None:
        found["time"] = _times
    if q.accused:
        found["accused"] = _accused
    if q.occurrence:
        found["occurrence"] = lambda c, q: c.words("occurrence").among(frozenset(q.occurrence))
    for reading, wanted in q.outcomes:
        found[f"{OUTCOME}{reading}"] = _outcome(reading, wanted)
    if q.objects:
        found["object"] = lambda c, q: _matching(c, "category", q.objects)
    if q.acts:
        found["act"] = lambda c, q: _matching(c, "act", q.acts)
    if q.known_to:
        found["known_to"] = _known_to
    return found | _where(q)


def _where(q: Query) -> dict[str, Part]:
    found: dict[str, Part] = {}
    if q.bbox is not None:
        found["bbox"] = _inside
    if q.text:
        found["text"] = _searched
    if q.site:
        found["site"] = lambda c, q: c.words("site").among(frozenset({q.site}))
    return found


class Asked:
    """A query put to rows: the mask of each of its fields, and of all but one."""

    def __init__(self, columns: Columns, query: Query) -> None:
        self.columns, self.query = columns, query
        self._masks = {name: part(columns, query) for name, part in _parts(query).items()}
        self.mask = self.but("")
        self.placed = int((self.mask & ~np.isnan(columns.lat)).sum())

    @cached_property
    def world(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows that fit and have a place, and where these lie on the square map."""
        at = np.flatnonzero(self.mask & ~np.isnan(self.columns.lat))
        east, south = self.columns.world
        return at, east[at], south[at]

    def but(self, field: str) -> np.ndarray:
        """Rows that fit all fields except one: what could be chosen there."""
        fits = np.ones(self.columns.n, bool)
        for name, mask in self._masks.items():
            if name != field:
                fits &= mask
        return fits


_asked: Final[Kept[Asked]] = Kept(64)


def asked(rows: pa.Table, query: Query, parties: tuple[str, ...]) -> Asked:
    """A query put to rows; kept, since table, map and chart ask the same at once."""
    columns = columns_of(rows, parties)
    return _asked.of(columns, query, lambda: Asked(columns, query))


def mask(rows: pa.Table, query: Query, parties: tuple[str, ...]) -> np.ndarray:
    """Which rows fit a query: one flag a row. `parties` are the mission's, in its order."""
    return asked(rows, query, parties).mask
