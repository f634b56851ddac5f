"""The page on fusion's measurements, from results.json: tables into the page, plots beside it.

    python bench/fusion/tables.py

Fills what stands between `<!-- table: NAME -->` and `<!-- end -->` in docs/methods/fusion-measured.md and
draws docs/img/fusion-*.svg. No figure of that page is typed by hand.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import data
import ours
import peers
import plots
import record
from record import Row

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "methods" / "fusion-measured.md"
PART = re.compile(
    r"(?<=<!-- table: )(?P<name>[\w-]+)(?P<open> -->\n).*?(?=<!-- end -->)", re.DOTALL
)
NUMBER = re.compile(r"[–\d.]")
ALT = {
    "quality": "B-cubed and pairwise F1 of each method",
    "robust": "B-cubed with changed data",
    "speed": "Seconds against reports",
}
NOTHING = "Not measured yet.\n"
METHODS = (*ours.METHODS, *peers.PEERS)
Cells = Iterable[object]


def main() -> int:
    rows = newest(record.read())
    page = PAGE.read_text(encoding="utf-8")
    filled = PART.sub(lambda part: part["name"] + part["open"] + table(part["name"], rows), page)
    PAGE.write_text(filled, encoding="utf-8")
    for path in plots.draw(rows, DOCS / "img"):
        print(path)
    print(PAGE)
    return 0


def newest(rows: Iterable[Row]) -> list[Row]:
    """The newest row of each key, by task, then kind and method in their own order."""
    latest = {key(row): row for row in sorted(rows, key=lambda row: str(row["run"]))}
    return sorted(latest.values(), key=place)


def key(row: Row) -> tuple[str, ...]:
    names = ["what", "kind", "reports", "seed", "method"]
    return tuple(str(row[n]) for n in names + ["parameters"] * (row["what"] == "ablate"))


def place(row: Row) -> tuple[object, ...]:
    kinds = [*data.KINDS, "energy-halt"]
    kind, method = kinds.index(str(row["kind"])), METHODS.index(str(row["method"]))
    return row["what"], kind, row["reports"], str(row["seed"]), method


def table(name: str, rows: list[Row]) -> str:
    found = TABLES[name](rows)
    picture = f"![{ALT[name]}](../img/fusion-{name}.svg)\n\n" if found and name in ALT else ""
    return picture + (found or NOTHING)


def markdown(head: str, lines: Iterable[Cells]) -> str:
    """A table of Markdown, numbers to the right; empty where there is no line."""
    body = [[str(cell).strip() for cell in line] for line in lines]
    if not body:
        return ""
    ruler = [
        "---:" if all(map(NUMBER.match, column)) else "---" for column in zip(*body, strict=True)
    ]
    names = [name.strip() for name in head.split("|")]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (names, ruler, *body))


def of(rows: list[Row], what: str) -> list[Row]:
    return [row for row in rows if row["what"] == what]


def three(row: Row, *names: str) -> str:
    """Scores to three digits, as 0.812 / 0.700."""
    return " / ".join(f"{row[name]:.3f}" for name in names) if names[0] in row else "–"


def took(row: Row) -> str:
    return f"{row['seconds']:,.1f} s" if "seconds" in row else str(row.get("failed", "–"))


def cpu(row: Row) -> str:
    return f"{row['cpu']:,.1f} s" if "cpu" in row else "–"


def memory(row: Row) -> str:
    return f"{row['mib']:,} MiB" if "mib" in row else "–"


def times_ours(row: Row, rows: list[Row]) -> str:
    """Its time over ours on the same data in the same run."""
    same = ("what", "kind", "reports", "seed", "run")
    for other in rows:
        if other["method"] == "ours" and all(other[n] == row[n] for n in same):
            both = "seconds" in row and "seconds" in other
            return f"{row['seconds'] / other['seconds']:.2f}" if both else "–"
    return "–"


def sets(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Rows by data set, with its title."""
    for name in dict.fromkeys((row["kind"], row["reports"], row["seed"]) for row in rows):
        kind, reports, seed = name
        title = f"{str(kind).capitalize()} ({data.KINDS[str(kind)].what}): {reports:,} reports, seed {seed}"
        yield title, [r for r in rows if (r["kind"], r["reports"], r["seed"]) == name]


def quality(rows: list[Row]) -> str:
    head = "method | B³ P / R / F1 | pairs P / R / F1 | ECE | Brier | clusters | largest | time | CPU | × ours | memory"
    parts = []
    for title, some in sets(of(rows, "quality")):
        lines = (
            (r["method"], *scored(r), took(r), cpu(r), times_ours(r, some), memory(r)) for r in some
        )
        parts.append(f"**{title}**\n\n{markdown(head, lines)}")
    return "\n".join(parts)


