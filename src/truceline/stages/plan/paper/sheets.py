"""Tables of a plan brief as CSV: short numbers, cells that no spreadsheet runs, the release on each row."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]], release: str) -> bytes:
    """CSV in UTF-8; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*header, "release"))
    writer.writerows([*map(_neutral, row), release] for row in rows)
    return text.getvalue().encode()


def _neutral(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return "" if cell is None else f"{cell:.10g}"
