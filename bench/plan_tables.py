"""The page on planning's measurements, from plan.json and pledges.json: tables into the page.

    python bench/plan_tables.py

Fills what stands between `<!-- table: NAME -->` and `<!-- end -->` in docs/methods/plan-measured.md. No
figure of that page is typed by hand.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from planned import Row, rows

PAGE = Path(__file__).parents[1] / "docs" / "methods" / "plan-measured.md"
PLEDGES = Path(__file__).with_name("pledges.json")
PART = re.compile(
    r"(?<=<!-- table: )(?P<name>[\w-]+)(?P<open> -->\n).*?(?=<!-- end -->)", re.DOTALL
)


def lengths() -> Iterator[tuple[str, ...]]:
    yield "line", "ours, km", "walked in chords, km", "apart"
    for row in of("line"):
        yield str(row["case"]), f"{row['km']:.3f}", f"{row['other_km']:.3f}", f"{row['apart']:.0e}"


def coverages() -> Iterator[tuple[str, ...]]:
    yield "coverage", "processor, s", "clock, s", "rows", "GiB", "apart from numpy", "numpy's CPU"
    for r in of("coverage"):
        times = f"{r['cpu_s']:.1f}", f"{r['seconds']:.1f}", f"{r['rows']:,}", f"{r['peak_gib']:.1f}"
        yield str(r["case"]), *times, f"{r['apart']:.0e}", f"× {r['ratio']:.0f}"


def simulations() -> Iterator[tuple[str, ...]]:
    yield (
        *("replicas", "acts", "events", "processor, s", "with wrong profiles"),
        *("clock, s", "events a second of queues beside simpy", "same times"),
    )
    for r in of("simulation"):
        counts = (
            f"{r['acts']:,}",
            f"{r['events']:,}",
            f"{r['cpu_s']:.1f}",
            f"{r['whole_cpu_s']:.1f}",
        )
        beside = f"× {r['ratio']:.0f}", "yes" if r["same"] else "no"
        yield str(r["case"]), *counts, f"{r['seconds']:.1f}", *beside


def matches() -> Iterator[tuple[str, ...]]:
    yield (
        "pledges × lines × months",
        "seed",
        "method",
        "limit, s",
        "clock, s",
        "processor, s",
        "gap",
    )
    found = json.loads(PLEDGES.read_text(encoding="utf-8"))
    last = {(r["size"], r["seed"], r["method"], r["limit_s"]): r for r in found}
    for _, r in sorted(last.items(), key=lambda item: (len(item[0][0]), item[0])):
        gap = "optimal" if r["status"] == "optimal" else f"{100 * r['gap']:.1f} %"
        times = f"{r['limit_s']:.0f}", f"{r['seconds']:.1f}", f"{r['cpu_s']:.1f}"
        yield r["size"].replace("x", " × "), str(r["seed"]), r["method"], *times, gap


TABLES: dict[str, Callable[[], Iterator[tuple[str, ...]]]] = {
    "lines": lengths,
    "coverage": coverages,
    "simulation": simulations,
    "pledges": matches,
}


def of(what: str) -> list[Row]:
    return [row for row in rows() if row["what"] == what]


def markdown(lines: Iterable[tuple[str, ...]]) -> str:
    head, *body = lines
    rule = tuple("---" for _ in head)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *body))


def main() -> None:
    def filled(part: re.Match[str]) -> str:
        return part["name"] + part["open"] + markdown(TABLES[part["name"]]())

    PAGE.write_text(PART.sub(filled, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
