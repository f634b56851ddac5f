"""Tables as CSV files: cells that a spreadsheet would run as a formula are neutralised."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | float | int | bool | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: Cell) -> str:
    """A cell as text; one that a spreadsheet would take for a formula begins with an apostrophe."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    if isinstance(cell, float):
        return f"{cell:g}"
    return str(cell).lower()


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """CSV in UTF-8 with plain line feeds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
