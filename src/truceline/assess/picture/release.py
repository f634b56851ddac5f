"""Rows as a release level may see them, by the rules of `stages/brief/release.py`.

Public rows are made anew from what may be told, so that no column reaches them unlooked at. Must
never let through anything about an incident that is younger than the mission's delay.
"""

from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.picture.rows import numbered, row_schema
from truceline.assess.picture.whole import Picture
from truceline.model.place import Place
from truceline.stages.brief.public import coarse
from truceline.stages.brief.release import may_see

TOLD = ("id", "number", "start", "end", "known", "place_state", "reports")
"""Columns that a public row keeps as they are."""


def released_rows(picture: Picture, release: str) -> pa.Table:
    """The picture's rows at a level, with the same schema: null where withheld.

    restricted and parties see all; a political body all but `doubt`, which tells where reviewers
    hesitate. Public: incidents younger than the delay are left out and the rest numbered anew; only
    `TOLD`, the unit and a place coarsened to the grid are told. Accused, act, object, status and outcomes are
    told in sums alone, by the brief.
    """
    if may_see(release, "parties"):
        return picture.rows
    if release != "public":
        return _without(picture.rows, ("doubt",))
    return _public(picture)


def _without(rows: pa.Table, names: tuple[str, ...]) -> pa.Table:
    for name in names:
        at = rows.schema.get_field_index(name)
        rows = rows.set_column(at, rows.schema.field(at), _nothing(rows, name))
    return rows


def _nothing(rows: pa.Table, name: str) -> pa.Array:
    return pa.nulls(len(rows), rows.schema.field(name).type)


def _public(picture: Picture) -> pa.Table:
    mission = picture.assessment.mission
    settings = mission.spec.settings
    edge = picture.as_of - timedelta(hours=settings.public_delay_h)
    rows = picture.rows
    over = pc.coalesce(rows["end"], rows["known"])
    kept = pc.fill_null(pc.less_equal(over, pa.scalar(edge, over.type)), fill_value=False)
    rows = rows.filter(kept)
    told = {name: rows[name] for name in TOLD} | _coarse(rows, settings.public_grid_km)
    schema = row_schema(mission)
    columns = [told.get(f.name, pa.nulls(len(rows), f.type)) for f in schema]
    return numbered(pa.table(columns, schema=schema))


def _coarse(rows: pa.Table, grid_km: float) -> dict[str, pa.Array]:
    """The middle of each place's grid cell with its error, and the unit it lies in; no more is told of
    a place that isn't known.
    """
    columns = zip(*(rows[n].to_pylist() for n in ("lat", "lon", "radius_km")), strict=True)
    found = [
        (None, None, None) if lat is None else _middle(lat, lon, km, grid_km)
        for lat, lon, km in columns
    ]
    lat, lon, km = zip(*found, strict=True) if found else ((), (), ())
    placed = pc.is_valid(rows["lat"])
    return {
        "lat": pa.array(lat, pa.float64()),
        "lon": pa.array(lon, pa.float64()),
        "radius_km": pa.array(km, pa.float64()),
        "admin1": pc.if_else(placed, rows["admin1"], None),
        "country": pc.if_else(placed, rows["country"], None),
        "time_uncertainty_h": pa.array(np.zeros(len(rows))),
    }


def _middle(lat: float, lon: float, km: float, grid_km: float) -> tuple[float, float, float]:
    place = coarse(Place(lat=lat, lon=lon, radius_km=km), grid_km)
    return place.lat, place.lon, place.radius_km
