"""The mission's sending devices: `devices.csv`.

A device's row states its key and its errors; neither is ever guessed. A device without a key is taken
at its datastream's word, which the row must allow by naming the datastream.
"""

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from truceline.foundation.mission.cells import Cells, did_you_mean, shown
from truceline.foundation.mission.distinct import distinct
from truceline.foundation.mission.rows import Columns, read_rows
from truceline.foundation.vocabulary import words
from truceline.model.record import Problem, in_order
from truceline.model.sensing import Device

DEVICES_FILE: Final = "devices.csv"
DEVICES: Final = Columns(
    ("device_id", "lat", "lon", "place_error_km", "time_error_s"),
    (
        *("key", "asset_id", "source", "datastreams", "act", "unit", "beat_s"),
        *("from", "until", "note"),
    ),
)
UNITS: Final = ("discharge", "incident")
"""What one detection may be; a barrage is made of detections, never sent."""
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.ASCII)
_STREAM: Final = re.compile(r"[\w.:-]{1,100}", re.ASCII)
_KEY_BYTES: Final = 32


def read_devices(
    text: str, file: str, assets: Collection[str] | None = None
) -> tuple[tuple[Device, ...], tuple[Problem, ...]]:
    """Devices by id. A row with a mistake is set aside and told; so is the later of two rows that
    share a datastream. With `assets`, a device whose hours would count for none of them is told.
    """
    rows, form = read_rows(text, file, DEVICES)
    pairs = [(row, device) for row in rows if (device := _device(row)) is not None]
    _shared(pairs)
    _unowned(pairs, assets)
    kept = [(row, device) for row, device in pairs if row.usable]
    devices, repeated = distinct(kept, lambda device: device.id, "device_id")
    told = (p for row in rows for p in row.problems)
    return devices, in_order((*form, *told, *repeated))


def _device(row: Cells) -> Device | None:
    name, key, streams = row.needed("device_id"), _key(row), row.parts("datastreams")
    if name and not _ID.fullmatch(name):
        row.wrong("device_id", f"{shown(name)!r} is no id", "letters, digits, _ - and . only")
    for stream in streams:
        if not _STREAM.fullmatch(stream):
            row.wrong("datastreams", f"{shown(stream)!r} is no id of a datastream", "e.g. 1;2")
    if not key and not streams:
        hint = "give its public key, or the datastreams that it may write unsigned"
        row.wrong("key", "is empty, and no datastream is named", hint)
    act = row.word("act", words("acts"), "fire/explosion_undetermined")
    unit, place, errors = row.word("unit", UNITS, UNITS[0]), _place(row), _errors(row)
    beat = row.number("beat_s", 0.1, 86_400)
    start, end = row.moment("from"), row.moment("until")
    if place is None or errors is None or not row.usable:
        return None
    return Device(
        id=name,
        key=key,
        asset_id=row.text("asset_id") or name,
        source=row.text("source") or name,
        datastreams=streams,
        act=act,
        unit=unit,
        lat=place[0],
        lon=place[1],
        place_error_km=errors[0],
        time_error_s=errors[1],
        beat_s=60.0 if beat is None else beat,
        start=start,
        end=end,
    )


def _key(row: Cells) -> str:
    """32 bytes in base64, empty when the cell is empty or wrong."""
    told = row.text("key")
    try:
        raw = base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if told and len(raw) != _KEY_BYTES:
        hint = "32 bytes in base64, 44 characters ending in ="
        row.wrong("key", "is no Ed25519 public key", hint)
        return ""
    return told


def _place(row: Cells) -> tuple[float, float] | None:
    row.needed("lat"), row.needed("lon")
    lat, lon = row.number("lat", -90, 90), row.number("lon", -180, 180)
    return None if lat is None or lon is None else (lat, lon)


def _errors(row: Cells) -> tuple[float, float] | None:
    """Standard deviations, km and seconds. Nobody's error is 0."""
    row.needed("place_error_km"), row.needed("time_error_s")
    km, seconds = row.number("place_error_km", 0, 20_000), row.number("time_error_s", 0, 1e7)
    for name, value in (("place_error_km", km), ("time_error_s", seconds)):
        if value == 0:
            row.wrong(name, "is 0", "write one standard deviation: nothing is exact")
    return None if km is None or seconds is None else (km, seconds)


def _shared(pairs: Iterable[tuple[Cells, Device]]) -> None:
    """Tells rows that name a datastream which an earlier one has: it must be clear whose word it is."""
    by_stream: dict[str, list[Cells]] = defaultdict(list)
    for row, device in pairs:
        for stream in device.datastreams:
            by_stream[stream].append(row)
    for stream, rows in sorted(by_stream.items()):
        _tell_shared(stream, rows)


def _unowned(pairs: Iterable[tuple[Cells, Device]], assets: Collection[str] | None) -> None:
    """Warns of devices whose signs of life prove nobody's hours."""
    for row, device in pairs:
        if assets is not None and device.asset_id not in assets:
            message = f"{shown(device.asset_id)!r} is no asset, so that its hours count for nothing"
            row.wrong("asset_id", message, did_you_mean(device.asset_id, assets), "warning")


def _tell_shared(stream: str, rows: Sequence[Cells]) -> None:
    first, *others = rows
    for row in others:
        message = f"{shown(stream)} belongs to the device on line {first.line}"
        row.wrong("datastreams", message, "name each datastream in one row")
