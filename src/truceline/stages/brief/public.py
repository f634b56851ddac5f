"""The public brief: sums that give no small number away, and a bare list of incidents.

A public row says when, roughly where and by whom an incident was reported. Who is accused, what
was hit, and what a reading makes of it is told in sums alone: rows that carried these would give
every small cell away, whoever counted them. For the same reason no public sum lists its basis.
Must never let through anything about an incident that is younger than the mission's delay.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.phrase import count
from truceline.foundation.places.basemap import load_basemap
from truceline.model.brief import (
    Brief,
    DayMark,
    Dispute,
    IncidentView,
    KeyLine,
    LedgerLine,
    LedgerPart,
    LedgerView,
    MapMark,
    ObjectRow,
    ReportRow,
    Said,
    TotalRow,
)
from truceline.model.finding import Figure, Why
from truceline.model.incident import Incident
from truceline.model.mission import Issue, Settings
from truceline.model.place import KM_PER_DEGREE, Place
from truceline.model.record import Problem
from truceline.stages.brief.case import Case
from truceline.stages.brief.cells import Sum, hidden
from truceline.stages.brief.figures import LEVELS
from truceline.stages.brief.public_trends import trend_cells, trends_shown
from truceline.stages.brief.restate import COUNTS

WITHHELD = "withheld at this level"
SUMS_ONLY = "told in sums only at this level"
CROSS = (
    "admitted.",
    "affirmed.",
    "alleged.",
    "all_readings.",
    "corroborated.",
    "denied.",
    "exempt.",
    "none.",
    "only.",
    "undetermined.",
    "verified.",
    "would_breach.",
)
"""Beginnings of the ids of figures that count incidents per side: the cells of its tables."""


def aged(case: Case) -> Case:
    """The case without incidents younger than the public delay, their reports, and totals that
    cover them. What has no time is as old as what was first said of it.
    """
    edge = case.as_of - timedelta(hours=case.mission.spec.settings.public_delay_h)
    kept = {i.id for i in case.incidents if (over := _over(i)) and over <= edge}
    ours = {key for i in case.incidents if i.id in kept for key in i.report_ids}
    statements = tuple(
        s
        for s in case.mission.statements
        if s.topic != "violation_count" or (s.covers.end if s.covers else s.known) <= edge
    )
    return replace(
        case,
        mission=case.mission.but(statements=statements),
        reports={key: r for key, r in case.reports.items() if key in ours},
        origins=case.origins.filter(
            pc.is_in(case.origins["report_id"], pa.array(sorted(ours), pa.string()))
        ),
        incidents=tuple(i for i in case.incidents if i.id in kept),
        accounts=(),
        statuses=tuple(s for s in case.statuses if s.incident_id in kept),
        findings=tuple(f for f in case.findings if f.incident_id in kept),
        ledger=tuple(r for r in case.ledger if r.incident_id in kept),
    )


def _over(incident: Incident) -> datetime | None:
    """When it was over at the latest, as far as known."""
    return incident.when.end if incident.when else incident.known


def published(brief: Brief, earlier: Issue | None) -> dict[str, int]:
    """Counts as they were last published, this brief's first: what the next issue compares with."""
    return (earlier.published if earlier else {}) | _cells(brief)


def public(brief: Brief, settings: Settings, earlier: Issue | None) -> Brief:
    """The brief of an aged case as anybody may see it."""
    values = _cells(brief)
    before = earlier.published if earlier else {}
    rests = _lopsided(brief, settings)
    shut = hidden(values, _sums(brief), settings.small_cell, before, rests)
    told = frozenset(values.keys() - shut)
    brief = _listing(_sums_shown(brief, told), settings)
    hours = f"{settings.public_delay_h:g} hours"
    return brief.but(
        sides_told=False,
        key_lines=_key_lines(brief, hours),
        denials=(),
        disputes=(Dispute(incident_id="", title="Not at this level", about=(), text=DISPUTES),),
        totals=tuple(_total(t) for t in brief.totals),
        accounts=(),
        sources=tuple(s.but(days=(), access=WITHHELD, accuses="") for s in brief.sources),
        set_aside=tuple(a.but(cites=()) for a in brief.set_aside),
        restatement=tuple(r.but(basis=()) for r in brief.restatement if r.what in COUNTS),
        problems=_problems(brief),
        holding=trends_shown(brief.holding, told),
        map_note=f"{brief.map_note} Places are coarsened to {settings.public_grid_km:g} km.",
        method=(*brief.method, METHOD.format(hours=hours, least=settings.small_cell)),
    )


DISPUTES = "Disputes name sides and objects incident by incident: they are told at narrower levels."
METHOD = (
    "Public release: incidents of the last {hours} are left out of every list and count; places are "
    "coarsened. Who is accused, what was hit and what a reading makes of it is told in sums. A sum "
    "is withheld when it is smaller than {least}, when it moved by fewer than that since it was last "
    "published, or when another could be computed from it."
)


