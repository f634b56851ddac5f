"""Takes a raw table in: foreign columns become reports, column by column.

Bad rows are set aside with a `Problem`, good ones go on. No value is guessed, no row becomes a Python
object, and nothing depends on the order of rows: what concerns a report is told with its key, what
concerns a cell with its line.
"""

from collections.abc import Collection
from collections.abc import Mapping as Words

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.vocabulary import nearest
from truceline.foundation.zones import zone_of
from truceline.model.record import Problem
from truceline.model.table import REPORT_SCHEMA, completed
from truceline.stages.evidence.attributes import attributes
from truceline.stages.evidence.calendar import Mask, Micros, filled
from truceline.stages.evidence.coded import constant, plain
from truceline.stages.evidence.mapping import TEXTS, TIMES, Mapping
from truceline.stages.evidence.sheet import LINE, Sheet, coded_columns
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
    "wanted",
]

REQUIRED = ("report_id", "source")
LAT_LON = ("lat", "lon")
_NUMBERS = ("place_uncertainty_km", "count", "observer_lat", "observer_lon", "impact_azimuth_deg")
_BEARINGS = ("bearing_deg", "distance_km")
_LONG = ("source_url", "text")
_ZERO = "lies at 0, 0 in the open sea"
_MOMENT = REPORT_SCHEMA.field("known").type


def to_reports(
    raw: pa.Table,
    mapping: Mapping,
    dataset: str,
    file: str,
    zone: str,
    columns: Collection[str] | None = None,
) -> tuple[pa.Table, tuple[Problem, ...]]:
    """One batch of a raw table (`read_raw`) as reports (`REPORT_SCHEMA`), good rows only.

    `zone` is the mission's zone of time and holds for bare dates alone. `known` is the time of
    receipt, else of publication (a bare date: the end of that day), else the end of the act. An
    act dated after it was known happened at some time before: its start becomes null, its end
    `known`, and a warning names the report.

    With `columns` (of ours) the table is lean, see `model.table.completed`: only those of them
    that the raw table gives, words dictionary-encoded. All that the mapping reads is checked even
    so, except what only `columns` would have asked for: texts, and columns that no mapping names.
    """
    if raw.num_rows == 0 and raw.column_names in ([], [LINE]):
        return REPORT_SCHEMA.empty_table(), ()
    sheet = Sheet(raw, mapping, file, zone)
    if not _fit(sheet, zone):
        return REPORT_SCHEMA.empty_table(), sheet.sieve.found()
    given = _columns(sheet, REPORT_SCHEMA.names if columns is None else columns)
    if dataset:
        given["dataset"] = constant(dataset, sheet.size)
    _tell(given, sheet, dataset)
    kept = [name for name in REPORT_SCHEMA.names if name in given]
    if columns is not None:
        kept = [name for name in kept if name in {*columns, "dataset", "report_id"}]
    table = pa.table({name: given[name] for name in kept})
    table = table.filter(pa.array(~sheet.sieve.bad)) if sheet.sieve.bad.any() else table
    return table if columns is not None else completed(table), sheet.sieve.found()


