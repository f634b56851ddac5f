"""What printed counts say of one another: sums over time as differences of one running total.

A count over [a, b) is C(b) − C(a) for a running total C that never falls. Every printed figure bounds
one such difference, so all that follows from them is a shortest path (Dechter, Meiri and Pearl 1991,
*Temporal constraint networks*, Artificial Intelligence 49). A figure that no running total can hold
together with those before it is refused and told, never averaged away.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

_SLACK: Final = 1e-6


@dataclass(frozen=True)
class Link:
    """Bounds of the count over [start, end), the figures behind them, and their number in words."""

    start: datetime
    end: datetime
    lo: float
    hi: float | None
    basis: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Answer:
    """Bounds of a count, the figures they rest on, and the arithmetic in words."""

    lo: float
    hi: float | None
    basis: tuple[str, ...]
    arithmetic: str


class Running:
    """A running total at given moments, tightened link by link. All pairs are kept closed, so that
    a link costs moments², and an answer nothing.
    """

    def __init__(self, moments: Sequence[datetime]) -> None:
        self.moments = tuple(sorted(set(moments)))
        self._at = {moment: k for k, moment in enumerate(self.moments)}
        size = len(self.moments)
        earlier = np.tri(size, dtype=bool)  # [j, i] for i ≤ j: C(i) − C(j) ≤ 0, totals never fall
        self._most = np.where(earlier, 0.0, np.inf)
        self._cites = np.zeros((size, size), np.int64)  # of two equal bounds, the plainer is told
        self._last = np.full((size, size), -1, np.int64)
        self._steps: list[tuple[int, int, float, Link]] = []

    def fits(self, link: Link) -> bool:
        """Can the link hold together with those that were taken?"""
        lo, hi = self._bounds(link.start, link.end)
        return link.lo <= hi + _SLACK and (link.hi is None or link.hi >= lo - _SLACK)

    def take(self, link: Link) -> None:
        """Take a link that fits."""
        i, j = self._at[link.start], self._at[link.end]
        if link.hi is not None:
            self._tighten(i, j, link.hi, link)
        self._tighten(j, i, -link.lo, link)

    def _tighten(self, i: int, j: int, most: float, link: Link) -> None:
        """C(j) − C(i) ≤ most, and all that follows for other pairs."""
        gain = self._most[i, j] - most
        if gain < -_SLACK or (gain <= _SLACK and len(link.basis) >= self._cites[i, j]):
            return  # all pairs are closed: what says nothing new here says nothing new anywhere
        self._steps.append((i, j, most, link))
        through = self._most[:, i, None] + most + self._most[None, j, :]
        cites = self._cites[:, i, None] + len(link.basis) + self._cites[None, j, :]
        equal = (through <= self._most + _SLACK) & (cites < self._cites)
        better = (through < self._most - _SLACK) | (equal & (through < np.inf))
        last = np.where(self._last[j] < 0, len(self._steps) - 1, self._last[j])
        self._most = np.where(better, through, self._most)
        self._cites = np.where(better, cites, self._cites)
        self._last = np.where(better, last[None, :], self._last)

    def _bounds(self, start: datetime, end: datetime) -> tuple[float, float]:
        i, j = self._at[start], self._at[end]
        return float(0.0 - self._most[j, i]), float(self._most[i, j])

    def known(self, start: datetime, end: datetime) -> bool:
        """Are both moments of this total?"""
        return start in self._at and end in self._at

    def answer(self, start: datetime, end: datetime) -> Answer:
        """What is known of the count over [start, end), both moments of this total."""
        lo, hi = self._bounds(start, end)
        i, j = self._at[start], self._at[end]
        down, up = tuple(self._path(j, i)), tuple(self._path(i, j))
        exact = math.isfinite(hi) and abs(hi - lo) < _SLACK
        if exact:
            steps = min((p for p in (up, down) if p), key=len, default=())
            told = _sum(steps, sign=1 if steps is up else -1)
            return Answer(round(lo, 6), round(lo, 6), _basis((*up, *down)), f"{told} = {lo:,.10g}")
        most = round(hi, 6) if math.isfinite(hi) else None
        words = [f"at least {_sum(down, -1)} = {lo:,.10g}"] if lo > 0 else []
        words += [f"at most {_sum(up, 1)} = {hi:,.10g}"] if math.isfinite(hi) else []
        return Answer(round(lo, 6), most, _basis((*up, *down)), "; ".join(words))

    def _path(self, i: int, j: int) -> Iterator[tuple[float, Link]]:
        """The steps of the tightest bound of C(j) − C(i), last first."""
        while i != j and (step := int(self._last[i, j])) >= 0:
            j, _, most, link = self._steps[step]
            yield most, link


def bracketed(words: str) -> str:
    """A term of a larger sum: in brackets where it is a sum itself."""
    return f"({words})" if " + " in words or " − " in words else words


def _basis(steps: Sequence[tuple[float, Link]]) -> tuple[str, ...]:
    return tuple(sorted({name for _, link in steps for name in link.basis}))


def _sum(steps: Sequence[tuple[float, Link]], sign: int) -> str:
    """`251 − 123 − (3 + 2)`: what is added before what is taken away."""
    terms = sorted((sign * most < 0, -abs(most), link.words) for most, link in steps)
    added = [words for taken, _, words in terms if not taken]
    taken = [bracketed(words) for taken, _, words in terms if taken]
    return " − ".join([" + ".join(added) or "0", *taken])
