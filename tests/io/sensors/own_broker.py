"""Mosquitto on a free port, its sessions kept on disk over a restart: for tests, and for `bench/sensors.py`."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
_LOOKS, _PAUSE_S = 500, 0.02


class Mosquitto:
    """A broker of our own; None of `MOSQUITTO` means that there is none on this machine."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.config = folder / "mosquitto.conf"
        self.config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence true\n"
            f"persistence_location {folder}/\nmax_queued_messages 0\nmax_inflight_messages 0\n"
        )
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it answers."""
        assert MOSQUITTO is not None
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen([MOSQUITTO, "-c", self.config], stdout=quiet, stderr=quiet)
        for _ in range(_LOOKS):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(_PAUSE_S)
        raise AssertionError("the broker doesn't start")

    def stop(self) -> None:
        """Ask it to end; it saves what it holds."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
