"""`truceline pledges`: what a person confirmed of the register's board, as a plan's pledges."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.show import exit_code, show_json, show_problems, write_lines
from truceline.foundation.phrase import count

if TYPE_CHECKING:
    from truceline.model.plan import Pledge

COLUMNS = (
    *("pledge_id", "contributor", "capability", "quantity", "unit", "from", "to", "status"),
    *("territory", "caveats", "depends_on", "releases", "source"),
)
BOARD = ("row", "contributor", "capability", "status", "words")
"""How the board itself begins, which holds steps of a history and no quantities."""


def pledges(
    drafts: Annotated[Path, typer.Argument(help="pledge_drafts.csv of a brief, signed.")],
    out: Annotated[Path | None, typer.Option("--out", help="The plan's pledges.csv.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print pledges and problems.")] = False,
) -> None:
    """Take the pledges that a person confirmed; every other row is refused, with the reason.

    A row counts as confirmed with a name in `confirmed_by`; quantity, days and conditions must then
    be what a plan can read. Nothing is taken from words alone.

    Example: truceline pledges brief/pledge_drafts.csv --out sources/pledges.csv
    """
    from truceline.cli.files import read_text  # noqa: PLC0415
    from truceline.errors import UnreadableError  # noqa: PLC0415
    from truceline.foundation.mission.pledgetables import read_drafts  # noqa: PLC0415

    text = read_text(drafts)
    if tuple(text.split("\n", 1)[0].split(",")[: len(BOARD)]) == BOARD:
        hint = "sign rows of pledge_drafts.csv, which lies beside it"
        raise UnreadableError(f"{drafts}: the board tells the history of offers: {hint}")
    found, problems = read_drafts(text, str(drafts))
    if out is not None:
        write_lines(out, [_table(found)])
    if json_:
        show_json({"pledges": found, "problems": problems})
    else:
        show_problems(problems)
        refused = len({p.line for p in problems})
        typer.echo(
            f"{out or drafts}: {count(len(found), 'pledge')} confirmed, {count(refused, 'row')} refused"
        )
    raise typer.Exit(exit_code(problems))


def _table(found: "tuple[Pledge, ...]") -> bytes:
    from truceline.stages.brief.sheets import table  # noqa: PLC0415

    return table(COLUMNS, ([_cell(one, name) for name in COLUMNS] for one in found))


def _cell(pledge: "Pledge", name: str) -> str | float:
    value = getattr(pledge, {"from": "start", "to": "end"}.get(name, name))
    if isinstance(value, tuple):
        return ";".join(value)
    return value if isinstance(value, float) else str(value)
