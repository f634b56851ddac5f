"""One query for table, map, chart and exports: what is asked for, read from an address once.

A value that can't be read is refused with its field and what would mend it, never passed over: a
filter that silently does nothing would show somebody the wrong incidents.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from litestar.exceptions import ValidationException

from truceline.assess.picture.rows import STRENGTH, outcome_name
from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.vocabulary import matches, nearest, valid_pattern, words
from truceline.foundation.zones import day_start, zone_of
from truceline.model.incident import Occurrence
from truceline.model.mission import Mission
from truceline.model.record import Record
from truceline.web.columns import NEVER, Columns, columns_of
from truceline.web.kept import Kept

OUTCOME: Final = "outcome."
"""Before a reading's id: `outcome.XX=yes,clause`."""
KNOWN_TO: Final = ("10", "50", "region", "none")
"""How well a place is known: to 10 km, to 50 km (or what is less than a region), a region, not at all."""
EACH, NOBODY, NONE = "each", "nobody", "none"
FIELDS: Final = (
    "from", "to", "accused", "occurrence", "object", "act", "known_to", "bbox", "text", "site",
)  # fmt: skip
_LONGEST_TEXT = 200


class Query(Record, frozen=True, kw_only=True):
    """What is asked for; an empty field asks for nothing. Alternatives of one field are joined by or,
    fields by and.

    `since` and `until` are when an incident began, half-open. `accused` are parties that alone are
    accused, `each` for several, `nobody`. `outcomes` are (reading, words of `STRENGTH` or none); one
    accused side that fits is enough. `bbox` is west, south, east, north in degrees and may cross the
    180th meridian.
    """

    since: datetime | None = None
    until: datetime | None = None
    accused: tuple[str, ...] = ()
    occurrence: tuple[str, ...] = ()
    outcomes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    objects: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    known_to: tuple[str, ...] = ()
    bbox: tuple[float, float, float, float] | None = None
    text: str = ""
    site: str = ""


def refuse(field: str, message: str) -> ValidationException:
    """A refusal (400) that names the field and says what would mend it."""
    told = {"message": message, "key": field, "source": "query"}
    return ValidationException(detail=f"{field}: {message}", extra=[told])


def read_query(given: Mapping[str, str], mission: Mission, besides: Iterable[str] = ()) -> Query:
    """The query that parameters of an address ask for; `besides` are those that belong to the route.

    Raises `ValidationException` (400) that names the field.
    """
    readings = tuple(r.party for r in all_readings(mission.agreement))
    outcomes = {f"{OUTCOME}{party}": party for party in readings}
    _known_names(given, {*FIELDS, *outcomes, *besides})
    zone = zone_of(mission.spec.timezone) or UTC
    sides = (*(p.id for p in mission.spec.parties), EACH, NOBODY)
    return Query(
        since=_moment(given, "from", zone),
        until=_moment(given, "to", zone),
        accused=_among(given, "accused", sides),
        occurrence=_among(given, "occurrence", tuple(Occurrence)),
        outcomes=tuple(
            (party, chosen)
            for name, party in sorted(outcomes.items())
            if (chosen := _among(given, name, (*STRENGTH, NONE)))
        ),
        objects=_patterns(given, "object", "site_categories"),
        acts=_patterns(given, "act", "acts"),
        known_to=_among(given, "known_to", KNOWN_TO),
        bbox=read_box(given, "bbox"),
        text=_text(given, "text"),
        site=_text(given, "site"),
    )


def _known_names(given: Mapping[str, str], names: set[str]) -> None:
    for name in given:
        if name not in names:
            like = nearest(name, names)
            raise refuse(name, f"no such filter; {f'did you mean {like}?' if like else 'see /api'}")


def _list(given: Mapping[str, str], field: str) -> tuple[str, ...]:
    return tuple(sorted({part for part in given.get(field, "").split(",") if part}))


def _among(given: Mapping[str, str], field: str, known: Iterable[str]) -> tuple[str, ...]:
    every = tuple(str(word) for word in known)
    for word in (chosen := _list(given, field)):
        if word not in every:
            raise refuse(field, f"{word[:40]} is none of {', '.join(every)}")
    return chosen


def _patterns(given: Mapping[str, str], field: str, topic: str) -> tuple[str, ...]:
    for word in (chosen := _list(given, field)):
        if word != NONE and not valid_pattern(word, topic):
            like = nearest(word, words(topic))
            hint = f"; the nearest is {like}" if like else "; `truceline schema` lists them"
            raise refuse(field, f"{word[:40]} is no word for it{hint}")
    return chosen


def _moment(given: Mapping[str, str], field: str, zone: tzinfo) -> datetime | None:
    """A bare date is the first moment of that local day, so that from and to are half-open alike."""
    if not (text := given.get(field, "")):
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return day_start(date.fromisoformat(text), zone)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)  # noqa: TRY301 - one refusal for whatever can't be read
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as e:
        hint = "write a day (2031-05-01) or a moment with its zone (2031-05-01T06:00+03:00)"
        raise refuse(field, f"can't be read; {hint}") from e


def read_box(given: Mapping[str, str], field: str) -> tuple[float, float, float, float] | None:
    """West, south, east, north in degrees. Raises `ValidationException` (400)."""
    if not (text := given.get(field, "")):
        return None
    hint = "write west,south,east,north in degrees"
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as e:
        raise refuse(field, f"isn't four numbers; {hint}") from e
    if not (-90 <= south <= north <= 90 and abs(west) <= 180 and abs(east) <= 180):
        raise refuse(field, f"isn't on the globe; {hint}")
    return west, south, east, north


def _text(given: Mapping[str, str], field: str) -> str:
    text = given.get(field, "").strip()
    if len(text) > _LONGEST_TEXT:
        raise refuse(field, f"longer than {_LONGEST_TEXT} characters")
    return text


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
    west, south, east, north = q.bbox
    lat, lon = c.lat, c.lon
    fits = (lat >= south) & (lat <= north)  # NaN fits nothing
    across = (lon >= west) | (lon <= east) if west > east else (lon >= west) & (lon <= east)
    found: np.ndarray = fits & across
    return found


def _searched(c: Columns, q: Query) -> np.ndarray:
    fits = np.ones(c.n, bool)
    for word in q.text.lower().split():
        fits &= pc.match_substring(c.text, word).to_numpy(zero_copy_only=False)
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
