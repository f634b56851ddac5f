"""Signed messages through a real broker at a rate, while broker and receiver are ended in between.

    bench/sensors.py [--seconds 10] [--rate 1000] [--hostile 10000] [--record]

A publisher sends `rate` messages a second of 5 observations each, one in twenty of them twice. After a
third of the time the receiver is killed (SIGKILL) and started anew, after half of it the broker is
restarted. Then come hostile messages: forged, replayed, skewed. Counted afterwards from the spool alone.
Needs Mosquitto. `--record` writes bench/sensors-results.json.
"""

import argparse
import base64
import json
import multiprocessing as mp
import os
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import paho.mqtt.client as mqtt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.io.sensors.body import body_of
from truceline.io.sensors.broker import Pace, broker_of, receive
from truceline.io.sensors.envelope import sealed
from truceline.io.sensors.gate import SIGNED_TOPIC, Gate, restored
from truceline.io.sensors.spool import Spool
from truceline.model.sensing import Device, Message, Observation

sys.path.append(str(Path(__file__).parents[1] / "tests" / "io" / "sensors"))

from own_broker import MOSQUITTO, Mosquitto

RESULTS = Path(__file__).parent / "sensors-results.json"
DEVICES, OBSERVATIONS, TWICE = 20, 5, 20
SECRETS = {f"D{n:02d}": bytes([n + 1]) * 32 for n in range(DEVICES)}
WRONG = b"\xff" * 32

Sent = tuple[str, bytes]


def devices() -> list[Device]:
    errors = {"place_error_km": 1.5, "time_error_s": 2.0}
    found = []
    for name, secret in SECRETS.items():
        public = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
        found.append(
            Device(
                id=name, key=base64.b64encode(public).decode(), asset_id=name, source=name,
                datastreams=("1",), act="fire/explosion_undetermined", lat=34.4, lon=-11.2, **errors,
            )
        )  # fmt: skip
    return found


