"""Coordinates for reports that give none: from a post's observation, or from the place's name.

Coordinates that a source gave are never moved. Names are resolved once each, never row by row, and
what can't be placed is said once per name.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.line import answer_hint
from truceline.foundation.places.observe import observed
from truceline.model.place import Ambiguous, Place, PlaceBasis, Resolution, Unknown
from truceline.model.record import Problem, in_order
from truceline.stages.evidence.mapping import NAMED, SEEN

DEFAULT_KM = 1.0  # error of coordinates that come without one: a point put on a map by hand
FILLED = ("lat", "lon", "place_uncertainty_km", "place_basis", "place_candidates")


class Named(NamedTuple):
    """What one combination of place, unit and country comes to."""

    basis: PlaceBasis
    place: Place | None
    problem: Problem | None
    candidates: str | None = None


def locate(reports: pa.Table, gazetteer: Gazetteer) -> tuple[pa.Table, tuple[Problem, ...]]:
    """The reports with lat, lon, place_uncertainty_km (one s.d., km), place_basis and, where several
    places fit a name, place_candidates filled in.

    Rows keep their order. Where nothing places a report, its coordinates stay null and its basis
    says `ambiguous` or `unlocated`.
    """
    given = _all_valid(reports, ("lat", "lon"))
    reports = _with_default(reports, given)
    if pc.all(given, min_count=0).as_py():
        return reports, ()
    seen = pc.and_(pc.invert(given), _observable(reports))
    rest = pc.invert(pc.or_(given, seen))
    reports = _observed(reports, seen)
    return _named(reports, rest, gazetteer)


def _all_valid(table: pa.Table, names: Sequence[str]) -> pa.ChunkedArray:
    mask = pc.is_valid(table[names[0]])
    for name in names[1:]:
        mask = pc.and_(mask, pc.is_valid(table[name]))
    return mask


def _observable(table: pa.Table) -> pa.ChunkedArray:
    """Rows with a post, a bearing and a distance that is none below 0."""
    ahead = pc.fill_null(pc.greater_equal(table["distance_km"], 0.0), fill_value=False)
    north = pc.fill_null(pc.less_equal(pc.abs(table["observer_lat"]), 90.0), fill_value=False)
    return pc.and_(_all_valid(table, SEEN), pc.and_(ahead, north))


def _with_default(reports: pa.Table, given: pa.ChunkedArray) -> pa.Table:
    """Coordinates without an error get the default one."""
    missing = pc.and_(given, pc.is_null(reports["place_uncertainty_km"]))
    column = pc.if_else(missing, DEFAULT_KM, reports["place_uncertainty_km"])
    return _replaced(reports, {"place_uncertainty_km": column})


def _replaced(reports: pa.Table, columns: dict[str, pa.ChunkedArray]) -> pa.Table:
    for name, column in columns.items():
        where = reports.schema.get_field_index(name)
        reports = reports.set_column(where, reports.schema.field(where), column)
    return reports


def _observed(reports: pa.Table, seen: pa.ChunkedArray) -> pa.Table:
    if not pc.any(seen, min_count=0).as_py():
        return reports
    rows = reports.select(SEEN).filter(seen)
    lat, lon, km = observed(*(rows[name].to_numpy() for name in SEEN))
    basis = np.full(len(km), str(PlaceBasis.OBSERVATION), dtype=object)
    nothing = np.full(len(km), None, dtype=object)
    return _scattered(reports, seen, (lat, lon, km, basis, nothing))


def _scattered(reports: pa.Table, mask: pa.ChunkedArray, values: Sequence[np.ndarray]) -> pa.Table:
    """The table with the filled columns replaced where `mask` is true, in row order."""
    columns = {}
    for name, value in zip(FILLED, values, strict=True):
        old = reports[name].combine_chunks()
        new = pa.array(value, type=old.type, from_pandas=True)
        columns[name] = pa.chunked_array([pc.replace_with_mask(old, mask.combine_chunks(), new)])
    return _replaced(reports, columns)


def _named(
    reports: pa.Table, rest: pa.ChunkedArray, gazetteer: Gazetteer
) -> tuple[pa.Table, tuple[Problem, ...]]:
    """Resolve each distinct combination of names once and spread the answers over its rows."""
    rows = reports.filter(rest)
    texts = [pc.fill_null(rows[name], "") for name in NAMED]
    coded = pc.binary_join_element_wise(*texts, "\x1f").combine_chunks().dictionary_encode()
    codes = coded.indices.to_numpy()
    counts = np.bincount(codes, minlength=len(coded.dictionary))
    combinations = [combination.split("\x1f") for combination in coded.dictionary.to_pylist()]
    answers = [
        _answer(gazetteer, *combination, count=int(count))
        for combination, count in zip(combinations, counts, strict=True)
    ]
    stated = rows["place_uncertainty_km"].to_numpy()
    located = _scattered(reports, rest, _columns(answers, codes, stated))
    return located, in_order(a.problem for a in answers if a.problem is not None)


def _columns(answers: list[Named], codes: np.ndarray, stated: np.ndarray) -> tuple[np.ndarray, ...]:
    """Filled columns; an error that the report states counts when it is the larger one."""
    places = [(a.place.lat, a.place.lon, a.place.radius_km) if a.place else None for a in answers]
    numbers = np.array([p or (np.nan, np.nan, np.nan) for p in places]).reshape(-1, 3)
    basis = np.array([str(a.basis) for a in answers], dtype=object)
    several = np.array([a.candidates for a in answers], dtype=object)
    lat, lon, km = numbers[codes].T
    km = np.where(np.isnan(km), stated, np.fmax(km, stated))
    return lat, lon, km, basis[codes], several[codes]


def _answer(gazetteer: Gazetteer, name: str, admin1: str, country: str, *, count: int) -> Named:
    """What a combination comes to; a place that no list holds lies somewhere in its unit."""
    wider = gazetteer.region(admin1, country or None) if admin1 else Unknown(name=admin1)
    if not name:
        return _only_region(wider, admin1, count)
    answer = gazetteer.resolve(name, country or None, admin1 or None)
    if isinstance(answer, Place):
        return Named(answer.basis, answer, None)
    if isinstance(answer, Ambiguous):
        said = f"{_told(name, admin1, country)} is ambiguous: {_reports(count)} without coordinates"
        return Named(PlaceBasis.AMBIGUOUS, None, _problem(said, answer), _candidates(answer))
    if isinstance(wider, Place):
        said = (
            f"{_told(name, admin1, country)} is unknown: {_reports(count)} placed in {wider.name}"
        )
        said += f" ± {wider.radius_km:.0f} km"
        return Named(PlaceBasis.REGION, wider, _problem(said, answer))
    said = f"{_told(name, admin1, country)} is unknown: {_reports(count)} without coordinates"
    return Named(PlaceBasis.UNLOCATED, None, _problem(said, answer))


def _candidates(answer: Ambiguous) -> str:
    """As the report table holds them: `lat,lon,km` of each, the best first."""
    return ";".join(f"{p.lat:.5f},{p.lon:.5f},{p.radius_km:g}" for p in answer.candidates)


def _only_region(wider: Resolution, admin1: str, count: int) -> Named:
    if isinstance(wider, Place):
        return Named(PlaceBasis.REGION, wider, None)
    if not admin1:
        said = f"no place is named: {_reports(count)} without coordinates"
        return Named(PlaceBasis.UNLOCATED, None, _problem(said, wider))
    said = f"{admin1} is no unit that can be placed: {_reports(count)} without coordinates"
    basis = PlaceBasis.AMBIGUOUS if isinstance(wider, Ambiguous) else PlaceBasis.UNLOCATED
    return Named(basis, None, _problem(said, wider))


def _told(name: str, admin1: str, country: str) -> str:
    return ", ".join(part for part in (name, admin1, country) if part)


def _reports(count: int) -> str:
    return "1 report" if count == 1 else f"{count} reports"


def _problem(message: str, answer: Resolution) -> Problem:
    hint = answer_hint(answer)
    return Problem(
        file="reports", field="place_name", message=message, hint=hint, severity="warning"
    )
