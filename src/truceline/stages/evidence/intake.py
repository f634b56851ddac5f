"""Takes a raw table in: foreign columns become reports, column by column.

Bad rows are set aside with a `Problem`, good ones go on. No value is guessed, no row becomes a Python
object, and nothing depends on the order of rows: what concerns a report is told with its key, what
concerns a cell with its line.
"""

from collections.abc import Mapping as Words

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.vocabulary import nearest
from truceline.foundation.zones import zone_of
from truceline.model.place import PlaceBasis
from truceline.model.record import Problem
from truceline.model.table import REPORT_SCHEMA
from truceline.stages.evidence.attributes import attributes
from truceline.stages.evidence.calendar import Mask, Micros, filled, repeated
from truceline.stages.evidence.mapping import TEXTS, TIMES, Mapping
from truceline.stages.evidence.sheet import LINE, Sheet
from truceline.stages.evidence.sieve import about_reports
from truceline.stages.evidence.times import Times
from truceline.stages.evidence.union import (
    VERSION,
    known_by,
    merge_reports,
    reports_at,
    unknown_sides,
    unknown_sources,
)

__all__ = [
    "VERSION",
    "known_by",
    "merge_reports",
    "reports_at",
    "to_reports",
    "unknown_sides",
    "unknown_sources",
]

REQUIRED = ("report_id", "source")
LAT_LON = ("lat", "lon")
_NUMBERS = ("place_uncertainty_km", "count", "observer_lat", "observer_lon", "impact_azimuth_deg")
_MOMENT = REPORT_SCHEMA.field("known").type


def to_reports(
    raw: pa.Table, mapping: Mapping, dataset: str, file: str, zone: str
) -> tuple[pa.Table, tuple[Problem, ...]]:
    """One batch of a raw table (`read_raw`) as reports (`REPORT_SCHEMA`), good rows only.

    `zone` is the mission's zone of time and holds for bare dates alone. `known` is the time of
    receipt, else of publication (a bare date: the end of that day), else the end of the act. An
    act dated after it was known happened at some time before: its start becomes null, its end
    `known`, and a warning names the report.
    """
    if raw.num_rows == 0 and raw.column_names in ([], [LINE]):
        return REPORT_SCHEMA.empty_table(), ()
    sheet = Sheet(raw, mapping, file, zone)
    if not _fit(sheet, zone):
        return REPORT_SCHEMA.empty_table(), sheet.sieve.found()
    columns = _columns(sheet)
    columns["dataset"] = repeated(dataset, sheet.size)
    _tell(columns, sheet, dataset)
    table = pa.table([columns[name] for name in REPORT_SCHEMA.names], schema=REPORT_SCHEMA)
    return table.filter(pa.array(~sheet.sieve.bad)), sheet.sieve.found()


def _fit(sheet: Sheet, zone: str) -> bool:
    """Can reports be made of this table at all?"""
    missing = [ours for ours in REQUIRED if not sheet.has(ours)]
    names = [name for name in sheet.raw.column_names if name != LINE]
    if missing:
        wanted = [sheet.shown(ours) for ours in missing]
        near = nearest(wanted[0], names)
        hint = (
            f"is it `{near}`? say so in a mapping" if near else "the first line names the columns"
        )
        sheet.sieve.tell(f"no column {' and no column '.join(wanted)}", field=wanted[0], hint=hint)
    if not any(sheet.has(ours) for ours in TIMES):
        hint = "map at least one of " + ", ".join(TIMES)
        sheet.sieve.tell("no column says when", field="start", hint=hint)
    if zone_of(zone) is None:
        sheet.sieve.tell(f"`{zone}` is no zone of time", field="timezone", hint="e.g. +03:00")
    if not sheet.has("kind") and not sheet.mapping.one_hot:
        message = "no column tells the act: every one is taken as other/other"
        sheet.sieve.tell(message, field="kind", hint="map one to `kind`", warn=True)
    if sheet.has("lat") != sheet.has("lon"):
        message = "only one of lat and lon is there: neither is used"
        sheet.sieve.tell(message, field="lat", hint="both are needed", warn=True)
    _tell_absent(sheet, names)
    return not any(problem.severity == "error" for problem in sheet.sieve.problems)


def _tell_absent(sheet: Sheet, names: list[str]) -> None:
    """Columns that the mapping names by another word than ours and the table hasn't."""
    for ours, theirs in sorted(sheet.mapping.columns.items()):
        for name in theirs:
            if name not in names and name != ours and ours not in REQUIRED:
                near = nearest(name, names)
                hint = f"is it `{near}`?" if near else "the mapping names it"
                sheet.sieve.tell(f"no column `{name}`", field=ours, hint=hint, warn=True)


