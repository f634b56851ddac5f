"""Plots of what was measured, the same bytes from the same rows."""

from collections.abc import Iterator
from pathlib import Path

import data
import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from record import Row

# Text stays text, ids come from a fixed salt, and no date is written.
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "truceline",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
OURS, THEIRS, FAINT = "#0b6e75", "#b5651d", "#c9ced1"
SIZE = 100_000  # reports of the plots of quality and robustness


def draw(rows: list[Row], folder: Path) -> Iterator[Path]:
    """Every plot for which there are rows."""
    mpl.use("svg")
    with mpl.rc_context(STYLE):
        for name, plot in (("quality", quality), ("robust", robust), ("speed", speed)):
            some = [row for row in rows if row["what"] == name and "b3_f1" in row]
            if some:
                yield saved(plot(some), folder / f"fusion-{name}.svg")


def saved(figure: plt.Figure, path: Path) -> Path:
    figure.savefig(path, metadata={"Date": None, "Creator": None}, bbox_inches="tight")
    plt.close(figure)
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")
    return path


def quality(rows: list[Row]) -> plt.Figure:
    """B-cubed (filled) and pairs (hollow) of each method; a panel for each kind of data."""
    some = [row for row in rows if row["reports"] == SIZE]
    names = list(dict.fromkeys(str(row["method"]) for row in sorted(some, key=by_score)))
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), sharey=True, layout="constrained")
    for axis, kind in zip(axes, ("default", "dense"), strict=True):
        for row in some:
            if row["kind"] == kind:
                dumbbell(axis, row, names.index(str(row["method"])))
        axis.set_title(data.KINDS[kind].what, loc="left")
        axis.set_yticks(range(len(names)), names)
        framed(axis, "F1: B-cubed filled, pairs hollow")
    return figure


def by_score(row: Row) -> tuple[bool, object]:
    """The default data decide the order, the best on top."""
    return row["kind"] != "default", row["b3_f1"]


def dumbbell(axis: Axes, row: Row, height: int) -> None:
    colour = OURS if str(row["method"]).startswith("ours") else THEIRS
    axis.hlines(height, row["pair_f1"], row["b3_f1"], color=FAINT, zorder=1)
    axis.scatter(row["b3_f1"], height, color=colour, s=28, zorder=2)
    axis.scatter(row["pair_f1"], height, edgecolor=colour, facecolor="white", s=24, zorder=2)


def robust(rows: list[Row]) -> plt.Figure:
    """B-cubed of ours and of Splink with true labels, a line for each change of the data."""
    names = [kind for kind in ("default", *data.ROBUST) if any(r["kind"] == kind for r in rows)]
    figure, axis = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    for method, colour in (("ours", OURS), ("splink labels", THEIRS)):
        by = {row["kind"]: row["b3_f1"] for row in rows if row["method"] == method}
        held = [(by[kind], -n) for n, kind in enumerate(names) if kind in by]
        if held:
            axis.scatter(*zip(*held, strict=True), color=colour, s=28, label=method)
    titles = ["nothing changed" if k == "default" else data.KINDS[k].what for k in names]
    axis.set_yticks([-n for n in range(len(names))], titles)
    axis.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    framed(axis, "B-cubed F1")
    return figure


def framed(axis: Axes, label: str) -> None:
    axis.set_xlim(0, 1)
    axis.set_xlabel(label)
    axis.grid(axis="x", color="#e7eaec")
    axis.set_axisbelow(True)


def speed(rows: list[Row]) -> plt.Figure:
    """Seconds against reports, both on scales of powers."""
    figure, axis = plt.subplots(figsize=(5.2, 3.4), layout="constrained")
    for method in dict.fromkeys(str(row["method"]) for row in rows):
        some = [row for row in rows if row["method"] == method and row["kind"] == "default"]
        held = sorted((row["reports"], row["seconds"]) for row in some)
        colour = {"color": OURS, "linewidth": 2.5} if method == "ours" else {}
        axis.plot(*zip(*held, strict=True), marker="o", markersize=4, label=method, **colour)
    axis.set(xscale="log", yscale="log", xlabel="reports", ylabel="seconds")
    axis.legend(frameon=False)
    return figure
