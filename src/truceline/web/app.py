"""The application: routes, who may use them, and what every answer carries."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from litestar import Litestar, Router
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException

from truceline.errors import UnreadableError
from truceline.io.pmtiles import Archive
from truceline.model.people import PeopleStore
from truceline.model.ports import Engine, Store
from truceline.web.access import Doorkeeper, permitted
from truceline.web.alone import Alone
from truceline.web.description import description
from truceline.web.errors import broken, refused, too_deep, unreadable
from truceline.web.headers import guarded
from truceline.web.reads import Reads, keeping_reads
from truceline.web.room import Clock, Room
from truceline.web.routes import ROUTES
from truceline.web.routes.page import FILES

MOST_BYTES: Final = 10 * 1024 * 1024
"""Of a request's body, unless its route allows more."""


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(
    folder: Path,
    store: Store,
    engine: Engine,
    people: PeopleStore,
    *,
    alone: bool = False,
    basemap: Archive | None = None,
    clock: Clock = _now,
) -> Litestar:
    """The room of the mission in `folder`; `alone` lets in whoever has the link of this start, `basemap`
    is a map to lay under its maps.
    """
    room = Room(folder, store, engine, clock)
    return Litestar(
        route_handlers=[_registered_once()],
        guards=[permitted],
        middleware=[Doorkeeper],
        dependencies={
            "room": Provide(_room, sync_to_thread=False),
            "people": Provide(_people, sync_to_thread=False),
            "alone": Provide(_alone, sync_to_thread=False),
        },
        exception_handlers={
            HTTPException: refused,
            UnreadableError: unreadable,
            RecursionError: too_deep,
            Exception: broken,
        },
        before_send=[guarded],
        request_max_body_size=MOST_BYTES,
        compression_config=CompressionConfig(
            backend="gzip", gzip_compress_level=4, exclude_opt_key="uncompressed"
        ),
        lifespan=[keeping_reads],
        openapi_config=description(),
        state=State(
            {
                "room": room,
                "people": people,
                "alone": Alone(people, allowed=alone),
                "basemap": basemap,
                "reads": Reads(people),
            }
        ),
    )


def _registered_once() -> Router:
    """All routes. An application that is handed them one by one registers those of a shared path
    again and again, and Litestar 2 hands each to one more thread every time.
    """
    return Router(path="/", route_handlers=[*ROUTES, *FILES])


def _room(state: State) -> Room:
    room: Room = state.room
    return room


def _people(state: State) -> PeopleStore:
    people: PeopleStore = state.people
    return people


def _alone(state: State) -> Alone:
    alone: Alone = state.alone
    return alone
