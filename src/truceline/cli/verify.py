"""`truceline verify`: recompute the evidence log, its blobs and its checkpoints.

Must never write to the mission folder.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from truceline.cli.database import Database
from truceline.cli.show import FINE, PROBLEMS, show_json
from truceline.errors import UnreadableError

if TYPE_CHECKING:
    from truceline.io.stores.audit import Audit, Progress


def verify(
    mission: Annotated[Path, typer.Argument(help="The mission folder.")],
    database: Database = "",
    json_: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Recompute every hash, the tree and the checkpoints of a mission's evidence log.

    The first misfit is named: the file, and in the log the entry and its column. Exit code 0 when
    all fits, 1 when something doesn't, 2 when there is no evidence log.

    Example: truceline verify examples/energy-halt-2025
    """
    from truceline.io.stores import open_store  # noqa: PLC0415

    with open_store(mission, database or None) as store, _progress(shown=not json_) as progress:
        if not store.exists():
            raise UnreadableError(f"{mission} has no evidence log; `truceline ingest` begins one")
        audit = store.audit(progress)
    if json_:
        show_json({"fits": not audit.problems, **msgspec.structs.asdict(audit)})
    else:
        typer.echo(_told(audit))
    raise typer.Exit(PROBLEMS if audit.problems else FINE)


def _told(audit: "Audit") -> str:
    if not audit.problems:
        return f"{_held(audit)}: all fit; root {audit.root}"
    more = len(audit.problems) - 1
    rest = f"… and {more} more; --json lists all\n" if more else ""
    return f"{audit.problems[0]}\n{rest}{_held(audit)} were looked at"


def _held(audit: "Audit") -> str:
    parts = (
        (audit.entries, "entry", "entries"),
        (audit.blobs, "blob", "blobs"),
        (audit.checkpoints, "checkpoint", "checkpoints"),
    )
    return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in parts)


@contextmanager
def _progress(*, shown: bool) -> Iterator["Progress"]:
    """A bar on the error stream where a person is watching it."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress as Bar  # noqa: PLC0415

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not (shown and console.is_terminal)) as bar:
        tasks = {
            what: bar.add_task(what, total=None) for what in ("entries", "blobs", "checkpoints")
        }
        yield lambda what, done, total: bar.update(tasks[what], completed=done, total=total)
