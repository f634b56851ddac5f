"""Which rows of a batch are set aside, and what is said about them.

Every row that fails is named by its line, up to a limit per batch and fault; beyond it the number is
told, so that a wrong file can't bury everything under a million messages.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from truceline.model.record import Problem, in_order

LISTED = 1_000

Mask: TypeAlias = NDArray[np.bool_]
Say: TypeAlias = Callable[[str], tuple[str, str]]


class Sieve:
    """Collects bad rows and Problems of one batch."""

    def __init__(self, file: str, lines: NDArray[np.int64]) -> None:
        self.file = file
        self.lines = lines
        self.bad: Mask = np.zeros(len(lines), dtype=np.bool_)
        self.problems: list[Problem] = []

    def reject(self, rows: Mask, field: str, say: Say, cells: pa.Array | None = None) -> None:
        """Set rows aside. `say` makes message and hint from the cell as it was written."""
        places = np.flatnonzero(rows)
        self.bad |= rows
        for row in places[:LISTED].tolist():
            cell = "" if cells is None else shown(_value(cells[row]))
            message, hint = say(cell)
            self.tell(message, field=field, hint=hint, line=int(self.lines[row]))
        if len(places) > LISTED:
            more = f"{len(places) - LISTED:,} further rows are set aside for the same reason"
            self.tell(more, field=field, line=int(self.lines[places[LISTED]]))

    def tell(
        self, message: str, *, field: str = "", hint: str = "", line: int = 0, warn: bool = False
    ) -> None:
        """Say something about a line, or about the whole file (0)."""
        severity = "warning" if warn else "error"
        problem = Problem(
            file=self.file,
            line=line,
            field=printable(field),
            message=printable(message),
            hint=printable(hint),
            severity=severity,
        )
        self.problems.append(problem)

    def found(self) -> tuple[Problem, ...]:
        """All Problems so far, in order."""
        return in_order(self.problems)


def about_reports(keys: pa.Array, file: str, message: str, hint: str) -> list[Problem]:
    """Warnings that name reports by their keys, which are the same whatever file or line a report
    came on: shuffled or split files give the same warnings.
    """
    named = sorted(keys.to_pylist() if len(keys) <= LISTED else pc.unique(keys).to_pylist())
    told = [
        Problem(file=file, field=key, message=message, hint=hint, severity="warning")
        for key in named[:LISTED]
    ]
    if len(named) > LISTED:
        more = f"{len(named) - LISTED:,} further reports: {message}"
        told.append(Problem(file=file, message=more, hint=hint, severity="warning"))
    return told


def _value(cell: pa.Scalar) -> object:
    try:
        return cell.as_py()
    except (OverflowError, ValueError):  # a time that Python can't hold
        return f"{cell.type} {cell.value}"


def printable(text: str) -> str:
    """Text that can't steer a terminal: what isn't printable becomes U+FFFD."""
    return text if text.isprintable() else re.sub(r"[^ -~]", _seen, text)


def _seen(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else "\ufffd"


def shown(cell: object) -> str:
    """A cell as a message quotes it: short and on one line."""
    text = printable(" ".join(str(cell).split()))
    return f"`{text[:60]}…`" if len(text) > 60 else f"`{text}`"
