"""`truceline compare`: the drafter's bench."""

from pathlib import Path
from typing import Annotated

import typer

from truceline.cli.database import Database
from truceline.cli.show import exit_code, progress, show_json, show_problems
from truceline.foundation.phrase import count


def compare(
    agreement_a: Annotated[Path, typer.Argument(help="The agreement as it is.")],
    agreement_b: Annotated[Path, typer.Argument(help="The agreement as it might be.")],
    mission: Annotated[Path, typer.Option("--mission", help="The mission folder.")],
    as_of: Annotated[
        str, typer.Option("--as-of", help="What was known by then; all by default.")
    ] = "9000-01-01",
    database: Database = "",
    json_: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """List the incidents whose finding flips under an edited agreement, per reading.

    Example: truceline compare agreement.yaml edited.yaml --mission examples/energy-halt-2025
    """
    from truceline.assess.compare import compare_agreements  # noqa: PLC0415
    from truceline.assess.folder import ingest  # noqa: PLC0415
    from truceline.assess.load import agreement_of, load  # noqa: PLC0415
    from truceline.assess.produce import CACHE, as_of_moment  # noqa: PLC0415
    from truceline.cli.files import read_text  # noqa: PLC0415
    from truceline.io.engines.embedded import EmbeddedEngine  # noqa: PLC0415
    from truceline.io.stores import open_store  # noqa: PLC0415

    first, p1 = agreement_of(read_text(agreement_a), str(agreement_a))
    second, p2 = agreement_of(read_text(agreement_b), str(agreement_b))
    with open_store(mission, database or None) as store:
        taken = ingest(mission, store, progress=None if json_ else progress)
        loaded = load(store, mission / CACHE, taken.problems)
    moment = as_of_moment(as_of, loaded.mission.spec)
    flips = compare_agreements(loaded, first, second, moment, EmbeddedEngine())
    problems = (*p1, *p2)
    if json_:
        show_json({"flips": flips, "problems": problems})
    else:
        show_problems(problems)
        for flip in flips:
            typer.echo(
                f"{flip.incident_id}\t{flip.title}\treading {flip.reading}\taccused {flip.accused}\t{flip.before} → {flip.after}"
            )
        typer.echo(
            f"{count(len({f.incident_id for f in flips}), 'incident flips', 'incidents flip')}, {count(len(flips), 'finding')}"
        )
    raise typer.Exit(exit_code(problems))
