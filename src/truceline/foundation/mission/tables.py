"""The mission's own tables: who speaks, what is protected, what was stated.

A row that can't be read is set aside with a Problem, the others go on. Nothing here decides whom
to believe: sides, access and grades are what the mission wrote down.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import Final, TypeVar

from truceline.foundation.mission.amounts import read_amount
from truceline.foundation.mission.cells import Cells, did_you_mean, shown
from truceline.foundation.mission.distinct import distinct
from truceline.foundation.mission.judgements import read_judgements
from truceline.foundation.mission.rows import Columns, read_rows
from truceline.foundation.vocabulary import words
from truceline.foundation.zones import zone_of
from truceline.model.evidence import RosterEntry, Statement
from truceline.model.mission import Site
from truceline.model.record import Interval, Problem, Record, canonical_bytes, in_order

__all__ = ["read_judgements", "read_roster", "read_sites", "read_statements"]

R = TypeVar("R", bound=Record)

ROSTER: Final = Columns(
    ("id", "role", "name"),
    ("side", "owner", "territory", "access", "cadence", "grade", "url", "kind", "note"),
)
SITES: Final = Columns(
    ("id", "name", "category", "lat", "lon"), ("country", "status", "url", "aliases", "note")
)
STATEMENTS: Final = Columns(
    ("date", "speaker", "side", "topic", "value"),
    (
        "accused",
        "number",
        "lo",
        "hi",
        "bound",
        "unit",
        "covers_start",
        "covers_end",
        "scope",
        "known",
        "source_url",
    ),
)
ROLES: Final = ("publisher", "claimant")
GRADES: Final = ("A", "B", "C", "D", "E", "F")
ACCESS: Final = ("occurrence", "object", "actor")
NO_ACCESS: Final = "none"
_CADENCE: Final = re.compile(
    r"(daily|weekly) from \d{4}-\d{2}-\d{2}( to \d{4}-\d{2}-\d{2})?", re.ASCII
)


def read_roster(text: str, file: str) -> tuple[tuple[RosterEntry, ...], tuple[Problem, ...]]:
    """Publishers and claimants, by id. A role and a name together are looked up in reports, so
    they may stand only once.
    """
    pairs, problems = _read(text, file, ROSTER, _roster_entry)
    entries, repeated = distinct(pairs, lambda entry: entry.id, "id")
    lines = {entry.id: row for row, entry in reversed(pairs)}
    once, again = distinct(
        [(lines[entry.id], entry) for entry in entries], lambda e: f"{e.role} {e.name}", "name"
    )
    return tuple(sorted(once, key=lambda e: e.id)), in_order((*problems, *repeated, *again))


def read_sites(text: str, file: str) -> tuple[tuple[Site, ...], tuple[Problem, ...]]:
    """Protected objects, by id; degrees of WGS84."""
    pairs, problems = _read(text, file, SITES, _site)
    sites, repeated = distinct(pairs, lambda site: site.id, "id")
    return sites, in_order((*problems, *repeated, *_looks_swapped(pairs)))


def read_statements(
    text: str, file: str, zone: str
) -> tuple[tuple[Statement, ...], tuple[Problem, ...]]:
    """Stated positions and totals, oldest first. A bare date counts as known at its end in `zone`
    (an IANA name or an offset); an unknown zone is read as UTC, the mission's reader tells it.
    """
    pairs, problems = _read(text, file, STATEMENTS, lambda row: _statement(row, zone))
    stated = {canonical_bytes(said): said for _, said in pairs}
    ordered = sorted(stated.items(), key=lambda item: (item[1].known, item[0]))
    return tuple(said for _, said in ordered), in_order(problems)


def _read(
    text: str, file: str, columns: Columns, make: Callable[[Cells], R | None]
) -> tuple[list[tuple[Cells, R]], list[Problem]]:
    rows, form = read_rows(text, file, columns)
    made = [(row, make(row)) for row in rows]
    problems = [*form, *(p for row in rows for p in row.problems)]
    return [(row, record) for row, record in made if record is not None and row.usable], problems


def _roster_entry(row: Cells) -> RosterEntry | None:
    _check_cadence(row)
    return RosterEntry(
        id=row.needed("id"),
        role=row.word("role", ROLES, ""),
        name=row.needed("name"),
        access=_access(row),
        grade=row.word("grade", GRADES, "F"),
        side=row.text("side"),
        owner=row.text("owner"),
        territory=row.text("territory"),
        cadence=row.text("cadence"),
        url=row.text("url"),
        kind=row.text("kind"),
        note=row.text("note"),
    )


def _access(row: Cells) -> tuple[str, ...]:
    """Which facts it could see for itself. `none` is kept: it is a statement, an empty cell isn't."""
    found = row.parts("access")
    if NO_ACCESS in found and len(found) > 1:
        row.wrong("access", "says none and names a proposition too", "keep one of the two")
    for part in found:
        if part not in {*ACCESS, NO_ACCESS}:
            row.wrong("access", f"{shown(part)!r} is not a proposition", did_you_mean(part, ACCESS))
    return tuple(name for name in (*ACCESS, NO_ACCESS) if name in found)


