"""Observations of a SensorThings service into the spool, through the same gate as all others.

Only datastreams that a device's row allows to be unsigned are asked for.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from truceline.io.feeds.sensorpages import Service
from truceline.io.sensors.admit import delivery
from truceline.io.sensors.gate import Gate
from truceline.io.sensors.spool import Spool


def fetch(
    service: Service,
    datastreams: Iterable[str],
    gate: Gate,
    spool: Spool,
    told: Callable[[Counter[str]], None] = lambda _: None,
) -> Counter[str]:
    """Take all observations that are young enough; counts as in `broker.receive`.

    What was taken before comes again each time and counts as `repeated`. Raises `UnreadableError` and
    `StoreError`; pages before are then safe in the spool.
    """
    counts = Counter[str]()
    for stream in sorted(set(datastreams)):
        now = datetime.now(UTC)
        since = now - timedelta(seconds=2 * gate.limits.late_s)
        for topic, page in service.observations(stream, since):
            now = datetime.now(UTC)
            counts += spool.take([delivery(gate, topic, one, now) for one in page])
            told(counts)
    return counts
