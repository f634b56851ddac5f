"""The figures of a brief: every number that is published, with its stable id and its basis.

No id sums over accused sides. A figure's basis are the incidents (or reports) it rests on.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from truceline.model.brief import SourceView, TotalRow
from truceline.model.finding import Breach, Figure, LedgerRow, Why
from truceline.model.incident import Occurrence
from truceline.stages.brief.case import Case
from truceline.stages.brief.origins import origin_count

LEVELS = tuple(level for level in Occurrence if level is not Occurrence.REFUTED)


def figures(
    case: Case, totals: Iterable[TotalRow], sources: Iterable[SourceView], set_aside: int
) -> tuple[Figure, ...]:
    """All figures, sorted by id."""
    found = [*_record(case, set_aside), *_sides(case), *_readings(case), *_silences(sources)]
    return tuple(sorted((*found, *_totals(totals)), key=lambda f: f.id))


def _record(case: Case, set_aside: int) -> Iterator[Figure]:
    keys = tuple(sorted(case.reports))
    ids = tuple(i.id for i in case.ordered)
    yield Figure(id="reports", label="reports known", value=len(keys), unit="reports", basis=keys)
    yield Figure(id="reports_set_aside", label="reports set aside", value=set_aside, unit="reports")
    label = "independent origins, for occurrence"
    yield Figure(
        id="origins", label=label, value=origin_count(case, ids), unit="origins", basis=ids
    )
    label = "distinct incidents"
    yield Figure(id="incidents", label=label, value=len(ids), unit="incidents", basis=ids)


def _incidents(id_: str, label: str, ids: Iterable[str]) -> Figure:
    basis = tuple(ids)
    return Figure(id=id_, label=label, value=len(basis), unit="incidents", basis=basis)


def _sides(case: Case) -> Iterator[Figure]:
    """Alleged, denied, admitted, corroborated and verified, per side."""
    sides = [p.id for p in case.parties]
    for claimant, accused in product([*sides, "third", "mission"], sides):
        ids = _alleged(case, claimant, accused)
        if claimant in sides or ids:
            label = f"blamed on {case.name(accused)} by {case.name(claimant)}"
            yield _incidents(f"alleged.by.{claimant}.against.{accused}", label, ids)
    for side in sides:
        yield from _contested(case, side)
        for level in (Occurrence.CORROBORATED, Occurrence.VERIFIED):
            ids = [i.id for i in case.against(side) if case.status[i.id].occurrence is level]
            yield _incidents(f"{level}.by.{side}", f"{level}, blamed on {case.name(side)}", ids)


def _alleged(case: Case, claimant: str, accused: str) -> list[str]:
    """Incidents that a report of the claimant's side blames on the accused."""
    pair = (claimant, accused)
    return [i.id for i in case.against(accused) if pair in case.accusers.get(i.id, ())]


def _contested(case: Case, side: str) -> Iterator[Figure]:
    denials = [(s.incident_id, d.about) for s in case.statuses for d in s.denials if d.side == side]
    for about in ("all", "occurrence", "object", "actor", "effect"):
        ids = sorted({i for i, what in denials if what == about}, key=case.numbers.__getitem__)
        yield _incidents(f"denied.by.{side}.{about}", f"{case.name(side)} denies ({about})", ids)
    affirmed = [(s.incident_id, a) for s in case.statuses for a in s.affirmations if a.side == side]
    admitted = sorted({i for i, a in affirmed if a.admitted}, key=case.numbers.__getitem__)
    yield _incidents(f"admitted.by.{side}", f"admitted by {case.name(side)}", admitted)
    outside = sorted(
        {i for i, a in affirmed if not a.admitted} - set(admitted), key=case.numbers.__getitem__
    )
    yield _incidents(
        f"affirmed.by.{side}", f"affirmed, not admitted, by {case.name(side)}", outside
    )


def _ids(rows: Iterable[LedgerRow]) -> list[str]:
    return [row.incident_id for row in rows]


def _readings(case: Case) -> Iterator[Figure]:
    sides = [p.id for p in case.parties]
    for reading, side in product([r.party for r in case.readings], sides):
        yield from _reading(case, reading, side)
    for side in sides:
        label = f"alleged, would breach under every reading, blamed on {case.name(side)}"
        yield _incidents(f"all_readings.by.{side}", label, _ids(case.under_all(side)))


def _reading(case: Case, reading: str, side: str) -> Iterator[Figure]:
    rows = case.rows(reading, side)
    tail = f"{case.reading_name(reading).lower()}, blamed on {case.name(side)}"
    for level in LEVELS:
        ids = _ids(r for r in rows if r.breach is Breach.BREACH and r.occurrence == level)
        yield _incidents(
            f"would_breach.{reading}.by.{side}.{level}", f"would breach ({level}), {tail}", ids
        )
    for why in Why:
        ids = _ids(r for r in rows if r.breach is Breach.UNDETERMINED and r.why is why)
        yield _incidents(
            f"undetermined.{reading}.by.{side}.{why}", f"undetermined ({why}), {tail}", ids
        )
    for breach in (Breach.NONE, Breach.EXEMPT):
        ids = _ids(r for r in rows if r.breach is breach)
        yield _incidents(f"{breach}.{reading}.by.{side}", f"{breach}, {tail}", ids)
    yield _incidents(
        f"only.{reading}.by.{side}",
        f"stands under this reading alone, {tail}",
        _ids(case.only(reading, side)),
    )


def _totals(totals: Iterable[TotalRow]) -> Iterator[Figure]:
    for row in totals:
        value = row.number if row.number is not None else row.claimed
        label = f"claimed by {row.by}: {row.claimed}"
        yield Figure(id=row.figure, label=label, value=value, basis=(row.source_url,))


def _silences(sources: Iterable[SourceView]) -> Iterator[Figure]:
    for source in sources:
        if source.days:
            silent = [d.day.isoformat() for d in source.days if d.state == "silent"]
            label = f"days without a bulletin that was due: {source.name}"
            yield Figure(
                id=f"sources_silent_days.{source.id}",
                label=label,
                value=len(silent),
                unit="days",
                basis=tuple(silent),
                release="political_body",
            )
