"""Writes a plan brief's folder: two pages for people, tables for programs, and what they all are.

The same brief gives the same bytes. Every file says how widely it may be shown; what a level may not
see is in none of its files.
"""

import hashlib
import json
from pathlib import Path

import msgspec
import shapely

from truceline import __version__
from truceline.model.finding import Figure
from truceline.model.planbrief import PlanBrief
from truceline.stages.plan.audience import may_see
from truceline.stages.plan.paper.fieldfiles import field_files
from truceline.stages.plan.paper.page import Dress, page
from truceline.stages.plan.paper.pdf import document
from truceline.stages.plan.paper.release import released
from truceline.stages.plan.paper.sheets import table
from truceline.stages.plan.paper.view import view_of
from truceline.stages.plan.quoted import family_of

KIND = "plan brief"
_DIGITS = 6  # decimals of a degree, about 10 cm


def publish(brief: PlanBrief, dress: Dress, folder: Path) -> int:
    """Write all files into `folder`, which is made where it is missing; how many there are.

    Raises `OSError` when a file can't be written.
    """
    files = rendered(brief, dress)
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return len(files)


def _clear(folder: Path) -> None:
    """Remove what an earlier plan brief wrote there: a wider release must not lie beside it."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
        listed = [f["name"] for f in manifest["files"]] if manifest["kind"] == KIND else []
    except (OSError, ValueError, KeyError, TypeError):
        return  # no manifest of ours
    for name in listed:
        if Path(name).name == name:
            (folder / name).unlink(missing_ok=True)


def rendered(brief: PlanBrief, dress: Dress) -> dict[str, bytes]:
    """File name → bytes, the manifest last: what the brief's level may see."""
    brief = released(brief)
    view = view_of(brief)
    files = {
        "index.html": page(view, dress).encode(),
        "plan.pdf": document(view, brief, dress),
        "requirements.csv": _requirements(brief),
        "line.geojson": _line(brief),
        "figures.json": _figures(brief),
    }
    if may_see(brief.release, "political_body"):
        files["scenarios.csv"] = _scenarios(brief)
        files["months.csv"] = _months(brief)
    if brief.release == "restricted":
        files |= {"shortfall.csv": _shortfall(brief), **field_files(brief)}
    return files | {"manifest.json": _manifest(brief, files)}


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
    return table(header.split(","), rows, brief.release)


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
    return table(header, rows, brief.release)


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
    return table(header.split(","), [*solved, *grown], brief.release)


def _months(brief: PlanBrief) -> bytes:
    """Required and met by capability and month, over all sectors."""
    header = ("scenario", "capability", "unit", "month", "required", "met", "missing")
    rows = (
        (
            *(n.scenario, n.capability, n.unit, n.month.isoformat()),
            *(n.required, n.met, round(n.required - n.met, 6)),
        )
        for told in brief.scenarios
        for n in told.calendar
    )
    return table(header, rows, brief.release)


def _line(brief: PlanBrief) -> bytes:
    """The line and the zone as RFC 7946: longitude first, WGS84."""
    ground = brief.ground
    track = shapely.LineString([(lon, lat) for lat, lon in ground.line.vertices])
    shapes = (("line", track), ("zone", shapely.from_geojson(ground.zone)))
    features = [
        {
            "type": "Feature",
            "id": name,
            "properties": {"kind": name, "release": brief.release},
            "geometry": json.loads(shapely.to_geojson(shapely.set_precision(shape, 10**-_DIGITS))),
        }
        for name, shape in shapes
    ]
    return _json({"type": "FeatureCollection", "features": features})


def _figures(brief: PlanBrief) -> bytes:
    """Every figure with its method, and the digests of the files that it rests on."""
    return _json([_cited(figure, brief) for figure in brief.figures])


def _cited(figure: Figure, brief: PlanBrief) -> dict[str, object]:
    family = family_of(figure.id)
    inputs = [digest for kind, _, digest in brief.inputs if kind in family.inputs]
    return {**msgspec.to_builtins(figure), "method": family.method, "inputs": inputs}


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
        "kind": KIND,
        "title": brief.title,
        "months": [brief.start.isoformat(), brief.end.isoformat()],
        "as_of": brief.as_of.isoformat(),
        "seed": brief.seed,
        "release": brief.release,
        "root": brief.root,
        "entries": brief.entries,
        "inputs": [{"kind": k, "name": name, "sha256": digest} for k, name, digest in brief.inputs],
        "files": listed,
    }
    return _json(manifest)
