"""`truceline move`: a mission's log and people, from files of its folder to a server or back."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from truceline.cli.database import Database
from truceline.cli.show import FINE, PROBLEMS, progress, show_json, show_problems
from truceline.errors import UnreadableError
from truceline.foundation.phrase import count

if TYPE_CHECKING:
    from truceline.io.people.move import Moved
    from truceline.io.stores.audit import Audit


class Place(StrEnum):
    """Where a log and the people may lie."""

    SERVER = "server"
    FILE = "file"


def move(
    mission: Annotated[Path, typer.Argument(help="The mission folder.")],
    to: Annotated[Place, typer.Option(help="The PostgreSQL database, or files of the folder.")],
    database: Database = "",
    json_: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Move a mission's evidence log and its people to a PostgreSQL database, or back into files.

    Every entry with its hash, in order, so that the root is the same; and accounts, sessions,
    tokens and the log of reads. Stop the mission's servers first. What isn't empty at the target must be
    the beginning of the same log: then the rest is copied, so that a mission may go into the field
    and come back. A move that was cut short goes on when it is begun again. The place it was moved from
    is left as `.moved`. Exit code 0 when all fits afterwards, 1 when `truceline verify` finds a
    misfit, 2 when nothing could be moved.

    Example: truceline move mission --to server --database postgresql://truceline@db.example/truceline
    """
    from truceline.io.people.move import move_mission  # noqa: PLC0415
    from truceline.io.stores import open_store  # noqa: PLC0415

    if not database:
        raise UnreadableError("--database: the address of the server to move to, or from")
    moved = move_mission(mission, database, progress, to_server=to is Place.SERVER)
    with open_store(mission, database if to is Place.SERVER else None) as store:
        audit = store.audit(progress)
    _show(moved, audit, to, as_json=json_)
    raise typer.Exit(PROBLEMS if audit.problems else FINE)


def _show(moved: "Moved", audit: "Audit", to: Place, *, as_json: bool) -> None:
    if as_json:
        fits = {"fits": not audit.problems, "problems": audit.problems, "to": to}
        show_json(msgspec.structs.asdict(moved) | fits)
        return
    show_problems(audit.problems)
    entries = f"{count(moved.entries, 'entry', 'entries')} ({moved.copied} copied)"
    people = count(moved.accounts, "account")
    typer.echo(f"{entries}, {people}; root {moved.root}")
    if moved.left:
        typer.echo(f"left as it was: {moved.left}")
