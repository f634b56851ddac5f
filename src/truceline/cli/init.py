"""`truceline init`: a commented mission folder that runs as it is.

It must never write into a folder that holds anything.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from truceline.cli.show import show_json
from truceline.errors import UnreadableError
from truceline.foundation.phrase import count


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    json_: Annotated[bool, typer.Option("--json", help="Print what was written as JSON.")] = False,
) -> None:
    """Write a commented mission folder with an invented case, ready to run and to replace.

    Example: truceline init lake-truce
    """
    written = write_template(folder)
    if json_:
        show_json({"mission": str(folder), "files": written})
        return
    typer.echo(f"{folder}: {count(len(written), 'file')} written")
    typer.echo(f"next: truceline check {folder}")


def write_template(folder: Path) -> list[str]:
    """Copy the template into `folder`; the files written, relative to it, in order.

    Raises `UnreadableError` when the folder isn't empty or can't be written.
    """
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise UnreadableError(f"{folder} isn't empty; name a new folder")
        folder.mkdir(parents=True, exist_ok=True)
        return sorted(_copy(files("truceline").joinpath("data/init"), folder, ""))
    except OSError as e:
        raise UnreadableError(f"{folder}: {e.strerror}") from e


def _copy(source: Traversable, folder: Path, under: str) -> list[str]:
    written: list[str] = []
    for item in source.iterdir():
        name = f"{under}{item.name}"
        if item.is_dir():
            (folder / name).mkdir()
            written += _copy(item, folder, f"{name}/")
        else:
            (folder / name).write_bytes(item.read_bytes())
            written.append(name)
    return written
