"""A small mission that simulations are tried on."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from truceline.foundation.coverage.detect import shipped_profiles
from truceline.model.plan import Asset
from truceline.model.simulation import Teams, Violations
from truceline.stages.plan.simulate import Scenario

START = datetime(2031, 5, 1, tzinfo=UTC)


def cells(rows=8, columns=20):
    lat, lon = np.meshgrid(48 + 0.03 * np.arange(rows), 37 + 0.04 * np.arange(columns))
    sector = np.where(lon.ravel() < 37.4, "A", "B")
    return pa.table(
        {
            "cell": np.arange(lat.size),
            "lat": lat.ravel(),
            "lon": lon.ravel(),
            "sector": pa.array(sector.tolist()),
        }
    )


ASSETS = (
    Asset(id="p1", kind="observation_post", profile="observation_post", lat=48.1, lon=37.1),
    Asset(id="p2", kind="observation_post", profile="observation_post", lat=48.12, lon=37.12),
    Asset(id="d1", kind="drone_sortie", profile="drone_sortie", lat=48.1, lon=37.3, hours=(6, 18)),
    Asset(id="d2", kind="drone_sortie", profile="drone_sortie", lat=48.1, lon=37.5),
    Asset(id="a1", kind="acoustic_array", profile="acoustic_array", lat=48.1, lon=37.2),
    Asset(
        id="v1",
        kind="vehicle_patrol",
        profile="vehicle_patrol",
        lat=48.0,
        lon=37.0,
        route=((48.1, 37.0), (48.1, 37.7)),
        rounds_per_day=6,
    ),
    Asset(
        id="s1",
        kind="satellite_pass",
        profile="satellite_pass",
        lat=48.1,
        lon=37.3,
        rounds_per_day=2,
    ),
)
VIOLATIONS = (
    Violations(act="fire/artillery", per_day=20, offspring=0.5),
    Violations(act="ground/movement", per_day=15),
    Violations(act="air/drone_flight", per_day=10, sector="B"),
)


def scenario(**changes):
    given = {
        "cells": cells(),
        "start": START,
        "days": 20.0,
        "assets": ASSETS,
        "profiles": shipped_profiles(),
        "violations": VIOLATIONS,
        "teams": (Teams(sector="A", count=2), Teams(sector="B", count=2)),
    }
    return Scenario(**{**given, **changes})
