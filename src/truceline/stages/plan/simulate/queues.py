"""Queues: first come, first served, by whichever server is free first.

The one loop of the simulation in which each step needs the one before; run as it stands on little
work, compiled on much. It draws nothing: all durations are given.
"""

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.compiled import fitting

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def serve(
    order: Ints, ready: Floats, lasting: Floats, group: Ints, servers: Ints, start: Floats
) -> None:
    """Begin of service for each case: into `start`.

    Kiefer and Wolfowitz (Trans. Amer. Math. Soc. 78, 1955): in the order of coming each case takes
    the server of its group that is free first, and begins when both are there. `servers` are the
    number per group (at least one), `order` the cases by time of coming, `ready` when each comes,
    `lasting` how long it takes.
    """
    first = np.zeros(len(servers) + 1, np.int64)
    for g in range(len(servers)):
        first[g + 1] = first[g] + servers[g]
    free = np.zeros(first[-1])
    for n in range(len(order)):
        i = order[n]
        best = first[group[i]]
        for k in range(best + 1, first[group[i] + 1]):
            if free[k] < free[best]:
                best = k
        start[i] = max(ready[i], free[best])
        free[best] = start[i] + lasting[i]


def served(ready: Floats, lasting: Floats, group: Ints, servers: Ints) -> Floats:
    """When service begins for each case, in any order; infinite where its group has no server.

    Equal times keep their order.
    """
    start = np.full(len(ready), np.inf)
    some = np.flatnonzero(servers[group] > 0)
    staffed = np.maximum(servers, 1)
    order = some[np.argsort(ready[some], kind="stable")]
    run = fitting(serve, float(len(order)) * float(staffed.max(initial=1)))
    run(order, ready, lasting, group, staffed, start)
    return start
