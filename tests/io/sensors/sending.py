"""Devices and a broker for tests: signed messages, and Mosquitto that can be restarted."""

import base64
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import paho.mqtt.client as mqtt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from own_broker import MOSQUITTO, Mosquitto

from truceline.io.sensors.body import body_of
from truceline.io.sensors.envelope import sealed
from truceline.model.sensing import Beat, Device, Message, Observation

NOW = datetime(2031, 5, 1, 6, tzinfo=UTC)


def secret(name):
    """A private key that depends on the name alone."""
    return name.encode().ljust(32, b".")[:32]


def public(name):
    key = Ed25519PrivateKey.from_private_bytes(secret(name)).public_key()
    return base64.b64encode(key.public_bytes_raw()).decode()


def device(name="A1", **changes):
    row = {
        "id": name, "key": public(name), "asset_id": name, "source": name, "datastreams": ("1",),
        "act": "fire/explosion_undetermined", "lat": 34.4, "lon": -11.2, "place_error_km": 1.5,
        "time_error_s": 2.0,
    }  # fmt: skip
    return Device(**{**row, **changes})


def message(seq, at=NOW, name="A1", results=(3,), beats=()):
    seen = tuple(
        Observation(datastream="1", start=at - timedelta(seconds=9), end=at, count=n)
        for n in results
    )
    return Message(
        device=name, seq=seq, sent=at, received=at, observations=seen,
        beats=tuple(Beat(at=b) for b in beats),
    )  # fmt: skip


def envelope(seq, at=NOW, name="A1", key="", **told):
    return sealed(name, body_of(message(seq, at, name, **told)), secret(key or name))


def topic(name="A1"):
    return f"truceline/v1/devices/{name}"


@contextmanager
def mosquitto(folder):
    if MOSQUITTO is None:
        pytest.skip("no Mosquitto on this machine")
    broker = Mosquitto(folder)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


@contextmanager
def publisher(broker):
    """A client that keeps what wasn't acknowledged and connects anew by itself."""
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="device", clean_session=False)
    client.max_inflight_messages_set(200)
    client.reconnect_delay_set(1, 1)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    try:
        yield client
    finally:
        client.disconnect()
        client.loop_stop()
