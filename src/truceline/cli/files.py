"""Reading a file that a person named on the command line."""

from pathlib import Path

from truceline.assess.folder import text_of
from truceline.errors import UnreadableError


def read_text(path: Path) -> str:
    """The file's text. Raises `UnreadableError` when it isn't there or isn't UTF-8."""
    try:
        return text_of(path.read_bytes(), str(path))
    except OSError as e:
        raise UnreadableError(f"{path}: {e.strerror}") from e


def text_in(folder: Path, name: str) -> str | None:
    """The text of a file of the folder, an empty one included; None where it isn't named or there."""
    return read_text(folder / name) if name and (folder / name).is_file() else None
