"""How much was known at a moment: enough to tell whether two moments have the same evidence."""

from datetime import datetime
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.load import Loaded


class Known(NamedTuple):
    """How much of a loaded mission was known at a moment: reports, documents, statements. More is
    only ever added, so that equal numbers are equal evidence.
    """

    reports: int
    documents: int
    statements: int


def known_at(loaded: Loaded, as_of: datetime) -> Known:
    """What is known of a loaded mission at a moment."""
    known = loaded.reports["known"]
    count = pc.sum(pc.less_equal(known, pa.scalar(as_of, known.type))).as_py() or 0
    documents = sum(d.known is not None and d.known <= as_of for d in loaded.documents)
    return Known(count, documents, sum(s.known <= as_of for s in loaded.mission.statements))
