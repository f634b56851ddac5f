"""Tables of a siting question: where detection is needed, where systems could stand, of which types.

A row that can't be read is set aside with a Problem, the others go on. Nothing is guessed: a weight
or a place that isn't written is an error of its row.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from truceline.foundation.mission.cells import Cells
from truceline.foundation.mission.distinct import distinct
from truceline.foundation.mission.rows import Columns
from truceline.foundation.vocabulary import valid_pattern
from truceline.model.plan import ASSET_KINDS, Profile
from truceline.model.record import Problem, Record, in_order
from truceline.model.siting import Candidate, Demand

R = TypeVar("R", bound=Record)
DEMAND: Final = Columns(("cell", "lat", "lon", "weight"), ("sector", "critical"))
CANDIDATES: Final = Columns(
    ("site_id", "lat", "lon"),
    ("contributor", "sector", "territory", "kinds", "forced", "barred"),
)
TYPES: Final = Columns(
    ("id", "kind", "range_km", "peak", "cost", "crew"),
    ("reach", "acts", "night", "weather", "line_of_sight", "common_cause", "source"),
)
_YES: Final = {
    "yes": True,
    "true": True,
    "1": True,
    "": False,
    "no": False,
    "false": False,
    "0": False,
}


def demand_of(rows: Sequence[Cells]) -> tuple[tuple[Demand, ...], tuple[Problem, ...]]:
    """Cells by name."""
    return _records(rows, _demand, lambda d: d.cell, "cell")


def candidates_of(rows: Sequence[Cells]) -> tuple[tuple[Candidate, ...], tuple[Problem, ...]]:
    """Sites by name."""
    return _records(rows, _candidate, lambda c: c.site_id, "site_id")


def types_of(rows: Sequence[Cells]) -> tuple[tuple[Profile, ...], tuple[Problem, ...]]:
    """Profiles by id, from a table; `acts` is written `pattern:factor; pattern:factor`."""
    return _records(rows, _type, lambda t: t.id, "id")


def _records(
    rows: Iterable[Cells], make: Callable[[Cells], R | None], name: Callable[[R], str], column: str
) -> tuple[tuple[R, ...], tuple[Problem, ...]]:
    made = [(row, make(row)) for row in rows]
    good = [(row, record) for row, record in made if record is not None and row.usable]
    records, repeated = distinct(good, name, column)
    return records, in_order((*(p for row, _ in made for p in row.problems), *repeated))


def _flag(row: Cells, name: str) -> bool:
    value = row.text(name).casefold()
    if value not in _YES:
        row.wrong(name, f"{value!r} is neither yes nor no", "write yes or no")
    return _YES.get(value, False)


def _number(row: Cells, name: str, low: float, high: float = 1e12) -> float:
    """A number that every row needs."""
    row.needed(name)
    return row.number(name, low, high) or 0.0


def _demand(row: Cells) -> Demand | None:
    cell, critical = row.needed("cell"), _flag(row, "critical")
    lat, lon = _number(row, "lat", -90, 90), _number(row, "lon", -180, 180)
    weight = _number(row, "weight", 0)
    if not row.usable:
        return None
    sector = row.text("sector")
    return Demand(cell=cell, lat=lat, lon=lon, weight=weight, sector=sector, critical=critical)


def _candidate(row: Cells) -> Candidate | None:
    site_id, barred = row.needed("site_id"), _flag(row, "barred")
    lat, lon = _number(row, "lat", -90, 90), _number(row, "lon", -180, 180)
    if not row.usable:
        return None
    return Candidate(
        site_id=site_id,
        lat=lat,
        lon=lon,
        contributor=row.text("contributor"),
        sector=row.text("sector"),
        territory=row.text("territory"),
        kinds=row.parts("kinds"),
        forced=row.parts("forced"),
        barred=barred,
    )


def _type(row: Cells) -> Profile | None:
    name, kind = row.needed("id"), row.word("kind", ASSET_KINDS, "")
    range_km, peak = _number(row, "range_km", 0.01, 5000), _number(row, "peak", 0, 1)
    cost, crew = _number(row, "cost", 0), _number(row, "crew", 0)
    acts, sight = _acts(row), _flag(row, "line_of_sight")
    night, weather = _share(row, "night", 1.0), _share(row, "weather", 1.0)
    reach = row.number("reach", 0.1, 10)
    if not row.usable:
        return None
    return Profile(
        id=name,
        kind=kind,
        range_km=range_km,
        peak=peak,
        cost=cost,
        crew=crew,
        reach=1.0 if reach is None else reach,
        acts=acts or {"*": 1.0},
        line_of_sight=sight,
        source=row.text("source"),
        night=night,
        weather=weather,
        common_cause=_share(row, "common_cause", 0.0),
    )


def _share(row: Cells, name: str, default: float) -> float:
    value = row.number(name, 0, 1)
    return default if value is None else value


def _acts(row: Cells) -> dict[str, float]:
    found = {}
    for part in row.parts("acts"):
        pattern, _, factor = (x.strip() for x in part.partition(":"))
        one = Cells(row.file, row.line, {"acts": factor or "-"}, row.problems)
        value = one.number("acts", 0, 1)
        if pattern != "*" and not valid_pattern(pattern, "acts"):
            row.wrong("acts", f"{pattern!r} is no act", "a word of the vocabulary, family/* or *")
        elif value is not None:
            found[pattern] = value
    return found
