"""Merging in rounds, against a slow reference that weighs everything anew each time."""

import numpy as np
import pytest
from small_world import all_pairs, blocks_of, crowd, merged, model, row

from truceline.stages.fusion.gain import gain
from truceline.stages.fusion.model import weights
from truceline.stages.fusion.rounds import ROUNDS, merge_rounds, singles

T = weights(model(sources=6))
NO_BONDS = np.zeros((0, 2), np.int64)


def merged_in_rounds(states, masks, graph, bonds=NO_BONDS):
    clusters = singles(states, masks)
    rounds = merge_rounds(clusters, bonds, graph, T)
    assert rounds < ROUNDS
    return clusters


def reference(states, masks, graph, bonds=()):
    """Sets of rows: all gains between adjacent clusters each round, reciprocal best partners merge."""
    clusters = {i: [i] for i in range(len(states))}
    for i, j in bonds:
        one, two = (next(r for r, m in clusters.items() if k in m) for k in (i, j))
        if one != two:
            clusters[min(one, two)] += clusters.pop(max(one, two))
    edges = {
        (i, int(graph.to[e])): e
        for i in range(len(states))
        for e in range(graph.ptr[i], graph.ptr[i + 1])
    }
    known = {
        r: (merged(*(states[m] for m in ms), t=T), np.bitwise_or.reduce(masks[ms]))
        for r, ms in clusters.items()
    }

    def value(one, two):
        across = [edges.get((i, j)) for i in clusters[one] for j in clusters[two]]
        near = [e for e in across if e is not None]
        some = [e for e in near if graph.gain[e] > -0.5 or graph.bar[e] or graph.words[e] < 0]
        if not some or any(graph.bar[e] for e in some):
            return -np.inf
        (a, s), (b, u) = known[one], known[two]
        said = sum(float(graph.words[e]) for e in some) / len(across)
        return gain(a, b, s, u, T, np.zeros(5)) + said

    while True:
        best = {}
        for one in clusters:
            values = {two: value(one, two) for two in clusters if two != one}
            two = max(values, key=lambda r: (values[r], -r), default=None)
            best[one] = two if two is not None and values[two] > 0 else None
        joined = [(a, b) for a, b in best.items() if b is not None and a < b and best[b] == a]
        if not joined:
            return {frozenset(m) for m in clusters.values()}
        for one, two in joined:
            clusters[one] += clusters.pop(two)
            (a, s), (b, u) = known[one], known.pop(two)
            known[one] = merged(a, b, t=T), s | u


@pytest.mark.parametrize("seed", range(12))
def test_rounds_find_what_weighing_everything_anew_finds(seed):
    states, masks = crowd(24, seed)
    graph = all_pairs(states, masks, T)
    found = blocks_of(merged_in_rounds(states, masks, graph).label)
    assert any(len(members) > 2 for members in found)
    assert found == reference(states, masks, graph)


@pytest.mark.parametrize("seed", range(4))
def test_what_words_say_counts_as_the_mean_over_the_pairs(seed):
    states, masks = crowd(18, seed)
    rng = np.random.default_rng(seed)
    said = rng.choice([-3.0, 0.0, 1.5], 18 * 17 // 2)
    graph = all_pairs(states, masks, T, said)
    found = blocks_of(merged_in_rounds(states, masks, graph).label)
    assert found == reference(states, masks, graph)
    assert found != blocks_of(merged_in_rounds(states, masks, all_pairs(states, masks, T)).label)


@pytest.mark.parametrize("seed", range(12))
def test_the_order_of_rows_changes_nothing(seed):
    states, masks = crowd(40, seed)
    before = blocks_of(merged_in_rounds(states, masks, all_pairs(states, masks, T)).label)
    for turn in range(3):
        order = np.random.default_rng([seed, turn]).permutation(len(states))
        s, m = states[order], masks[order]
        after = blocks_of(merged_in_rounds(s, m, all_pairs(s, m, T)).label)
        assert {frozenset(int(order[i]) for i in members) for members in after} == before


@pytest.mark.parametrize("late", [0, 1, 2, 3])
def test_a_report_that_only_a_merged_cluster_wins_joins_wherever_it_stands(late):
    """Nobody alone is worth joining for the outlier: three that agree are."""
    near = [row((0, 0), 1.0, clock=(10, 1.0), act=(0.9, 0.1), busy=2.5e-4) for _ in range(3)]
    shy = row((6.5, 0), 1.0, clock=(10, 1.0), act=(0.9, 0.1), busy=2.5e-4)
    states = np.array([*near[:late], shy, *near[late:]])
    masks = np.int64(1) << np.arange(4).reshape(-1, 1)
    graph = all_pairs(states, masks, T)
    alone = graph.gain[graph.ptr[late] : graph.ptr[late + 1]]
    whole = merged(*near, t=T)
    others = np.bitwise_or.reduce(masks) - masks[late]
    with_all = gain(states[late], whole, masks[late], others, T, np.zeros(5))
    assert (alone < 0).all(), alone
    assert (alone > -0.5).all(), alone
    assert with_all > 0
    assert blocks_of(merged_in_rounds(states, masks, graph).label) == {frozenset(range(4))}
