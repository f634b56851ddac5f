"""A delivery with the gate's answer: never lost, whichever way it goes."""

from datetime import datetime

from truceline.io.sensors.gate import Gate
from truceline.io.sensors.refused import RefusedError
from truceline.io.sensors.spool import Delivery


def delivery(gate: Gate, topic: str, data: bytes, received: datetime) -> Delivery:
    """What came, with the message in it or why it is refused."""
    try:
        return Delivery(topic, data, received, gate.admit(topic, data, received))
    except RefusedError as why:
        return Delivery(topic, data, received, why)
