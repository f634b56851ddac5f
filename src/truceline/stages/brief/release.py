"""Release: what a level may see. Coverage, gaps, effects and sites tell a violator where nobody
looks and an attacker what was hit, so the wider the audience, the less of them is shown.

Levels from narrow to wide: restricted, parties, political_body, public.
"""

import math
from datetime import timedelta

from truceline.model.brief import (
    Brief,
    Dispute,
    IncidentView,
    LedgerLine,
    LedgerPart,
    LedgerView,
    MapMark,
    ObjectRow,
)
from truceline.model.finding import Figure, Finding
from truceline.model.incident import Incident
from truceline.model.mission import Settings
from truceline.model.place import Place

LEVELS = ("restricted", "parties", "political_body", "public")
KM_PER_DEGREE = 111.195
GAPS = "withheld at this level"


def may_see(level: str, figure_release: str) -> bool:
    """May an audience of `level` see what may go as wide as `figure_release`?"""
    return LEVELS.index(level) <= LEVELS.index(figure_release)


def released(brief: Brief, settings: Settings) -> Brief:
    """The brief as its level may see it; restricted and parties see all of it."""
    level = brief.header.release
    if level in LEVELS[:2]:
        return brief
    brief = brief.but(figures=tuple(f for f in brief.figures if may_see(level, f.release)))
    return _public(brief, settings) if level == "public" else brief


def _public(brief: Brief, settings: Settings) -> Brief:
    recent = _recent(brief, settings)
    incidents = tuple(_incident(i, i.id in recent, settings) for i in brief.incidents)
    numbers = {i.id: i for i in incidents}
    return brief.but(
        incidents=incidents,
        findings=tuple(_finding(f) if f.incident_id in recent else f for f in brief.findings),
        map_marks=tuple(_mark(m, numbers[m.incident_id]) for m in brief.map_marks),
        incident_views=tuple(_card(v, v.id in recent, settings) for v in brief.incident_views),
        disputes=tuple(
            _dispute(d, brief) if d.incident_id in recent else d for d in brief.disputes
        ),
        ledgers=tuple(_ledger(v, settings.small_cell) for v in brief.ledgers),
        objects=tuple(_object(o, settings.small_cell) for o in brief.objects),
        figures=tuple(_figure(f, settings.small_cell, recent) for f in brief.figures),
        sources=tuple(s.but(days=(), access=GAPS) for s in brief.sources),
        map_note=f"{brief.map_note} Places are coarsened to {settings.public_grid_km:g} km.",
    )


def _recent(brief: Brief, settings: Settings) -> frozenset[str]:
    """Incidents too fresh for names and effects; one without a time is always too fresh."""
    edge = brief.header.as_of - timedelta(hours=settings.public_delay_h)
    return frozenset(i.id for i in brief.incidents if i.when is None or i.when.end > edge)


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


def _incident(incident: Incident, fresh: bool, settings: Settings) -> Incident:
    where = coarse(incident.where, settings.public_grid_km) if incident.where else None
    return incident.but(where=where, sites=() if fresh else incident.sites)


def _finding(finding: Finding) -> Finding:
    return finding.but(trace=tuple(step.but(note="") for step in finding.trace))


def _mark(mark: MapMark, incident: Incident) -> MapMark:
    where = incident.where
    if where is None:
        return mark
    return mark.but(lat=where.lat, lon=where.lon, radius_km=where.radius_km, place="")


def _card(view: IncidentView, fresh: bool, settings: Settings) -> IncidentView:
    where = f"coarsened to {settings.public_grid_km:g} km; see the map"
    reports = tuple(r.but(text="") for r in view.reports)
    view = view.but(where=where, mgrs="", reports=reports)
    if not fresh:
        return view
    note = f"Names, sources and effects are withheld for {settings.public_delay_h:g} hours."
    return view.but(
        title=f"Incident {view.number}",
        place="withheld",
        reports=(),
        notes=(),
        origins=tuple(o.but(who="") for o in view.origins),
        traces=tuple(t.but(steps=tuple(s.but(note="") for s in t.steps)) for t in view.traces),
        withheld=note,
    )


def _dispute(dispute: Dispute, brief: Brief) -> Dispute:
    number = next(v.number for v in brief.incident_views if v.id == dispute.incident_id)
    return dispute.but(title=f"Incident {number}", text="Withheld for now: the incident is recent.")


def _small(value: int | None, cell: int) -> int | None:
    return None if value is not None and 0 < value < cell else value


def _ledger(view: LedgerView, cell: int) -> LedgerView:
    """Small cells are withheld after the tables are made; the limits keep no gap to exploit."""
    return view.but(
        limits=tuple(
            (label, GAPS if label == "Bulletin gaps" else words) for label, words in view.limits
        ),
        parts=tuple(_part(part, cell) for part in view.parts),
        matrix=_matrix(view.matrix, cell),
    )


def _part(part: LedgerPart, cell: int) -> LedgerPart:
    lines = tuple(_line(line, cell) for line in part.lines)
    hidden = [n for n, line in enumerate(lines) if None in line.values]
    if len(hidden) == 1:  # a lone gap could be computed from its part's total: hide a second
        shown = [n for n, line in enumerate(lines) if n not in hidden and any(line.values)]
        smallest = min(shown, key=lambda n: (sum(v or 0 for v in lines[n].values), n), default=None)
        if smallest is not None:
            blank = lines[smallest].but(values=tuple(None for _ in lines[smallest].values))
            lines = (*lines[:smallest], blank, *lines[smallest + 1 :])
    return part.but(lines=lines)


def _line(line: LedgerLine, cell: int) -> LedgerLine:
    return line.but(values=tuple(_small(v, cell) for v in line.values))


def _matrix(
    matrix: tuple[tuple[int | None, ...], ...], cell: int
) -> tuple[tuple[int | None, ...], ...]:
    """Any small cell hides every cell of its row and column but zeros: margins are published."""
    small = {
        (r, c) for r, row in enumerate(matrix) for c, v in enumerate(row) if _small(v, cell) != v
    }
    rows, columns = {r for r, _ in small}, {c for _, c in small}
    return tuple(
        tuple(None if v and (r in rows or c in columns) else v for c, v in enumerate(row))
        for r, row in enumerate(matrix)
    )


def _object(row: ObjectRow, cell: int) -> ObjectRow:
    return row.but(accused={side: _small(n, cell) for side, n in row.accused.items()})


CROSS = (
    "would_breach.",
    "undetermined.",
    "only.",
    "none.",
    "exempt.",
    "all_readings.",
    "denied.",
    "alleged.",
)


def _figure(figure: Figure, cell: int, recent: frozenset[str]) -> Figure:
    basis = tuple(b for b in figure.basis if b not in recent)
    value = figure.value
    if figure.id.startswith(CROSS) and isinstance(value, int) and _small(value, cell) is None:
        return figure.but(
            value=None, basis=(), label=f"{figure.label} (withheld: fewer than {cell})"
        )
    return figure.but(basis=basis)
