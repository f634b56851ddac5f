"""A real broker, restarted in between: nothing lost, nothing doubled, forged messages counted."""

import threading
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
from sending import device, envelope, mosquitto, publisher, topic

from truceline.errors import UnreadableError
from truceline.io.sensors.broker import Pace, broker_of, receive
from truceline.io.sensors.gate import Gate
from truceline.io.sensors.spool import Spool

N = 200


def listening(broker, spool, counts, wanted):
    """A thread that receives until at least so many of each were counted."""

    def hear(now):
        counts.clear()
        counts.update(now)
        if now >= wanted:
            raise StopListening

    def run():
        with pytest.raises(StopListening):
            receive(broker_of(broker.url, "test"), Gate([device()]), spool, Pace(seconds=9), hear)

    thread = threading.Thread(target=run)
    thread.start()
    return thread


class StopListening(Exception):  # noqa: N818
    """What the test waited for has come."""


def send(client, envelopes):
    for data in envelopes:
        client.publish(topic(), data, qos=1)


def waited(counts, number):
    end = time.monotonic() + 8
    while counts["taken"] < number and time.monotonic() < end:
        time.sleep(0.01)


def test_nothing_is_lost_or_doubled_over_a_restart_of_the_broker(tmp_path):
    sent = [envelope(n, datetime.now(UTC)) for n in range(N)]
    forged = [envelope(n, datetime.now(UTC), key="Z9") for n in range(20)]
    counts = Counter()
    with mosquitto(tmp_path) as broker, Spool(tmp_path / "spool.sqlite") as spool:
        receive(broker_of(broker.url, "test"), Gate([device()]), spool, Pace(idle=0.05))
        wanted = Counter({"taken": N, "repeated": 20, "forged": 20})
        thread = listening(broker, spool, counts, wanted)
        with publisher(broker) as client:
            send(client, sent[: N // 2])
            waited(counts, 1)
            broker.stop()
            send(client, sent[N // 2 :])
            broker.start()
            send(client, (*sent[:20], *forged))
            thread.join(12)
        assert not thread.is_alive()
        assert spool.size() == N
        assert [row[2] for row in spool.taken()] == sent
    assert (counts["taken"], counts["forged"]) == (N, 20)
    assert counts["repeated"] >= 20
    assert counts["reconnected"] >= 1


def test_what_comes_while_nobody_listens_waits_over_a_restart_too(tmp_path):
    gate, counts = Gate([device()]), Counter()
    with mosquitto(tmp_path) as broker, Spool(tmp_path / "spool.sqlite") as spool:
        ours = broker_of(broker.url, "test")
        receive(ours, gate, spool, Pace(idle=0.1))
        for part in (range(15), range(15, 30)):
            broker.stop()
            broker.start()
            with publisher(broker) as client:
                for n in part:
                    data = envelope(n, datetime.now(UTC))
                    client.publish(topic(), data, qos=1).wait_for_publish(5)
        counts = receive(ours, gate, spool, Pace(seconds=5, idle=0.5))
    assert counts == {"taken": 30}


def test_a_broker_that_is_not_there_is_told(tmp_path):
    with Spool(tmp_path / "spool.sqlite") as spool, pytest.raises(UnreadableError, match="reached"):
        receive(broker_of("mqtt://127.0.0.1:1", "test"), Gate([device()]), spool, Pace())


@pytest.mark.parametrize("url", ["http://h", "mqtt://", "mqtt://u:secret@h", "mqtt://h/path"])
def test_addresses_that_are_none(url):
    with pytest.raises(ValueError, match="mqtt://") as fault:
        broker_of(url, "test")
    assert "secret" not in str(fault.value)


def test_addresses():
    plain, safe = broker_of("mqtt://u@h:99", "t", "p"), broker_of("mqtts://h", "t")
    assert (plain.host, plain.port, plain.user, plain.trusted) == ("h", 99, "u", None)
    assert safe.port == 8883
    assert safe.trusted.check_hostname
