"""How long `make demo`'s command takes: python bench/demo.py

Cold: a fresh copy of the example each time, so that nothing was taken in or derived before.
Unchanged: the same command again, when nothing is new. Medians of three; the bars are 15 s and 3 s.
Python's byte code goes into a folder of this bench, so that the first run also compiles it and the
others find it; nothing else is compiled. Run it on a quiet machine: it prints the load.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "energy-halt-2025"
SCRIPT = Path(sys.executable).parent / "truceline"
RUNS = 3
COLD_S, UNCHANGED_S = 15.0, 3.0


def brief(folder: Path, out: Path) -> float:
    """Seconds of one run, as a shell waits for it."""
    words = [str(SCRIPT), "brief", str(folder), "--as-of", "2025-04-19", "--out", str(out)]
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = str(folder.parent / "pycache")
    begun = time.perf_counter()
    subprocess.run(words, check=True, capture_output=True, env=env)
    return time.perf_counter() - begun


def cold(work: Path) -> list[float]:
    took = []
    for n in range(RUNS):
        folder = work / f"cold-{n}"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".truceline"))
        took.append(brief(folder, work / f"out-{n}"))
    return took


def unchanged(work: Path) -> list[float]:
    return [brief(work / "cold-0", work / "out-0") for _ in range(RUNS)]


def told(what: str, took: list[float], bar: float) -> bool:
    median = statistics.median(took)
    runs = ", ".join(f"{t:.2f}" for t in took)
    print(f"{what:<10} {median:6.2f} s  (bar {bar:g} s; runs {runs})")
    return median < bar


def main() -> int:
    print(f"load {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        passed = [told("cold", cold(work), COLD_S), told("unchanged", unchanged(work), UNCHANGED_S)]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
