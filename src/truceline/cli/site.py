"""`truceline site`: where posts, cameras and bases should stand, and how far from best that may be.

Works on tables or on a benchmark instance, without a mission. What it writes says where nobody
looks: it is restricted.
"""

import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.show import FINE, PROBLEMS, WRONG_USE, show_json, show_problems, write_lines

if TYPE_CHECKING:
    from truceline.cli.siting import Asked, Told
    from truceline.stages.plan.siting import Watch


def site(
    out: Annotated[Path, typer.Option(help="A .json file, or a folder for tables too.")],
    demand: Annotated[
        Path | None, typer.Option(help="Cells: cell, lat, lon, weight, sector, critical.")
    ] = None,
    candidates: Annotated[
        Path | None, typer.Option(help="Sites: site_id, lat, lon, contributor, kinds, …")
    ] = None,
    assets: Annotated[
        Path | None, typer.Option(help="Types: id, kind, range_km, peak, cost, crew, …")
    ] = None,
    instance: Annotated[
        Path | None, typer.Option(help="A benchmark instance (.npz) in place of the tables.")
    ] = None,
    budget: Annotated[float | None, typer.Option(min=0.0, help="Cost of all together.")] = None,
    crew: Annotated[float | None, typer.Option(min=0.0, help="Crew of all together.")] = None,
    crew_of: Annotated[
        list[str] | None, typer.Option(help="Crew of one contributor: NAME=NUMBER. Repeatable.")
    ] = None,
    floor: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Least detection in each sector.")
    ] = 0.0,
    sectors: Annotated[str, typer.Option(help="Sectors that have the floor: A,B; else all.")] = "",
    critical: Annotated[
        int, typer.Option(min=0, help="Systems that must see each critical cell.")
    ] = 2,
    sees: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Least p that counts for that.")
    ] = 0.2,
    per_site: Annotated[int, typer.Option(min=1, help="Systems at one site at most.")] = 2,
    territory: Annotated[str, typer.Option(help="Whose ground may be used: A,B; else any.")] = "",
    act: Annotated[str, typer.Option(help="The act to detect.")] = "fire/explosion_undetermined",
    robust: Annotated[
        Path | None, typer.Option(help="Other cases of the types: a table with a column case.")
    ] = None,
    frontier: Annotated[bool, typer.Option("--frontier", help="Detection against limits.")] = False,
    samples: Annotated[
        int | None,
        typer.Option(min=0, help="Wrong profiles to try for the regret; fewer where it is large."),
    ] = None,
    effort: Annotated[int, typer.Option(min=1, help="How hard to search: 100 is usual.")] = 100,
    seconds: Annotated[
        float | None, typer.Option(min=0.0, help="Stop searching then; the result may vary.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the search and of wrong profiles.")] = 1,
    json_: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
) -> None:
    """Choose where systems stand, so that most of what counts would be detected. Restricted.

    Prints the certified gap (no plan can be better by more) and the regret: what the plan loses when detection profiles are wrong. Exit code 1 when no plan keeps every rule; the clash is told.

    Example: truceline site --demand cells.csv --candidates sites.csv --assets types.csv --budget 45 --crew 200 --floor 0.3 --out plan
    """
    from truceline.cli.siting import Wanted, asked, numbers_of, solved_of  # noqa: PLC0415

    wanted = Wanted(
        tables=(demand, candidates, assets),
        instance=instance,
        robust=robust,
        terms={
            "budget": budget,
            "crew": crew,
            "crew_of": numbers_of(crew_of or [], "--crew-of"),
            "floor": floor,
            "sectors": _parts(sectors),
            "cover": critical,
            "sees": sees,
            "per_site": per_site,
            "territory": _parts(territory),
            "act": act,
        },
    )
    question = asked(wanted)
    show_problems(question.problems)
    told = solved_of(question, _watch(seconds, silent=json_), effort, seed, samples, frontier)
    _write(out, told)
    _show(told, out, as_json=json_)
    raise typer.Exit(_code(question, told))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _code(question: "Asked", told: "Told") -> int:
    wrong = any(p.severity == "error" for p in question.problems)
    return PROBLEMS if wrong or not told.summary["feasible"] else FINE


def _watch(seconds: float | None, *, silent: bool) -> "Watch":
    """Progress on stderr, and an end of the search after so many seconds."""
    from truceline.stages.plan.siting import Watch  # noqa: PLC0415

    began, last = monotonic(), [0.0]

    def told(what: str) -> None:
        watched, now = sys.stderr.isatty(), monotonic()
        if silent or not (watched or now - last[0] > 5.0):
            return
        last[0] = now
        sys.stderr.write(f"{what:<70}" + ("\r" if watched else "\n"))
        sys.stderr.flush()

    return Watch(told, lambda: seconds is None or monotonic() - began < seconds)


def _write(out: Path, told: "Told") -> None:
    """One file, or a folder with plan.json and its tables."""
    from truceline.cli.siting import as_json, csv_lines  # noqa: PLC0415

    if out.suffix == ".json":
        write_lines(out, [as_json(told.summary)])
        return
    if out.exists() and not out.is_dir():
        typer.echo(f"--out {out}: there is a file of this name; name a folder", err=True)
        raise typer.Exit(WRONG_USE)
    write_lines(out / "plan.json", [as_json(told.summary)])
    for name, rows in told.tables.items():
        write_lines(out / f"{name}.csv", csv_lines(rows))


def _show(told: "Told", out: Path, *, as_json: bool) -> None:
    if as_json:
        show_json(told.summary)
        return
    for line in told.lines:
        typer.echo(line)
    typer.echo(f"{out}: restricted")
