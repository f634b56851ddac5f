"""Writes a plan brief's folder: one page for people, tables for programs, and what they all are.

The same brief gives the same bytes. Every file says that it is restricted.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import shapely

from truceline import __version__
from truceline.model.planbrief import PlanBrief
from truceline.stages.plan.paper.page import Dress, page
from truceline.stages.plan.quoted import LEVEL

Cell = str | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DIGITS = 6  # decimals of a degree, about 10 cm


def publish(brief: PlanBrief, dress: Dress, folder: Path) -> int:
    """Write all files into `folder`, which is made where it is missing; how many there are.

    Raises `OSError` when a file can't be written.
    """
    files = rendered(brief, dress)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return len(files)


def rendered(brief: PlanBrief, dress: Dress) -> dict[str, bytes]:
    """File name → bytes, the manifest last."""
    files = {
        "index.html": page(brief, dress).encode(),
        "requirements.csv": _requirements(brief),
        "shortfall.csv": _shortfall(brief),
        "scenarios.csv": _scenarios(brief),
        "line.geojson": _line(brief),
        "figures.json": _figures(brief),
    }
    return files | {"manifest.json": _manifest(brief, files)}


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """CSV in UTF-8; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*header, "release"))
    writer.writerows([*map(_neutral, row), LEVEL] for row in rows)
    return text.getvalue().encode()


def _neutral(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return "" if cell is None else f"{cell:.10g}"


def _requirements(brief: PlanBrief) -> bytes:
    header = "consent,concept,capability,unit,sector,method,part,lo,mid,hi,pool_lo,pool_mid,pool_hi"
    header += ",formula,source,limits"
    rows = (
        (
            *(s.consent, s.concept, s.capability, s.unit, s.sector, s.method, str(s.part).lower()),
            *(s.lo, s.mid, s.hi, *(s.pool or (None, None, None)), s.formula, s.source, s.limits),
        )
        for s in brief.sized
    )
    return table(header.split(","), rows)


def _shortfall(brief: PlanBrief) -> bytes:
    header = ("scenario", "line_id", "capability", "sector", "month", "required", "met", "missing")
    rows = (
        (
            *(s.scenario, s.line_id, s.capability, s.sector, s.month.isoformat()),
            *(s.required, s.met, round(s.required - s.met, 6)),
        )
        for told in brief.scenarios
        for s in told.match.shortfalls
    )
    return table(header, rows)


def _scenarios(brief: PlanBrief) -> bytes:
    """Scenarios with their match, then what grows without one condition or contributor."""
    header = "kind,id,status,shortfall,bound,gap,required,growth,growth_lo,growth_hi"
    solved = [
        (
            "scenario",
            m.scenario,
            m.status,
            m.objective,
            m.bound,
            m.gap,
            m.required,
            None,
            None,
            None,
        )
        for m in (told.match for told in brief.scenarios)
    ]
    grown = [
        (f"without_{m.kind}", m.id, None, None, None, None, None, m.growth, m.lo, m.hi)
        for m in brief.marginals
    ]
    return table(header.split(","), [*solved, *grown])


def _line(brief: PlanBrief) -> bytes:
    """The line and the zone as RFC 7946: longitude first, WGS84."""
    ground = brief.ground
    track = shapely.LineString([(lon, lat) for lat, lon in ground.line.vertices])
    shapes = (("line", track), ("zone", shapely.from_geojson(ground.zone)))
    features = [
        {
            "type": "Feature",
            "id": name,
            "properties": {"kind": name, "release": LEVEL},
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 10**-_DIGITS))),
        }
        for name, shape in shapes
    ]
    return _json({"type": "FeatureCollection", "features": features})


def _figures(brief: PlanBrief) -> bytes:
    return _json(msgspec.to_builtins(brief.figures))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _manifest(brief: PlanBrief, files: dict[str, bytes]) -> bytes:
    listed = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(files.items())
    ]
    manifest = {
        "product": "truceline",
        "version": __version__,
        "kind": "plan brief",
        "title": brief.title,
        "months": [brief.start.isoformat(), brief.end.isoformat()],
        "release": LEVEL,
        "inputs": [{"name": name, "sha256": digest} for name, digest in brief.inputs],
        "files": listed,
    }
    return _json(manifest)