# Sums


def _key(party: str, line: LedgerLine, n: int) -> str:
    return f"{line.figures[n]}.line" if line.figures else f"ledger.{party}.{line.label}.{n}"


def _object_key(row: ObjectRow, side: str) -> str:
    return f"objects.{side}.{'+'.join(row.categories)}"


def _lines(brief: Brief) -> Iterator[tuple[str, LedgerLine]]:
    return ((v.party, line) for v in brief.ledgers for part in v.parts for line in part.lines)


def _cells(brief: Brief) -> dict[str, int]:
    """Every count per side or of a trend that is shown, by figure or by its place."""
    every = {f.id: f.value for f in brief.figures if f.id.startswith(CROSS)}
    every |= {_key(p, li, n): v for p, li in _lines(brief) for n, v in enumerate(li.values)}
    every |= {_object_key(row, s): n for row in brief.objects for s, n in row.accused.items()}
    counts = {key: value for key, value in every.items() if isinstance(value, int)}
    return counts | trend_cells(brief.holding)


def _sums(brief: Brief) -> Iterator[Sum]:
    """What adds up: outcomes under a reading, objects, and a ledger's line to its figure."""
    for view, reading in product(brief.ledgers, brief.readings):
        tail = f"{reading.id}.by.{view.party}"
        whys = (f"undetermined.{tail}.{w}" for w in Why)
        yield Sum(_all_against(view), (*_levels(tail), *whys, f"exempt.{tail}", f"none.{tail}"))
    for view in brief.ledgers:
        objects = tuple(_object_key(row, view.party) for row in brief.objects)
        yield Sum(_all_against(view), objects)
    for party, line in _lines(brief):
        for n, figure in enumerate(line.figures):
            yield Sum(_key(party, line, n), (figure,))


def _all_against(view: LedgerView) -> str:
    return _key(view.party, view.parts[0].lines[0], 0)


def _lopsided(brief: Brief, settings: Settings) -> frozenset[str]:
    """Parts that leave a small rest of their whole, both being told: the rest is a cell too."""
    cells = _cells(brief)
    rests = {
        part: sum(cells.get(w, 0) for w in whole) - cells.get(part, 0)
        for part, whole in _parts_of(brief)
    }
    return frozenset(part for part, rest in rests.items() if 0 < rest < settings.small_cell)


def _parts_of(brief: Brief) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(a count, the counts that add to what it is a part of)."""
    for view in brief.ledgers:
        every = (_all_against(view),)
        for line in view.parts[0].lines[1:]:
            yield _key(view.party, line, 0), every
        for figure in brief.figures:
            if re.fullmatch(
                rf"(alleged\.by\..*\.against|corroborated\.by)\.{re.escape(view.party)}", figure.id
            ):
                yield figure.id, every
        for reading in brief.readings:
            levels = _levels(f"{reading.id}.by.{view.party}")
            yield f"only.{reading.id}.by.{view.party}", levels
            yield f"all_readings.by.{view.party}", levels


def _levels(tail: str) -> tuple[str, ...]:
    return tuple(f"would_breach.{tail}.{level}" for level in LEVELS)


def _sums_shown(brief: Brief, shown: frozenset[str]) -> Brief:
    """Counts that aren't `shown` withheld. Cross-tables and charts of sides go whole."""
    return brief.but(
        figures=tuple(_figure(f, shown) for f in brief.figures),
        ledgers=tuple(_ledger(v, shown) for v in brief.ledgers),
        objects=tuple(_object(o, shown) for o in brief.objects),
    )


def _figure(figure: Figure, shown: frozenset[str]) -> Figure:
    if not figure.id.startswith(CROSS):
        return figure
    if figure.id in shown:
        return figure.but(basis=())
    return figure.but(value=None, basis=(), label=f"{figure.label} (withheld)")


def _ledger(view: LedgerView, shown: frozenset[str]) -> LedgerView:
    limits = tuple(
        (label, words if label == "Itemised by" else WITHHELD) for label, words in view.limits
    )
    parts = tuple(_part(view.party, part, shown) for part in view.parts)
    return view.but(limits=limits, parts=parts, funnel=(), outcomes=(), matrix=())


def _part(party: str, part: LedgerPart, shown: frozenset[str]) -> LedgerPart:
    return part.but(
        lines=tuple(
            li.but(
                values=tuple(
                    v if _key(party, li, n) in shown else None for n, v in enumerate(li.values)
                )
            )
            for li in part.lines
        )
    )


def _object(row: ObjectRow, shown: frozenset[str]) -> ObjectRow:
    counts = {s: n if _object_key(row, s) in shown else None for s, n in row.accused.items()}
    return row.but(accused=counts)


