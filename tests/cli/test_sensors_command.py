"""`truceline sensors`: from a broker or a service into tables that `ingest` takes."""

import base64
import csv
import json
import shutil
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import paho.mqtt.client as mqtt
import pytest
from commanding import truceline
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from truceline.foundation.mission.plantables import read_shifts
from truceline.io.sensors.body import body_of
from truceline.io.sensors.envelope import sealed
from truceline.io.sensors.spool import Spool
from truceline.model.sensing import Beat, Message, Observation

SECRET = b"s" * 32
KEY = base64.b64encode(
    Ed25519PrivateKey.from_private_bytes(SECRET).public_key().public_bytes_raw()
).decode()
DEVICES = f"""device_id,lat,lon,place_error_km,time_error_s,key,datastreams
A1,34.40,-11.20,1.5,2,{KEY},1
OLD7,34.45,-11.90,6,30,,7
"""
WATCH = 'conversions: [{unit: discharge, to: barrage, gap_h: 0.25, source: "order 4"}]\n'


@pytest.fixture
def mission(tmp_path):
    folder = tmp_path / "mission"
    assert truceline("init", folder).code == 0
    (folder / "devices.csv").write_text(DEVICES)
    (folder / "watch.yaml").write_text(WATCH)
    text = (folder / "mission.yaml").read_text()
    named = "datasets:\n  sensors: {files: [sources/sensors.csv]}\n"
    (folder / "mission.yaml").write_text(text.replace("datasets:\n", named))
    return folder


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def envelopes(now):
    """Three detections within minutes, two signs of life a minute apart, one forged message."""
    for seq, (age, number) in enumerate([(600, 3), (500, 2), (10, 1)]):
        at = now - timedelta(seconds=age)
        told = Message(
            device="A1", seq=seq, sent=now, received=now,
            observations=(Observation(datastream="1", start=at, end=at, count=number),),
            beats=(Beat(at=now - timedelta(seconds=60 * seq)),),
        )  # fmt: skip
        yield sealed("A1", body_of(told), SECRET)
    yield sealed("A1", body_of(told), b"z" * 32)


@contextmanager
def broker(folder):
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if found is None:
        pytest.skip("no Mosquitto on this machine")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "mosquitto.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([found, "-c", str(config)], **quiet) as process:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield port
        process.terminate()


def test_messages_become_reports_and_hours_that_ingest_takes(mission, tmp_path):
    with broker(tmp_path) as port:
        use = ("sensors", mission, "--broker", f"mqtt://127.0.0.1:{port}", "--json")
        assert truceline(*use, "--seconds", 0.2).code == 0
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
        client.connect("127.0.0.1", port)
        client.loop_start()
        for data in envelopes(datetime.now(UTC)):
            client.publish("truceline/v1/devices/A1", data, qos=1).wait_for_publish(5)
        client.disconnect()
        client.loop_stop()
        told = truceline(*use, "--seconds", 0.5)
    assert told.code == 1
    summary = json.loads(told.out)
    assert summary["this_run"] == {"forged": 1, "taken": 3}
    assert [p["field"] for p in summary["problems"]] == ["forged"]
    assert (summary["taken"], summary["reports"], summary["shifts"]) == (3, 1, 1)
    (report,) = rows(mission / "sources/sensors.csv")
    assert (report["count"], report["count_unit"]) == ("6.0", "discharge")
    shifts, wrong = read_shifts((mission / "sensors-effort.csv").read_text(), "e", "UTC")
    assert not wrong
    assert [(s.asset_id, round((s.end - s.start).total_seconds())) for s in shifts] == [("A1", 120)]
    taken = truceline("ingest", mission, "--json")
    mine = [p for p in json.loads(taken.out)["problems"] if "sensors" in p["file"]]
    assert [p for p in mine if p["severity"] == "error"] == []


class Pages(BaseHTTPRequestHandler):
    """Two pages of observations."""

    def do_GET(self):
        self.server.asked.append(self.path)
        at = datetime.now(UTC) - timedelta(minutes=5)
        page = {"value": [self.one(at, 2)], "@iot.nextLink": f"{self.path}&$skip=1"}
        if "skip" in self.path:
            page = {"value": [self.one(at, 4), {"phenomenonTime": "2031-05-01", "result": 1}]}
        data = json.dumps(page).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def one(self, at, number):
        return {"@iot.id": number, "phenomenonTime": at.isoformat(), "result": number}

    def log_message(self, *_):
        """Quiet."""


def test_a_service_is_read_page_by_page(mission):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told = truceline(
        "sensors", mission, "--service", f"http://127.0.0.1:{server.server_port}/v1.1", "--once"
    )
    server.shutdown()
    assert told.code == 1
    assert "1 message refused: not in the form" in told.err
    assert "2 messages taken" in told.out
    (report,) = rows(mission / "sources/sensors.csv")
    assert (report["source"], report["count"], report["place_uncertainty_km"]) == (
        *("OLD7", "6.0"),
        "6.0",
    )
    assert [path.partition("?")[0] for path in server.asked] == [
        "/v1.1/Datastreams(7)/Observations"
    ] * 2


def test_without_a_source_the_tables_are_written_anew(mission):
    first = truceline("sensors", mission)
    assert (first.code, first.err) == (0, "")
    assert rows(mission / "sources/sensors.csv") == []
    assert "RESTRICTED" in first.out


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--broker", "http://h"), "mqtt://localhost"),
        (("--broker", "mqtt://127.0.0.1:1"), "can't be reached"),
        (("--service", "ftp://h"), "https://example"),
        (("--service", "http://127.0.0.1:1/v1.1"), "can't be read"),
    ],
)
def test_wrong_use_is_one_message(mission, words, why):
    told = truceline("sensors", mission, *words, "--once")
    assert told.code == 2
    assert why in told.err
    assert "Traceback" not in told.err


def test_a_folder_without_devices_is_wrong_use(mission):
    (mission / "devices.csv").write_text("device_id,lat,lon,place_error_km,time_error_s\n")
    assert "no device may send" in truceline("sensors", mission).err
    (mission / "devices.csv").unlink()
    assert truceline("sensors", mission).code == 2


def test_a_second_receiver_is_told(mission):
    with Spool(mission / "sensors/spool.sqlite"):
        told = truceline("sensors", mission)
    assert (told.code, "another receiver" in told.err) == (2, True)
