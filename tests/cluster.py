"""A PostgreSQL server of the tests' own: made, started and thrown away; unsafe, for being quick.

It listens on a socket in its own folder only. Should the tests be killed, it goes with them.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

PASSWORD = "p@ss:w/rd%20 'x'"
_QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60")
_LONGEST_S = 30


def binaries() -> Path | None:
    """Where the server's programs lie, the newest version's; None where there are none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = str(installed[-1]) if installed else shutil.which("initdb")
    return Path(found).parent if found else None


def _version(path: Path) -> int:
    return int(path.parents[1].name)


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """The address of an empty database, with a user who owns it and isn't the server's superuser.
    There is another user, `writer`, of the same password and no rights.
    """
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    server = None
    try:
        _initialise(programs, folder)
        options = [word for one in _QUICK for word in ("-c", one)]
        place = ["-c", "listen_addresses=", "-k", str(folder)]
        server = _run([programs / "postgres", "-D", folder / "data", *place, *options], folder)
        yield _user(_address("postgres", folder), folder, server)
    finally:
        if server:
            server.send_signal(signal.SIGQUIT)  # at once: nobody reads these data again
            server.wait(_LONGEST_S)
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(programs: Path, folder: Path) -> None:
    (folder / "password").write_text(PASSWORD)
    if os.geteuid() == 0:  # the server refuses root
        for path in (folder, folder / "password"):
            shutil.chown(path, "postgres", "postgres")
    words = ["-D", folder / "data", "-U", "postgres", "--pwfile", folder / "password"]
    words += ["-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    made = _run([programs / "initdb", *words], folder)
    if made.wait(_LONGEST_S):
        raise RuntimeError((folder / "said").read_text())


def _run(words: list[object], folder: Path) -> subprocess.Popen[bytes]:
    """Run as the user of the server, until we end."""
    told = [str(word) for word in words]
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        told = ["setpriv", *ids, "--pdeathsig", "INT", *told]
    with (folder / "said").open("ab") as said:
        return subprocess.Popen(told, cwd="/", stdout=said, stderr=said)


def _address(user: str, folder: Path) -> str:
    return f"postgresql://{user}:{quote(PASSWORD, safe='')}@/{user}?host={folder}"


def as_writer(address: str) -> str:
    """The same database, for the user without rights."""
    return address.replace("//mission:", "//writer:")


def _user(address: str, folder: Path, server: subprocess.Popen[bytes]) -> str:
    import psycopg
    from psycopg import sql

    end = time.monotonic() + _LONGEST_S
    while True:
        try:
            connection = psycopg.connect(address, autocommit=True)
            break
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError((folder / "said").read_text()) from None
            time.sleep(0.05)
    with connection:
        for name in ("mission", "writer"):
            made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
            connection.execute(made.format(sql.Identifier(name), sql.Literal(PASSWORD)))
        connection.execute("CREATE DATABASE mission OWNER mission")
    return _address("mission", folder)
