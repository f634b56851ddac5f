"""What whoever asks may see: the picture's rows at their clearance, the same table while it is the same.

Every route that shows incidents takes its rows from here; none looks at a picture past it.
"""

from typing import Final

import pyarrow as pa

from truceline.assess.picture.picture import Picture
from truceline.assess.picture.release import released_rows
from truceline.web.kept import Kept

_kept: Final[Kept[pa.Table]] = Kept(8, in_turn=True)


def rows_at(picture: Picture, clearance: str) -> pa.Table:
    """The picture's rows as a release level may see them."""
    return _kept.of(picture, clearance, lambda: released_rows(picture, clearance))
