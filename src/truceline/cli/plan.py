"""`truceline plan`: the plan brief of a mission folder."""

from pathlib import Path
from typing import Annotated

import typer

from truceline.cli.show import WRONG_USE, exit_code, progress, show_json, show_problems


def plan(
    mission: Annotated[Path, typer.Argument(help="The mission folder, with a plan.yaml.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write the plan brief to.")],
    json_: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Write what a mission would need, what is pledged, and what would be missing. Restricted.

    Example: truceline plan examples/reassurance-2025 --out plan
    """
    from truceline.assess.planning import plan_mission  # noqa: PLC0415

    if out.exists() and not out.is_dir():
        typer.echo(f"--out {out}: there is a file of this name; name a folder", err=True)
        raise typer.Exit(WRONG_USE)
    done = plan_mission(mission, out, _silent if json_ else progress)
    if json_:
        show_json(done)
    else:
        show_problems(done.problems)
        what = f"{done.sectors} sectors, {done.sizings} sizings, {done.pledges} pledges"
        typer.echo(f"{out / 'index.html'}: {what}, {done.scenarios} scenarios; restricted")
    raise typer.Exit(exit_code(done.problems))


def _silent(_name: str, _n: int, _of: int) -> None:
    """Says nothing: standard output and error are for a program."""
