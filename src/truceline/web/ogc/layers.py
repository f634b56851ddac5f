"""The layers of a picture, as whoever asks may see them.

Incidents are `sight`'s rows, findings theirs only, so that neither tells more than the other. The list
of protected objects and the zones of the agreement are for those who work with both; how an object
fares is the mission's own.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from truceline.assess.picture.picture import Picture
from truceline.foundation.places.zone import zone_geometry
from truceline.model.mission import Mission, Site
from truceline.model.place import ZoneSpec
from truceline.model.record import Problem
from truceline.stages.brief.release import may_see
from truceline.web.kept import Kept
from truceline.web.ogc.layer import Areas, Layer, Points
from truceline.web.sight import rows_at

LAYERS: Final = ("incidents", "findings", "sites", "zones")
NAMES: Final = {
    "act": "kind",
    "place": "place_name",
    "radius_km": "place_uncertainty_km",
    "origins": "independent_groups",
}
"""Columns of rows that files and services call otherwise."""
_PLACE: Final = frozenset({"lat", "lon"})
_JOINED: Final = ("start", "end", "place_name", "place_uncertainty_km", "admin1", "occurrence")
_kept: Final[Kept[Layer]] = Kept(16)


def layer_of(picture: Picture, clearance: str, name: str) -> Layer:
    """One of `LAYERS`, the same as long as it is asked for."""
    return _kept.of(picture, (clearance, name), lambda: _MADE[name](picture, clearance))


def incident_layer(rows: pa.Table, reports: Sequence[Sequence[str]] | None = None) -> Layer:
    """Rows (`row_schema`) as a layer, named as the brief's files are; `reports` are their keys where
    they may be told.
    """
    names = [n for n in rows.column_names if n not in _PLACE]
    table = pa.table({NAMES.get(n, n): _coded(n, rows[n]) for n in names})
    if reports is not None:
        told = pa.array(reports, pa.list_(pa.string()))
        table = table.append_column("report_ids", told)
    return Layer("incidents", table, _points(rows), ("start", "end"))


def _coded(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Words by number, so that a filter looks at each word once."""
    if name == "id" or not pa.types.is_string(column.type):
        return column
    return column.dictionary_encode()


def _points(rows: pa.Table) -> Points:
    lon, lat = (pc.fill_null(rows[name], np.nan).to_numpy() for name in ("lon", "lat"))
    return Points(lon, lat)


def _incidents(picture: Picture, clearance: str) -> Layer:
    rows = rows_at(picture, clearance)
    if not may_see(clearance, "political_body"):
        return incident_layer(rows)
    keys = {i.id: i.report_ids for i in picture.assessment.incidents}
    return incident_layer(rows, [keys[key] for key in rows["id"].to_pylist()])


def _findings(picture: Picture, clearance: str) -> Layer:
    """Findings of the incidents that may be seen; the public is told of them in sums alone."""
    found = picture.findings
    if not may_see(clearance, "political_body"):
        found = found.slice(0, 0)
    incidents = layer_of(picture, clearance, "incidents")
    at = pc.index_in(found["id"], value_set=incidents.rows["id"].combine_chunks())
    kept = pc.is_valid(at)
    found, at = found.filter(kept), at.filter(kept).combine_chunks()
    table = _joined(found, incidents.rows.select(_JOINED).take(at))
    where = incidents.geometry.bounds[:, at.to_numpy()]
    return Layer("findings", table, Points(where[0], where[1]), ("start", "end"))


def _joined(found: pa.Table, beside: pa.Table) -> pa.Table:
    """Findings with an id of their own and what their incident says of time and place."""
    parts = [found[name].cast(pa.string()) for name in ("id", "reading", "term", "accused")]
    key = pc.binary_join_element_wise(*parts, ".")
    names = ["incident_id", *found.column_names[1:]]
    table = found.rename_columns(names).add_column(0, "id", key)
    for name in _JOINED:
        table = table.append_column(name, beside[name])
    return table


def _sites(picture: Picture, clearance: str) -> Layer:
    mission = picture.assessment.mission
    shown = mission.sites if may_see(clearance, "political_body") else ()
    every = sorted(shown, key=lambda s: s.id)
    columns = {name: [getattr(s, name) for s in every] for name in ("id", "name", "category")}
    columns |= {"country": [s.country for s in every], "url": [s.url for s in every]}
    columns["status"] = [_fares(s, clearance) for s in every]
    table = pa.table({name: pa.array(told, pa.string()) for name, told in columns.items()})
    lon, lat = (np.array([getattr(s, n) for s in every], float) for n in ("lon", "lat"))
    return Layer("sites", table, Points(lon, lat))


def _fares(site: Site, clearance: str) -> str | None:
    return site.status if may_see(clearance, "restricted") else None


def _zones(picture: Picture, clearance: str) -> Layer:
    mission = picture.assessment.mission
    shown = mission.agreement.zones if may_see(clearance, "political_body") else ()
    every = sorted(shown, key=lambda z: z.id)
    terms = [_terms_in(mission, zone) for zone in every]
    table = pa.table(
        {
            "id": pa.array([zone.id for zone in every], pa.string()),
            "party": pa.array([zone.party or None for zone in every], pa.string()),
            "terms": pa.array(terms, pa.list_(pa.string())),
        }
    )
    return Layer("zones", table, Areas([_drawn(zone, mission) for zone in every]))


def _drawn(zone: ZoneSpec, mission: Mission) -> Any:  # noqa: ANN401 - shapely has no types
    found = zone_geometry(zone, mission.spec.line, mission.spec.boundaries)
    return None if isinstance(found, Problem) else shapely.set_precision(found, 1e-6)


def _terms_in(mission: Mission, zone: ZoneSpec) -> list[str]:
    return sorted({term.id for term in mission.agreement.terms if term.zone == zone.id})


_MADE: Final[dict[str, Callable[[Picture, str], Layer]]] = {
    "incidents": _incidents,
    "findings": _findings,
    "sites": _sites,
    "zones": _zones,
}