def _check_cadence(row: Cells) -> None:
    if row.text("cadence") and not _CADENCE.fullmatch(row.text("cadence")):
        row.wrong(
            "cadence",
            f"{shown(row.text('cadence'))!r} can't be counted, so no silence is claimed",
            "write daily from 2031-05-01, or weekly from … to …",
            "warning",
        )


def _site(row: Cells) -> Site | None:
    lat, lon = _degrees(row)
    site_id, name = row.needed("id"), row.needed("name")
    category = row.word("category", words("site_categories"), "")
    status = row.word("status", words("site_status"), "operating")
    if lat is None or lon is None:
        return None
    return Site(
        id=site_id,
        name=name,
        category=category,
        lat=lat,
        lon=lon,
        country=row.text("country"),
        status=status,
        url=row.text("url"),
        aliases=row.parts("aliases"),
        note=row.text("note"),
    )


def _degrees(row: Cells) -> tuple[float | None, float | None]:
    """Latitude and longitude; an impossible latitude that would fit as longitude is told so."""
    row.needed("lat"), row.needed("lon")
    lat, lon = row.number("lat", -180, 180), row.number("lon", -180, 180)
    if lat is not None and abs(lat) > 90:
        hint = "lat and lon look swapped" if lon is not None and abs(lon) <= 90 else ""
        row.wrong("lat", f"{lat:g} is not a latitude", hint)
    return lat, lon


def _looks_swapped(pairs: Sequence[tuple[Cells, Site]]) -> Iterable[Problem]:
    """A site far from all the others that would lie among them with its numbers exchanged.

    Ten degrees is wider than most areas of mission, and the median is moved by no single slip.
    """
    if len(pairs) < 3:
        return
    lat, lon = (median(getattr(site, name) for _, site in pairs) for name in ("lat", "lon"))
    for row, site in pairs:
        apart = max(abs(site.lat - lat), abs(site.lon - lon))
        exchanged = max(abs(site.lon - lat), abs(site.lat - lon))
        if apart > 10 and exchanged < apart / 2:
            yield Problem(
                file=row.file,
                line=row.line,
                field="lat",
                message=f"{site.name} lies {apart:.0f} degrees from the other sites",
                hint="lat and lon look swapped",
                severity="warning",
            )


def _statement(row: Cells, zone: str) -> Statement | None:
    told = [row.needed(name) for name in ("date", "speaker", "topic", "value")]
    date, speaker, topic, value = told
    local = zone_of(zone) or zone_of("UTC")
    assert local is not None
    known = row.known("known" if row.text("known") else "date", local) if date else None
    amount, covers = read_amount(row), _covers(row)
    if known is None or not row.usable:
        return None
    return Statement(
        date=date,
        speaker=speaker,
        side=row.text("side"),
        topic=topic,
        value=value,
        accused=row.text("accused"),
        unit=row.text("unit"),
        covers=covers,
        known=known,
        source_url=row.text("source_url"),
        scope=row.text("scope"),
        number=amount.number,
        lo=amount.lo,
        hi=amount.hi,
        bound=amount.bound,
    )


def _covers(row: Cells) -> Interval | None:
    start, end = row.moment("covers_start"), row.moment("covers_end")
    if bool(row.text("covers_start")) != bool(row.text("covers_end")):
        row.wrong("covers_start", "an interval needs both its ends", "leave both empty if unknown")
    if start is None or end is None:
        return None
    if end < start:
        row.wrong("covers_end", "lies before covers_start")
        return None
    return Interval(start=start, end=end, zone=_offset(row.text("covers_start")))


def _offset(told: str) -> str:
    return "+00:00" if told[-1:] == "Z" else told[-6:]
