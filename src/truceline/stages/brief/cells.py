"""Small cells: which counts of a public brief stay hidden, so that no small one can be computed.

Must never hide by chance or by order: the answer is a function of the counts alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Sum:
    """`total` = the sum of `parts`, all by their ids: what a reader could subtract."""

    total: str
    parts: tuple[str, ...]


def hidden(
    values: Mapping[str, int],
    sums: Iterable[Sum],
    cell: int,
    before: Mapping[str, int],
    also: Iterable[str] = (),
) -> frozenset[str]:
    """Ids that stay hidden: counts of 1 to `cell` - 1, counts that moved by so few since they were
    last published (`before`), those that `also` must go, and what else must so that no sum gives
    one of these away.

    In a sum, a hidden count never stands alone, and one of at least `cell` stands beside a small
    one: else two hidden counts that add to 2 would be 1 and 1.
    """
    every = tuple(sums)
    shut = {k for k, v in values.items() if 0 < v < cell or 0 < abs(v - before.get(k, v)) < cell}
    shut |= set(also) & values.keys()
    while more := {name for s in every if (name := _companion(s, values, shut, cell))}:
        shut |= more
    return frozenset(shut)


def _companion(sum_: Sum, values: Mapping[str, int], shut: set[str], cell: int) -> str | None:
    """The smallest shown count that must go too, if any."""
    names = [name for name in (sum_.total, *sum_.parts) if name in values]
    closed = [name for name in names if name in shut]
    if not closed or (len(closed) > 1 and any(values[name] >= cell for name in closed)):
        return None
    shown = [name for name in names if name not in shut and values[name]]
    return min(shown, key=lambda name: (values[name], name), default=None)
