"""Alerts as an audience may see them. A place tells an attacker what was hit and a violator where a
mission looks: the wider the audience, the less of it.
"""

import math
from datetime import datetime, timedelta

from truceline.model.mission import Settings
from truceline.model.place import KM_PER_DEGREE
from truceline.model.release import RELEASES
from truceline.model.watch import Alert


def for_level(alert: Alert, level: str, settings: Settings, at: datetime) -> Alert | None:
    """The alert as a level may see it, None where it may not.

    `release` is the widest audience. For the public an alert waits for the mission's delay, its place
    is coarsened to the mission's grid and what it rests on is withheld.
    """
    if RELEASES.index(level) > RELEASES.index(alert.release):
        return None
    if level != "public":
        return alert
    if at - alert.raised < timedelta(hours=settings.public_delay_h):
        return None
    return _coarse(alert, settings.public_grid_km).but(figures=(), basis=(), about="", by="")


def _coarse(alert: Alert, km: float) -> Alert:
    """The middle of the grid's cell, the radius half a cell at least."""
    if alert.lat is None or alert.lon is None:
        return alert
    step = km / KM_PER_DEGREE
    lat = _middle(alert.lat, step, 90.0)
    lon = _middle(alert.lon, step / max(math.cos(math.radians(lat)), 0.05), 180.0)
    return alert.but(lat=lat, lon=lon, radius_km=max(alert.radius_km or 0.0, km / 2))


def _middle(value: float, step: float, limit: float) -> float:
    return max(-limit, min(limit, round((math.floor(value / step) + 0.5) * step, 3)))
