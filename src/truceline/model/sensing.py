"""What a device in the field sends: detections, signs of life, and the limits a message must keep.

A device says what it sensed, never who did it. Nothing here holds a private key.
"""

from datetime import datetime

from truceline.model.record import Record


class Device(Record, frozen=True, kw_only=True):
    """A row of `devices.csv`: who may send, under which key, with which stated errors.

    `key` is an Ed25519 public key (32 bytes, base64); without one its `datastreams` are taken
    unsigned. `act` and `unit` say what one detection is, `place_error_km` and `time_error_s` are one
    standard deviation each, the least that any of its detections has. `beat_s` is the stated time
    between two signs of life. Messages count within [`start`, `end`).
    """

    id: str
    key: str = ""
    asset_id: str
    source: str
    datastreams: tuple[str, ...] = ()
    act: str
    unit: str = "discharge"
    lat: float
    lon: float
    place_error_km: float
    time_error_s: float
    beat_s: float = 60.0
    start: datetime | None = None
    end: datetime | None = None


class Limits(Record, frozen=True, kw_only=True):
    """What a message must keep to: `ahead_s` and `late_s` of its clock against ours, sequence numbers
    at most `behind` below the highest and `jump` above it, at most `largest` bytes and
    `most` observations.
    """

    ahead_s: float = 60.0
    late_s: float = 72 * 3600.0
    behind: int = 100_000
    jump: int = 1_000_000
    largest: int = 262_144
    most: int = 1_000


class Observation(Record, frozen=True, kw_only=True):
    """One result of a datastream (OGC 18-088): `count` detections within [`start`, `end`].

    What is None the device's row tells. `bearing_deg` is clockwise from north, with `distance_km`.
    """

    datastream: str
    start: datetime
    end: datetime
    count: float
    act: str = ""
    lat: float | None = None
    lon: float | None = None
    place_error_km: float | None = None
    time_error_s: float | None = None
    bearing_deg: float | None = None
    distance_km: float | None = None


class Beat(Record, frozen=True, kw_only=True):
    """A sign of life: at that moment the device worked as `status` says, looking `share` of the time."""

    at: datetime
    status: str = "working"
    share: float = 1.0


class Message(Record, frozen=True, kw_only=True):
    """What one delivery said. `seq` is None of an unsigned one; `received` is our own clock."""

    device: str
    seq: int | None = None
    sent: datetime
    received: datetime
    observations: tuple[Observation, ...] = ()
    beats: tuple[Beat, ...] = ()


class Volley(Record, frozen=True, kw_only=True):
    """Detections of one device and act that lie close in time: a barrage where `unit` is one.

    `count` counts `counted` (discharges, say), never barrages. [`start`, `end`] holds all detections.
    """

    device: str
    act: str
    unit: str
    counted: str
    count: float
    detections: int
    start: datetime
    end: datetime
    received: datetime
    lat: float
    lon: float
    place_error_km: float
    time_error_s: float