def wanted(mapping: Mapping, columns: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Their columns that `to_reports` with these columns of ours looks at, and those of them that
    hold words, which a reader may deliver dictionary-encoded.
    """
    theirs = {t for ours, held in mapping.columns.items() if _asked(ours, columns) for t in held}
    theirs |= {t for t, _ in mapping.one_hot} | {mapping.parse.bearing_distance}
    return frozenset(theirs - {""}), coded_columns(mapping)


def _asked(ours: str, columns: Collection[str]) -> bool:
    """Is the column looked at? Long texts only when they are asked for."""
    return ours not in _LONG or ours in columns


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


def _columns(sheet: Sheet, columns: Collection[str]) -> dict[str, pa.Array]:
    """Every column that the sheet gives; those of `columns` at least."""
    texts = [name for name in TEXTS[1:] if sheet.has(name) and _asked(name, columns)]
    found = {"report_id": sheet.ids()} | {name: sheet.text(name) for name in texts}
    for ours in REQUIRED:
        sheet.sieve.reject(
            ~filled(found[ours]), sheet.shown(ours), lambda _: ("the cell is empty", "")
        )
    found |= {name: sheet.number(name) for name in _NUMBERS if sheet.has(name)}
    found |= _bearings(sheet)
    if sheet.has("time_uncertainty_h"):
        found["time_uncertainty_h"] = pc.fill_null(sheet.number("time_uncertainty_h"), 0.0)
    found |= _words(sheet)
    if "attributes" in columns:
        found["attributes"] = attributes(sheet.others(), sheet.size)
    return found | _place(sheet) | _times(sheet, zoned="zone" in columns)


def _bearings(sheet: Sheet) -> dict[str, pa.Array]:
    if sheet.mapping.parse.bearing_distance in sheet.raw.column_names:
        return dict(zip(_BEARINGS, sheet.bearings(), strict=True))
    return {name: sheet.number(name) for name in _BEARINGS if sheet.has(name)}


def _words(sheet: Sheet) -> dict[str, pa.Array]:
    """Columns whose words are ours."""
    found = {"kind": sheet.kinds()} if sheet.has("kind") or sheet.mapping.one_hot else {}
    defaults = {"target_category": None, "stance": "claims", "about": "all"}
    found |= {name: sheet.word(name, word) for name, word in defaults.items() if sheet.has(name)}
    if sheet.has("assessed"):
        found["assessed"] = sheet.flag("assessed")
    return found


def _place(sheet: Sheet) -> dict[str, pa.Array]:
    """Coordinates; half of them is none. Whether there are any says the place's basis."""
    if not (sheet.has("lat") and sheet.has("lon")):
        return {}
    lat, lon = (sheet.number(n) for n in LAT_LON)
    half = (filled(lat) ^ filled(lon)) & ~sheet.sieve.bad
    say = lambda _: ("lat without lon, or lon without lat", "give both or none")  # noqa: E731
    sheet.sieve.reject(half, sheet.shown("lat"), say)
    return {"lat": lat, "lon": lon}


def _times(sheet: Sheet, *, zoned: bool) -> dict[str, pa.Array]:
    """The act's interval and when the report was known."""
    told = {ours: sheet.times(ours) for ours in TIMES}
    start, end = told["start"], told["end"]
    ends, ended = _either(end.given, end.hi, start.hi), end.given | start.given
    known, is_known = _known(told, ends, ended)
    reversed_ = start.given & end.given & (end.hi < start.lo)
    if reversed_.any():
        sheet.sieve.reject(reversed_, sheet.shown("end"), _ends_early, sheet.text("end"))
    timeless = ~is_known & ~sheet.sieve.bad
    hint = "give start, or at least when it was published"
    sheet.sieve.reject(timeless, sheet.shown("start"), lambda _: ("no time at all", hint))
    stated = {ours: told[ours] for ours in ("start", "published", "received") if sheet.has(ours)}
    return {
        **{ours: _moments(times.lo, times.given) for ours, times in stated.items()},
        "end": _moments(ends, ended),
        "known": _moments(known, is_known),
        **({"zone": pc.coalesce(*(plain(t.zones) for t in told.values()))} if zoned else {}),
    }


def _ends_early(cell: str) -> tuple[str, str]:
    return f"{cell} lies before the start", "are start and end swapped, or is a day wrong?"


def _known(told: Words[str, Times], ends: Micros, ended: Mask) -> tuple[Micros, Mask]:
    """Received, else published, else the end of the act; a bare date counts from its end."""
    published, received = told["published"], told["received"]
    known = _either(published.given, published.hi, ends)
    known = _either(received.given, received.hi, known)
    return known, received.given | published.given | ended


def _either(given: Mask, one: Micros, other: Micros) -> Micros:
    """`one` where given, else the other; no copy where all rows come from the same."""
    return one if given.all() else np.where(given, one, other) if given.any() else other


def _moments(micros: Micros, given: Mask) -> pa.Array:
    mask = None if given.all() else ~given
    return pa.array(micros, pa.int64(), mask=mask).view(_MOMENT)


def _tell(columns: dict[str, pa.Array], sheet: Sheet, dataset: str) -> None:
    """What is odd about reports that stay, told by their keys; impossible times are mended."""
    late, untold = _mended(columns)
    odd = (
        (late, "dated later than its own publication", "its time counts as unknown before that"),
        (untold, "no time of the act is told", "it counts as unknown before publication"),
        (_at_zero(columns), _ZERO, "leave both empty where the place is unknown"),
    )
    for rows, message, hint in odd:
        stay = pc.and_(rows, pa.array(~sheet.sieve.bad))
        if not pc.any(stay).as_py():
            continue
        ids = columns["report_id"].filter(stay).cast(pa.string())
        keys = pc.binary_join_element_wise(dataset, ids, ".") if dataset else ids
        told = about_reports(keys, dataset or sheet.sieve.file, message, hint)
        sheet.sieve.problems += told


def _mended(columns: dict[str, pa.Array]) -> tuple[pa.Array, pa.Array]:
    """Which acts are dated after they were known, and which not at all; both mended in place."""
    known, end = columns["known"], columns["end"]
    start = columns.get("start", pa.nulls(len(known), known.type))
    late = pc.fill_null(pc.greater(start, known), fill_value=False)
    untold = pc.and_(pc.is_null(start), pc.is_null(end))
    if pc.any(late).as_py():
        columns["start"] = pc.if_else(late, None, start)
    if pc.any(late).as_py() or pc.any(untold).as_py():
        columns["end"] = pc.if_else(pc.or_(late, untold), known, end)
    return late, untold


def _at_zero(columns: dict[str, pa.Array]) -> pa.Array:
    if "lat" not in columns:
        return pa.repeat(pa.scalar(False), len(columns["known"]))  # noqa: FBT003
    at_zero = pc.and_(pc.equal(columns["lat"], 0.0), pc.equal(columns["lon"], 0.0))
    return pc.fill_null(at_zero, fill_value=False)
