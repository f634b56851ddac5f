"""Lineage on the corpus of plagiarised short answers of Clough and Stevenson (2011).

    python bench/reading/clough_stevenson.py FOLDER

FOLDER holds the corpus as texts (`g0pA_taska.txt`, `orig_taska.txt`, …) and `file_information.csv`
(File, Task, Category). It isn't part of the project: ir.shef.ac.uk/cloughie/resources. Each answer
is compared with the encyclopaedia article of its task, and with all other answers to it.
"""

import argparse
import csv
from collections import Counter
from itertools import combinations
from pathlib import Path

from derivatives import shingles

from truceline.model.claim import Document
from truceline.stages.evidence.lineage import trace_lineage

LEVELS = ("cut", "light", "heavy", "non")


def read(folder: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Per task (name, level, text); the level of the article is `orig`."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    with (folder / "file_information.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            text = (folder / row["File"]).read_bytes().decode("utf-8", errors="replace")
            found.setdefault(row["Task"], []).append((row["File"], row["Category"], text))
    return found


def compared(a: tuple[str, str, str], b: tuple[str, str, str]) -> tuple[str, float, float]:
    """Verdict and cover of two texts, and the share of word-3 shingles of `a` that `b` contains."""
    documents = [Document(name=n, sha256="", text=t, language="en") for n, _, t in (a, b)]
    in_a, in_b = shingles([a[2]]), shingles([b[2]])
    contained = len(in_a & in_b) / max(len(in_a), 1)
    for pair in trace_lineage(documents).pairs:
        return pair.verdict, pair.cover, contained
    return "independent", 0.0, contained


def told(label: str, found: list[tuple[str, float, float]]) -> None:
    count = Counter(verdict for verdict, _, _ in found)
    contained = sum(share for _, _, share in found) / max(len(found), 1)
    derived = count["copy"] + count["derived"]
    print(
        f"{label:24} {len(found):5} {contained:8.2f} {derived / len(found):8.3f} "
        f"{count['partial'] / len(found):8.3f} {count['independent'] / len(found):12.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    tasks = read(parser.parse_args().folder)
    print(
        f"{'level':24} {'pairs':>5} {'word-3':>8} {'derived':>8} {'partial':>8} {'independent':>12}"
    )
    by_level: dict[str, list[tuple[str, float, float]]] = {level: [] for level in LEVELS}
    strangers = []
    for answers in tasks.values():
        (source,) = (a for a in answers if a[1] == "orig")
        for answer in answers:
            if answer is not source:
                by_level[answer[1]].append(compared(answer, source))
        own = [a for a in answers if a[1] == "non"]
        strangers += [compared(a, b) for a, b in combinations(own, 2)]
    for level in LEVELS:
        told({"cut": "near copy", "non": "non-plagiarised"}.get(level, level), by_level[level])
    told("two of the last, one task", strangers)


if __name__ == "__main__":
    main()
