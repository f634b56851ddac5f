"""Acts as a point process: as many as stated, in bursts as stated, where they belong."""

import numpy as np
import pyarrow as pa
import pytest
from simulated import cells, scenario

from truceline.model.simulation import Violations
from truceline.stages.plan.simulate.acts import Drawer


def daily(said, replicas=60, **more):
    setting = scenario(violations=(said,), **more)
    drawer = Drawer(setting)
    days = int(setting.days)
    times = [drawer.draw(1, n).time for n in range(replicas)]
    return np.array([np.bincount((t // 24).astype(int), minlength=days) for t in times])


@pytest.mark.parametrize("offspring", [0.0, 0.4, 0.7])
def test_the_stated_number_holds_with_and_without_bursts(offspring):
    counts = daily(Violations(act="fire/artillery", per_day=12, offspring=offspring, decay_h=4))
    sums = counts.sum(axis=1)
    error = sums.std(ddof=1) / np.sqrt(len(sums))
    assert abs(sums.mean() - 12 * 20) < 4 * error
    first, rest = counts[:, 0].mean(), counts[:, 1:].mean()
    assert first == pytest.approx(rest, rel=0.25)  # the process is under way when the clock starts


def test_bursts_spread_the_counts_as_theory_says():
    """Long counts of the process have variance / mean of 1 / (1 − n)²."""
    plain = daily(Violations(act="fire/artillery", per_day=10), 200).sum(axis=1)
    bursts = daily(Violations(act="fire/artillery", per_day=10, offspring=0.5, decay_h=2), 200).sum(
        axis=1
    )
    assert plain.var() / plain.mean() == pytest.approx(1.0, abs=0.3)
    assert bursts.var() / bursts.mean() == pytest.approx(4.0, abs=1.2)


def test_acts_begin_in_their_sector_by_weight():
    weight = np.where(np.arange(160) == 100, 9.0, 1.0)
    area = cells().append_column("weight", pa.array(weight))
    setting = scenario(
        cells=area, violations=(Violations(act="sea/mine", sector="B", per_day=200),)
    )
    acts = Drawer(setting).draw(1, 0)
    assert {setting.sectors[s] for s in setting.sector[acts.cell]} == {"B"}
    inside = weight[setting.sector == 1].sum()
    assert (acts.cell == 100).mean() == pytest.approx(9 / inside, rel=0.2)


def test_what_an_act_sets_off_lies_near_it():
    said = Violations(act="fire/artillery", per_day=30, offspring=0.9, decay_h=1, spread_km=0.1)
    area = cells()
    weight = np.zeros(160)
    weight[[0, 159]] = 1
    setting = scenario(cells=area.append_column("weight", pa.array(weight)), violations=(said,))
    assert set(Drawer(setting).draw(1, 0).cell.tolist()) == {0, 159}


def test_changing_one_line_leaves_the_others():
    setting = scenario()
    more = scenario(violations=(setting.violations[0].but(per_day=90), *setting.violations[1:]))
    one, other = Drawer(setting).draw(5, 2), Drawer(more).draw(5, 2)
    for kind in (0, 2):
        assert setting.acts[kind] != "fire/artillery"
        assert one.time[one.kind == kind].tolist() == other.time[other.kind == kind].tolist()


@pytest.mark.parametrize(
    "changes",
    [
        {"violations": (Violations(act="sea/mine", per_day=1, sector="Z"),)},
        {"violations": (Violations(act="sea/mine", per_day=1),) * 2},
        {"days": 0.0},
        {"cells": cells().slice(0, 0)},
    ],
)
def test_settings_that_mean_nothing_are_refused(changes):
    with pytest.raises(ValueError, match=r"."):
        scenario(**changes)


def test_a_process_that_never_ends_is_refused():
    with pytest.raises(ValueError, match="offspring"):
        Violations(act="sea/mine", per_day=1, offspring=1.0)
