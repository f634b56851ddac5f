"""After the rounds: misplaced reports move, others stay."""

import math

import numpy as np
import pytest
from small_world import all_pairs, blocks_of, crowd, merged, model, row

from truceline.stages.fusion.certainty import chances
from truceline.stages.fusion.gain import gain
from truceline.stages.fusion.members import members
from truceline.stages.fusion.model import weights
from truceline.stages.fusion.rounds import Clusters, merge_rounds, singles
from truceline.stages.fusion.state import NS
from truceline.stages.fusion.sweep import settle

T = weights(model(sources=6, repeats=0.0, outlier=0.0))
NO_BONDS = np.zeros((0, 2), np.int64)
LEFT = [row((n / 5, 0), 1.0, clock=(10, 1.0)) for n in range(3)]
RIGHT = [row((7 + n / 5, 0), 1.0, clock=(10, 1.0)) for n in range(3)]
FAR = row((9, 0), 1.0, clock=(10, 1.0))
SOURCES = np.int64(1) << np.arange(8).reshape(-1, 1)


def clusters_of(states, masks, label) -> Clusters:
    """Clusters as given, by roots."""
    c = singles(states, masks)
    for root, rows in ((r, np.flatnonzero(np.array(label) == r)) for r in set(label)):
        assert root == rows[0]
        c.label[rows] = root
        c.states[root] = merged(*states[rows], t=T)
        c.masks[root] = np.bitwise_or.reduce(masks[rows])
    return c


def swept(states, label, fixed=(), barred=()):
    masks = SOURCES[: len(states)]
    c = clusters_of(states, masks, label)
    held = np.isin(np.arange(len(states)), fixed)
    graph = all_pairs(states, masks, T, barred=barred)
    settle(c, held, states, masks, graph, T, 0.6)
    return c


def homes(c, states, masks, graph, t, temper):
    """Everybody's homes in clusters as they are."""
    return settle(c, np.ones(len(states), bool), states, masks, graph, t, temper)


def total_gain(states, masks, label):
    """ln p(all | clusters) against all alone: what a cluster gains, built up row by row."""
    total = 0.0
    for rows in blocks_of(label):
        first, *others = sorted(rows)
        whole, mask = states[first].copy(), masks[first].copy()
        for i in others:
            total += gain(whole, states[i], mask, masks[i], T, np.zeros(5))
            whole, mask = merged(whole, states[i], t=T), mask | masks[i]
    return total


def test_a_misplaced_report_moves_to_its_own():
    states = np.array([*LEFT, *RIGHT])
    c = swept(states, [0, 0, 0, 0, 4, 4])
    assert c.label.tolist() == [0, 0, 0, 3, 3, 3]
    np.testing.assert_allclose(c.states[3], merged(*RIGHT, t=T))
    np.testing.assert_allclose(c.states[0], merged(*LEFT, t=T))
    assert c.masks[:, 0][[0, 3]].tolist() == [0b111, 0b111000]


def test_a_report_that_fits_nowhere_leaves():
    c = swept(np.array([*LEFT, FAR]), [0, 0, 0, 0])
    assert c.label.tolist() == [0, 0, 0, 3]


def test_a_root_that_leaves_gives_its_name_to_the_next():
    c = swept(np.array([FAR, *LEFT]), [0, 0, 0, 0])
    assert c.label.tolist() == [0, 1, 1, 1]
    np.testing.assert_allclose(c.states[1], merged(*LEFT, t=T))


def test_a_root_that_joins_others_names_them_where_it_is_the_smallest():
    states = np.array([RIGHT[0], *LEFT, *RIGHT[1:]])
    c = swept(states, [0, 0, 0, 0, 4, 4])
    assert c.label.tolist() == [0, 1, 1, 1, 0, 0]