def _key_lines(brief: Brief, hours: str) -> tuple[KeyLine, ...]:
    """The record, and what each reading makes of it, from the sums that are shown."""
    numbers = {f.id: f.value for f in brief.figures}
    reports, incidents = int(numbers["reports"] or 0), int(numbers["incidents"] or 0)
    record = f"{count(reports, 'report')} describe {count(incidents, 'distinct incident')} that ended at least {hours} before this brief. Newer ones are withheld."
    lines = [KeyLine(label="The record", lines=(Said(text=record),))]
    if all(numbers.get(f"verified.by.{party.id}") == 0 for party in brief.parties):
        lines.append(KeyLine(label="Verified", lines=(Said(text="Nothing is verified."),)))
    for reading in brief.readings:
        said = [Said(text=f"{reading.label}:")]
        for party in brief.parties:
            value = numbers.get(f"would_breach.{reading.id}.by.{party.id}.alleged")
            many = count(value, "incident") if isinstance(value, int) else "A withheld number"
            text = f"{many} blamed on {party.name}: alleged, would breach."
            said.append(Said(text=text, party=party.id))
        lines.append(KeyLine(label=reading.name, lines=tuple(said)))
    last = "Ledgers are never summed: their length shows how a side publishes."
    return (*lines, KeyLine(label="Do not compare sides", lines=(Said(text=last),)))


def _total(row: TotalRow) -> TotalRow:
    return row.but(itemised=None, difference=f"The itemised number is {WITHHELD}.", cites=())


def _problems(brief: Brief) -> tuple[Problem, ...]:
    """Problems quote the input: here only how many there are."""
    if not brief.problems:
        return ()
    said = f"{count(len(brief.problems), 'problem')} of the input are told at narrower levels"
    return (Problem(file="mission", message=said, severity="warning"),)


# The list of incidents: rows are made anew, so that no field reaches them unlooked at


def _listing(brief: Brief, settings: Settings) -> Brief:
    km = settings.public_grid_km
    spots = {i.id: coarse(i.where, km) for i in brief.incidents if i.where}
    return brief.but(
        incidents=tuple(_incident(i, spots.get(i.id)) for i in brief.incidents),
        map_marks=tuple(_mark(m, spots[m.incident_id]) for m in brief.map_marks),
        timeline=brief.timeline.but(marks=tuple(_day(m) for m in brief.timeline.marks)),
        incident_views=tuple(
            _card(v, _region(spots.get(v.id), brief.boundaries), km) for v in brief.incident_views
        ),
        statuses=(),
        findings=(),
        ledger=(),
    )


def coarse(place: Place, grid_km: float) -> Place:
    """The middle of the grid cell that holds a place, its error at least half the cell, unnamed."""
    step = grid_km / KM_PER_DEGREE
    lat = _middle(place.lat, step)
    lon = _middle(place.lon, step / max(math.cos(math.radians(lat)), 0.05))
    radius = max(place.radius_km, grid_km / 2)
    return place.but(lat=_clip(lat, 90), lon=_clip(lon, 180), radius_km=radius, name="")


def _middle(value: float, step: float) -> float:
    return round((math.floor(value / step) + 0.5) * step, 3)


def _clip(value: float, limit: float) -> float:
    return max(-limit, min(limit, value))


def _incident(incident: Incident, where: Place | None) -> Incident:
    return Incident(
        id=incident.id,
        report_ids=incident.report_ids,
        probabilities=incident.probabilities,
        when=incident.when,
        where=where,
        known=incident.known,
    )


def _mark(mark: MapMark, where: Place) -> MapMark:
    return mark.but(
        lat=where.lat,
        lon=where.lon,
        radius_km=where.radius_km,
        accused=(),
        corroborated=False,
        place="",
    )


def _day(mark: DayMark) -> DayMark:
    return mark.but(accused=(), corroborated=False)


def _region(where: Place | None, boundaries: str) -> str:
    """The first-level unit that a place lies in: its own name would undo the grid."""
    if where is None:
        return "place not known"
    unit = load_basemap(boundaries).admin1.get(where.admin1)
    return unit.name if unit else where.admin1 or where.country or "outside every known region"


def _card(view: IncidentView, region: str, km: float) -> IncidentView:
    return IncidentView(
        id=view.id,
        number=view.number,
        title=region,
        when=view.when,
        when_note=view.when_note,
        where=f"coarsened to {km:g} km; see the map",
        status=SUMS_ONLY,
        accused=("withheld",),
        object="withheld",
        start=view.start,
        place=region,
        origins=(),
        traces=(),
        reports=tuple(_report(r) for r in view.reports),
    )


def _report(row: ReportRow) -> ReportRow:
    """Where it was published; whose word it is and what it says would tell the sides."""
    return ReportRow(
        key=row.key,
        source=row.source,
        url=row.url,
        claimant="",
        side="",
        stance="",
        when="",
        published=row.published,
        probability=1.0,
        grade="",
    )
