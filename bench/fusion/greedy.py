"""Greedy joining in order of time, the rule that most hand-written scripts use. Compiled: it loops."""

import numpy as np
from numba import njit
from points import GENERIC, UNKNOWN, Points


def greedy(points: Points, km: float, hours: float) -> np.ndarray:
    """Each report joins the nearest open incident within `km` and `hours` of that incident's first
    report, if neither act family nor side contradicts; else it opens one.
    """
    order = np.argsort(points.hours, kind="stable")
    cells = [np.floor((v - v.min()) / km).astype(np.int64)[order] + 1 for v in (points.x, points.y)]
    told = (points.x, points.y, points.hours, points.family, points.actor)
    labels = np.empty(len(order), np.int64)
    labels[order] = _joined(*(v[order] for v in told), *cells, km, hours)
    return labels


@njit(cache=True)
def _joined(x, y, h, family, actor, cx, cy, km, hours):  # noqa: ANN001, ANN202 -- numba infers
    width = cy.max() + 2
    newest = np.full((cx.max() + 2) * width, -1, np.int64)
    older = np.full(len(x), -1, np.int64)
    label = np.empty(len(x), np.int64)
    for i in range(len(x)):
        best, least = i, np.inf
        for cell in _around(cx[i] * width + cy[i], width):
            j = newest[cell]
            while j >= 0 and h[i] - h[j] <= hours:
                near = ((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2) / km**2
                gap = near + ((h[i] - h[j]) / hours) ** 2
                if near <= 1 and gap < least and _compatible(family, actor, i, j):
                    best, least = j, gap
                j = older[j]
        label[i] = best
        if best == i:
            cell = cx[i] * width + cy[i]
            older[i], newest[cell] = newest[cell], i
    return label


@njit(cache=True)
def _around(cell, width):  # noqa: ANN001, ANN202 -- numba infers
    return [cell + a * width + b for a in (-1, 0, 1) for b in (-1, 0, 1)]


@njit(cache=True)
def _compatible(family, actor, i, j):  # noqa: ANN001, ANN202 -- numba infers
    acts = family[i] == family[j] or family[i] == GENERIC or family[j] == GENERIC
    sides = actor[i] == actor[j] or actor[i] == UNKNOWN or actor[j] == UNKNOWN
    return acts and sides
