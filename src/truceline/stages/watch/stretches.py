"""Sectors in short stretches of the line, so that a scan may find what is smaller than a sector.

Counts and hours of stretches make up those of their sector: hours of work and counts are added, sight is
the mean over the ground. Restricted, like all that says where a mission looks.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.plan import Sector
from truceline.model.watch import TALLY_SCHEMA

KM: Final = 5.0
"""Length of a stretch, about."""
MOST: Final = 100
"""So many stretches at most."""
_KEYS: Final = ("sector", "act", "side", "light", "day", "unit")
_NUMBERS: Final = ("count", "effort_h", "seen_h", "whole_h")
_GROUND: Final = ("sector", "side", "stretch")


def stretches_of(sectors: Sequence[Sector]) -> dict[str, tuple[Sector, ...]]:
    """By sector its stretches, each named by sector and km of the line; a short sector is one itself."""
    whole = sum(sector.to_km - sector.from_km for sector in sectors)
    length = max(KM, whole / MOST)
    return {sector.id: tuple(_cut(sector, length)) for sector in sectors}


def _cut(sector: Sector, length: float) -> Iterator[Sector]:
    number = max(1, int((sector.to_km - sector.from_km) / length))
    if number == 1:
        yield sector
        return
    edges = np.linspace(sector.from_km, sector.to_km, number + 1).tolist()
    for start, end in pairwise(edges):
        name = f"{sector.id} km {start:.0f} to {end:.0f}"
        yield Sector(id=name, name=name, from_km=start, to_km=end)


def in_sectors(tally: pa.Table, cells: pa.Table) -> pa.Table:
    """A tally whose `sector` are stretches (`model.watch.TALLY_SCHEMA`) as one by sector.

    `cells` have `sector`, `side` and `stretch`: how much ground a stretch is of its sector's side is
    their number there.
    """
    ground = Counter(zip(*(cells[name].to_pylist() for name in _GROUND), strict=True))
    whole: Counter[tuple[str, str]] = Counter()
    for (sector, side, _), number in ground.items():
        whole[sector, side] += number
    own = {stretch: sector for sector, _, stretch in ground}
    names, sides = tally["sector"].to_pylist(), tally["side"].to_pylist()
    share = [
        ground[own[name], side, name] / whole[own[name], side]
        for name, side in zip(names, sides, strict=True)
    ]
    table = tally.set_column(0, "sector", pa.array([own[name] for name in names], pa.string()))
    for name in ("seen_h", "whole_h"):
        at = table.column_names.index(name)
        table = table.set_column(at, name, pc.multiply(table[name], pa.array(share, pa.float64())))
    return _added(table)


def _added(table: pa.Table) -> pa.Table:
    """Rows of one stratum and day added up; what isn't known stays unknown."""
    found = table.group_by(list(_KEYS)).aggregate([(name, "sum") for name in _NUMBERS])
    found = found.rename_columns({f"{name}_sum": name for name in _NUMBERS})
    ordered = found.sort_by([(name, "ascending") for name in _KEYS])
    return ordered.select(TALLY_SCHEMA.names).cast(TALLY_SCHEMA)