def scored(row: Row) -> tuple[str, ...]:
    return (
        three(row, "b3_p", "b3_r", "b3_f1"),
        three(row, "pair_p", "pair_r", "pair_f1"),
        three(row, "ece"),
        three(row, "brier"),
        f"{row['clusters']:,}" if "clusters" in row else "–",
        f"{row['largest']:,}" if "largest" in row else "–",
    )


def robust(rows: list[Row]) -> str:
    head = "changed | ours B³ / pairs | ours ECE | Splink with true labels B³ / pairs"
    lines = []
    for kind in ("default", *data.ROBUST):
        by = {r["method"]: r for r in of(rows, "robust") if r["kind"] == kind}
        mine, theirs = by.get("ours", {}), by.get("splink labels", {})
        both = [three(row, "b3_f1", "pair_f1") for row in (mine, theirs)]
        if by:
            what = "nothing" if kind == "default" else data.KINDS[kind].what
            lines.append((what, both[0], three(mine, "ece"), both[1]))
    return markdown(head, lines)


def ablate(rows: list[Row]) -> str:
    found = of(rows, "ablate")
    kinds = [kind for kind in data.KINDS if any(row["kind"] == kind for row in found)]
    lines = []
    for name in dict.fromkeys(row["parameters"]["without"] for row in found):
        by = {r["kind"]: r for r in found if r["parameters"]["without"] == name}
        lines.append((name, *(three(by.get(k, {}), "b3_f1", "pair_f1", "ece") for k in kinds)))
    return markdown("without | " + " | ".join(f"{k}: B³ / pairs / ECE" for k in kinds), lines)


def speed(rows: list[Row]) -> str:
    found = of(rows, "speed")
    lines = (
        (
            r["kind"],
            f"{r['reports']:,}",
            r["method"],
            took(r),
            cpu(r),
            times_ours(r, found),
            memory(r),
            three(r, "b3_f1"),
        )
        for r in found
    )
    return markdown("data | reports | method | time | CPU | × ours | memory | B³ F1", lines)


def grow(rows: list[Row]) -> str:
    head = (
        "reports | all: time, CPU | the last day added | share of CPU | whole process | same result"
    )
    lines = (
        (
            f"{r['reports']:,}",
            f"{r['fusion_whole']:.1f} s, {r['fusion_whole_cpu']:.1f} s",
            f"{r['fusion']:.1f} s, {r['fusion_cpu']:.1f} s",
            f"{100 * float(r['fusion_cpu']) / float(r['fusion_whole_cpu']):.1f} %",
            f"{r['seconds']:.1f} of {r['from_scratch']:.1f} s",
            "yes" if r["same"] else "no",
        )
        for r in of(rows, "grow")
    )
    return markdown(head, lines)


def halt(rows: list[Row]) -> str:
    lines = ((r["method"], shown(r["parameters"]), three(r, "b3_f1")) for r in of(rows, "halt"))
    return markdown("method | best on the gold | B³ F1", lines)


def partitions(rows: list[Row]) -> str:
    lines = ((f"{r['reports']:,}", r["tried"], r["same"]) for r in of(rows, "partitions"))
    return markdown("reports | orders, parts and workers tried | byte for byte the same", lines)


def spark(rows: list[Row]) -> str:
    head = "reports | embedded, learning included | two workers of Spark | byte for byte the same"
    lines = (
        (f"{r['reports']:,}", f"{r['embedded']:,.1f} s", took(r), "yes" if r["same"] else "no")
        for r in of(rows, "spark")
    )
    return markdown(head, lines)


def parameters(_: list[Row]) -> str:
    lines = (
        (name, peer.why, shown(peer.default), shown(peer.dense), shown(peer.grid))
        for name, peer in peers.PEERS.items()
    )
    return markdown("method | what it does | default | dense | grid", lines)


def shown(values: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items())


def kinds(_: list[Row]) -> str:
    return markdown("name | data", ((name, kind.what) for name, kind in data.KINDS.items()))


def runs(rows: list[Row]) -> str:
    """The runs that the tables rest on."""
    by = {str(row["run"]): row for row in rows}
    lines = (
        (
            run,
            r["what"],
            f"{r['version']} {r['commit']}",
            r["cores"],
            f"{r['memory_gib']} GiB",
            r["load"],
        )
        for run, r in sorted(by.items())
    )
    return markdown("run | task | version | cores | memory | load at its start", lines)


TABLES: dict[str, Callable[[list[Row]], str]] = {
    task.__name__: task
    for task in (
        quality,
        robust,
        ablate,
        speed,
        grow,
        partitions,
        spark,
        halt,
        parameters,
        kinds,
        runs,
    )
}


if __name__ == "__main__":
    sys.exit(main())