def test_fixed_reports_stay():
    c = swept(np.array([*LEFT, *RIGHT]), [0, 0, 0, 0, 4, 4], fixed=[3])
    assert c.label.tolist() == [0, 0, 0, 0, 4, 4]


def test_nothing_moves_where_all_is_well():
    c = swept(np.array([*LEFT, *RIGHT]), [0, 0, 0, 3, 3, 3])
    assert c.label.tolist() == [0, 0, 0, 3, 3, 3]


def test_no_report_moves_over_a_bar():
    c = swept(np.array([*LEFT, *RIGHT]), [0, 0, 0, 0, 4, 4], barred={(3, 5)})
    assert blocks_of(c.label) == {frozenset({0, 1, 2}), frozenset({3}), frozenset({4, 5})}


def test_a_cluster_takes_part_in_its_best_move_only():
    """Two reports want home at once: the better one goes, the other in the next sweep."""
    states = np.array([*LEFT, *RIGHT])
    c = swept(states, [0, 0, 0, 0, 0, 5])
    assert c.label.tolist() == [0, 0, 0, 3, 3, 3]


def shaken(states, masks, graph, seed, strays=0) -> list[int]:
    """The labels after merging, with six reports taken out of their clusters, of which some are put
    into others' where they may not belong.
    """
    c = singles(states, masks)
    merge_rounds(c, NO_BONDS, graph, T)
    label = c.label.copy()
    for i in np.random.default_rng(seed).choice(len(label), 6, replace=False):
        others = np.flatnonzero((label == label[i]) & (np.arange(len(label)) != i))
        label[others] = others.min(initial=len(label))
        label[i] = i
        if strays > 0:
            others = label == label[np.random.default_rng(i).integers(len(label))]
            label[others | (np.arange(len(label)) == i)] = min(np.flatnonzero(others).min(), i)
            strays -= 1
    return label.tolist()


@pytest.mark.parametrize("seed", range(10))
def test_the_whole_gain_never_falls(seed):
    states, masks = crowd(30, seed)
    graph = all_pairs(states, masks, T)
    c = clusters_of(states, masks, shaken(states, masks, graph, seed))
    before = total_gain(states, masks, c.label)
    settle(c, np.zeros(len(states), bool), states, masks, graph, T, 0.6)
    assert total_gain(states, masks, c.label) > before
    for rows in blocks_of(c.label):
        root = min(rows)
        assert set(c.label[sorted(rows)]) == {root}
        np.testing.assert_allclose(
            c.states[root], merged(*states[sorted(rows)], t=T), rtol=1e-7, atol=1e-9
        )


@pytest.mark.parametrize("seed", range(10))
def test_homes_are_those_of_the_settled_clusters(seed):
    """Whatever moved on the way: looking at everything anew finds the same."""
    states, masks = crowd(30, seed)
    graph = all_pairs(states, masks, T)
    c = clusters_of(states, masks, shaken(states, masks, graph, seed, strays=4))
    before = c.label.copy()
    h, rests = settle(c, np.zeros(len(states), bool), states, masks, graph, T, 0.6)
    assert (c.label != before).any()
    anew, fresh = homes(clusters_of(states, masks, c.label), states, masks, graph, T, 0.6)
    np.testing.assert_array_equal(rests[:, NS], fresh[:, NS])
    np.testing.assert_allclose(rests, fresh, rtol=1e-9, atol=1e-9)
    for name in h._fields:
        np.testing.assert_allclose(getattr(h, name), getattr(anew, name), rtol=1e-9, atol=1e-9)


def test_a_report_that_left_has_no_rest():
    states = np.array([*LEFT, FAR])
    c = clusters_of(states, SOURCES[:4], [0, 0, 0, 0])
    graph = all_pairs(states, SOURCES[:4], T)
    h, rests = settle(c, np.zeros(4, bool), states, SOURCES[:4], graph, T, 0.6)
    assert c.label.tolist() == [0, 0, 0, 3]
    assert rests[:, NS].tolist() == [2, 2, 2, 0]
    assert (h.own[3], h.company[3]) == (0, pytest.approx(0, abs=1e-3))


