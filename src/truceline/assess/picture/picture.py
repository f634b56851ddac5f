"""The picture of a mission at a moment: made once, and read again while nothing has changed."""

from datetime import datetime
from pathlib import Path

from truceline.assess.folder import Progress
from truceline.assess.load import Loaded
from truceline.assess.picture.cache import key_of, read, save
from truceline.assess.picture.derive import first_picture, supposed
from truceline.assess.picture.whole import Picture
from truceline.assess.run import known_mission
from truceline.model.ports import Engine

__all__ = ["Picture", "picture_of"]


def picture_of(
    loaded: Loaded,
    as_of: datetime,
    engine: Engine,
    *,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Picture:
    """The picture of a loaded mission at `as_of`: what was published, received or judged later doesn't
    count. With a folder `cache`, one of the same evidence is read from there, and what was judged
    since derived again. `progress` is told how many incidents are done.
    """
    if cache is None:
        return first_picture(loaded, as_of, engine, progress)
    key = key_of(loaded, as_of)
    kept = read(loaded, as_of, cache, key)
    if kept is not None:
        return supposed(kept, known_mission(loaded.mission, as_of), engine)
    made = first_picture(loaded, as_of, engine, progress)
    save(made, cache, key)
    return made
