"""What a query finds as a file: CSV, GeoJSON, or CSV with HXL's tags."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import numpy as np
from litestar import Request, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from truceline.assess.picture.picture import Picture
from truceline.model.people import Right
from truceline.stages.brief.release import may_see
from truceline.web import exports
from truceline.web.access import needs, person_of
from truceline.web.asking import Put, asks_query, put
from truceline.web.exports import Sources
from truceline.web.ogc.layer import Layer
from truceline.web.ogc.layers import layer_of
from truceline.web.reads import note_read
from truceline.web.room import Room

AnyRequest = Request[Any, Any, Any]
READS: Final = needs(Right.READ) | asks_query()
MOST_NOTED: Final = 1000
"""Ids that a note of a read names one by one; beyond, log and query say which they were."""

Written = Callable[[Layer, np.ndarray], Iterator[bytes]]


@get("/api/export/csv", opt=READS, sync_to_thread=True, media_type="text/csv")
def export_csv(request: AnyRequest, room: NamedDependency[Room]) -> Stream:
    """Incidents that the query finds, a row each; the same parameters as /api/situation."""
    return _answer(request, put(request, room), exports.sheet, "csv", "text/csv; charset=utf-8")


@get(
    "/api/export/geojson",
    opt=READS,
    sync_to_thread=True,
    media_type="application/geo+json",
)
def export_geojson(request: AnyRequest, room: NamedDependency[Room]) -> Stream:
    """Incidents that the query finds, a feature each."""
    return _answer(request, put(request, room), exports.geojson, "geojson", "application/geo+json")


@get("/api/export/hxl", opt=READS, sync_to_thread=True, media_type="text/csv")
def export_hxl(request: AnyRequest, room: NamedDependency[Room]) -> Stream:
    """Incidents that the query finds, a row each, with a second row of HXL's tags."""
    told = put(request, room)
    sources = _sources(told.picture, person_of(request).clearance)
    written = partial(exports.hxl, sources=sources)
    return _answer(request, told, written, "hxl.csv", "text/csv; charset=utf-8")


def _answer(request: AnyRequest, told: Put, written: Written, ending: str, kind: str) -> Stream:
    picture, clearance = told.picture, person_of(request).clearance
    at = np.flatnonzero(told.found.mask)
    layer = layer_of(picture, clearance, "incidents")
    if clearance == "restricted":
        note_read(request, _noted(request, picture, layer, at))
    name = f"incidents-{picture.as_of:%Y-%m-%d}.{ending}"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
    }
    return Stream(written(layer, at), media_type=kind, headers=headers)


def _noted(request: AnyRequest, picture: Picture, layer: Layer, at: np.ndarray) -> list[str]:
    ids: list[str] = layer.rows["id"].take(at[:MOST_NOTED]).to_pylist()
    if len(at) <= MOST_NOTED:
        return ids
    return [f"{len(at)} incidents of log {picture.root} by ?{request.url.query}"]


def _sources(picture: Picture, clearance: str) -> Sources:
    """Publishers by incident, for those who may see reports."""
    if not may_see(clearance, "political_body"):
        return lambda _: ""
    reports = picture.assessment.reports
    keys = {i.id: i.report_ids for i in picture.assessment.incidents}
    return lambda key: " | ".join(sorted({reports[k].source for k in keys.get(key, ())}))


ROUTES: Final[tuple[HTTPRouteHandler, ...]] = (export_csv, export_geojson, export_hxl)
