"""One record per name, whatever order the rows came in.

Two rows of one name that differ are told; the one whose content sorts first is used, so that
reordering a file never changes a brief.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

from truceline.foundation.mission.cells import Cells, shown
from truceline.model.record import Problem, Record, canonical_bytes

R = TypeVar("R", bound=Record)


def distinct(
    pairs: Iterable[tuple[Cells, R]], name: Callable[[R], str], field: str
) -> tuple[tuple[R, ...], tuple[Problem, ...]]:
    """Records by name, in the order of their names, and a Problem for each that gave way."""
    by_name: dict[str, list[tuple[bytes, int, Cells, R]]] = defaultdict(list)
    for row, record in pairs:
        by_name[name(record)].append((canonical_bytes(record), row.line, row, record))
    kept, problems = [], []
    for key in sorted(by_name):
        first, *others = sorted(by_name[key], key=lambda found: found[:2])
        kept.append(first[3])
        problems += [_repeated(key, field, first, other) for other in others]
    return tuple(kept), tuple(problems)


def _repeated(
    key: str,
    field: str,
    first: tuple[bytes, int, Cells, R],
    other: tuple[bytes, int, Cells, R],
) -> Problem:
    same = first[0] == other[0]
    return Problem(
        file=other[2].file,
        line=other[1],
        field=field,
        message=f"{shown(key)!r} stands on line {first[1]} too"
        + (", word for word" if same else ", with other content"),
        hint="remove one of the two" if same else f"line {first[1]} is used; keep the right one",
        severity="warning" if same else "error",
    )
