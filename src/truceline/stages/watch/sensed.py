"""What devices sensed, as reports and hours: bursts become barrages, signs of life become shifts.

Units are kept apart: a barrage is made of discharges only by a conversion that somebody stated, and
its report still counts discharges. No sign of life, no hours. Never who did it.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from truceline.foundation.places.geodesy import distance_km, near_lon
from truceline.foundation.places.observe import observed_place
from truceline.model.evidence import PUBLISHER_ITSELF, Report
from truceline.model.place import PlaceBasis
from truceline.model.plan import STATUSES, Shift
from truceline.model.sensing import Beat, Device, Message, Observation, Volley
from truceline.model.watch import Conversion

SLACK: Final = 1.5
"""A sign of life may come half a beat late before its silence is a gap."""
_SECONDS_PER_HOUR: Final = 3600.0


class _Detection(NamedTuple):
    """One observation with at least one detection, the device's errors filled in."""

    start: datetime
    end: datetime
    act: str
    number: float
    received: datetime
    lat: float
    lon: float
    place_error_km: float
    time_error_s: float


def volleys(
    messages: Iterable[Message], devices: Iterable[Device], conversion: Conversion | None = None
) -> tuple[Volley, ...]:
    """Detections of one device and act whose gaps are at most `conversion.gap_h` hours make one
    barrage; without a stated conversion of the device's unit each observation stays by itself.

    An observation of nought detections makes none: one device that hears nothing isn't calm. The order
    of messages never matters.
    """
    by_id = {device.id: device for device in devices}
    heard: dict[tuple[str, str], list[_Detection]] = defaultdict(list)
    for message in messages:
        device = by_id.get(message.device)
        if device is None:
            continue
        for one in message.observations:
            if one.count > 0:
                found = _detection(one, device, message.received)
                heard[device.id, found.act].append(found)
    made = (_grouped(by_id[name], rows, conversion) for (name, _), rows in sorted(heard.items()))
    return tuple(volley for group in made for volley in group)


def _detection(one: Observation, device: Device, received: datetime) -> _Detection:
    """An observation may state larger errors than its device's row, never smaller ones."""
    lat, lon, error = _place(one, device)
    return _Detection(
        start=one.start,
        end=one.end,
        act=one.act or device.act,
        number=one.count,
        received=received,
        lat=lat,
        lon=lon,
        place_error_km=max(device.place_error_km, error),
        time_error_s=max(device.time_error_s, one.time_error_s or 0.0),
    )


def _place(one: Observation, device: Device) -> tuple[float, float, float]:
    """Where the detection puts it, else along its bearing, else where the device stands; the error
    that goes with it, km.
    """
    stated = one.place_error_km
    if one.lat is not None and one.lon is not None:
        return one.lat, one.lon, stated or 0.0
    if one.bearing_deg is None or one.distance_km is None:
        return device.lat, device.lon, stated or 0.0
    there = observed_place(device.lat, device.lon, one.bearing_deg, one.distance_km)
    return there.lat, there.lon, there.radius_km if stated is None else stated


def _grouped(
    device: Device, rows: list[_Detection], conversion: Conversion | None
) -> Iterator[Volley]:
    stated = conversion if conversion is not None and conversion.unit == device.unit else None
    rows.sort()
    if stated is None:
        yield from (_volley(device, [row], device.unit) for row in rows)
        return
    gap, group, last = timedelta(hours=stated.gap_h), list[_Detection](), rows[0].end
    for row in rows:
        if row.start - last > gap:
            yield _volley(device, group, stated.to)
            group = []
        last = max(last, row.end)
        group.append(row)
    yield _volley(device, group, stated.to)


def _volley(device: Device, rows: Sequence[_Detection], unit: str) -> Volley:
    lat, lon, error = _middle(rows)
    return Volley(
        device=device.id,
        act=rows[0].act,
        unit=unit,
        counted=device.unit,
        count=sum(row.number for row in rows),
        detections=len(rows),
        start=min(row.start for row in rows),
        end=max(row.end for row in rows),
        received=max(row.received for row in rows),
        lat=lat,
        lon=lon,
        place_error_km=error,
        time_error_s=max(row.time_error_s for row in rows),
    )


