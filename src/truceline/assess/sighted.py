"""Sightings that were entered in the room: entries of the log, taken in as reports.

A post of the mission speaks for the mission: all posts are one side. Must never take in what its own
table could not hold: a sighting is checked by the rules of intake before it enters the log.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec
import pyarrow as pa

from truceline.assess.shelf import Shelf
from truceline.model.evidence import Entry, Receipt, RosterEntry
from truceline.model.ports import Store
from truceline.model.record import Problem, in_order
from truceline.model.sighting import Sighting
from truceline.stages.evidence.intake import to_reports
from truceline.stages.evidence.mapping import shipped_mapping

DATASET: Final = "room"
"""The dataset of reports that were entered in the room."""
KIND: Final = "sighting"
SIDE: Final = "mission"
ACCESS: Final = ("occurrence", "object")
"""What a post can see for itself; who did it is for others to say."""

_SAME: Final = (
    *("kind", "bearing_deg", "distance_km", "place_name", "target_category", "target_name"),
    *("means", "count", "count_unit", "direction_from", "direction_to", "text", "photos"),
)
"""Columns of a report that are called as a sighting's fields are; `photos` becomes an attribute."""


def wrong(sighting: Sighting, zone: str) -> tuple[Problem, ...]:
    """What is wrong with a sighting as intake sees it, errors and warnings."""
    table, problems = _table((sighting,), sighting.id, zone)
    own = () if len(table) or problems else (Problem(file=sighting.id, message="can't be read"),)
    return (*problems, *own, *_digests(sighting))


def append_sighting(store: Store, sighting: Sighting) -> Receipt:
    """Append a sighting durably; the same one twice is one entry, and a later one of its id is its
    newest version.
    """
    digest, size = store.put_bytes(msgspec.json.encode(sighting, order="deterministic"))
    name = f"{KIND}/{sighting.id}"
    entry = Entry(kind=KIND, name=name, sha256=digest, size=size, dataset=DATASET)
    (receipt,) = store.append([entry])
    return receipt


def sightings(shelf: Shelf) -> tuple[Sighting, ...]:
    """The newest version of each, by id."""
    names = sorted(name for kind, name in shelf.newest if kind == KIND)
    return tuple(_read(shelf, shelf.newest[KIND, name]) for name in names)


def sighted_reports(shelf: Shelf, zone: str) -> tuple[list[pa.Table], tuple[Problem, ...]]:
    """Reports by age of version, the newest first (one table each), and what is wrong with the newest.

    Age 0 is the newest version of each sighting, age 1 the one before.
    """
    by_age: dict[int, list[Sighting]] = defaultdict(list)
    for versions in _versions(shelf):
        for age, sighting in enumerate(versions):
            by_age[age].append(sighting)
    found = [_table(by_age[age], KIND, zone) for age in sorted(by_age)]
    return [table for table, _ in found], found[0][1] if found else ()


def posts(shelf: Shelf, roster: Sequence[RosterEntry]) -> tuple[RosterEntry, ...]:
    """Posts that entered sightings and that the mission's roster doesn't name."""
    known = {entry.id for entry in roster}
    names = sorted({sighting.post for sighting in sightings(shelf)} - known)
    return tuple(
        RosterEntry(id=name, role="publisher", name=name, side=SIDE, access=ACCESS, kind="monitor")
        for name in names
    )


def _versions(shelf: Shelf) -> Iterator[list[Sighting]]:
    """All versions of each sighting, the newest first, by id."""
    named = (name for kind, name in shelf.versions if kind == KIND)
    for name in sorted(named):
        yield [_read(shelf, entry) for entry in reversed(shelf.versions[KIND, name])]


def _read(shelf: Shelf, entry: Entry) -> Sighting:
    return msgspec.json.decode(shelf.store.blob(entry.sha256).read_bytes(), type=Sighting)


def _table(found: Iterable[Sighting], file: str, zone: str) -> tuple[pa.Table, tuple[Problem, ...]]:
    rows = [_row(sighting) for sighting in found]
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: pa.array([row.get(name) for row in rows], pa.string()) for name in names}
    table, problems = to_reports(
        pa.table(columns), shipped_mapping("canonical"), DATASET, file, zone
    )
    return table, in_order(problems)


def _row(sighting: Sighting) -> dict[str, str | None]:
    """A sighting as a row of a report table, every cell a text."""
    own = {
        "report_id": sighting.id,
        "source": sighting.post,
        "claimant_side": SIDE,
        "published": sighting.noted.isoformat(),
        "received": sighting.noted.isoformat(),
        "start": sighting.start.isoformat(),
        "end": sighting.end.isoformat(),
        "observer": sighting.observer,
    }
    seen = sighting.bearing_deg is not None and sighting.distance_km is not None
    lat, lon = ("observer_lat", "observer_lon") if seen else ("lat", "lon")
    at = {lat: _cell(sighting.lat), lon: _cell(sighting.lon)}
    same = {name: _cell(getattr(sighting, name)) for name in _SAME}
    return own | at | same


def _cell(value: object) -> str | None:
    if isinstance(value, tuple):
        return " ".join(value) or None
    return None if value is None or value == "" else str(value)


def _digests(sighting: Sighting) -> Iterator[Problem]:
    for photo in sighting.photos:
        if len(photo) != 64 or set(photo) - set("0123456789abcdef"):
            hint = "64 letters of 0–9 and a–f"
            yield Problem(
                file=sighting.id, field="photos", message="is no SHA-256 digest", hint=hint
            )
