"""A room for benches: a copy of a mission, taken in, with accounts and tokens, served by a process of its
own that can be killed and started again.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from truceline.assess.folder import ingest
from truceline.io.people import open_people
from truceline.io.stores import open_store
from truceline.model.people import SCOPES, Person, Role

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "energy-halt-2025"
PASSWORD = secrets.token_urlsafe(24)


@contextmanager
def mission_copy(mission: Path = EXAMPLE) -> Iterator[Path]:
    """A copy in a folder that goes away, taken in."""
    with TemporaryDirectory(prefix="room-") as kept:
        folder = Path(kept) / "mission"
        shutil.copytree(mission, folder, ignore=shutil.ignore_patterns(".truceline"))
        with open_store(folder) as store:
            ingest(folder, store)
        yield folder


def token_of(folder: Path, name: str, role: Role, release: str = "public") -> str:
    """A token of an account that is made where it is missing, of all its scopes, for a day."""
    now = datetime.now(UTC)
    with open_people(folder) as people:
        if people.account(name) is None:
            person = Person(name=name, display=name, role=role, release=release, created=now)
            people.add_account(person, PASSWORD)
        made = people.account(name)
        scopes = tuple(s for s in SCOPES if made is not None and made.may(s))
        return people.issue_token(name, "bench", scopes, now, now + timedelta(days=1)).secret


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Server:
    """`truceline serve` in a process of its own."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder, self.log, self.port = folder, log, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "truceline", "serve", str(self.folder)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)], stdout=log, stderr=log, env=os.environ
            )
        while not self._answers():
            if self.process.poll() is not None:
                raise RuntimeError(self.log.read_text())
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/session", timeout=2):  # noqa: S310
                return True
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """End it as Ctrl+C does."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=20)
