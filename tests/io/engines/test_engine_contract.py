"""What the port promises, asked of every engine. The first reading of it is written out below."""

import itertools
import os
import sys
from datetime import UTC, date, datetime
from functools import partial

import kernels
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from truceline.errors import EngineError, InvariantError
from truceline.io.engines.blocks import Keys, blocks
from truceline.io.engines.carriage import packed
from truceline.io.engines.choice import NAMES, open_engine
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.engines.remembered import Remembered
from truceline.model.ports import Engine

LOCAL = ["one worker", "two workers", "three workers", "spilled", "remembered"]


class Named:
    """A kernel that an engine may remember."""

    def __init__(self, kernel):
        self.kernel = kernel

    def digest(self):
        return self.kernel.__name__

    def __call__(self, block):
        return self.kernel(block)


@pytest.fixture
def engine(request, tmp_path) -> Engine:
    return {
        "one worker": lambda: EmbeddedEngine(1),
        "two workers": lambda: EmbeddedEngine(2),
        "three workers": lambda: EmbeddedEngine(3),
        "spilled": lambda: EmbeddedEngine(2, tmp_path / "spill"),
        "remembered": lambda: Remembered(EmbeddedEngine(2), tmp_path / "memory"),
    }[request.param]()


def expected(table, width, halo, kernel):
    """The port's docstring, row by row."""
    keys = table["key"].to_pylist()
    results = []
    for b in sorted({key // width for key in keys}):
        seen = [n for n, k in enumerate(keys) if b * width - halo <= k < (b + 1) * width + halo]
        owned = pa.array([keys[n] // width == b for n in seen], pa.bool_())
        results.append(kernel(table.take(seen).append_column("owned", owned)))
    if not keys:
        return kernel(table.append_column("owned", pa.array([], pa.bool_())))
    return pa.concat_tables(results)


def same(one, two):
    """Equal in schema, order and every value; NaN is NaN, and −0.0 isn't 0.0."""
    assert one.schema.equals(two.schema, check_metadata=True)
    assert repr(one.to_pydict()) == repr(two.to_pydict())
    return True


def table(keys):
    """A table sorted by key with columns of every sort."""
    n = len(keys)
    texts = [None if k % 4 == 0 else f"text {k % 5}" for k in keys]
    floats = [(float("nan"), -0.0, None, 1.5)[k % 4] for k in keys]
    moments = [None if k % 4 == 3 else datetime(2025, 3, 1, k % 24, tzinfo=UTC) for k in keys]
    columns = {
        "row": pa.array(range(n), pa.int64()),
        "key": pa.array(keys, pa.int64()),
        "KEY": pa.array(keys, pa.float32()),
        "a.float": pa.array(floats, pa.float64()),
        "half": pa.array(np.array(keys) % 1000, pa.float16()),
        "unsigned": pa.array([2**64 - 1 - k % 7 for k in keys], pa.uint64()),
        "small": pa.array([k % 256 for k in keys], pa.uint8()),
        "text": pa.array(texts, pa.string()),
        "large": pa.array(texts, pa.large_string()),
        "coded": pa.array([f"unused {n}", *texts], pa.string()).dictionary_encode()[1:],
        "bytes": pa.array([t and t.encode() for t in texts], pa.binary()),
        "flag": pa.array([(True, False, None)[k % 3] for k in keys], pa.bool_()),
        "moment": pa.array(moments, pa.timestamp("us", "UTC")),
        "naive": pa.array([k * 1_000_000 for k in keys], pa.timestamp("ns")),
        "span": pa.array(keys, pa.duration("ms")),
        "day": pa.array([date(1960, 1, 1 + k % 28) for k in keys], pa.date32()),
    }
    return pa.table(columns).replace_schema_metadata({"made": "by hand"})


def cut(whole, *at):
    """The same table in chunks, one of them empty."""
    ends = [0, *at, len(whole), len(whole)]
    return pa.concat_tables([whole.slice(a, b - a) for a, b in itertools.pairwise(ends)])


CASES = {
    "no row": (table([]), 8, 3),
    "one row": (table([5]), 8, 3),
    "negative keys": (table([-17, -16, -9, -8, -8, -1, 0, 0, 7]), 8, 1),
    "no halo": (table([*range(-20, 20)]), 8, 0),
    "a halo wider than the block": (table([*range(-9, 9), 30]), 2, 7),
    "equal keys at a seam": (table([6, 7, 7, 7, 8, 8, 9]), 8, 1),
    "gaps": (table([-1000, -3, 500, 501, 508, 100_000]), 8, 4),
    "chunks": (cut(table([0, 1, 1, 5, 8, 9, 9, 30, 31]), 2, 3, 3, 8), 8, 2),
    "single days": (table([k // 3 for k in range(30)]), 1, 1),
}


def check_blocks_and_halos(engine, case):
    given_rows, width, halo = CASES[case]
    found = engine.map_blocks(given_rows, "key", width, halo, Named(kernels.everything))
    assert same(found, expected(given_rows, width, halo, kernels.everything))


def check_results_in_order(engine, name):
    kernel = getattr(kernels, name)
    given_rows = table([*range(-20, 20), 33, 70])
    found = engine.map_blocks(given_rows, "key", 8, 2, Named(kernel))
    assert same(found, expected(given_rows, 8, 2, kernel))
    if isinstance(engine, Remembered):
        again = engine.map_blocks(given_rows, "key", 8, 2, Named(kernel))
        assert same(found, again)


def check_a_table_out_of_order_is_refused(engine):
    for keys in (table([0, 2, 1]), cut(table([0, 3, 2, 5]), 2)):
        with pytest.raises(InvariantError, match="sorted"):
            engine.map_blocks(keys, "key", 8, 0, kernels.everything)


def check_a_kernel_that_fails_is_heard(engine):
    with pytest.raises(Exception, match="a kernel's own fault"):
        engine.map_blocks(table([1]), "key", 8, 0, kernels.broken)


def check_components(engine):
    assert engine.group(5, np.array([[3, 1], [4, 3]])).tolist() == [0, 1, 2, 1, 1]


CONTRACT = {
    **{case: partial(check_blocks_and_halos, case=case) for case in CASES},
    **{
        f"kernel {name}": partial(check_results_in_order, name=name)
        for name in ("nothing", "first_half", "worded", "late", "compiled")
    },
    "out of order": check_a_table_out_of_order_is_refused,
    "failure": check_a_kernel_that_fails_is_heard,
    "components": check_components,
}


@pytest.mark.parametrize("engine", LOCAL, indirect=True)
@pytest.mark.parametrize("promise", CONTRACT)
def test_engines_of_one_machine_keep_the_contract(engine, promise):
    CONTRACT[promise](engine)


@pytest.fixture
def spark():
    """Two worker processes, each with a Java of its own."""
    from truceline.io.engines.spark import spark_session

    # short runs: no second compiler, no collector's threads
    os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    try:
        session = spark_session("local-cluster[2,1,1024]")
    except EngineError as missing:
        pytest.skip(f"no Spark on this machine: {missing}")
    from pyspark import cloudpickle

    for module in (kernels, sys.modules[__name__]):  # the tests aren't installed on workers
        cloudpickle.register_pickle_by_value(module)
    yield session
    session.stop()


def test_spark_keeps_the_contract(spark, subtests, tmp_path):
    """One test, since a cluster takes its time to start and tests are spread over processes."""
    from truceline.io.engines.spark import SparkEngine

    engine = SparkEngine(spark)
    for promise, check in CONTRACT.items():
        with subtests.test(promise):
            check(engine)
    with subtests.test("remembered"):
        check_results_in_order(Remembered(engine, tmp_path), "first_half")
        assert len(list(tmp_path.glob("*.arrow"))) == 8
    with subtests.test("two processes"):
        days = pa.table({"key": pa.array(range(8), pa.int64())})
        found = engine.map_blocks(days, "key", 1, 0, kernels.where)
        assert len(set(found["process"].to_pylist())) == 2


@pytest.mark.parametrize("engine", LOCAL, indirect=True)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(-30, 30), max_size=30), st.integers(1, 20), st.integers(0, 40))
def test_any_table_any_width_any_halo(engine, keys, width, halo):
    given_rows = table(sorted(keys)).select(["row", "key", "text"])
    found = engine.map_blocks(given_rows, "key", width, halo, Named(kernels.everything))
    assert same(found, expected(given_rows, width, halo, kernels.everything))


def test_keys_may_be_as_large_as_they_can_be():
    least, most = -(2**63), 2**63 - 1
    keys = pa.chunked_array([[least, least + 1], [], [0, most]], pa.int64())
    found = [(b.start, b.low, b.high, b.stop) for b in blocks(Keys(keys), 2**40, 2**62)]
    assert found == [(0, 0, 2, 2), (2, 2, 3, 3), (3, 3, 4, 4)]


@pytest.mark.parametrize("rows", [[2, 2], [2, 3, 1], [3, 2]])
def test_spark_never_loses_rows_without_a_word(rows):
    from truceline.io.engines.spark import _joined

    done = pa.table({"block": range(len(rows)), "rows": rows, "result": [b""] * len(rows)})
    with pytest.raises(InvariantError, match="lost"):
        _joined(done, list(blocks(Keys(table([0, 1, 2, 3, 4])["key"]), 2, 0)))


def test_a_column_that_spark_cannot_carry_is_named():
    nested = table([1]).append_column("nested", pa.array([[1, 2]]))
    with pytest.raises(EngineError, match="list<item: int64>"):
        packed(nested)


def test_engines_open_by_name(tmp_path):
    assert NAMES == ("embedded", "spark")
    assert isinstance(open_engine(), EmbeddedEngine)
    assert isinstance(open_engine("embedded", memory=tmp_path), Remembered)
    with pytest.raises(EngineError, match="embedded and spark"):
        open_engine("duck")


def test_what_spark_lacks_is_said_with_what_mends_it(monkeypatch, tmp_path):
    seen = "truceline.io.engines.spark.find_spec"
    monkeypatch.setattr(seen, lambda _: None)
    with pytest.raises(EngineError, match=r"pip install 'truceline\[spark\]'"):
        open_engine("spark")
    monkeypatch.setattr(seen, lambda _: "found")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match="apt-get install openjdk-17-jre-headless"):
        open_engine("spark")


def test_a_cluster_that_is_not_there_is_one_clear_message(monkeypatch):
    import pyspark.sql

    def refuse(_):
        raise RuntimeError("An error\n: no such master\nat Java.java:1")

    monkeypatch.setattr("truceline.io.engines.spark._check", lambda: None)
    monkeypatch.setattr(pyspark.sql.SparkSession.Builder, "getOrCreate", refuse)
    with pytest.raises(EngineError, match=r"spark://h:1; is it there\? An error : no such master$"):
        open_engine("spark", master="spark://h:1")


def test_spark_costs_nothing_until_it_is_asked_for():
    import subprocess

    code = (
        "import sys, truceline.io.engines.choice as c\nc.open_engine()\n"
        "print([m for m in ('pyspark', 'pandas', 'numba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
