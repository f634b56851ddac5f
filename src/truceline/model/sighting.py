"""What the mission's own observers saw or heard: an entry of the log, and a report like any other."""

from datetime import datetime

from truceline.model.record import Record


class Noted(Record, frozen=True, kw_only=True):
    """One act that a post or patrol observed, as its device sends it.

    `id` is made where it was noted, so that a queue that is sent twice counts once; the same `id`
    said again corrects the one before. The act lies in the half-open interval from `start` to
    `end`; `lat`, `lon` are the observers' own, and with `bearing_deg` (clockwise from north) and
    `distance_km` the act's place follows. Photographs stay with whoever took them: `photos` are
    their SHA-256 digests. `noted` is when it was entered.
    """

    id: str
    post: str
    noted: datetime
    start: datetime
    end: datetime
    kind: str = "other/other"
    lat: float | None = None
    lon: float | None = None
    bearing_deg: float | None = None
    distance_km: float | None = None
    place_name: str = ""
    target_category: str = ""
    target_name: str = ""
    means: str = ""
    count: float | None = None
    count_unit: str = ""
    direction_from: str = ""
    direction_to: str = ""
    text: str = ""
    photos: tuple[str, ...] = ()


class Sighting(Noted, frozen=True, kw_only=True):
    """The same with the account that entered it."""

    observer: str
