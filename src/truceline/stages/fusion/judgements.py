"""What reviewers decided: reports changed before matching, and pairs that are settled.

A judgement is an entry, so it is obeyed as written or set aside with a Problem; it is never
guessed at. Which of them stand is `foundation.judging`'s to say.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.judging import standing
from truceline.foundation.vocabulary import nearest, words
from truceline.model.evidence import Judgement
from truceline.model.record import Problem, in_order
from truceline.model.table import report_keys
from truceline.stages.fusion.unions import Unions

Pair = tuple[str, str]
Changes = dict[str, object]
FILE = "judgements"


class Revision(msgspec.Struct, frozen=True):
    """Keys of reports that are taken out, and by key the cells that others have instead."""

    gone: frozenset[str]
    kinds: dict[str, Changes]
    places: dict[str, Changes]


class Settled(msgspec.Struct, frozen=True):
    """Pairs of report keys that are one incident, and pairs that are two."""

    same: tuple[Pair, ...]
    different: tuple[Pair, ...]


def settled(judgements: Iterable[Judgement]) -> Settled:
    """The hard constraints; a `different` that `same` contradicts is left out."""
    made = standing(judgements)
    same = {p for j in made if j.verdict == "same" for p in _pairs(j)}
    bonded = _bonded(same)
    apart = {p for j in made if j.verdict == "different" for p in _pairs(j)}
    kept = {(a, b) for a, b in apart if not bonded.one(a, b)}
    return Settled(tuple(sorted(same)), tuple(sorted(kept)))


def contradictions(judgements: Sequence[Judgement]) -> tuple[Problem, ...]:
    """Every `different` that one or several `same` contradict, told so that a person can choose;
    and every change of a report whose value can't be read.
    """
    made = standing(judgements)
    bonded = _bonded({p for j in made if j.verdict == "same" for p in _pairs(j)})
    return in_order([*_contradicted(made, bonded), *_unreadable(made)])


def revised(reports: pa.Table, judgements: Sequence[Judgement]) -> pa.Table:
    """The reports after reject, relocate and rekind; applying it twice changes nothing more.

    Later judgements win. Only the named rows are touched.
    """
    told = revision(judgements)
    if not (told.gone or told.kinds or told.places):  # keys are soon written, but not for nothing
        return reports
    gone = pa.array(sorted(told.gone), pa.string())
    reports = reports.filter(pc.invert(pc.is_in(report_keys(reports), value_set=gone)))
    for changes in (told.kinds, told.places):
        reports = _changed(reports, changes)
    return reports


def revision(judgements: Sequence[Judgement]) -> Revision:
    """What standing judgements change of reports."""
    made = standing(judgements)
    return Revision(
        gone=frozenset(k for j in made if j.verdict == "reject" for k in j.about),
        kinds={k: {"kind": j.value} for j in made if _valid_kind(j) for k in j.about},
        places={k: _located(j) for j in made if _valid_place(j) for k in j.about},
    )


def _changed(reports: pa.Table, changes: dict[str, Changes]) -> pa.Table:
    if not changes:
        return reports
    keys = pa.array(sorted(changes), pa.string())
    at = pc.index_in(report_keys(reports), value_set=keys)
    for name in next(iter(changes.values())):
        field = reports.schema.field(name)
        values = pa.array([changes[key][name] for key in keys.to_pylist()], field.type)
        column = pc.if_else(pc.is_valid(at), pc.take(values, at), reports[name])
        reports = reports.set_column(reports.schema.get_field_index(name), field, column)
    return reports


def _located(judgement: Judgement) -> Changes:
    lat, lon, km = (float(part) for part in judgement.value.split(","))
    return {"lat": lat, "lon": lon, "place_uncertainty_km": km, "place_basis": "given"}


def _valid_kind(judgement: Judgement) -> bool:
    return judgement.verdict == "rekind" and judgement.value in words("acts")


def _valid_place(judgement: Judgement) -> bool:
    if judgement.verdict != "relocate":
        return False
    try:
        lat, lon, km = (float(part) for part in judgement.value.split(","))
    except ValueError:
        return False
    return -90 <= lat <= 90 and -180 <= lon <= 180 and 0 <= km < np.inf


def _unreadable(made: Iterable[Judgement]) -> Iterator[Problem]:
    for judgement in made:
        where = ", ".join(judgement.about)
        if judgement.verdict == "relocate" and not _valid_place(judgement):
            said = f"relocate to {judgement.value!r} is no place: set aside"
            yield Problem(file=FILE, field=where, message=said, hint="lat,lon,km in degrees and km")
        if judgement.verdict == "rekind" and not _valid_kind(judgement):
            said = f"{judgement.value!r} is no act: set aside"
            near = nearest(judgement.value, words("acts"))
            yield Problem(file=FILE, field=where, message=said, hint=f"{near}?" if near else "")


def _contradicted(made: Iterable[Judgement], bonded: Unions[str]) -> Iterator[Problem]:
    for judgement in made:
        if judgement.verdict != "different":
            continue
        for a, b in _pairs(judgement):
            if bonded.one(a, b):
                said = f"judged different by {judgement.reviewer}, but same by other judgements"
                hint = "the different is set aside until one of them is superseded"
                yield Problem(file=FILE, field=f"{a}, {b}", message=said, hint=hint)


def _pairs(judgement: Judgement) -> list[Pair]:
    return list(combinations(sorted(set(judgement.about)), 2))


def _bonded(same: Iterable[Pair]) -> Unions[str]:
    """What `same` makes one, as parts."""
    bonded: Unions[str] = Unions()
    for a, b in same:
        bonded.join(a, b)
    return bonded
