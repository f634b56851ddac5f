"""What was measured, when, on what: `results.json`, one row a line, from which the tables are made.

Rows are only ever added. A table takes the newest row of each key, so that a figure can be traced
to its run; ratios of time are taken within one run only.
"""

import importlib.metadata
import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).with_name("results.json")
GIB = 2**30
Row = dict[str, object]


def stamp() -> Row:
    """The run: date, version and commit, cores, memory, and how busy the machine was at the start."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    return {
        "run": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "version": importlib.metadata.version("truceline"),
        "commit": commit(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "load": round(os.getloadavg()[0], 1),
    }


def commit() -> str:
    """The short id of the checkout's commit; empty where there is none."""
    asked = ["git", "-C", str(RESULTS.parent), "rev-parse", "--short", "HEAD"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def read() -> list[Row]:
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else []


def append(row: Row) -> None:
    """Add a row; the file is replaced whole, so that an interrupted run leaves a readable one."""
    lines = ",\n".join(json.dumps(each, ensure_ascii=False) for each in [*read(), row])
    scratch = RESULTS.with_suffix(".new")
    scratch.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    scratch.replace(RESULTS)
