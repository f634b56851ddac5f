"""What whoever asks may see: the picture's rows at their clearance, the same table while it is the same.

Every route that shows incidents takes its rows from here; none looks at a picture past it.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final

import pyarrow as pa

from truceline.assess.picture.picture import Picture
from truceline.assess.picture.release import released_rows

KEPT: Final = 8
_kept: OrderedDict[tuple[int, str], tuple[Picture, pa.Table]] = OrderedDict()
_lock = Lock()


def rows_at(picture: Picture, clearance: str) -> pa.Table:
    """The picture's rows as a release level may see them."""
    key = id(picture), clearance
    with _lock:
        found = _kept.get(key)
        if found is None or found[0] is not picture:
            found = _kept[key] = picture, released_rows(picture, clearance)
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return found[1]
