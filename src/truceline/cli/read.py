"""`truceline read`: documents become claims, one JSON object a line.

Needs no mission and writes into no log. Must never print a claim that isn't a span of its text.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
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
    from truceline.assess.reading import Reading, Source, Way
    from truceline.model.claim import Claim, Document, Refusal
    from truceline.model.record import Problem


class ExtractorName(StrEnum):
    """Extractors that a command may choose."""

    RULES = "rules"
    CHAT = "chat"
    NAMES = "names"


def read(
    docs: Annotated[list[Path], typer.Argument(metavar="DOCS…", help=DOCS_HELP)],
    out: Annotated[Path, typer.Option("--out", help="The file of claims to write (JSON lines).")],
    refusals: Annotated[
        Path | None, typer.Option(help="Where to write what the gate refused, and why.")
    ] = None,
    texts: Annotated[
        Path | None, typer.Option(help="A folder for the texts that the claims' offsets count in.")
    ] = None,
    date_: Annotated[str, typer.Option("--date", help=DAY_HELP)] = "",
    zone: Annotated[str, typer.Option(help=ZONE_HELP)] = "UTC",
    extractor: Annotated[
        list[ExtractorName] | None, typer.Option(help="Who proposes claims. Repeatable.")
    ] = None,
    endpoint: Annotated[
        str, typer.Option(help="For chat: the address of an OpenAI-compatible endpoint.")
    ] = "",
    model: Annotated[str, typer.Option(help="For chat: the model's name there.")] = "",
    seed: Annotated[int, typer.Option(help="For chat: the seed sent with every question.")] = 0,
    answers: Annotated[
        Path | None, typer.Option(help="For chat: where answers are kept, else the user's cache.")
    ] = None,
    pipeline: Annotated[
        Path | None, typer.Option(help="For names: the folder of a spaCy pipeline.")
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Read documents into claims, each with its exact words, speaker, modality and quantity.

    Reads text, Markdown, web pages, PDF, mail and feeds. `chat` sends their texts to the endpoint;
    its key is read from TRUCELINE_LLM_KEY. `names` reads by the rules with a spaCy pipeline's names
    beside those they know. Whoever proposes a claim, the text must bear it out. Exit code 1 when something was set aside;
    the claims of all else are written.

    Example: truceline read documents/ --out claims.jsonl

    Example: truceline read documents/ --out claims.jsonl --extractor rules --extractor chat
    --endpoint http://127.0.0.1:8000/v1 --model NAME
    """
    from truceline.assess.extractors import Chat, Options  # noqa: PLC0415
    from truceline.assess.reading import Way  # noqa: PLC0415
    from truceline.foundation.claimlines import claim_line, in_line  # noqa: PLC0415

    names = tuple(one.value for one in extractor or [ExtractorName.RULES])
    chat = Chat(endpoint, model, seed, answers) if endpoint else None
    way = _checked(Way(known_zone(zone), names, day_of(date_), Options(chat, pipeline)))
    files, doubled = gathered(docs)
    found = _read(files, way, texts, shown=not json_)
    problems = (*doubled, *found.problems)
    if not found.documents:
        show_problems(problems)
        raise UnreadableError("no document could be read")
    write_lines(out, map(claim_line, in_line(found.claims)))
    if refusals:
        write_lines(refusals, (msgspec.json.encode(r) + b"\n" for r in found.refusals))
    _summary(found, problems, out, as_json=json_)
    raise typer.Exit(exit_code(problems))


def _checked(way: "Way") -> "Way":
    """Raises `UnreadableError` where an extractor can't be made, before anything is read."""
    from truceline.assess.extractors import open_extractor  # noqa: PLC0415

    for name in way.extractors:
        open_extractor(name, way.options, lambda _problem: None)
    return way


class _Found:
    """What all files gave; their texts are let go."""

    def __init__(self) -> None:
        self.documents = 0
        self.claims: list[Claim] = []
        self.refusals: list[Refusal] = []
        self.problems: list[Problem] = []

    def add(self, reading: "Reading") -> None:
        self.documents += len(reading.documents)
        self.claims += reading.claims
        self.refusals += reading.refusals
        self.problems += reading.problems


def _read(files: "Sequence[Source]", way: "Way", texts: Path | None, *, shown: bool) -> _Found:
    from truceline.assess.reading import read_files, undated  # noqa: PLC0415

    found = _Found()
    with progress_bar("documents", shown=shown) as told:
        for n, reading in enumerate(read_files(files, way), 1):
            found.add(reading)
            found.problems += undated(reading.documents)
            if texts:
                _keep(reading.documents, texts)
            told(n, len(files))
    return found


def _keep(documents: "Iterable[Document]", folder: Path) -> None:
    """Writes each text as it was read, under its document's name."""
    from truceline.io.documents import VERBATIM  # noqa: PLC0415

    for document in documents:
        file, mark, part = document.name.partition("#")
        name = file + mark + part.replace("/", "_") + ("" if document.media in VERBATIM else ".txt")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.text.encode())


def _summary(found: _Found, problems: "tuple[Problem, ...]", out: Path, *, as_json: bool) -> None:
    counts: dict[str, object] = {
        "documents": found.documents,
        "claims": len(found.claims),
        "refused": len(found.refusals),
        "out": str(out),
    }
    if as_json:
        show_json({**counts, "problems": problems})
        return
    show_problems(problems)
    told = f"{count(found.documents, 'document')}, {count(len(found.claims), 'claim')}"
    typer.echo(f"{told} ({len(found.refusals):,} refused): {out}")
