"""The mission's own assets and their hours of work: `assets.csv` and `effort.csv`.

A row that can't be read is set aside with a Problem, the others go on. Only the mission's own posts,
patrols and sensors stand here, never a party's forces. What nobody wrote down was not worked: no
shift is made up.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import TypeVar

from truceline.foundation.coverage.detect import shipped_profiles
from truceline.foundation.mission.assetcells import (
    ASSETS,
    check_position,
    check_route,
    duty,
    position,
    route,
)
from truceline.foundation.mission.cells import Cells, did_you_mean, shown
from truceline.foundation.mission.distinct import distinct
from truceline.foundation.mission.profiletable import read_profiles
from truceline.foundation.mission.rows import Columns, read_rows
from truceline.foundation.zones import zone_of
from truceline.model.plan import ASSET_KINDS, STATUSES, Asset, Profile, Shift
from truceline.model.record import Problem, Record, canonical_bytes, in_order

__all__ = ["read_assets", "read_profiles", "read_shifts"]

R = TypeVar("R", bound=Record)
SHIFTS = Columns(("asset_id", "start", "end"), ("status", "share", "note"))


def read_assets(
    text: str, file: str, profiles: Sequence[Profile] | None = None
) -> tuple[tuple[Asset, ...], tuple[Problem, ...]]:
    """Assets by id. `profiles` are those that rows may name, the shipped ones by default; an empty
    cell names the profile that is called like the kind. Crew and cost come from the profile where
    the row has none. A system that stands on the ground far from all land is told, not refused.
    """
    known = {p.id: p for p in (shipped_profiles() if profiles is None else profiles)}
    pairs, problems = _read(text, file, ASSETS, lambda row: _asset(row, known))
    assets, repeated = distinct(pairs, lambda asset: asset.id, "asset_id")
    check_position(pairs)
    told = [p for row, _ in pairs for p in row.problems]
    return assets, in_order((*problems, *repeated, *told))


def read_shifts(
    text: str, file: str, zone: str, assets: Sequence[Asset] | None = None
) -> tuple[tuple[Shift, ...], tuple[Problem, ...]]:
    """Shifts by asset and start. Times without an offset are local in `zone` (an IANA name or an
    offset; an unknown one is read as UTC, the mission's reader tells it). With `assets`, a shift of
    an asset that isn't there is set aside. Overlapping shifts are told; the better one counts.
    """
    local = zone_of(zone) or zone_of("UTC")
    assert local is not None
    known = None if assets is None else {asset.id for asset in assets}
    pairs, problems = _read(text, file, SHIFTS, lambda row: _shift(row, local, known))
    shifts = {canonical_bytes(shift): shift for _, shift in pairs}
    ordered = sorted(shifts.items(), key=lambda item: (item[1].asset_id, item[1].start, item[0]))
    return tuple(shift for _, shift in ordered), in_order((*problems, *_overlapping(pairs)))


def _read(
    text: str, file: str, columns: Columns, make: Callable[[Cells], R | None]
) -> tuple[list[tuple[Cells, R]], list[Problem]]:
    rows, form = read_rows(text, file, columns)
    made = [(row, make(row)) for row in rows]
    problems = [*form, *(p for row in rows for p in row.problems)]
    return [(row, record) for row, record in made if record is not None and row.usable], problems


def _asset(row: Cells, profiles: dict[str, Profile]) -> Asset | None:
    kind, asset_id = row.word("kind", ASSET_KINDS, ""), row.needed("asset_id")
    profile = _profile(row, kind, profiles)
    track = route(row)
    place = position(row, track)
    rounds, speed = row.number("rounds_per_day", 0, 1000), row.number("speed_kmh", 0.1, 40_000)
    crew, cost = row.number("crew", 0), row.number("cost", 0)
    range_km, hours = row.number("range_km", 0.01, 5000), duty(row)
    check_route(row, track, rounds, speed, hours)
    if place is None or profile is None or not row.usable:
        return None
    return Asset(
        id=asset_id,
        kind=kind,
        profile=profile.id,
        contributor=row.text("contributor"),
        lat=place[0],
        lon=place[1],
        range_km=range_km,
        route=track,
        rounds_per_day=rounds or 0.0,
        speed_kmh=speed or 30.0,
        hours=hours,
        territory=row.parts("territory"),
        options=row.parts("options"),
        sector=row.text("sector"),
        crew=profile.crew if crew is None else crew,
        cost=profile.cost if cost is None else cost,
    )


def _profile(row: Cells, kind: str, profiles: dict[str, Profile]) -> Profile | None:
    name = row.text("profile") or kind
    profile = profiles.get(name)
    if profile is None and (row.text("profile") or kind in ASSET_KINDS):
        row.wrong("profile", f"{shown(name)!r} is no profile", did_you_mean(name, profiles))
    elif profile is not None and kind in ASSET_KINDS and profile.kind != kind:
        row.wrong("profile", f"{name} is a profile of {profile.kind}, not of {kind}")
    return profile


def _shift(row: Cells, zone: tzinfo, known: set[str] | None) -> Shift | None:
    asset_id = row.needed("asset_id")
    if known is not None and asset_id and asset_id not in known:
        row.wrong("asset_id", f"{shown(asset_id)!r} is no asset", did_you_mean(asset_id, known))
    status, share = row.word("status", STATUSES, "working"), row.number("share", 0, 1)
    start, end = _moment(row, "start", zone), _moment(row, "end", zone)
    if start is None or end is None:
        return None
    if end < start:
        row.wrong("end", "lies before start", "is the date of one of them wrong?")
        return None
    share = 1.0 if share is None else share
    return Shift(asset_id=asset_id, start=start, end=end, status=status, share=share)


def _moment(row: Cells, name: str, zone: tzinfo) -> datetime | None:
    """A time; without an offset it is local, and must then exist there exactly once."""
    value = row.needed(name)
    local = _naive(value)
    if row.day(name) is not None:
        row.wrong(name, f"{value} is a whole day", "write when on that day: 2031-05-01T06:00")
    if local is None or row.day(name) is not None:
        return None if row.day(name) else row.moment(name)
    told = {local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    if len(told) > 1:
        row.wrong(
            name, f"{value} doesn't exist or comes twice", "the clocks change: add the offset"
        )
        return None
    return local.replace(tzinfo=zone)


def _naive(value: str) -> datetime | None:
    """A time that is written without an offset."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is None else None


def _overlapping(pairs: Iterable[tuple[Cells, Shift]]) -> Iterator[Problem]:
    """A warning for every shift that begins before an earlier one of its asset has ended."""
    by_asset: dict[str, list[tuple[datetime, datetime, int, Cells]]] = defaultdict(list)
    for row, shift in pairs:
        by_asset[shift.asset_id].append((shift.start, shift.end, row.line, row))
    for name in sorted(by_asset):
        longest: tuple[datetime, datetime, int, Cells] | None = None
        for one, other in pairwise(sorted(by_asset[name], key=lambda found: found[:3])):
            longest = one if longest is None or one[1] > longest[1] else longest
            if other[0] < longest[1]:
                yield _overlap(other[3], longest[3].line)


def _overlap(row: Cells, line: int) -> Problem:
    return Problem(
        file=row.file,
        line=row.line,
        field="start",
        message=f"overlaps the shift of {row.text('asset_id')} on line {line}",
        hint="hours that stand twice count once, the better of the two",
        severity="warning",
    )
