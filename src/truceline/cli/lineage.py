"""`truceline lineage`: which documents go back to one text.

Needs no mission and writes into no log. Must never say that a document is untrue, only that it is
not a source of its own.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from truceline.cli.documents import DAY_HELP, DOCS_HELP, ZONE_HELP, day_of, gathered, known_zone
from truceline.cli.progress import progress_bar
from truceline.cli.show import exit_code, show_json, show_problems, write_lines
from truceline.errors import UnreadableError
from truceline.foundation.phrase import count

if TYPE_CHECKING:
    from truceline.assess.reading import Source, Way
    from truceline.model.claim import Document, Lineage
    from truceline.model.record import Problem


def lineage(
    docs: Annotated[list[Path], typer.Argument(metavar="DOCS…", help=DOCS_HELP)],
    out: Annotated[Path, typer.Option("--out", help="The JSON file to write.")],
    date_: Annotated[str, typer.Option("--date", help=DAY_HELP)] = "",
    zone: Annotated[str, typer.Option(help=ZONE_HELP)] = "UTC",
    json_: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Find copies and rewrites among documents, so that one story counts once.

    Writes groups of documents that go back to one text, and pairs with the share of sentences that
    they have in common. Exit code 1 when a document was set aside.

    Example: truceline lineage documents/ --out lineage.json
    """
    from truceline.assess.reading import Way  # noqa: PLC0415

    files, doubled = gathered(docs)
    way = Way(zone=known_zone(zone), day=day_of(date_))
    documents, found = _documents(files, way, shown=not json_)
    problems = (*doubled, *found)
    if not documents:
        show_problems(problems)
        raise UnreadableError("no document could be read")
    traced = _traced(documents, shown=not json_)
    write_lines(out, (msgspec.json.format(msgspec.json.encode(traced), indent=2), b"\n"))
    _summary(len(documents), traced, problems, out, as_json=json_)
    raise typer.Exit(exit_code(problems))


def _documents(
    files: "Sequence[Source]", way: "Way", *, shown: bool
) -> tuple[list["Document"], list["Problem"]]:
    from truceline.assess.reading import parse_files, undated  # noqa: PLC0415

    documents: list[Document] = []
    problems: list[Problem] = []
    with progress_bar("documents read", shown=shown) as told:
        for n, reading in enumerate(parse_files(files, way), 1):
            documents += reading.documents
            problems += (*reading.problems, *undated(reading.documents))
            told(n, len(files))
    return documents, problems


def _traced(documents: "Sequence[Document]", *, shown: bool) -> "Lineage":
    from truceline.stages.evidence.lineage import trace_lineage  # noqa: PLC0415

    with progress_bar("documents compared", shown=shown) as told:
        return trace_lineage(documents, told)


def _summary(
    documents: int, traced: "Lineage", problems: "Sequence[Problem]", out: Path, *, as_json: bool
) -> None:
    counts: dict[str, object] = {
        "documents": documents,
        "groups": len(traced.groups),
        "pairs": len(traced.pairs),
        "out": str(out),
    }
    if as_json:
        show_json({**counts, "problems": problems})
        return
    show_problems(problems)
    told = (
        count(documents, "document"),
        count(len(traced.groups), "group of one text", "groups of one text"),
        count(len(traced.pairs), "pair"),
    )
    typer.echo(f"{', '.join(told)}: {out}")
