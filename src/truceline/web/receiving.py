"""Bodies of requests as files: streamed, measured, digested, and looked at before they are believed.

A packed table is read by a process apart first, with limits of its own: what swells or crashes costs
that process alone. Must never keep a body in memory, nor leave one behind.
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
    "for _ in read_raw(Path(sys.argv[1]), sys.argv[2]):\n"
    "    pass\n"
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
    """Raises `UnreadableError` where a table holds too many rows, or swells, takes too long or
    crashes its reader. Text holds no more than its bytes; a packed table is read through apart.
    """
    rows = _promised(path)
    if rows is None:
        return
    if rows > MOST_ROWS:
        raise UnreadableError(f"{name}: more than {MOST_ROWS:,} rows; use `truceline ingest`")
    command = [sys.executable, "-P", "-c", _PROBE, str(path), name]
    done = subprocess.run(  # noqa: S603 - this program's own lines
        command, capture_output=True, check=False, preexec_fn=_limited, timeout=10 * SECONDS
    )
    if done.returncode:
        told = "reading it takes too much memory or time; it may be damaged or made to harm"
        raise UnreadableError(f"{name}: {told}")


def _promised(path: Path) -> int | None:
    """Rows that a Parquet file says it holds; None for what is none, which `read_raw` tells."""
    import pyarrow as pa  # noqa: PLC0415 - whoever only signs in doesn't wait for it
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        rows: int = pq.read_metadata(path).num_rows
    except (pa.ArrowException, OSError, ValueError):
        return None
    return rows


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
