"""`truceline verify`: recompute the evidence log, its blobs and its checkpoints.

Must never write to the mission folder.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer

from truceline.errors import UnreadableError
from truceline.io.stores.audit import Audit, Progress, quiet
from truceline.io.stores.folder import FolderStore, open_store


def verify(
    mission: Annotated[Path, typer.Argument(help="The mission folder.", show_default=False)],
    json_: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Recompute every hash, the tree and the checkpoints of a mission's evidence log.

    The first misfit is named: the file, and in the log the entry and its column. Exit code 0 when
    all fits, 1 when something doesn't, 2 when there is no evidence log.

    Example: truceline verify examples/energy-halt-2025
    """
    store = _store(mission)
    with _progress(shown=not json_) as progress:
        audit = store.audit(progress)
    typer.echo(_as_json(audit) if json_ else _as_text(audit))
    raise typer.Exit(1 if audit.problems else 0)


def _store(mission: Path) -> FolderStore:
    try:
        store = open_store(mission)
    except UnreadableError as error:
        _refuse(str(error))
    if not store.exists():
        _refuse(f"{mission} has no evidence log yet; truceline ingest {mission} begins one")
    return store


def _refuse(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def _as_text(audit: Audit) -> str:
    if not audit.problems:
        return f"{_held(audit)}: all fit; root {audit.root}"
    more = len(audit.problems) - 1
    rest = f"\n… and {more} more {'misfit' if more == 1 else 'misfits'}; --json lists all"
    return f"{audit.problems[0]}{rest if more else ''}\n{_held(audit)}"


def _held(audit: Audit) -> str:
    parts = ((audit.entries, "entry", "entries"), (audit.blobs, "blob", "blobs"),
             (audit.checkpoints, "checkpoint", "checkpoints"))  # fmt: skip
    return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in parts)


def _as_json(audit: Audit) -> str:
    plain = {"fits": not audit.problems, **msgspec.structs.asdict(audit)}
    return msgspec.json.encode(plain).decode()


@contextmanager
def _progress(*, shown: bool) -> Iterator[Progress]:
    """A bar on the error stream where a person is watching it."""
    from rich.console import Console  # noqa: PLC0415 - only where it is shown
    from rich.progress import Progress as Bar  # noqa: PLC0415

    console = Console(stderr=True)
    if not shown or not console.is_terminal:
        yield quiet
        return
    with Bar(console=console, transient=True) as bar:
        tasks = {
            what: bar.add_task(what, total=None) for what in ("entries", "blobs", "checkpoints")
        }
        yield lambda what, done, total: bar.update(tasks[what], completed=done, total=total)