def signed(number: int, at: datetime, secret: bytes = b"") -> Sent:
    """Message `number` of all: each of its observations counts something of its own."""
    name = f"D{number % DEVICES:02d}"
    seen = tuple(
        Observation(datastream="1", start=at, end=at, count=1.0 + (number * OBSERVATIONS + k) % 7)
        for k in range(OBSERVATIONS)
    )
    told = Message(device=name, seq=number // DEVICES, sent=at, received=at, observations=seen)
    return SIGNED_TOPIC + name, sealed(name, body_of(told), secret or SECRETS[name])


def hostile(number: int, good: list[Sent]) -> list[Sent]:
    """Forged: a wrong key, or a changed body. Replayed: as they were. Skewed: ahead or too late."""
    at, found = datetime.now(UTC), []
    for n in range(number):
        fresh, way = len(good) + DEVICES + n, n % 5
        if way == 0:
            found.append(signed(fresh, at, WRONG))
        elif way == 1:
            topic, data = signed(fresh, at)
            envelope = json.loads(data)
            body = base64.b64decode(envelope["payload"]).replace(b'"seq":', b'"seq":1')
            changed = {**envelope, "payload": base64.b64encode(body).decode()}
            found.append((topic, json.dumps(changed).encode()))
        elif way == 2:
            found.append(good[n % len(good)])
        else:
            off = timedelta(minutes=10) if way == 3 else timedelta(hours=-73)
            found.append(signed(fresh, at + off))
    return found


def ready(folder: Path) -> Mosquitto:
    """A broker that answers."""
    if MOSQUITTO is None:
        sys.exit("no Mosquitto on this machine")
    found = Mosquitto(folder)
    found.start()
    return found


def receiver(port: int, path: Path, seconds: float) -> None:
    """A process of its own, ended by SIGTERM, or killed."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), Spool(path) as spool:
        ours = broker_of(f"mqtt://127.0.0.1:{port}", "bench")
        receive(ours, Gate(devices()), spool, Pace(seconds=seconds))


def begun(port: int, path: Path, seconds: float = 3600.0) -> mp.Process:
    process = mp.get_context("spawn").Process(target=receiver, args=(port, path, seconds))
    process.start()
    return process


def publisher(port: int, rate: float, good: list[Sent], done: mp.SimpleQueue) -> None:
    """Sends at a steady rate, waits for every acknowledgement, and tells the seconds it took."""
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="devices", clean_session=False)
    client.max_inflight_messages_set(1000)
    client.reconnect_delay_set(1, 1)
    acknowledged = Counter()
    client.on_publish = lambda *_: acknowledged.update(["n"])
    client.connect("127.0.0.1", port)
    client.loop_start()
    began = time.monotonic()
    for n, (topic, data) in enumerate(good):
        wait = began + n / rate - time.monotonic()
        if wait > 0.005:
            time.sleep(wait)
        client.publish(topic, data, qos=1)
    sending = time.monotonic() - began
    while acknowledged["n"] < len(good) and time.monotonic() - began < 600:
        time.sleep(0.02)
    client.disconnect()
    client.loop_stop()
    done.put((sending, time.monotonic() - began, acknowledged["n"]))


def send(port: int, rate: float, messages: list[Sent]) -> tuple[mp.Process, mp.SimpleQueue]:
    context = mp.get_context("spawn")
    done = context.SimpleQueue()
    process = context.Process(target=publisher, args=(port, rate, messages, done))
    process.start()
    return process, done


def stored(path: Path) -> tuple[int, int]:
    """Messages taken and deliveries refused so far, seen from outside."""
    import sqlite3  # noqa: PLC0415

    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        taken = base.execute("select count(*) from message").fetchone()[0]
        return taken, base.execute("select coalesce(sum(count), 0) from refused").fetchone()[0]
    finally:
        base.close()


def waited(path: Path, taken: int, refused: int, most: float = 120.0) -> float:
    """Seconds until so many were counted."""
    began = time.monotonic()
    while time.monotonic() - began < most:
        now = stored(path)
        if now[0] >= taken and now[1] >= refused:
            break
        time.sleep(0.05)
    return time.monotonic() - began


def measured(seconds: float, rate: float, hostiles: int) -> dict[str, object]:
    number, at = int(seconds * rate), datetime.now(UTC)
    good = [signed(n, at) for n in range(number)]
    again = [m for n, m in enumerate(good) for _ in range(1 + (n % TWICE == 0))]
    bad = hostile(hostiles, good)
    with tempfile.TemporaryDirectory() as folder:
        path, broker = Path(folder) / "spool.sqlite", ready(Path(folder))
        try:
            first = begun(broker.port, path, 1.0)
            first.join()  # the session exists from here on
            process = begun(broker.port, path)
            _, done = send(broker.port, rate * len(again) / number, again)
            time.sleep(seconds / 3)
            os.kill(process.pid or 0, signal.SIGKILL)
            process.join()
            process = begun(broker.port, path)
            time.sleep(seconds / 6)
            broker.stop()
            broker.start()
            sending, acknowledging, acknowledged = done.get()
            lag = waited(path, number, len(again) - number)
            before = stored(path)
            _, done = send(broker.port, 5000.0, bad)
            done.get()
            hostile_s = waited(path, number, before[1] + hostiles)
            process.terminate()
            process.join()
        finally:
            broker.stop()
        told = counted(path, good, bad)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "messages": number,
        "observations": number * OBSERVATIONS,
        "rate_per_s": rate,
        "sent_in_s": round(sending, 2),
        "acknowledged_in_s": round(acknowledging, 2),
        "acknowledged": acknowledged,
        "sent_twice": len(again) - number,
        "last_taken_after_last_acknowledged_s": round(lag, 2),
        "hostile": hostiles,
        "hostile_counted_in_s": round(hostile_s, 2),
        "processor_s_of_all_processes": round(used.ru_utime + used.ru_stime, 2),
        **told,
    }


def counted(path: Path, good: list[Sent], bad: list[Sent]) -> dict[str, object]:
    """What the spool holds, against what was sent."""
    with Spool(path) as spool:
        rows = list(spool.taken())
        refused = Counter[str]()
        for one in spool.refusals():
            refused[one.reason] += one.count
        found = Counter(data for _, _, data, _ in rows)
        seen = [o.count for row in rows for o in restored(*row).observations]
        missing = sum(one.missing for one in spool.numbering())
    wanted = {data for _, data in good}
    strange = {data for _, data in bad} - wanted
    expected = sum(1 + n % 7 for n in range(len(good) * OBSERVATIONS))
    return {
        "lost": len(wanted - set(found)),
        "doubled": sum(found.values()) - len(found),
        "hostile_taken": len(strange & set(found)),
        "observations_stored": len(seen),
        "counts_agree": sum(seen) == expected,
        "numbers_missing": missing,
        "refused": dict(sorted(refused.items())),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=1000.0)
    parser.add_argument("--hostile", type=int, default=10_000)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    told = measured(given.seconds, given.rate, given.hostile)
    text = json.dumps(told, indent=2) + "\n"
    if given.record:
        RESULTS.write_text(text, encoding="utf-8")
    print(text, end="")
    sys.exit(bool(told["lost"] or told["doubled"] or told["hostile_taken"]))


if __name__ == "__main__":
    main()