def _middle(rows: Sequence[_Detection]) -> tuple[float, float, float]:
    """The mean place, by counts, and its error, km: the largest stated one and the largest distance
    from the mean, as if independent. Detections of one device share its errors, so that many of them
    never make it smaller.
    """
    counts = np.array([row.number for row in rows])
    lons = near_lon(np.array([row.lon for row in rows]), rows[0].lon)
    lat = float(np.average([row.lat for row in rows], weights=counts))
    lon = float(near_lon(np.array([np.average(lons, weights=counts)]), 0.0)[0])
    places = {(row.lat, row.lon) for row in rows}
    if len(places) == 1:
        lat, lon = rows[0].lat, rows[0].lon
    spread = max(distance_km(lat, lon, *place) for place in places)
    return lat, lon, float(np.hypot(max(row.place_error_km for row in rows), spread))


def reports(found: Iterable[Volley], devices: Iterable[Device]) -> tuple[Report, ...]:
    """Each volley as its device's own report, by id: `count` of discharges, never of barrages; time
    and place with the device's stated errors; known when it was received.
    """
    by_id = {device.id: device for device in devices}
    made, same = list[Report](), Counter[str]()
    for volley in found:
        report = _report(volley, by_id[volley.device])
        same[report.report_id] += 1
        nth = same[report.report_id]
        made.append(report if nth == 1 else report.but(report_id=f"{report.report_id}-{nth}"))
    return tuple(sorted(made, key=lambda report: report.report_id))


def _report(volley: Volley, device: Device) -> Report:
    told = f"{volley.start.isoformat()}|{volley.end.isoformat()}|{volley.act}|{volley.lat}|{volley.lon}|{volley.count}"
    mark = hashlib.sha256(told.encode()).hexdigest()[:8]
    return Report(
        dataset="",
        report_id=f"{volley.device}-{volley.start:%Y%m%dT%H%M%S}-{mark}",
        source=device.source,
        published=volley.received,
        received=volley.received,
        claimant=PUBLISHER_ITSELF,
        start=volley.start,
        end=volley.end,
        time_uncertainty_h=volley.time_error_s / _SECONDS_PER_HOUR,
        lat=volley.lat,
        lon=volley.lon,
        place_uncertainty_km=volley.place_error_km,
        place_basis=PlaceBasis.GIVEN,
        kind=volley.act,
        count=volley.count,
        count_unit=volley.counted,
        observer_lat=device.lat,
        observer_lon=device.lon,
        means="sensor",
        text=words(volley),
    )


def words(volley: Volley) -> str:
    """What was sensed, in words that keep the units apart."""
    number = f"{volley.count:g} {volley.counted}{'s' * (volley.count != 1)}"
    if volley.unit == volley.counted:
        return f"{number} detected"
    return f"one {volley.unit} of {number} in {volley.detections} detections"


def shifts(messages: Iterable[Message], devices: Iterable[Device]) -> tuple[Shift, ...]:
    """Hours that signs of life prove: between two of them at most `SLACK` beats apart the device
    worked, as the worse of the two says. A lone sign proves none. By asset and start.
    """
    beats: dict[str, set[Beat]] = defaultdict(set)
    for message in messages:
        beats[message.device] |= set(message.beats)
    made = (_worked(device, beats[device.id]) for device in devices)
    found = {shift for group in made for shift in group}  # two devices may tell an asset's hours
    return tuple(sorted(found, key=lambda s: (s.asset_id, s.start, s.end, s.status)))


def _worked(device: Device, beats: Iterable[Beat]) -> Iterator[Shift]:
    ordered = sorted(_one_each(beats), key=lambda beat: beat.at)
    most = timedelta(seconds=device.beat_s * SLACK)
    grown: Shift | None = None
    for one, other in pairwise(ordered):
        if other.at - one.at > most:
            continue
        status, share = (
            max(one.status, other.status, key=STATUSES.index),
            min(one.share, other.share),
        )
        if grown and (grown.end, grown.status, grown.share) == (one.at, status, share):
            grown = grown.but(end=other.at)
            continue
        if grown:
            yield grown
        grown = Shift(
            asset_id=device.asset_id, start=one.at, end=other.at, status=status, share=share
        )
    if grown:
        yield grown


def _one_each(beats: Iterable[Beat]) -> Iterable[Beat]:
    """Of several signs at one moment the worst counts."""
    worst: dict[datetime, Beat] = {}
    for beat in beats:
        known = worst.setdefault(beat.at, beat)
        if _badness(beat) > _badness(known):
            worst[beat.at] = beat
    return worst.values()


def _badness(beat: Beat) -> tuple[int, float]:
    return STATUSES.index(beat.status), -beat.share
