"""The brief's data files: GeoJSON, CSV tables, figures, each in an order of its own content.

Cells of a CSV that a spreadsheet would run as a formula are neutralised. Nothing is withheld here:
what may be released was decided before.
"""

import json
from datetime import datetime

import msgspec

from truceline.foundation.places.admin import admin_shares
from truceline.model.brief import Brief
from truceline.model.incident import Incident, IncidentStatus
from truceline.stages.brief.holding_files import holding_files
from truceline.stages.brief.readings import main_share
from truceline.stages.brief.said_files import said_files
from truceline.stages.brief.sheets import table

FINDING_COLUMNS = (
    "incident_id",
    "term_id",
    "reading",
    "accused",
    "breach",
    "why",
    "alleged",
    "probability",
    "words",
    "trace",
    "basis",
)
LEDGER_COLUMNS = (
    "accused",
    "reading",
    "incident_id",
    "breach",
    "why",
    "alleged",
    "term_id",
    "occurrence",
    "contestation",
    "reports",
    "origins",
)


def data_files(brief: Brief) -> dict[str, bytes]:
    """File name → bytes, without the pages and the manifest."""
    return {
        "incidents.geojson": _json(feature_collection(brief)),
        "findings.csv": _findings(brief),
        "ledger.csv": _ledger(brief),
        "restatement.csv": _restatement(brief),
        "problems.csv": _problems(brief),
        "figures.json": _figures(brief),
        **(said_files(brief.said) if brief.said else {}),
        **(holding_files(brief.holding) if brief.holding else {}),
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def moment(at: datetime) -> str:
    """ISO 8601 in UTC, `Z`."""
    return at.isoformat().replace("+00:00", "Z")


def feature_collection(brief: Brief) -> dict[str, object]:
    """Incidents as RFC 7946: longitude first, WGS84; no geometry where no place is known.

    `admin1` is the first-level unit that holds most of the place's error and `admin1_share` how
    much of it; `admin1_reported` is what reports say.
    """
    statuses = {s.incident_id: s for s in brief.statuses}
    grids = {view.id: view.mgrs for view in brief.incident_views}
    every = sorted(brief.incidents, key=lambda i: i.id)
    features = [
        _feature(i, statuses.get(i.id), grids.get(i.id, ""), brief.boundaries) for i in every
    ]
    return {"type": "FeatureCollection", "features": features}


def _feature(
    incident: Incident, status: IncidentStatus | None, mgrs: str, boundaries: str
) -> dict[str, object]:
    where, when = incident.where, incident.when
    unit = admin_shares(where, boundaries)[0] if where else None
    point = [round(where.lon, 6), round(where.lat, 6)] if where else None
    return {
        "type": "Feature",
        "id": incident.id,
        "geometry": {"type": "Point", "coordinates": point} if point else None,
        "properties": {
            "start": moment(when.start) if when else None,
            "end": moment(when.end) if when else None,
            "kind": main_share(incident.acts) or None,
            "category": main_share(incident.categories) or None,
            "occurrence": str(status.occurrence) if status else None,
            "contestation": str(status.contestation) if status else None,
            "accused": list(incident.accused),
            "place_name": where.name if where else None,
            "place_uncertainty_km": where.radius_km if where else None,
            "place_basis": str(where.basis) if where else None,
            "admin1": unit.value or None if unit else None,
            "admin1_share": round(unit.share, 3) if unit else None,
            "admin1_reported": where.admin1 or None if where else None,
            "mgrs": mgrs or None,
            "independent_groups": len(status.affirming) if status else None,
            "report_ids": list(incident.report_ids),
        },
    }


def _findings(brief: Brief) -> bytes:
    rows = (
        (
            f.incident_id, f.term_id, f.reading, f.accused, str(f.breach), f.why and str(f.why),
            f.alleged, f.probability, f.words,
            " · ".join(f"{s.question}: {s.verdict}" for s in f.trace), " ".join(f.basis),
        )
        for f in sorted(brief.findings, key=lambda f: (f.incident_id, f.term_id, f.reading, f.accused))
    )  # fmt: skip
    return table(FINDING_COLUMNS, rows)


def _ledger(brief: Brief) -> bytes:
    rows = (
        (
            r.accused, r.reading, r.incident_id, str(r.breach), r.why and str(r.why), r.alleged,
            r.term_id, r.occurrence, r.contestation, r.reports, r.origins,
        )
        for r in sorted(brief.ledger, key=lambda r: (r.accused, r.reading, r.incident_id))
    )  # fmt: skip
    return table(LEDGER_COLUMNS, rows)


def _restatement(brief: Brief) -> bytes:
    rows = ((r.what, r.then, r.now, r.why, " ".join(r.basis)) for r in brief.restatement)
    return table(("what", "then", "now", "why", "basis"), rows)


def _problems(brief: Brief) -> bytes:
    rows = (
        (p.file, p.line, p.field, p.severity, p.message, p.hint) for p in sorted(brief.problems)
    )
    return table(("file", "line", "field", "severity", "message", "hint"), rows)


def _figures(brief: Brief) -> bytes:
    return _json([msgspec.to_builtins(f) for f in sorted(brief.figures, key=lambda f: f.id)])
