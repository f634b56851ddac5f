"""The picture of a mission at a moment: made once, and read again while nothing has changed."""

from datetime import datetime
from pathlib import Path

from truceline.assess.folder import Progress
from truceline.assess.load import Loaded
from truceline.assess.picture.derive import first_picture
from truceline.assess.picture.whole import Picture
from truceline.model.ports import Engine

__all__ = ["Picture", "picture_of"]


def picture_of(
    loaded: Loaded,
    as_of: datetime,
    engine: Engine,
    *,
    cache: Path | None = None,  # noqa: ARG001
    progress: Progress | None = None,
) -> Picture:
    """The picture of a loaded mission at `as_of`: what was published, received or judged later doesn't
    count. `progress` is told how many incidents are done.
    """
    return first_picture(loaded, as_of, engine, progress)
