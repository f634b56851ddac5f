"""The order in which reviewers' judgements tell most."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def review_order(groups: pa.Table) -> list[str]:
    """Report keys, the one nearest to a toss-up first; equal ones by key.

    A report's own home, at probability p, stands against the likeliest of all else: its best other
    incident, at q, or whatever is left, 1 − p − q, standing alone among it. Of these two the share
    s = p / (p + max(q, 1 − p − q)) is a toss-up at ½, where its entropy −s·ln s − (1−s)·ln(1−s) is
    largest; what a rule or a reviewer settled comes last. `groups` has `GROUP_SCHEMA`.
    """
    own = groups["probability"].to_numpy()
    other = pc.fill_null(groups["alternative_probability"], 0.0).to_numpy()
    best = np.maximum(other, np.maximum(1 - own - other, 0.0))
    share = own / np.maximum(own + best, 1e-300)
    doubt = np.round(np.abs(share - 0.5), 12)
    ranked = pa.table({"doubt": doubt, "key": groups["report_id"]})
    order = pc.sort_indices(ranked, [("doubt", "ascending"), ("key", "ascending")])
    keys: list[str] = groups["report_id"].take(order).to_pylist()
    return keys
