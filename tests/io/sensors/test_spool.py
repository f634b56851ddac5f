"""The spool: each message once, whatever is delivered how often in which order; refusals by reason."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sending import NOW, device, envelope

from truceline.errors import StoreError
from truceline.io.sensors.admit import delivery
from truceline.io.sensors.gate import Gate
from truceline.io.sensors.spool import Spool
from truceline.model.sensing import Limits

GATE = Gate([device(), device("B2", key="", datastreams=("7",))])
LIMITS = Limits(behind=10, jump=100)
ENVELOPES = [envelope(n) for n in range(12)]


def came(data, at=NOW, on="truceline/v1/devices/A1"):
    return delivery(GATE, on, data, at)


@pytest.fixture
def spool(tmp_path):
    with Spool(tmp_path / "spool.sqlite", LIMITS) as opened:
        yield opened


def test_a_message_is_taken_once(spool):
    assert spool.take([came(envelope(1)), came(envelope(1))]) == {"taken": 1, "repeated": 1}
    assert spool.take([came(envelope(1), NOW + timedelta(hours=1))]) == {"repeated": 1}
    assert spool.size() == 1


def test_another_message_under_a_used_number_is_a_conflict(spool):
    spool.take([came(envelope(1))])
    assert spool.take([came(envelope(1, results=(4,)))]) == {"conflict": 1}


def test_a_replay_after_the_limit_of_lateness_is_late(spool):
    spool.take([came(envelope(1))])
    assert spool.take([came(envelope(1), NOW + timedelta(hours=73))]) == {"late": 1}


@pytest.mark.parametrize(
    ("seq", "answer"),
    [(490, "taken"), (489, "sequence_behind"), (600, "taken"), (601, "sequence_jump")],
)
def test_limits_of_the_sequence(spool, seq, answer):
    spool.take([came(envelope(500))])
    assert spool.take([came(envelope(seq))]) == {answer: 1}


def test_unsigned_observations_are_taken_once(spool):
    on, data = (
        "v1.1/Datastreams(7)/Observations",
        b'{"phenomenonTime":"2031-05-01T05:59Z","result":3}',
    )
    spaced = data.replace(b",", b" , ")
    assert spool.take([came(data, on=on), came(spaced, NOW + timedelta(seconds=5), on)]) == {
        "taken": 1,
        "repeated": 1,
    }
    assert spool.take([came(data.replace(b"3}", b"4}"), on=on)]) == {"taken": 1}


def test_refusals_are_counted_and_a_few_kept(spool):
    spool.take([came(b"nonsense %d" % n) for n in range(30)])
    spool.take([came(envelope(1, key="Z9"), NOW + timedelta(seconds=n)) for n in range(3)])
    told = {(r.reason, r.device): r.count for r in spool.refusals()}
    assert told == {("malformed", ""): 30, ("forged", "A1"): 3}
    assert len(spool.samples("malformed")) == 20
    (forged,) = (r for r in spool.refusals() if r.reason == "forged")
    assert (forged.first, forged.last) == (
        NOW.isoformat(),
        (NOW + timedelta(seconds=2)).isoformat(),
    )


def test_numbers_that_never_came_are_told(spool):
    spool.take([came(envelope(n)) for n in (3, 4, 7)])
    (one,) = spool.numbering()
    assert (one.taken, one.lowest, one.highest, one.missing) == (3, 3, 7, 2)


def test_it_remembers_over_a_restart(tmp_path):
    path = tmp_path / "spool.sqlite"
    with Spool(path, LIMITS) as spool:
        spool.take([came(envelope(500))])
    with Spool(path, LIMITS) as spool:
        assert spool.take([came(envelope(500)), came(envelope(2))]) == {
            "repeated": 1,
            "sequence_behind": 1,
        }


def test_what_was_taken_is_on_the_disk_at_once(tmp_path):
    with Spool(tmp_path / "spool.sqlite") as spool:
        spool.take([came(envelope(1))])
        with closing(sqlite3.connect(tmp_path / "spool.sqlite")) as other:
            assert other.execute("select count(*) from message").fetchone() == (1,)


def test_a_batch_that_fails_leaves_nothing(spool):
    broken = came(envelope(600))
    object.__setattr__(broken, "topic", object())  # which no column can hold
    with pytest.raises(StoreError, match="can't be written"):
        spool.take([came(envelope(500)), broken])
    assert spool.size() == 0
    assert spool.take([came(envelope(1))]) == {"taken": 1}


def test_one_receiver_at_a_time(tmp_path):
    path = tmp_path / "spool.sqlite"
    with Spool(path), pytest.raises(StoreError, match="another receiver"):
        Spool(path)


@settings(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 11), max_size=8), max_size=8))
def test_any_deliveries_in_any_batches_store_each_message_once(batches):
    with TemporaryDirectory() as folder, Spool(Path(folder) / "s.sqlite") as spool:
        counts = Counter()
        for batch in batches:
            counts += spool.take([came(ENVELOPES[n]) for n in batch])
        wanted = {n for batch in batches for n in batch}
        assert counts["taken"] == len(wanted) == spool.size()
        assert counts["repeated"] == sum(map(len, batches)) - len(wanted)
        assert [row[2] for row in spool.taken()] == [ENVELOPES[n] for n in sorted(wanted)]
