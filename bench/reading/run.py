"""Reading measured: `truceline read` on annotated texts, scored claim by claim.

    python bench/reading/run.py [--sets articles dev heldout] [--dry] [--misses] [--claims FOLDER]

The articles lie in `../shared` and aren't part of the project: where they are absent, they are left
out and said so. Misses of the held-out texts are never printed: rules are written without them.
Figures go to results.json (`--dry` leaves it alone).
"""

import argparse
import importlib.metadata
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from register import read_claims, read_gold
from score import Comparison, by, scores, tell_misses

HERE = Path(__file__).parent
GOLD = HERE / "gold"
ARTICLES = HERE.parents[2] / "shared" / "articles"
RESULTS = HERE / "results.json"
HELD_OUT = "heldout"
SHOWN = (
    "span_recall_core",
    "full_recall_core",
    "full_recall",
    "full_precision",
    "quantities_right",
    "grounded",
)


class GoldSet(NamedTuple):
    """A gold file and the folder of its texts."""

    gold: Path
    texts: Path


SETS = {
    "articles": GoldSet(GOLD / "articles.json", ARTICLES),
    "dev": GoldSet(GOLD / "dev" / "gold.json", GOLD / "dev" / "texts"),
    HELD_OUT: GoldSet(GOLD / HELD_OUT / "gold.json", GOLD / HELD_OUT / "texts"),
}


def read(texts: Path, out: Path) -> float:
    """Let the command read a folder; the seconds it took, its start included.

    Exit code 1 tells of warnings too; a document that failed ends the measurement, since figures
    without it would be of another set.
    """
    command = [sys.executable, "-m", "truceline", "read", str(texts), "--out", str(out), "--json"]
    out.unlink(missing_ok=True)
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode > 1 or not out.exists():
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    seconds = time.perf_counter() - start
    problems = json.loads(done.stdout)["problems"]
    failed = [f"{p['file']}: {p['message']}" for p in problems if p["severity"] == "error"]
    if failed:
        sys.exit("\n".join(failed))
    return seconds


def measured(name: str, folder: Path) -> tuple[Comparison, float]:
    """A set read into `folder` and compared with its gold."""
    chosen = SETS[name]
    out = folder / f"{name}.jsonl"
    seconds = read(chosen.texts, out)
    return Comparison(read_gold(chosen.gold, chosen.texts), read_claims(out)), seconds


def row(told: Comparison, seconds: float) -> dict[str, object]:
    """All that is kept of a set."""
    return {
        **scores(told),
        "documents": len(told.gold.texts),
        "seconds": round(seconds, 2),
        "by_kind": by(told, lambda claim: claim.kind),
        "by_modality": by(told, lambda claim: claim.modality),
        "by_document": by(told, lambda claim: claim.source),
    }


def stamp() -> dict[str, object]:
    asked = ["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    version = importlib.metadata.version("truceline")
    return {"run": datetime.now(UTC).strftime("%Y-%m-%d"), "version": version, "commit": commit}


def keep(rows: dict[str, dict[str, object]]) -> None:
    """Sets that weren't measured this time keep their figures, each with its own stamp."""
    old = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    new = old | {name: {**stamp(), **figures} for name, figures in rows.items()}
    RESULTS.write_text(json.dumps(new, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def show(rows: dict[str, dict[str, object]]) -> None:
    print(f"{'':18}" + "".join(f"{name:>12}" for name in rows))
    for label in SHOWN:
        cells = (figures[label] for figures in rows.values())
        print(f"{label:18}" + "".join(f"{'–' if c is None else c:>12}" for c in cells))


def present(names: list[str]) -> list[str]:
    """The sets whose texts are here; of the others a line is printed."""
    here = [name for name in names if SETS[name].texts.is_dir()]
    for name in set(names) - set(here):
        print(f"{name}: {SETS[name].texts} isn't here; left out")
    return here


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sets", nargs="+", choices=SETS, default=list(SETS))
    asked.add_argument("--claims", type=Path, default=Path("out") / "reading")
    asked.add_argument("--misses", action="store_true")
    asked.add_argument("--dry", action="store_true")
    given = asked.parse_args()
    given.claims.mkdir(parents=True, exist_ok=True)
    told = {name: measured(name, given.claims) for name in present(given.sets)}
    rows = {name: row(*each) for name, each in told.items()}
    show(rows)
    for name in told.keys() - {HELD_OUT} if given.misses else ():
        tell_misses(told[name][0])
    if not given.dry:
        keep(rows)


if __name__ == "__main__":
    main()
