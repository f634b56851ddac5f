"""`truceline plan`: the plan brief of a mission folder."""

from pathlib import Path
from typing import Annotated

import typer

from truceline.cli.database import Database
from truceline.cli.show import WRONG_USE, exit_code, progress, show_json, show_problems
from truceline.model.release import RELEASES


def plan(
    mission: Annotated[Path, typer.Argument(help="The mission folder, with a plan.yaml.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the plan brief to.")],
    as_of: Annotated[
        str, typer.Option("--as-of", help="The day that it is of; else the plan's first.")
    ] = "",
    seed: Annotated[
        int | None, typer.Option(help="Of everything that is drawn; else the plan's.")
    ] = None,
    release: Annotated[
        str, typer.Option("--release", help=f"One of {', '.join(RELEASES)}.")
    ] = "restricted",
    database: Database = "",
    json_: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Write what a mission would need, what is pledged, and what it would see, know and miss.

    New and changed files of the folder are taken into the evidence log first. What the mission would
    see and miss is restricted: wider releases leave it out.

    Example: truceline plan examples/reassurance-2025 --out plan
    """
    from truceline.assess.planning import Ordered, plan_mission  # noqa: PLC0415
    from truceline.io.stores import open_store  # noqa: PLC0415
    from truceline.io.stores.audit import quiet  # noqa: PLC0415

    if release not in RELEASES:
        typer.echo(f"--release {release}: not one of {', '.join(RELEASES)}", err=True)
        raise typer.Exit(WRONG_USE)
    if out.exists() and not out.is_dir():
        typer.echo(f"--out {out}: there is a file of this name; name a folder", err=True)
        raise typer.Exit(WRONG_USE)
    order = Ordered(as_of=as_of, seed=seed, release=release)
    with open_store(mission, database or None) as store:
        done = plan_mission(mission, store, order, out, quiet if json_ else progress)
    if json_:
        show_json(done)
    else:
        show_problems(done.problems)
        what = f"{done.sectors} sectors, {done.sizings} sizings, {done.pledges} pledges"
        more = f"{done.scenarios} scenarios, {done.systems} systems; {release}"
        typer.echo(f"{out / 'index.html'}: {what}, {more}; root {done.root}")
    raise typer.Exit(exit_code(done.problems))
