"""Near repeats, from a process with known ones."""

import numpy as np
import pytest
from seen_world import seen
from small_world import model

from truceline.stages.fusion.repeats import estimated_repeats

M = model(company=3.0, shape=1.5)
SIDE, HOURS = 300.0, 24.0 * 60


def process(acts, seed, share=0.25, km=1.0, h=4.0):
    """Acts at random; each sets off a Poisson number (mean `share`) of others, exponential in time,
    Gaussian in space. All are told by two sharp reports.
    """
    rng = np.random.default_rng(seed)
    place, hour = rng.uniform(0, SIDE, (acts, 2)), rng.uniform(0, HOURS, acts)
    parent = np.repeat(np.arange(acts), rng.poisson(share, acts))
    near = place[parent] + rng.normal(0, km, (len(parent), 2))
    soon = hour[parent] + rng.exponential(h, len(parent))
    place, hour = np.concatenate([place, near]), np.concatenate([hour, soon])
    visible = 1 - (M.shape / (M.shape + M.company)) ** M.shape
    kept = rng.random(len(hour)) < visible
    return place[kept], hour[kept]


def fused(place, hour):
    count = len(hour)
    cluster = np.repeat(np.arange(count), 2)
    return seen(
        cluster,
        y=place[cluster, 0],
        x=place[cluster, 1],
        hour=hour[cluster],
        place=np.full(2 * count, 0.5),
        clock2=np.full(2 * count, 0.1),
        busy=np.full(2 * count, count / SIDE**2 / HOURS),
    )


@pytest.mark.parametrize(("share", "km", "h"), [(0.25, 1.0, 4.0), (0.5, 2.0, 2.5)])
def test_a_near_repeat_process_is_recovered_roughly(share, km, h):
    found = [estimated_repeats(M, fused(*process(12_000, s, share, km, h))) for s in range(3)]
    mean = {name: np.mean([f[name] for f in found]) for name in found[0]}
    assert mean["repeats"] == pytest.approx(share, rel=0.4)
    assert mean["repeat_km"] == pytest.approx(km, rel=0.35)
    assert mean["repeat_h"] == pytest.approx(h, rel=0.4)


def test_more_repeats_are_more():
    shares = [
        np.mean([estimated_repeats(M, fused(*process(9000, s, n)))["repeats"] for s in range(3)])
        for n in (0.1, 0.3, 0.6)
    ]
    assert shares[0] < shares[1] < shares[2]


def test_acts_that_set_off_none_have_few():
    found = estimated_repeats(M, fused(*process(12_000, 1, share=0.0)))
    assert found["repeats"] < 0.05


def test_few_sharp_clusters_tell_nothing():
    assert estimated_repeats(M, fused(*process(100, 1))) == {}
    place, hour = process(6000, 1)
    vague = fused(place, hour)._replace(place=np.full(2 * len(hour), 25.0))
    assert estimated_repeats(M, vague) == {}
    unclocked = fused(place, hour)._replace(clock2=np.full(2 * len(hour), -1.0))
    assert estimated_repeats(M, unclocked) == {}


def test_the_order_of_reports_changes_nothing():
    whole = fused(*process(4000, 2))
    order = np.random.default_rng(0).permutation(len(whole.cluster))
    turned = whole._replace(**{n: getattr(whole, n)[order] for n in whole._fields if n != "sizes"})
    assert estimated_repeats(M, turned) == estimated_repeats(M, whole)
