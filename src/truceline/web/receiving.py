"""Bodies of requests as files: streamed, measured, digested, and looked at before they are believed.

A table is read by a process apart first, with limits of its own: what swells or crashes costs that
process alone. Must never keep a body in memory, nor leave one behind.
"""

import asyncio
import hashlib
import resource
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from litestar import Request

from truceline.errors import UnreadableError

MOST_BYTES: Final = 64 * 1024 * 1024
"""Of a file that is handed in; larger tables go through `truceline ingest`."""
MOST_ROWS: Final = 2_000_000
MEMORY: Final = 3 * 1024**3
"""Bytes of address space for reading one file apart."""
SECONDS: Final = 20
"""Of processor time for it."""
_PROBE: Final = (
    "import sys\n"
    "from pathlib import Path\n"
    "from truceline.io.feeds.raw import read_raw\n"
    "rows = 0\n"
    "for raw, _ in read_raw(Path(sys.argv[1]), sys.argv[2]):\n"
    "    rows += raw.num_rows\n"
    "    if rows > int(sys.argv[3]):\n"
    "        sys.exit(3)\n"
)


class Received(NamedTuple):
    """A file as it was sent: where it lies while the request lasts, and its SHA-256."""

    path: Path
    sha256: str


@asynccontextmanager
async def received(request: Request[Any, Any, Any]) -> AsyncIterator[Received]:
    """The request's body as a file, gone when the block ends. Raises Litestar's own refusal where it is
    too long, `UnreadableError` where it is empty.
    """
    with tempfile.TemporaryDirectory(prefix="truceline-") as folder:
        path, digest, size = Path(folder) / "body", hashlib.sha256(), 0
        with path.open("wb") as file:
            async for chunk in request.stream():
                digest.update(chunk)
                size += len(chunk)
                await asyncio.to_thread(file.write, chunk)
        if not size:
            raise UnreadableError("the file is empty")
        yield Received(path, digest.hexdigest())


def probed(path: Path, name: str) -> None:
    """Read a table through once, apart. Raises `UnreadableError` where it swells, takes too long,
    crashes the reader or has too many rows.
    """
    command = [sys.executable, "-P", "-c", _PROBE, str(path), name, str(MOST_ROWS)]
    done = subprocess.run(  # noqa: S603 - this program's own lines
        command, capture_output=True, check=False, preexec_fn=_limited, timeout=10 * SECONDS
    )
    if done.returncode == 3:
        raise UnreadableError(f"{name}: more than {MOST_ROWS:,} rows; use `truceline ingest`")
    if done.returncode:
        told = "reading it takes too much memory or time; it may be damaged or made to harm"
        raise UnreadableError(f"{name}: {told}")


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
