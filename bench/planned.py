"""Rows of measurements of planning, kept in bench/plan.json: one row for each measurement and setting.

A row that is measured again replaces the one before; nothing else is ever changed.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).with_name("plan.json")
Row = dict[str, str | int | float | bool]


def keep(row: Row) -> None:
    """Adds a row; `what` and `case` say which one it is."""
    kept = [r for r in rows() if (r["what"], r["case"]) != (row["what"], row["case"])]
    kept.append({**row, "on": datetime.now(UTC).date().isoformat()})
    kept.sort(key=lambda r: (str(r["what"]), str(r["case"])))
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def rows() -> list[Row]:
    """All rows that were kept."""
    found: list[Row] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []
    return found
