"""`truceline brief`: the main job."""

from pathlib import Path
from typing import Annotated

import typer

from truceline.cli.database import Database
from truceline.cli.show import WRONG_USE, exit_code, progress, show_json, show_problems
from truceline.foundation.phrase import count
from truceline.model.release import RELEASES


def brief(
    mission: Annotated[Path, typer.Argument(help="The mission folder.")],
    as_of: Annotated[str, typer.Option("--as-of", help="A date, or a moment with its zone.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the brief to.")],
    release: Annotated[
        str, typer.Option("--release", help=f"One of {', '.join(RELEASES)}.")
    ] = "restricted",
    database: Database = "",
    json_: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write the brief of a mission as of a date: what was known then, nothing later.

    Example: truceline brief examples/energy-halt-2025 --as-of 2025-04-19 --out out
    """
    from truceline.assess.produce import produce  # noqa: PLC0415
    from truceline.io.engines.embedded import EmbeddedEngine  # noqa: PLC0415
    from truceline.io.stores import open_store  # noqa: PLC0415

    if release not in RELEASES:
        typer.echo(f"--release {release}: not one of {', '.join(RELEASES)}", err=True)
        raise typer.Exit(WRONG_USE)
    if out.exists() and not out.is_dir():
        typer.echo(f"--out {out}: there is a file of this name; name a folder", err=True)
        raise typer.Exit(WRONG_USE)
    told = None if json_ else progress
    with open_store(mission, database or None) as store:
        done = produce(mission, store, EmbeddedEngine(), as_of, release, out, told)
    if json_:
        show_json(done)
    else:
        show_problems(done.problems)
        what = f"{count(done.reports, 'report')}, {count(done.incidents, 'incident')}"
        same = " (unchanged)" if done.unchanged else ""
        typer.echo(f"{out / 'index.html'}: {what}; root {done.root}{same}")
    raise typer.Exit(exit_code(done.problems))
