"""The queue as a list of places: each item with the facts of its incident, worked out once a picture.

Must never show an item of another picture than the one that was asked for.
"""

from datetime import datetime
from threading import Lock

import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.load import Loaded
from truceline.assess.picture.judging import pending
from truceline.assess.picture.picture import Picture
from truceline.assess.picture.queue import QueueItem, queue
from truceline.model.evidence import Judgement
from truceline.model.record import Record
from truceline.web.presence import Presence

MOST = 200
FACTS = ("id", "number", "place", "start", "accused", "occurrence", "reports")


class Queued(Record, frozen=True, kw_only=True):
    """An item of the queue. Number, start, accused and occurrence are those of its incident, which may
    be none where a judgement waits for a second person: `waits` is its verdict, `by` who said it.
    """

    item: QueueItem
    number: int | None = None
    place: str = ""
    start: datetime | None = None
    accused: tuple[str, ...] = ()
    occurrence: str = ""
    reports: int = 0
    waits: str = ""
    by: str = ""


class Desk:
    """What all reviewers share: who is where, and the queue of the picture that was asked for last.
    Whoever says something holds `saying`, so that the same words sent twice at once are one entry.
    """

    def __init__(self) -> None:
        self.presence = Presence()
        self.saying = Lock()
        self._lock = Lock()
        self._last: tuple[Picture, tuple[Queued, ...]] | None = None

    def queue(self, picture: Picture, loaded: Loaded) -> tuple[Queued, ...]:
        """What to look at, in order."""
        with self._lock:
            if self._last is None or self._last[0] is not picture:
                self._last = picture, queued(picture, loaded)
            return self._last[1]


def queued(picture: Picture, loaded: Loaded) -> tuple[Queued, ...]:
    """The queue with the facts of its incidents."""
    items = queue(picture, loaded, MOST)
    wanted = pa.array(sorted({item.incident_id for item in items}), pa.string())
    rows = picture.rows.select(FACTS)
    found = rows.filter(pc.is_in(rows["id"], value_set=wanted)).to_pylist()
    by_id = {row.pop("id"): row for row in found}
    waiting = {w.id: w.judgement for w in pending(loaded, picture.as_of)}
    return tuple(
        _one(item, by_id.get(item.incident_id), waiting.get(item.judgement)) for item in items
    )


def _one(item: QueueItem, row: dict[str, object] | None, waits: Judgement | None) -> Queued:
    said = Queued(item=item, reports=item.reports)
    if waits is not None:
        said = said.but(waits=waits.verdict, by=waits.reviewer)
    if row is None:
        return said
    facts = row | {"place": row["place"] or "", "accused": tuple(row["accused"])}  # type: ignore[arg-type]
    return said.but(**facts)