def _columns(sheet: Sheet) -> dict[str, pa.Array]:
    columns = {name: sheet.text(name) for name in TEXTS}
    for ours in REQUIRED:
        sheet.sieve.reject(
            ~filled(columns[ours]), sheet.shown(ours), lambda _: ("the cell is empty", "")
        )
    columns |= {name: sheet.number(name) for name in _NUMBERS}
    columns["bearing_deg"], columns["distance_km"] = sheet.bearings()
    columns["time_uncertainty_h"] = pc.fill_null(sheet.number("time_uncertainty_h"), 0.0)
    columns["kind"] = sheet.kinds()
    columns["target_category"] = sheet.word("target_category")
    columns["stance"] = sheet.word("stance", "claims")
    columns["about"] = sheet.word("about", "all")
    columns["assessed"] = sheet.flag("assessed")
    columns["attributes"] = attributes(sheet.others(), sheet.size)
    return columns | _place(sheet) | _times(sheet)


def _place(sheet: Sheet) -> dict[str, pa.Array]:
    both = sheet.has("lat") and sheet.has("lon")
    lat, lon = (sheet.number(n) if both else pa.nulls(sheet.size, pa.float64()) for n in LAT_LON)
    bad = sheet.sieve.bad.copy()
    half = (filled(lat) ^ filled(lon)) & ~bad
    say = lambda _: ("lat without lon, or lon without lat", "give both or none")  # noqa: E731
    sheet.sieve.reject(half, sheet.shown("lat"), say)
    basis = pc.if_else(pc.is_valid(lat), PlaceBasis.GIVEN.value, PlaceBasis.UNLOCATED.value)
    return {"lat": lat, "lon": lon, "place_basis": basis}


def _times(sheet: Sheet) -> dict[str, pa.Array]:
    """The act's interval and when the report was known."""
    told = {ours: sheet.times(ours) for ours in TIMES}
    start, end = told["start"], told["end"]
    ends = np.where(end.given, end.hi, start.hi)
    ended = end.given | start.given
    known, is_known = _known(told, ends, ended)
    zone = pc.coalesce(start.zones, end.zones, told["published"].zones, told["received"].zones)
    reversed_ = start.given & end.given & (end.hi < start.lo)
    if reversed_.any():
        sheet.sieve.reject(reversed_, sheet.shown("end"), _ends_early, sheet.text("end"))
    timeless = ~is_known & ~sheet.sieve.bad
    hint = "give start, or at least when it was published"
    sheet.sieve.reject(timeless, sheet.shown("start"), lambda _: ("no time at all", hint))
    return {
        "start": _moments(start.lo, start.given),
        "end": _moments(ends, ended),
        "published": _moments(told["published"].lo, told["published"].given),
        "received": _moments(told["received"].lo, told["received"].given),
        "known": _moments(known, is_known),
        "zone": zone,
    }


def _ends_early(cell: str) -> tuple[str, str]:
    return f"{cell} lies before the start", "are start and end swapped, or is a day wrong?"


def _known(told: Words[str, Times], ends: Micros, ended: Mask) -> tuple[Micros, Mask]:
    """Received, else published, else the end of the act; a bare date counts from its end."""
    published, received = told["published"], told["received"]
    known = np.where(published.given, published.hi, ends)
    known = np.where(received.given, received.hi, known)
    return known, received.given | published.given | ended


def _moments(micros: Micros, given: Mask) -> pa.Array:
    return pa.array(micros, pa.int64(), mask=~given).cast(_MOMENT)


def _tell(columns: dict[str, pa.Array], sheet: Sheet, dataset: str) -> None:
    """What is odd about reports that stay, told by their keys; impossible times are mended."""
    start, known, end = columns["start"], columns["known"], columns["end"]
    late = pc.fill_null(pc.greater(start, known), False)  # noqa: FBT003
    untold = pc.and_(pc.is_null(start), pc.is_null(end))
    columns["start"] = pc.if_else(late, None, start)
    columns["end"] = pc.if_else(pc.or_(late, untold), known, end)
    at_zero = pc.and_(pc.equal(columns["lat"], 0.0), pc.equal(columns["lon"], 0.0))
    odd = (
        (late, "dated later than its own publication", "its time counts as unknown before that"),
        (untold, "no time of the act is told", "it counts as unknown before publication"),
        (at_zero, "lies at 0, 0 in the open sea", "leave both empty where the place is unknown"),
    )
    keys = pc.binary_join_element_wise(dataset, columns["report_id"], ".")
    keys = keys if dataset else columns["report_id"]
    for rows, message, hint in odd:
        stay = pc.fill_null(rows, False).to_numpy(zero_copy_only=False) & ~sheet.sieve.bad  # noqa: FBT003
        told = about_reports(
            keys.filter(pa.array(stay)), dataset or sheet.sieve.file, message, hint
        )
        sheet.sieve.problems += told
