"""How much did nobody report? Said only where two lists are independent, and that was tested.

Two lists that overlap by chance tell how much both missed (Lincoln and Petersen; D. G. Chapman 1951).
The parties' lists never do: each prints what the other did. What fails a test is refused in words; an
estimate without its tests is no estimate.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from truceline.model.watch import Bounded, Unreported

LEAST_BOTH: Final = 10
"""Acts in both lists, below which nothing is worked out."""
LEAST_SHARE: Final = 0.3
"""Share of the other list's acts that a list must hold: below it, slight differences between acts
bias the total greatly (DOMAIN: N-mixture models need p ≥ 0.3)."""
LEVEL: Final = 0.05
_Z: Final = 1.959964


@dataclass(frozen=True)
class ListedAct:
    """One act (or sector-day) and who lists it. `stratum` is what lists may differ by (sector, kind,
    accused side); `third` whether a third list has it, None without one. Acts of the third list alone
    belong among them: without them the two would seem to shun each other.
    """

    id: str
    first: bool
    second: bool
    stratum: str = ""
    third: bool | None = None


@dataclass(frozen=True)
class Lister:
    """A list: its name, whose it is, and the independence group behind it."""

    name: str
    side: str
    group: str


def unreported(
    acts: Iterable[ListedAct],
    first: Lister,
    second: Lister,
    parties: Sequence[str],
    units: str = "incidents",
    most: int | None = None,
) -> Unreported:
    """All acts, those in neither list too, with a 95 % interval; or the reason why it can't be said.

    For occupancy `acts` are the sector-days that a list names, `units` says so, and `most` is how
    many there are at all: then the estimate is of those on which anything happened.
    """
    every = sorted(acts, key=lambda a: a.id)
    listed = [a for a in every if a.first or a.second]
    one, two = sum(a.first for a in listed), sum(a.second for a in listed)
    both = one + two - len(listed)
    tests = _tests(every)
    why = _barred(first, second, parties) or _few(both, one, two) or _failed(tests)
    return Unreported(
        first=first.name,
        second=second.name,
        units=units,
        in_first=one,
        in_second=two,
        both=both,
        estimate=None if why else _chapman(one, two, both, most),
        tested=tuple(f"{name}: p = {p:.2g}" for name, p in tests),
        why=why,
    )


def _barred(first: Lister, second: Lister, parties: Sequence[str]) -> str:
    if first.side in parties and second.side in parties:
        return "both are lists of the parties: each prints what the other did"
    if first.group == second.group:
        return f"both lists go back to {first.group}"
    return ""


def _few(both: int, one: int, two: int) -> str:
    if both < LEAST_BOTH:
        return f"{both} acts stand in both lists, at least {LEAST_BOTH} are needed"
    if min(both / one, both / two) < LEAST_SHARE:
        least = min(both / one, both / two)
        return (
            f"one list holds {least:.0%} of the other's acts, at least {LEAST_SHARE:.0%} is needed"
        )
    return ""


def _tests(acts: Sequence[ListedAct]) -> tuple[tuple[str, float], ...]:
    """Tests of what independence would imply, with their p-values; none where none is possible."""
    found = []
    strata = {a.stratum for a in acts}
    for name, given, asked in (
        ("first list alike over strata", "second", "first"),
        ("second list alike over strata", "first", "second"),
    ):
        rows = _table([a for a in acts if getattr(a, given)], "stratum", asked)
        if len(strata) > 1 and len(rows) > 1:
            found.append((name, _alike(rows)))
    rows = _table([a for a in acts if a.third], "first", "second")
    if len(rows) == 2:
        found.append(("lists independent within a third", _alike(rows)))
    return tuple(found)


def _table(acts: Sequence[ListedAct], row: str, column: str) -> list[tuple[int, int]]:
    """Acts by row: with and without the column's mark."""
    counts = Counter((getattr(a, row), getattr(a, column)) for a in acts)
    rows = sorted({key for key, _ in counts}, key=str)
    return [(counts[key, True], counts[key, False]) for key in rows]


def _alike(rows: Sequence[tuple[int, int]]) -> float:
    """p-value of χ² for one share in all rows; 1 where all or none are marked."""
    from scipy.special import chdtrc  # noqa: PLC0415 -- slow to import

    marked, whole = sum(a for a, _ in rows), sum(a + b for a, b in rows)
    if marked in {0, whole}:
        return 1.0
    share = marked / whole
    squares = [(a - share * (a + b)) ** 2 / ((a + b) * share * (1 - share)) for a, b in rows]
    return float(chdtrc(len(rows) - 1, sum(squares)))


def _failed(tests: Sequence[tuple[str, float]]) -> str:
    if not tests:
        return "independence can't be tested: no strata and no third list"
    p, name = min((p, name) for name, p in tests)
    return f"the lists aren't independent ({name}: p = {p:.2g})" if p < LEVEL else ""


def _chapman(one: int, two: int, both: int, most: int | None) -> Bounded:
    """Chapman's estimate, and an interval on the logit scale (M. Sadinle 2009, Communications in
    Statistics: Simulation and Computation 38, with its half added to each cell).
    """
    value = (one + 1) * (two + 1) / (both + 1) - 1
    alone, other = one - both + 0.5, two - both + 0.5
    known = both + 0.5
    spread = math.sqrt(1 / known + 1 / alone + 1 / other + known / (alone * other))
    seen = one + two - both
    low, high = (alone * other / known * math.exp(sign * _Z * spread) for sign in (-1, 1))
    top = math.inf if most is None else float(most)
    ends = max(seen, seen - 0.5 + low), max(value, seen - 0.5 + high)
    return Bounded(value=min(value, top), lo=min(ends[0], value, top), hi=min(ends[1], top))
