"""Connected components, which every engine finds on the machine that asks: edges are few."""

import numpy as np


def smallest_connected(count: int, edges: np.ndarray) -> np.ndarray:
    """See `model.ports.Engine.group`."""
    from scipy.sparse import coo_array  # noqa: PLC0415 -- half a second that only fusion needs
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    pairs = edges.reshape(-1, 2)
    ones = np.ones(len(pairs), dtype=np.int8)
    graph = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    parts, label = connected_components(graph, directed=False)
    first = np.zeros(parts, np.int64)
    first[label[::-1]] = np.arange(count - 1, -1, -1)  # of equal labels the last one stays
    smallest: np.ndarray = first[label]
    return smallest
