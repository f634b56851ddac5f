"""Learning from a small world that is known: how many reports an act brings, and errors of dates."""

import numpy as np
import pyarrow as pa
import pytest
from seen_world import seen
from small_world import model, world

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.stages.fusion.block import BLOCK_DAYS, READ_DAYS
from truceline.stages.fusion.columns import cases
from truceline.stages.fusion.kernels import SeenKernel
from truceline.stages.fusion.kernels import seen as put_together
from truceline.stages.fusion.learn import SLIP_PRIOR, improved, learn
from truceline.stages.fusion.prepare import first_model, setting


def fused(table, model, words):
    kernel = SeenKernel(setting(model, words))
    return put_together(EmbeddedEngine().map_blocks(table, "day", BLOCK_DAYS, READ_DAYS, kernel))


@pytest.mark.parametrize("company", [1.5, 4.0])
def test_company_comes_near_the_truth(company):
    given = cases(world(int(800 / company), 2, company=company).reports)
    table = given.table.sort_by("day")
    first = first_model(table, given.words)

    found = learn(first, lambda m: fused(table, m, given.words))
    assert found.company == pytest.approx(company, rel=0.25)
    assert abs(found.company - company) < abs(first.company - company)
    assert (first.rounds, found.rounds) == (0, 3)
    rates = np.array(found.acts.rates)[:8]
    shares = (rates / rates.sum(axis=1, keepdims=True)).mean(axis=0)
    np.testing.assert_allclose(np.diag(shares[:3]), 0.9, atol=0.08)
    np.testing.assert_allclose(found.tells[:8], company / 8, rtol=0.5)
    assert np.mean(found.place_scale) == pytest.approx(1.0, abs=0.2)


def test_learning_fuses_with_what_it_has_learned():
    """Each round fuses with the model of the round before."""
    used = []
    plain = seen(np.arange(50) // 2, source=np.arange(50) % 2, company=np.full(50, 4.0))

    def fuse(model):
        used.append(model.company)
        return plain

    found = learn(model(company=2.5), fuse, rounds=4)
    assert found.rounds == 4
    assert len(set(used)) == 4
    assert used == sorted(used, reverse=used[1] < used[0])
    assert found.company == pytest.approx(4.0 / (1 + 1 / 1.5), rel=0.05)


def test_learning_is_the_same_whatever_the_order():
    rng = np.random.default_rng(0)
    cluster = rng.integers(0, 80, 300)
    whole = seen(cluster, source=rng.integers(0, 2, 300), act=rng.integers(-1, 2, 300))
    order = rng.permutation(300)
    turned = whole._replace(**{n: getattr(whole, n)[order] for n in whole._fields if n != "sizes"})
    assert improved(model(), turned) == improved(model(), whole)


def test_sources_that_tell_more_acts_tell_more():
    cluster, source = np.repeat(np.arange(300), 2), np.tile([0, 1], 300)
    source[cluster >= 100] = 0  # source 1 tells of a third; source 0 tells the rest twice
    found = improved(model(sources=3), seen(cluster, source=source, company=np.ones(600)))
    assert found.tells[0] > 2.5 * found.tells[1] > found.tells[2]
    assert found.again[0] > 0.3 > found.again[1]
    assert found.again[1] < 0.03


def slips(days):
    count = len(days)
    columns = {
        "start": np.zeros(count),
        "width": np.full(count, 24.0),
        "rest_hour": 12.0 + 24 * np.asarray(days, float),
        "clock2": np.full(count, -1.0),
    }
    return np.array(improved(model(), seen(np.arange(count), **columns)).slips)


def test_dates_that_clocks_show_to_be_wrong_are_half_believed():
    days = np.repeat([-1, 0, 1, 2], [200, 1600, 150, 50])
    shares = np.array([0, 200, 1600, 150, 50]) / 2000
    np.testing.assert_allclose(slips(days), (shares + SLIP_PRIOR) / 2, atol=0.005)
    assert slips(days).sum() == pytest.approx(1.0, abs=1e-5)


def test_without_dates_beside_clocks_slips_are_as_believed():
    np.testing.assert_allclose(slips([9, -7]), SLIP_PRIOR, atol=1e-6)


def test_reports_by_nobody_known_are_learned_from():
    """They are counted with all other sources, the last one."""
    reports = world(100, 4).reports
    source = reports["source"].to_pylist()
    unnamed = [None if n % 3 == 0 else name for n, name in enumerate(source)]
    at = reports.schema.get_field_index("source")
    given = cases(reports.set_column(at, "source", pa.array(unnamed)))
    table = given.table.sort_by("day")
    first = first_model(table, given.words)
    found = learn(first, lambda m: fused(table, m, given.words))
    others = np.array(found.tells)[-1] / np.array(found.tells)[:-1].mean()
    assert others > 2, "a third of all reports is nobody's, an eighth of the rest each source's"
