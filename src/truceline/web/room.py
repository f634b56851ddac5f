"""The room: one mission that is being served, what is derived of it, and who listens.

Entries are appended one at a time and derived at once; what was derived is a frozen `Picture`, so that
whoever reads never waits for whoever writes. The room's present is the end of the mission's day, so
that what is dated today counts today. Must hold no state that a restart would lose.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import Final, NamedTuple

from truceline.assess.load import Loaded, load
from truceline.assess.picture.derive import judged
from truceline.assess.picture.judging import refreshed
from truceline.assess.picture.picture import Picture, picture_of
from truceline.assess.produce import CACHE, as_of_moment
from truceline.assess.write import case_of
from truceline.foundation.zones import zone_of
from truceline.model.ports import Engine, Store
from truceline.stages.brief.case import Case
from truceline.web.herald import Event, Herald

KEPT: Final = 4
"""Pictures of other moments that are kept, the latest asked for."""
LOOK_S: Final = 1.0
"""Seconds after which the log is looked at again for what other programs appended."""

Clock = Callable[[], datetime]


class _State(NamedTuple):
    """What is served: the log's size, the mission in it, and the picture of the present."""

    size: int
    loaded: Loaded
    picture: Picture


class Room:
    """A mission's folder and log, its pictures by moment of knowledge, and a herald."""

    def __init__(self, folder: Path, store: Store, engine: Engine, clock: Clock) -> None:
        self.folder, self.store, self.engine, self.clock = folder, store, engine, clock
        self.herald = Herald()
        self._lock = RLock()
        self._state: _State | None = None
        self._looked = 0.0
        self._past: OrderedDict[datetime, Picture] = OrderedDict()
        self._case: tuple[Picture, Case] | None = None

    def loaded(self) -> Loaded:
        """The mission as the log holds it; other programs may append too."""
        return self._present().loaded

    def picture(self, as_of: datetime | None = None) -> Picture:
        """What is known now, or was at a moment. Raises `UnreadableError` for an unusable mission."""
        state = self._present()
        if as_of is None or as_of == state.picture.as_of:
            return state.picture
        return self._then(state, as_of)

    def case(self, as_of: datetime | None = None) -> Case:
        """The same, as the sections of a brief look things up in it."""
        picture = self.picture(as_of)
        held = self._case
        if held is None or held[0] is not picture:
            held = self._case = picture, case_of(picture.assessment, "restricted", None)
        return held[1]

    def append(self, entry: Callable[[Store], object], event: Event) -> Picture:
        """Append to the log by `entry`, derive what it touches, and tell everybody. An event of kind
        `entry` says that a new file or report was taken in, any other that files are as before.
        """
        with self._lock:
            before = self._present()
            entry(self.store)
            state = self._whole() if event.kind == "entry" else self._said(before)
            self._keep(state)
        self.herald.tell(event.but(root=state.picture.root))
        return state.picture

    def _present(self) -> _State:
        """The newest state; an older one while somebody else is deriving."""
        state = self._state
        if state is not None and monotonic() - self._looked < LOOK_S:
            return state
        if not self._lock.acquire(blocking=state is None):
            assert state is not None
            return state
        try:
            return self._looked_at()
        finally:
            self._lock.release()

    def _looked_at(self) -> _State:
        """The state, derived anew where the log has grown or the day is over. Holds the lock."""
        state = self._state
        if state is None or state.size != self.store.size() or state.picture.as_of < self.clock():
            state = self._whole()
            self._keep(state)
        self._looked = monotonic()
        return state

    def _keep(self, state: _State) -> None:
        self._state, self._looked = state, monotonic()
        self._past.clear()

    def _whole(self) -> _State:
        size = self.store.size()
        loaded = load(self.store, self.folder / CACHE)
        return _State(size, loaded, self._derived(loaded, self._today(loaded)))

    def _said(self, before: _State) -> _State:
        """After a judgement, an approval, or what changes no picture: files are as they were."""
        size = self.store.size()
        loaded = refreshed(before.loaded, self.store)
        picture = judged(before.picture, loaded, loaded.mission.judgements, self.engine)
        return _State(size, loaded, picture)

    def _today(self, loaded: Loaded) -> datetime:
        """The end of the day that it is in the mission's zone."""
        spec = loaded.mission.spec
        day = self.clock().astimezone(zone_of(spec.timezone) or UTC).date()
        return as_of_moment(day.isoformat(), spec)

    def _then(self, state: _State, as_of: datetime) -> Picture:
        with self._lock:
            if as_of not in self._past:
                self._past[as_of] = self._derived(state.loaded, as_of)
                if len(self._past) > KEPT:
                    self._past.popitem(last=False)
            self._past.move_to_end(as_of)
            return self._past[as_of]

    def _derived(self, loaded: Loaded, as_of: datetime) -> Picture:
        return picture_of(loaded, as_of, self.engine, cache=self.folder / CACHE)