def test_members_are_listed_by_root():
    m = members(np.array([0, 1, 0, 3, 1, 0]))
    listed = [m.rows[m.ptr[i] : m.ptr[i + 1]].tolist() for i in range(6)]
    assert listed == [[0, 2, 5], [1, 4], [], [3], [], []]


BESIDE = [row((4 + n / 5, 0), 1.0, clock=(10, 1.0)) for n in range(3)]


def test_homes_are_weighed_against_the_rest_and_all_others():
    states = np.array([*LEFT, *BESIDE])
    masks = SOURCES[:6]
    c = clusters_of(states, masks, [0, 0, 0, 3, 3, 3])
    h, rests = homes(c, states, masks, all_pairs(states, masks, T), T, 0.6)
    other = merged(*states[3:], t=T)
    for i in range(3):
        rest = [j for j in range(3) if j != i]
        whole = merged(*states[rest], t=T)
        mask = np.bitwise_or.reduce(masks[rest])
        own = gain(states[i], whole, masks[i], mask, T, np.zeros(5))
        away = gain(states[i], other, masks[i], np.int64([56]), T, np.zeros(5))
        assert h.own[i] == pytest.approx(own)
        np.testing.assert_allclose(rests[i], whole)
        assert (h.other[i], h.most[i]) == (3, pytest.approx(away))
        assert h.weight[i] == pytest.approx(math.exp(away))
        assert h.tempered[i] == pytest.approx(math.exp(0.6 * away))
        company = (2 * math.exp(own) + 3 * math.exp(away)) / (1 + math.exp(own) + math.exp(away))
        assert h.company[i] == pytest.approx(company)
        assert rests[i, NS] == 2


def test_a_report_alone_has_no_rest_and_no_gain():
    states = np.array([*LEFT, row((300, 0), clock=(0, 1))])
    c = clusters_of(states, SOURCES[:4], [0, 0, 0, 3])
    h, rests = homes(c, states, SOURCES[:4], all_pairs(states, SOURCES[:4], T), T, 0.6)
    assert (h.own[3], rests[3, NS], h.company[3], h.other[3]) == (0, 0, 0, -1)
    sure, second = chances(h, rests[:, NS] == 0, 0.6, 0.0)
    assert (sure[3], second[3]) == (pytest.approx(1.0), 0.0)


def test_chances_are_shares_of_the_tempered_weights():
    states = np.array([*LEFT, *BESIDE])
    masks = SOURCES[:6]
    c = clusters_of(states, masks, [0, 0, 0, 3, 3, 3])
    h, _ = homes(c, states, masks, all_pairs(states, masks, T), T, 0.6)
    sure, second = chances(h, np.zeros(6, bool), 0.6, 9.0)
    mine, other = np.exp(0.6 * h.own), np.exp(0.6 * h.most)
    np.testing.assert_allclose(sure, mine / (mine + 1 + h.tempered))
    np.testing.assert_allclose(second, other / (mine + 1 + h.tempered))
    assert (sure + second < 1).all()


def test_a_report_alone_may_have_company_out_of_reach():
    states = np.array([*LEFT, row((4, 0), 1.0, clock=(12, 1.0))])
    c = clusters_of(states, SOURCES[:4], [0, 0, 0, 3])
    h, rests = homes(c, states, SOURCES[:4], all_pairs(states, SOURCES[:4], T), T, 0.6)
    weight = math.exp(0.6 * h.most[3])
    for unseen in (0.0, 0.3):
        sure, second = chances(h, rests[:, NS] == 0, 0.6, unseen)
        assert h.other[3] == 0
        assert sure[3] == pytest.approx(1 / (1 + unseen + weight))
        assert second[3] == pytest.approx(weight / (1 + unseen + weight))
