"""Rates from a record: how many, where, how bursty."""

from datetime import timedelta

import numpy as np
import pytest
from simulated import START, cells, scenario

from truceline.model.simulation import Past, Violations
from truceline.stages.plan.simulate.acts import Drawer
from truceline.stages.plan.simulate.history import offspring, violations_from


def past(hours, act="fire/mortar", lat=48.1, lon=37.1):
    return [Past(when=START + timedelta(hours=h), act=act, lat=lat, lon=lon) for h in hours]


def test_rates_by_kind_and_sector():
    record = (
        *past(range(0, 240, 12)),
        *past([5.0, 6.0], "sea/mine", lon=37.6),
        *past([7.0], "sea/mine", lat=10),
    )
    found = {(v.act, v.sector): v.per_day for v in violations_from(record, cells())}
    assert found == {("fire/mortar", "A"): 2.0, ("sea/mine", "B"): pytest.approx(0.2)}
    assert violations_from((), cells()) == ()


def test_bursts_are_found_again():
    """From a long record of a process whose offspring is known."""
    said = Violations(act="fire/mortar", per_day=20, offspring=0.5, decay_h=1)
    setting = scenario(violations=(said,), days=600.0)
    time = Drawer(setting).draw(3, 0).time
    counts = np.bincount((time // 24).astype(int))
    assert offspring(counts) == pytest.approx(0.5, abs=0.08)
    assert offspring(np.random.default_rng(1).poisson(20, 600)) < 0.05


def test_too_little_tells_no_bursts():
    assert offspring(np.array([9, 0, 0, 9])) == 0.0
    assert offspring(np.array([1] + [0] * 60)) == 0.0
