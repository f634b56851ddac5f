"""Which pairs stay in the graph."""

import numpy as np
import pytest
from small_world import all_pairs, crowd, model, row

from truceline.stages.fusion.gain import NEVER, gain
from truceline.stages.fusion.graph import KEPT, MOST_NEIGHBOURS
from truceline.stages.fusion.model import weights

T = weights(model(sources=6))


def half_edges(g):
    return {
        (i, int(g.to[e])): e for i in range(len(g.ptr) - 1) for e in range(g.ptr[i], g.ptr[i + 1])
    }


def crowded(seed, count=70):
    """So many reports of one evening in one town that each has too many neighbours."""
    rng = np.random.default_rng(seed)
    rows = [
        row(tuple(rng.normal(0, 3, 2)), 6.0, clock=(rng.normal(0, 2), 4.0)) for _ in range(count)
    ]
    masks = np.int64(1) << rng.integers(0, 6, (count, 1))
    return np.array(rows), masks


def reference(states, masks, words=0.0):
    """Pairs above KEPT that are among the best of either end; ties stay."""
    count = len(states)
    gains = {
        (i, j): np.float32(
            gain(states[i], states[j], masks[i], masks[j], T, np.zeros(5)) + np.float32(words)
        )
        for i in range(count)
        for j in range(i + 1, count)
    }
    gains = {pair: value for pair, value in gains.items() if value > KEPT}
    kept = set()
    for i in range(count):
        own = sorted((v for pair, v in gains.items() if i in pair), reverse=True)
        least = own[MOST_NEIGHBOURS - 1] if len(own) > MOST_NEIGHBOURS else -np.inf
        kept |= {pair for pair, v in gains.items() if i in pair and v >= least}
    return {pair: gains[pair] for pair in kept}


@pytest.mark.parametrize("make", [lambda: crowded(1), lambda: crowded(2), lambda: crowd(50, 3)])
def test_the_best_of_either_end_stay(make):
    states, masks = make()
    edges = half_edges(g := all_pairs(states, masks, T))
    expected = reference(states, masks)
    assert {pair for pair in edges if pair[0] < pair[1]} == set(expected)
    for pair, value in expected.items():
        assert g.gain[edges[pair]] == value


def test_a_crowd_loses_pairs():
    states, masks = crowded(1)
    kept = all_pairs(states, masks, T).ptr[-1] // 2
    assert kept < 0.6 * len(states) * (len(states) - 1) / 2
    assert kept >= len(states) * MOST_NEIGHBOURS / 2


def test_every_pair_is_known_at_both_ends():
    states, masks = crowded(4)
    rng = np.random.default_rng(0)
    said = rng.normal(0, 1, len(states) * (len(states) - 1) // 2)
    g = all_pairs(states, masks, T, said, barred={(0, 1), (5, 9)})
    edges = half_edges(g)
    assert len(edges) == len(g.to)
    for (i, j), e in edges.items():
        back = edges[(j, i)]
        assert (g.gain[e], g.words[e], g.bar[e]) == (g.gain[back], g.words[back], g.bar[back])


def test_what_words_say_is_added():
    states, masks = crowd(2, 1)
    states[1] = states[0]
    plain, said = (all_pairs(states, masks, T, words) for words in (0.0, 1.5))
    assert said.gain[0] - plain.gain[0] == pytest.approx(1.5, abs=1e-5)
    assert (said.words == np.float32(1.5)).all()


def test_hopeless_pairs_are_left_out():
    rows = np.array([row((0, 0), clock=(0, 1)), row((30, 0), clock=(0, 1))])
    assert len(all_pairs(rows, np.int64([[1], [2]]), T).to) == 0


def test_barred_pairs_stay_in_a_crowd_and_far_away():
    states, masks = crowded(3)
    states[69] = row((400, 0), clock=(9e3, 1))
    barred = {(0, 69), (0, 1), (2, 3)}
    edges = half_edges(g := all_pairs(states, masks, T, barred=barred))
    for i, j in barred:
        for e in (edges[(i, j)], edges[(j, i)]):
            assert g.bar[e]
            assert g.gain[e] == np.float32(NEVER)
    assert int(g.bar.sum()) == 6
