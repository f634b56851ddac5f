"""One source, two ways to run it."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
from small_world import world

from truceline.foundation.compiled import _KERNELS
from truceline.stages.fusion import candidates, graph, intensity, members, rounds, sweep
from truceline.stages.fusion.block import Judged, fuse_block
from truceline.stages.fusion.columns import cases
from truceline.stages.fusion.compiled import ENOUGH, fitting
from truceline.stages.fusion.prepare import first_model, setting

NOBODY = np.zeros((0, 2), np.int64)
USERS = (candidates, graph, intensity, members, rounds, sweep)


def fused(reports):
    given = cases(reports)
    table = given.table.sort_by("day")
    columns = {name: table[name].to_numpy() for name in table.column_names}
    columns["owned"] = np.ones(len(table), bool)
    made = first_model(table, given.words).but(repeats=0.3)
    return fuse_block(columns, setting(made, given.words), Judged(NOBODY, NOBODY))


def test_compiled_and_interpreted_kernels_agree(monkeypatch):
    """The same labels and probabilities of 400 reports in one block."""
    reports = world(170, 9, days=40.0, km=100.0).reports
    assert 350 < len(reports) < 480
    assert len(reports) < ENOUGH
    plain = fused(reports)
    ran = set()

    def always(function: Callable, rows: int) -> Callable:
        ran.add(function.__name__)
        return fitting(function, 10**6)

    for user in USERS:
        monkeypatch.setattr(user, "fitting", always)
    fast = fused(reports)
    assert len(ran) >= 6, ran
    assert len(set(plain.label)) < len(reports)
    np.testing.assert_array_equal(fast.label, plain.label)
    for name in plain.homes._fields:
        np.testing.assert_allclose(
            getattr(fast.homes, name), getattr(plain.homes, name), rtol=1e-12, atol=1e-12
        )
    np.testing.assert_allclose(fast.rests, plain.rests, rtol=1e-12, atol=1e-12)


def test_little_data_runs_as_it_is_written():
    assert fitting(candidates._reach, ENOUGH - 1) is candidates._reach


def test_nothing_is_compiled_for_little_data():
    """A fresh interpreter fuses a few reports without numba."""
    code = (
        "import sys; import truceline.stages.fusion; "
        "from truceline.stages.fusion import fuse; "
        "from truceline.io.engines.embedded import EmbeddedEngine; "
        "import pyarrow as pa, datetime as d; "
        "t = [d.datetime(2031, 5, 10, tzinfo=d.UTC)] * 9; "
        "r = pa.table({'report_id': list('abcdefghi'), 'start': t, 'end': t, "
        "'lat': [48.0] * 9, 'lon': [30.0] * 9, 'source': list('abcdefghi')}); "
        "g = fuse(r, (), EmbeddedEngine()); assert len(g) == 9; "
        "assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_all_that_kernels_call_are_kernels():
    """The compiler knows no other function of ours than those that are marked."""
    ours_all = {part for part in _KERNELS if part.__module__.startswith("truceline.stages.fusion")}
    assert len(ours_all) > 40
    for part in ours_all:
        for name in part.__code__.co_names:
            called = part.__globals__.get(name)
            ours = getattr(called, "__module__", "").startswith("truceline")
            if ours and hasattr(called, "__code__"):
                assert called in ours_all, (part.__name__, name)
