"""`truceline ingest`: take new or changed inputs into the log."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.database import Database
from truceline.cli.show import exit_code, progress, show_json, show_problems
from truceline.foundation.phrase import count
from truceline.model.record import in_order

if TYPE_CHECKING:
    from truceline.assess.load import Loaded

ALWAYS = datetime.max.replace(tzinfo=UTC)
"""Later than anything that can become known."""


def ingest(
    mission: Annotated[Path, typer.Argument(help="The mission folder.")],
    files: Annotated[
        list[str] | None, typer.Argument(help="Only these files of the folder.")
    ] = None,
    database: Database = "",
    json_: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Take new or changed inputs into the evidence log. The same file twice changes nothing.

    Example: truceline ingest examples/energy-halt-2025
    """
    from truceline.assess.folder import ingest as take_in  # noqa: PLC0415
    from truceline.assess.load import load  # noqa: PLC0415
    from truceline.assess.produce import CACHE  # noqa: PLC0415
    from truceline.io.stores import open_store  # noqa: PLC0415
    from truceline.stages.evidence.intake import reports_at  # noqa: PLC0415

    with open_store(mission, database or None) as store:
        taken = take_in(mission, store, tuple(files or ()), None if json_ else progress)
        store.seal()
        loaded = load(store, mission / CACHE, taken.problems, None if json_ else progress)
    reports, doubled = reports_at(loaded.reports, ALWAYS)
    problems = in_order((*loaded.mission.problems, *doubled))
    if json_:
        show_json(
            {
                "inputs": len(taken.inputs),
                "new": taken.new,
                "reports": len(reports),
                "documents": len(loaded.documents),
                "claims": len(loaded.claims),
                "root": taken.root,
                "problems": problems,
            }
        )
    else:
        show_problems(problems)
        typer.echo(
            f"{count(len(taken.inputs), 'input')}, {taken.new} new or changed; {count(len(reports), 'report')}"
            f"{_said(loaded)}; root {taken.root}"
        )
    raise typer.Exit(exit_code(problems))


def _said(loaded: "Loaded") -> str:
    """Nothing for a mission that has no documents."""
    documents, claims = len(loaded.documents), len(loaded.claims)
    return f"; {count(documents, 'document')}, {count(claims, 'claim')}" if documents else ""
