"""How well the gazetteer finds reported places: against coordinates that a careful reader gave.

    python bench/gazetteer.py [REPORTS.csv] [--bare]

The table has place_name, admin1, country, lat, lon, place_uncertainty_km; by default the example's.
Prints shares over distinct places and over rows, and all that isn't right. `--bare` gives names
without country and unit.
"""

import argparse
import csv
import time
from collections import Counter
from pathlib import Path

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.geodesy import distance_km
from truceline.model.place import Ambiguous, Place, Resolution

EXAMPLE = Path(__file__).parents[1] / "examples" / "energy-halt-2025" / "sources" / "reports.csv"


def verdict(answer: Resolution, row: dict[str, str]) -> str:
    """right: within 3 × the stated error; loose: within 3 × our own; else wrong."""
    if not isinstance(answer, Place):
        return "ambiguous" if isinstance(answer, Ambiguous) else "unknown"
    apart = distance_km(answer.lat, answer.lon, float(row["lat"]), float(row["lon"]))
    if apart <= 3 * float(row["place_uncertainty_km"]):
        return "right"
    return "loose" if apart <= 3 * answer.radius_km else "WRONG"


def main(path: Path, *, context: bool) -> None:
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    started = time.perf_counter()
    gazetteer = Gazetteer.load()
    print(f"load {time.perf_counter() - started:.2f} s")
    started, distinct, whole = time.perf_counter(), {}, Counter()
    for row in rows:
        name, unit, country = row["place_name"], row["admin1"], row["country"]
        answer = gazetteer.resolve(name, country, unit) if context else gazetteer.resolve(name)
        result = verdict(answer, row)
        whole[result] += 1
        if distinct.setdefault((name, unit, country), result) == result != "right":
            distinct[name, unit, country] = result
    print(f"resolve {time.perf_counter() - started:.2f} s")
    print("distinct", dict(Counter(distinct.values())), "rows", dict(whole))
    for (name, unit, country), result in sorted(distinct.items()):
        if result != "right":
            print(
                f"  {result:10} {name} | {unit} | {country}: {short(gazetteer, name, country, unit)}"
            )


def short(gazetteer: Gazetteer, name: str, country: str, unit: str) -> str:
    answer = gazetteer.resolve(name, country, unit)
    if isinstance(answer, Place):
        return f"{answer.lat:.2f}, {answer.lon:.2f} ± {answer.radius_km:.0f} km ({answer.basis})"
    if isinstance(answer, Ambiguous):
        return "; ".join(f"{c.name} {c.admin1}" for c in answer.candidates)
    return answer.hint


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("reports", nargs="?", type=Path, default=EXAMPLE)
    parser.add_argument("--bare", action="store_true", help="names without country and unit")
    given = parser.parse_args()
    main(given.reports, context=not given.bare)
