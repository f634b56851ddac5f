"""Connected components, which every engine finds on the machine that asks: edges are few."""

import numpy as np


def smallest_connected(count: int, edges: np.ndarray) -> np.ndarray:
    """See `model.ports.Engine.group`."""
    from scipy.sparse import coo_array  # noqa: PLC0415 -- half a second that only fusion needs
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    pairs = edges.reshape(-1, 2)
    ones = np.ones(len(pairs), dtype=np.int8)
    graph = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    smallest: np.ndarray = first.astype(np.int64)[inverse]
    return smallest
