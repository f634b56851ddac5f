"""Kernels of the relaxation: what a fraction of each option would detect, at most, and its slope.

For one cell with a = −ln(1 − p) and fractions x of its options, any level s ≥ 0 gives a bound that is
linear in x and exact for whole systems (docs/methods/siting.md has the proof):

    1 − Π (1 − p)^x ≤ 1 − (1 + s) e^−s + Σ φ(a, s) x
    φ = e^−s a where a ≤ s, else p − 1 + (1 + s) e^−s

`share` mixes φ beyond s with the plain tangent e^−s a, which makes the least of these bounds smooth.
"""

import math
from typing import NamedTuple

from truceline.foundation.compiled import kernel
from truceline.stages.plan.siting.problem import Floats, Ints


class Rows(NamedTuple):
    """Pairs by cell: options and a."""

    begins: Ints
    options: Ints
    a: Floats


class Columns(NamedTuple):
    """Pairs by option: cells, a and p."""

    begins: Ints
    cells: Ints
    a: Floats
    p: Floats


@kernel
def level_of(rows: Rows, cell: int, x: Floats, share: float) -> float:
    """The level at which the bound is least: s = Σ min(a, s) x (for `share` 0), its largest root by
    Newton's method from above on a piecewise linear, convex function.
    """
    first, last = rows.begins[cell], rows.begins[cell + 1]
    whole = 0.0
    for k in range(first, last):
        whole += rows.a[k] * x[rows.options[k]]
    level = whole
    for _ in range(100):
        top, slope = share * whole, 1.0
        for k in range(first, last):
            if rows.a[k] <= level:
                top += (1.0 - share) * rows.a[k] * x[rows.options[k]]
            else:
                slope -= (1.0 - share) * x[rows.options[k]]
        lower = top / slope if slope > 0.0 else 0.0
        if not lower < level * (1.0 - 1e-12):
            break
        level = lower
    return level


def relaxed(
    first: int, last: int, rows: Rows, x: Floats, share: float, level: Floats, value: Floats
) -> None:
    """Levels and least bounds of cells `first` to `last`, into `level` and `value`."""
    for cell in range(first, last):
        s = level_of(rows, cell, x, share)
        miss = math.exp(-s)
        bound = 1.0 - (1.0 + s) * miss
        for k in range(rows.begins[cell], rows.begins[cell + 1]):
            part = x[rows.options[k]]
            if part == 0.0:
                continue
            a = rows.a[k]
            if a <= s:
                bound += miss * a * part
            else:
                beyond = (1.0 + s) * miss - math.exp(-a)
                bound += ((1.0 - share) * beyond + share * miss * a) * part
        level[cell], value[cell] = s, bound


def slopes(
    first: int,
    last: int,
    columns: Columns,
    level: Floats,
    weight: Floats,
    share: float,
    out: Floats,
) -> None:
    """Σᵢ wᵢ φ(aᵢⱼ, sᵢ) of options `first` to `last`, into `out`: the slope of the weighted bound."""
    for j in range(first, last):
        total = 0.0
        for k in range(columns.begins[j], columns.begins[j + 1]):
            cell = columns.cells[k]
            s, a = level[cell], columns.a[k]
            miss = math.exp(-s)
            if a <= s:
                total += weight[cell] * miss * a
            else:
                beyond = columns.p[k] - 1.0 + (1.0 + s) * miss
                total += weight[cell] * ((1.0 - share) * beyond + share * miss * a)
        out[j] = total
